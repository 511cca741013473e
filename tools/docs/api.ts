/**
 * The pages of docs/api, from the tables that the server itself runs on: routes, search parameters,
 * refusals.
 */
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { refusals } from '#fhir/refusals.ts';
import { type Route, createRouter } from '#fhir/router.ts';
import { accessRoutes } from '#server/access/routes.ts';
import { auditRoutes, signingRoutes } from '#server/start/operations.ts';
import { compileSearch, parametersOf } from '#fhir/search/schema.ts';
import { resourceTypes } from '#model/resource-types.ts';
import { table } from './tables.ts';

/** The operations of the other rooms; their handlers are not needed to write of them. */
function operationRoutes(): Route[] {
  const nothing = {} as never;
  return [
    ...accessRoutes(nothing, { control: nothing, breakGlass: nothing, cards: nothing }),
    ...auditRoutes(nothing, Date.now),
    ...signingRoutes({ signer: nothing, keys: nothing, stepUpMinutes: 0 }),
  ];
}

/** Every route of the FHIR API. */
export function interactionsPage(): string {
  const { routes } = createRouter(operationRoutes());
  const rows = routes.map(({ method, path, interaction, access, summary }) => [
    `\`${method} /${path}\``,
    interaction,
    typeof access === 'string' ? access : access.join(', '),
    summary,
  ]);
  return `# Interactions

Below \`/fhir/R4\`; of two routes that fit, the first counts. \`GET /fhir/R4/metadata\` says
the same to a program. Generated from \`server/fhir/router.ts\` by \`npm run docs\`.

${table(['route', 'interaction', 'who may', 'what it does'], rows)}`;
}

/** Every refusal: its code, HTTP status and what a person reads. */
export function errorsPage(): string {
  const rows = Object.entries(refusals)
    .toSorted(([a, one], [b, other]) => one.status - other.status || (a < b ? -1 : 1))
    .map(([code, { status, issue, en, zh }]) => [String(status), `\`${code}\``, issue, en, zh]);
  return `# Refusals

A refused request is answered with an OperationOutcome; \`issue.details.coding\` holds the code
(system \`urn:yishu:refusal\`). Generated from \`server/fhir/refusals.ts\` by \`npm run docs\`.

${table(['status', 'code', 'issue type', 'English', '中文'], rows)}`;
}

/** Every search parameter of every type, and which of them can be included. */
export function searchPage(): string {
  const schema = compileSearch(loadDefinitions(), {
    timeZone: 'Asia/Shanghai',
    baseUrls: [],
    keyedHash: hash64,
  });
  const shared = parametersOf(schema, undefined);
  const common = new Set(shared.map(({ name }) => name));
  const list = (parameters: typeof shared) =>
    parameters.map(({ name, type }) => `\`${name}\` ${type}`).join(' · ');
  const sections = resourceTypes.map((type) => {
    const own = parametersOf(schema, type).filter(({ name }) => !common.has(name));
    return `## ${type}\n\n${own.length === 0 ? 'Only those of every type.' : list(own)}\n`;
  });
  return `# Search parameters

Every type: ${list(shared)}

A parameter of kind reference can also be included (\`_include\`, \`_revinclude\`), chained,
and used in \`_has\`. Generated from the compiled R4 definitions by \`npm run docs\`.

${sections.join('\n')}`;
}
