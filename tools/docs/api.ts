/**
 * The pages of docs/api, from the tables that the server itself runs on: routes, search parameters,
 * refusals.
 */
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { definitionOf } from '#fhir/operations/operation-definition.ts';
import { refusals } from '#fhir/refusals.ts';
import { type Route, createRouter } from '#fhir/router.ts';
import { accountRoutes } from '#server/accounts/routes/account-routes.ts';
import { accessRoutes } from '#server/access/routes.ts';
import { auditStatusRoute } from '#server/audit/status-route.ts';
import { hl7Route } from '#server/exchange/hl7v2/route.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { guidanceRoutes } from '#server/modules/guidance/routes.ts';
import { identityRoutes } from '#server/identity/routes.ts';
import { oauthRoutes } from '#server/oauth/open-oauth.ts';
import { outsideRoutes } from '#server/oauth/outside/outside-routes.ts';
import { noticePlainRoutes, noticeRoutes } from '#server/notices/routes/notice-routes.ts';
import { paymentRoutes } from '#server/payment/routes.ts';
import { registryRoutes } from '#server/registry/routes.ts';
import { auditRoutes, signingRoutes } from '#server/start/operations.ts';
import { askHospitalRoutes } from '#server/start/his/ask-hospital.ts';
import { cnCoreRoutes } from '#server/start/his/cn-core-routes.ts';
import { schedulingRoutes } from '#server/modules/scheduling/routes.ts';
import { subscriptionRoutes } from '#server/subscriptions/routes.ts';
import { compileSearch, parametersOf } from '#fhir/search/schema.ts';
import { resourceTypes } from '#model/resource-types.ts';
import { table } from './tables.ts';

/** The operations of the other rooms; their handlers are not needed to write of them. */
function operationRoutes(): Route[] {
  const nothing = {} as never;
  return [
    ...accessRoutes(nothing, { control: nothing, breakGlass: nothing, cards: nothing }),
    ...auditRoutes(nothing, Date.now),
    ...schedulingRoutes({ house: nothing, queue: {} } as never),
    ...cnCoreRoutes(nothing, nothing),
    ...askHospitalRoutes(nothing, {} as never),
    ...identityRoutes(nothing, nothing),
    ...subscriptionRoutes(),
    ...noticeRoutes({} as never),
    ...guidanceRoutes(nothing, nothing),
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

/** Every operation, with what it takes and gives. */
export function operationsPage(): string {
  const listed = (table: Route['takes']) =>
    Object.entries(table ?? {})
      .map(([name, kind]) => `\`${name}\` ${kind}`)
      .join(', ');
  const rows = createRouter(operationRoutes())
    .routes.filter((route) => definitionOf(route) !== undefined)
    .map(({ method, path, takes, gives, summary }) => [
      `\`${method} /${path}\``,
      summary,
      takes === undefined ? '–' : listed(takes),
      gives === undefined ? '–' : listed(gives),
    ]);
  return `# Operations

Below \`/fhir/R4\`. What a POST takes comes as Parameters, what a GET takes in the query; \`?\` may
be left out, \`*\` may repeat. \`GET /fhir/R4/OperationDefinition/yishu-TYPE-NAME\` says the same
to a program. Where nothing stands, the operation says it in its own guide. Generated from the
table of routes by \`npm run docs\`.

${table(['route', 'what it does', 'takes', 'gives'], rows)}`;
}

/** The routes beside FHIR; those of a demonstration and of an outside provider with them. */
function plainRoutes(): PlainRoute[] {
  const nothing = {} as never;
  return [
    ...accountRoutes({ accounts: nothing, inbox: nothing }),
    ...oauthRoutes({ parts: {}, state: {} } as never),
    ...outsideRoutes({ parts: {}, outside: {} } as never),
    ...paymentRoutes(nothing),
    ...noticePlainRoutes(nothing, nothing),
    hl7Route(nothing),
    auditStatusRoute(nothing),
    ...registryRoutes(nothing),
  ];
}

/** Every route beside the FHIR API. */
export function routesPage(): string {
  const rows = plainRoutes().map(({ method, path, access, audit, summary }) => [
    `\`${method} ${path}\``,
    typeof access === 'string' ? access : access.join(', '),
    audit ?? '–',
    summary,
  ]);
  return `# Routes beside FHIR

For the pages of the house a session cookie identifies, and what changes something needs the
header \`x-yishu: 1\`; \`/hl7v2\` is for systems, with a token. The event is what the log calls
it; what tells nothing of anybody has none. OAuth's own addresses are in
\`/fhir/R4/.well-known/smart-configuration\`. Generated by
\`npm run docs\`.

${table(['route', 'who may', 'event', 'what it does'], rows)}`;
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
