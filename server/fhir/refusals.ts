/**
 * The registry of refusals: code, HTTP status, FHIR issue type and what a person reads.
 * https://hl7.org/fhir/R4/http.html
 */
import type { Issue } from '#model/fhir.ts';
import { identityRefusals } from './identity-refusals.ts';
import { schedulingRefusals } from './scheduling-refusals.ts';
import { noticeRefusals } from './notice-refusals.ts';
import { paymentRefusals } from './payment-refusals.ts';
import { practiceRefusals } from './practice-refusals.ts';
import { trustRefusals } from './trust-refusals.ts';

interface RefusalKind {
  status: number;
  issue: string;
  zh: string;
  en: string;
}

/**
 * `{name}` in a text is replaced by the detail of that name; details never hold a patient's data.
 */
export const refusals = {
  'body-too-large': {
    status: 413,
    issue: 'too-long',
    zh: '请求体超过上限 {limit} 字节，请分批提交',
    en: 'The body is larger than the limit of {limit} bytes: send it in parts',
  },
  'malformed-json': {
    status: 400,
    issue: 'structure',
    zh: '请求体不是合法的 JSON（位置 {position}）',
    en: 'The body is not well-formed JSON (at position {position})',
  },
  'nested-too-deep': {
    status: 400,
    issue: 'too-costly',
    zh: '请求体嵌套超过 {limit} 层',
    en: 'The body is nested deeper than {limit} levels',
  },
  'unknown-type': {
    status: 404,
    issue: 'not-supported',
    zh: 'FHIR R4 没有资源类型“{type}”',
    en: 'FHIR R4 has no resource type "{type}"',
  },
  'unknown-route': {
    status: 404,
    issue: 'not-found',
    zh: '没有这个地址',
    en: 'There is nothing at this address',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    zh: '此地址不支持 {method}，可用：{allowed}',
    en: 'This address does not take {method}; it takes {allowed}',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    zh: '不支持内容类型“{type}”，请用 {expected}',
    en: 'Content type "{type}" is not supported: use {expected}',
  },
  'not-acceptable': {
    status: 406,
    issue: 'not-supported',
    zh: '本服务只能以 application/fhir+json 应答',
    en: 'This server answers in application/fhir+json only',
  },
  'not-found': {
    status: 404,
    issue: 'not-found',
    zh: '没有找到 {reference}',
    en: '{reference} does not exist',
  },
  'version-not-found': {
    status: 404,
    issue: 'not-found',
    zh: '{reference} 没有版本 {version}',
    en: '{reference} has no version {version}',
  },
  deleted: {
    status: 410,
    issue: 'deleted',
    zh: '{reference} 已被删除',
    en: '{reference} has been deleted',
  },
  'stale-version': {
    status: 412,
    issue: 'conflict',
    zh: '{reference} 已被他人修改，当前版本是 {current}；请重新读取后再改',
    en: '{reference} has changed: its version is now {current}. Read it again, then change it',
  },
  'exists-already': {
    status: 412,
    issue: 'conflict',
    zh: '{reference} 已存在',
    en: '{reference} exists already',
  },
  'bad-version': {
    status: 400,
    issue: 'value',
    zh: 'If-Match 应为 W/"版本号"',
    en: 'If-Match must be W/"version"',
  },
  'multiple-matches': {
    status: 412,
    issue: 'multiple-matches',
    zh: '条件匹配到多个 {type}，请使条件唯一',
    en: 'The condition matches more than one {type}: make it match one',
  },
  'no-criteria': {
    status: 412,
    issue: 'required',
    zh: '条件操作必须带有检索条件',
    en: 'A conditional interaction needs search criteria',
  },
  'id-mismatch': {
    status: 400,
    issue: 'invalid',
    zh: '资源中的 id 与地址中的 id 不一致',
    en: 'The id in the resource is not the id in the address',
  },
  'id-missing': {
    status: 400,
    issue: 'required',
    zh: '更新时资源中必须有与地址相同的 id',
    en: 'An update must carry the same id in the resource as in the address',
  },
  'bad-id': {
    status: 400,
    issue: 'value',
    zh: 'id 只能由 1–64 个字母、数字、“-”和“.”组成',
    en: 'An id is 1–64 letters, digits, "-" and "."',
  },
  'type-mismatch': {
    status: 400,
    issue: 'invalid',
    zh: '资源类型与地址不一致，应为 {type}',
    en: 'The resource is not of the type in the address, {type}',
  },
  'no-body': {
    status: 400,
    issue: 'required',
    zh: '请求需要一个 JSON 资源作为请求体',
    en: 'The request needs a JSON resource as its body',
  },
  invalid: {
    status: 422,
    issue: 'invalid',
    zh: '资源不符合 FHIR R4',
    en: 'The resource is not valid FHIR R4',
  },
  'unknown-parameter': {
    status: 400,
    issue: 'not-supported',
    zh: '{type} 没有检索参数“{parameter}”',
    en: '{type} has no search parameter "{parameter}"',
  },
  'bad-parameter': {
    status: 400,
    issue: 'value',
    zh: '检索参数“{parameter}”的值不合法：{reason}',
    en: 'The value of search parameter "{parameter}" is not valid: {reasonEn}',
  },
  'bad-modifier': {
    status: 400,
    issue: 'not-supported',
    zh: '检索参数“{parameter}”不支持修饰符“:{modifier}”',
    en: 'Search parameter "{parameter}" does not take the modifier ":{modifier}"',
  },
  'search-too-broad': {
    status: 400,
    issue: 'too-costly',
    zh: '链式条件“{parameter}”匹配超过 {limit} 个资源，请缩小范围',
    en: 'The chain "{parameter}" matches more than {limit} resources: narrow it',
  },
  'bad-cursor': {
    status: 400,
    issue: 'value',
    zh: '翻页游标无效，请从第一页重新检索',
    en: 'The page cursor is not valid: search again from the first page',
  },
  'bad-entry': {
    status: 400,
    issue: 'invalid',
    zh: 'Bundle 条目不合法：{reason}',
    en: 'The Bundle entry is not valid: {reasonEn}',
  },
  'duplicate-entry': {
    status: 400,
    issue: 'duplicate',
    zh: '同一事务中两个条目写入同一资源（{first} 和 {second}）',
    en: 'Two entries of one transaction write the same resource ({first} and {second})',
  },
  'bad-patch': {
    status: 422,
    issue: 'processing',
    zh: '补丁无法应用：{reason}',
    en: 'The patch cannot be applied: {reasonEn}',
  },
  'id-changed': {
    status: 422,
    issue: 'business-rule',
    zh: '补丁不能改变 id 或资源类型',
    en: 'A patch cannot change the id or the type of a resource',
  },
  'unresolved-reference': {
    status: 400,
    issue: 'not-found',
    zh: '条件引用没有匹配到唯一的资源：{type}',
    en: 'A conditional reference does not match exactly one {type}',
  },
  'storage-full': {
    status: 507,
    issue: 'no-store',
    zh: '数据库磁盘已满，未保存；请联系运维扩容',
    en: 'The disk of the database is full and nothing was stored: ask operations for space',
  },
  'database-away': {
    status: 503,
    issue: 'transient',
    zh: '数据库暂时不可用，请稍后重试',
    en: 'The database is not available now: try again shortly',
  },
  'busy-retry': {
    status: 409,
    issue: 'conflict',
    zh: '与同时进行的写入冲突，未保存，请重试',
    en: 'The write collided with another one and was not stored: try again',
  },
  'too-broad-conditional-delete': {
    status: 412,
    issue: 'too-costly',
    zh: '条件匹配超过 {limit} 个资源，未删除任何资源',
    en: 'The condition matches more than {limit} resources; nothing was deleted',
  },
  'bad-request': {
    status: 400,
    issue: 'structure',
    zh: '请求无法读取',
    en: 'The request cannot be read',
  },
  internal: {
    status: 500,
    issue: 'exception',
    zh: '服务器内部错误，未保存；请把编号 {id} 告诉运维',
    en: 'An error of the server; nothing was stored. Tell operations the number {id}',
  },
  ...trustRefusals,
  ...practiceRefusals,
  ...identityRefusals,
  ...schedulingRefusals,
  'complaint-too-long': {
    status: 400,
    issue: 'too-long',
    zh: '症状描述超过 {limit} 字，请写得短一些',
    en: 'The complaint is longer than {limit} characters: say it shorter',
  },
  'unknown-answer': {
    status: 400,
    issue: 'value',
    zh: '参数 answer 应为“问题:选项”，取自上次返回的 question',
    en: 'The parameter answer must be "question:option" of the question that was asked',
  },
  ...paymentRefusals,
  ...noticeRefusals,
} as const satisfies Record<string, RefusalKind>;

/** A code of the registry. */
export type RefusalCode = keyof typeof refusals;

/** A request refused: thrown anywhere below the router, which turns it into an OperationOutcome. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly issues: Issue[];
  /** When to come again, in seconds from now; undefined where that is not known. */
  readonly seconds: number | undefined;
  /** Whether it is logged; one that only repeats what was logged is not. */
  isLogged = true;

  constructor(code: RefusalCode, issues: Issue[], seconds?: number) {
    super(code);
    this.code = code;
    this.status = refusals[code].status;
    this.issues = issues;
    this.seconds = seconds;
  }

  /** The same, not logged: it repeats what was logged before, and must cost nothing. */
  quietly(): this {
    this.isLogged = false;
    return this;
  }
}

/**
 * A refusal of the registry, to be thrown.
 * @param code which refusal.
 * @param details what replaces `{name}` in its texts: types, ids, names of parameters; never a
 * patient's data. `seconds` is when to come again.
 * @param issues the problems in detail (a validator's); by default the refusal itself is the one
 * issue.
 */
export function refuse(
  code: RefusalCode,
  details: Record<string, string | number> = {},
  issues?: Issue[],
): Refusal {
  const kind: RefusalKind = refusals[code];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
  const issue: Issue = {
    severity: 'error',
    code: kind.issue,
    text: { zh: fill(kind.zh), en: fill(kind.en) },
  };
  if (typeof details['expression'] === 'string') issue.expression = details['expression'];
  const { seconds } = details;
  return new Refusal(code, issues ?? [issue], typeof seconds === 'number' ? seconds : undefined);
}
