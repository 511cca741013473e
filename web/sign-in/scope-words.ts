/**
 * What an app may do with a scope, as a sentence for the person who allows it.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import { parseScope } from '#model/smart-scopes.ts';
import type { Scope } from '#model/smart-scopes.ts';
import type { Language } from '../design/moment.ts';
import { thingText } from '../light/things.ts';
import type { Pair } from '../light/things.ts';

/** Scopes that are not about resources. */
const plain: Record<string, Pair> = {
  openid: { zh: '知道您是谁', en: 'know who you are' },
  profile: { zh: '知道您的姓名', en: 'know your name' },
  fhirUser: { zh: '知道您在病历里对应的身份', en: 'know who you are in the record' },
  'launch/patient': { zh: '知道您选的是谁的病历', en: 'know whose record you chose' },
  launch: { zh: '知道您正打开谁的病历', en: 'know whose record you have open' },
  'launch/encounter': { zh: '知道您正打开哪次就诊', en: 'know which visit you have open' },
  offline_access: {
    zh: '您不在时也能用，直到您收回为止',
    en: 'keep this access while you are away, until you withdraw it',
  },
  online_access: {
    zh: '在您登录期间一直能用',
    en: 'keep this access while you are signed in',
  },
};

/** Without these no app can sign anybody in, so they cannot be unticked. */
const needed = new Set(['openid', 'launch', 'launch/patient', 'launch/encounter']);

/** Values of `category` that people have a word for. */
const categories: Record<string, Pair> = {
  laboratory: { zh: '化验', en: 'laboratory' },
  'vital-signs': { zh: '体征', en: 'vital signs' },
  imaging: { zh: '影像', en: 'imaging' },
  'social-history': { zh: '生活习惯', en: 'social history' },
  survey: { zh: '评估', en: 'assessments' },
  'problem-list-item': { zh: '长期问题', en: 'long-standing problems' },
  'encounter-diagnosis': { zh: '就诊诊断', en: 'visit diagnoses' },
};

/** A scope as a person reads it. */
export interface ScopeSentence {
  text: string;
  /** Cannot be unticked. */
  needed: boolean;
}

/** The sentence for one scope; a scope that nobody knows is called by its own name. */
export function scopeSentence(scope: string, language: Language): ScopeSentence {
  const known = Object.hasOwn(plain, scope) ? plain[scope] : undefined;
  if (known !== undefined) return { text: known[language], needed: needed.has(scope) };
  const parsed = parseScope(scope);
  const unknown: Pair = { zh: `其他权限：${scope}`, en: `something else: ${scope}` };
  const text = parsed === undefined ? unknown[language] : sentences[language](parsed);
  return { text, needed: false };
}

const owners: Record<Scope['context'], Pair> = {
  patient: { zh: '所选之人的', en: ' of the chosen person' },
  user: { zh: '您有权看到的', en: ' that you may see' },
  system: { zh: '全部人的', en: ' of everybody' },
};

const sentences: Record<Language, (scope: Scope) => string> = {
  zh(scope) {
    const verbs = verbsOf(scope, { see: '查看', add: '新增', change: '修改', remove: '删除' });
    const only = scope.query.map((pair) => restriction(pair, 'zh')).join('、');
    const limit = only === '' ? '' : `（仅限${only}）`;
    return `${verbs.join('、')}${owners[scope.context].zh}${thingText(scope.type, 'zh')}${limit}`;
  },
  en(scope) {
    const verbs = verbsOf(scope, { see: 'see', add: 'add', change: 'change', remove: 'delete' });
    const only = scope.query.map((pair) => restriction(pair, 'en')).join(', ');
    const limit = only === '' ? '' : ` (only ${only})`;
    return `${verbs.join(', ')} ${thingText(scope.type, 'en')}${owners[scope.context].en}${limit}`;
  },
};

type Verbs = Record<'see' | 'add' | 'change' | 'remove', string>;

function verbsOf(scope: Scope, verbs: Verbs): string[] {
  return [
    ...(scope.read || scope.search ? [verbs.see] : []),
    ...(scope.create ? [verbs.add] : []),
    ...(scope.update ? [verbs.change] : []),
    ...(scope.delete ? [verbs.remove] : []),
  ];
}

function restriction([name, value]: [string, string], language: Language): string {
  const code = value.split('|').at(-1) ?? value;
  const word =
    name === 'category' && Object.hasOwn(categories, code) ? categories[code] : undefined;
  return word?.[language] ?? `${name}=${code}`;
}
