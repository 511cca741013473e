/** What the terminal shows when all is ready: the addresses, and whom to look for. */
import type { RegionChoice } from '../demonstration/region.ts';
import { showcase } from '../demonstration/showcase.ts';

/** What the terminal shows when all is ready. @param address of the server, without a path. */
export function greeting(address: string, region: RegionChoice | undefined): string {
  const lines = [
    '',
    '医枢 Yishu is ready.',
    `  Workstation  ${address}`,
    `  FHIR API     ${address}/fhir/R4/metadata`,
    `  Health       ${address}/healthz  ${address}/readyz  ${address}/metrics`,
    ...(region === undefined
      ? ['  Without the demonstration region. With it: npm start']
      : regionLines(region)),
    '  There is no sign-in yet: only this machine is served. Stop with Ctrl+C.',
    '',
  ];
  return lines.join('\n');
}

function regionLines(region: RegionChoice): string[] {
  const people = showcase(region).slice(0, 4);
  return [
    '  The demonstration region is invented. Without it: YISHU_DEMO=off npm start',
    '  People to look for:',
    ...people.map(({ name, age, story }) => `    ${name}（${age} 岁）${story.zh} · ${story.en}`),
  ];
}
