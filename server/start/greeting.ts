/** What the terminal shows when all is ready: the addresses, and who can sign in. */
import type { RegionChoice } from '../demonstration/region.ts';
import { showcase } from '../demonstration/showcase.ts';
import { roles } from '#model/roles.ts';
import type { ShownLogin } from './first-logins.ts';

/** What the start found or made. */
export interface Greeted {
  /** Of the server, without a path. */
  address: string;
  /** The demonstration and who can sign in to it; undefined without one. */
  demonstration: { region: RegionChoice; logins: readonly ShownLogin[] } | undefined;
  /** The link of the first administrator, where there is none yet. */
  invitation: string | undefined;
}

/** What the terminal shows when all is ready. */
export function greeting({ address, demonstration, invitation }: Greeted): string {
  const lines = [
    '',
    '医枢 Yishu is ready.',
    `  Workstation  ${address}`,
    `  My record    ${address}/record`,
    `  FHIR API     ${address}/fhir/R4/metadata`,
    `  Health       ${address}/healthz  ${address}/readyz  ${address}/metrics`,
    ...(demonstration === undefined
      ? ['  Without the demonstration region.']
      : demonstrationLines(address, demonstration)),
    ...(invitation === undefined
      ? []
      : [
          '  首位系统管理员（链接只能用一次，24 小时内有效） The first administrator, once:',
          `    ${invitation}`,
        ]),
    '  Stop with Ctrl+C.',
    '',
  ];
  return lines.join('\n');
}

function demonstrationLines(
  address: string,
  { region, logins }: NonNullable<Greeted['demonstration']>,
): string[] {
  const people = showcase(region).slice(0, 4);
  return [
    '  The demonstration region is invented. Without it: YISHU_DEMO=off npm start',
    `  Codes (simulated SMS and authenticator): ${address}/development/inbox`,
    '  演示账号 Logins of the demonstration:',
    ...logins.map(loginLine),
    '  People to look for:',
    ...people.map(({ name, age, story }) => `    ${name}（${age} 岁）${story.zh} · ${story.en}`),
  ];
}

function loginLine({ login, phone, password, role, tells }: ShownLogin): string {
  const name = (login ?? phone ?? '').padEnd(28);
  return `    ${name} ${(password ?? '短信验证码').padEnd(18)} ${roles[role].zh}：${tells.zh}`;
}
