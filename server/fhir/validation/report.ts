/**
 * Gathers the problems of one resource, each with its FHIRPath.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Issue } from '#model/fhir.ts';
import type { Environment } from '#fhir/fhirpath/evaluate.ts';

/**
 * The kinds of problems: FHIR issue type and what a person reads; `{…}` is filled in, never with a
 * patient's value.
 */
const problems = {
  unknown: ['structure', '此处没有名为“{name}”的元素', 'there is no element "{name}" here'],
  missing: ['required', '缺少必需的元素“{name}”', 'the element "{name}" is required'],
  choice: [
    'structure',
    '“{name}[x]”只能出现一种类型',
    'only one type of "{name}[x]" may be present',
  ],
  list: ['structure', '应为数组', 'must be an array'],
  single: ['structure', '不能是数组', 'must not be an array'],
  empty: ['structure', '不能为空', 'must not be empty'],
  object: ['structure', '应为对象', 'must be an object'],
  primitive: ['structure', '应为 {type} 类型的值', 'must be a value of type {type}'],
  format: ['value', '不是有效的 {type}', 'is not a valid {type}'],
  twin: ['structure', '两个数组长度须相同', 'the two arrays must be of the same length'],
  code: [
    'code-invalid',
    '编码不在值集 {valueSet} 中',
    'the code is not in the value set {valueSet}',
  ],
  noCode: [
    'code-invalid',
    '需要值集 {valueSet} 中的编码',
    'a code of the value set {valueSet} is required',
  ],
  type: ['structure', '不是已知的资源类型', 'is not a known resource type'],
  reference: ['value', '引用的格式不正确', 'is not a well-formed reference'],
  target: [
    'value',
    '此处不能引用 {type}，可引用 {targets}',
    'cannot refer to {type} here; it can to {targets}',
  ],
  xhtml: [
    'invalid',
    '叙述文本不是允许的 XHTML',
    'is not XHTML of the kind that a narrative allows',
  ],
  invariant: ['invariant', '不符合约束 {key}：{human}', 'breaks constraint {key}: {human}'],
  deep: ['too-costly', '嵌套过深', 'is nested too deeply'],
} as const satisfies Record<string, readonly [string, string, string]>;

/** What can be wrong. */
export type Problem = keyof typeof problems;

/** No more problems than this are told of one resource. */
const enough = 100;

/** Deeper than this nothing in FHIR needs to be: objects in objects. */
export const deepest = 64;

/** Where validation stands in the resource and what it found so far. */
export interface Report {
  issues: Issue[];
  /** Names and indexes from the resource to the element at hand. */
  place: (string | number)[];
  /** How many objects are around the element at hand. */
  depth: number;
  /** The resource at hand and the one around it, for the invariants. */
  environment: Environment;
  /** Whether the resource at hand is contained in another. */
  isContained: boolean;
  allowConditionalReferences: boolean;
}

/** Adds a problem of the element at hand. */
export function problem(
  report: Report,
  kind: Problem,
  details: Record<string, string | number> = {},
): void {
  if (report.issues.length >= enough) return;
  const [code, zh, en] = problems[kind];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_mark, name: string) => String(details[name] ?? ''));
  const expression = expressionOf(report.place);
  report.issues.push({
    severity: 'error',
    code,
    text: { zh: `${expression}：${fill(zh)}`, en: `${expression} ${fill(en)}` },
    expression,
  });
}

/** Runs `check` one step deeper. */
export function within(report: Report, step: string | number, check: () => void): void {
  report.place.push(step);
  check();
  report.place.pop();
}

function expressionOf(place: readonly (string | number)[]): string {
  let text = '';
  for (const step of place) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
