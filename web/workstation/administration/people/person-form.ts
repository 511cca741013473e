/**
 * Someone who works in the region as a form shows them, and the Practitioner that the form becomes.
 * https://hl7.org/fhir/R4/practitioner.html
 */
import type { Resource } from '#model/fhir.ts';
import { practiceScopes } from '#model/practice-scopes.ts';
import {
  type QualificationKind,
  codeOf,
  licencesOf,
  practiceSystems,
  practiceUrls,
  professionalTitles,
  qualificationKinds,
} from '#model/practice.ts';
import {
  concept,
  identifierOf,
  listAt,
  periodOf,
  phoneOf,
  textAt,
  withExtensions,
  withPhone,
  withoutEmpty,
} from '../parts/resource-parts.ts';
import type { Identifier } from '../parts/resource-parts.ts';

/** The fields. */
export interface PersonDraft {
  name: string;
  gender: string;
  phone: string;
  title: string;
  /** Number of 医师资格证书. */
  examination: string;
  /** Kind of licence; empty without one. */
  kind: string;
  licence: string;
  category: string;
  scopes: string[];
  /** Reference of the institution of registration. */
  place: string;
  start: string;
  end: string;
  issuer: string;
  since: string;
  active: boolean;
}

interface Qualification {
  code?: object;
  identifier?: Identifier[];
  issuer?: { display?: string };
  extension?: object[];
}

const kindOf = ({ code }: Qualification) => codeOf(code, practiceSystems.qualificationKind);
const titleOf = ({ code }: Qualification) => codeOf(code, practiceSystems.title);

interface Name {
  use?: string;
  text?: string;
  family?: string;
  given?: string[];
}

function nameText({ text, family, given }: Name): string {
  return text ?? `${family ?? ''}${(given ?? []).join('')}`;
}

/** The fields of a Practitioner; those of a new one without it. */
export function personDraft(practitioner: Resource | undefined): PersonDraft {
  const entries = listAt<Qualification>(practitioner, 'qualification');
  const examined = entries.find((one) => kindOf(one) === 'doctor-qualification');
  const [name] = listAt<Name>(practitioner, 'name');
  return {
    ...licenceDraft(practitioner, entries),
    name: name === undefined ? '' : nameText(name),
    gender: textAt(practitioner, 'gender'),
    phone: phoneOf(practitioner),
    title: entries.map(titleOf).find((code) => code !== undefined) ?? '',
    examination: examined?.identifier?.[0]?.value ?? '',
    active: practitioner?.['active'] !== false,
  };
}

type LicenceDraft = Pick<
  PersonDraft,
  'kind' | 'licence' | 'category' | 'scopes' | 'place' | 'start' | 'end' | 'issuer' | 'since'
>;

const noLicence: LicenceDraft = {
  kind: '',
  licence: '',
  category: '',
  scopes: [],
  place: '',
  start: '',
  end: '',
  issuer: '',
  since: '',
};

/** The fields of the first licence. */
function licenceDraft(
  practitioner: Resource | undefined,
  entries: readonly Qualification[],
): LicenceDraft {
  const [held] = practitioner === undefined ? [] : licencesOf(practitioner);
  if (held === undefined) return noLicence;
  const { kind, number, category, scopes, place, period, independentSince } = held;
  return {
    kind,
    licence: number ?? '',
    category: category ?? '',
    scopes: [...scopes],
    place: place === undefined ? '' : `Organization/${place}`,
    start: period.start ?? '',
    end: period.end ?? '',
    issuer: entries.find((one) => kindOf(one) === kind)?.issuer?.display ?? '',
    since: independentSince ?? '',
  };
}

const licenceUrls = [
  practiceUrls.category,
  practiceUrls.scope,
  practiceUrls.place,
  practiceUrls.independentSince,
];

function licenceEntry(draft: PersonDraft, before: Qualification | undefined): object {
  const { kind, category, scopes, place, since, licence, start, end, issuer } = draft;
  const own = [
    ...(category === '' ? [] : [{ url: practiceUrls.category, valueCode: category }]),
    ...scopes.map((scope) => ({
      url: practiceUrls.scope,
      valueCodeableConcept: concept(practiceSystems.scope, scope, practiceScopes[scope]?.zh),
    })),
    ...(place === '' ? [] : [{ url: practiceUrls.place, valueReference: { reference: place } }]),
    ...(since === '' ? [] : [{ url: practiceUrls.independentSince, valueDate: since }]),
  ];
  const name = qualificationKinds[kind as QualificationKind];
  return withoutEmpty({
    ...before,
    extension: withExtensions(before, licenceUrls, own),
    identifier:
      licence === '' ? [] : [{ system: practiceSystems.practiceLicence, value: licence.trim() }],
    code: concept(practiceSystems.qualificationKind, kind, name),
    period: periodOf(start, end),
    issuer: issuer.trim() === '' ? undefined : { display: issuer.trim() },
  });
}

/** The qualifications of a form; a second licence and what others wrote stay. */
function qualificationsOf(draft: PersonDraft, before: Resource | undefined): object[] {
  const entries = listAt<Qualification>(before, 'qualification');
  const [held] = before === undefined ? [] : licencesOf(before);
  const edited = entries.find((one) => held !== undefined && kindOf(one) === held.kind);
  const examined = entries.find((one) => kindOf(one) === 'doctor-qualification');
  const kept = entries.filter(
    (one) => one !== edited && one !== examined && titleOf(one) === undefined,
  );
  const { examination, kind, title } = draft;
  const examinationKind = 'doctor-qualification';
  return [
    ...(examination === ''
      ? []
      : [
          {
            ...examined,
            identifier: [{ system: practiceSystems.qualification, value: examination.trim() }],
            code: concept(
              practiceSystems.qualificationKind,
              examinationKind,
              qualificationKinds[examinationKind],
            ),
          },
        ]),
    ...(kind === '' ? [] : [licenceEntry(draft, edited)]),
    ...(title === ''
      ? []
      : [{ code: concept(practiceSystems.title, title, professionalTitles[title]) }]),
    ...kept,
  ];
}

function namesOf(draft: PersonDraft, before: Resource | undefined): object[] {
  const [first, ...others] = listAt<Name>(before, 'name');
  const text = draft.name.trim();
  const same = first !== undefined && nameText(first) === text;
  return [same ? first : { use: 'official', text }, ...others];
}

/** The Practitioner of a form, over what is stored. */
export function personOfDraft(draft: PersonDraft, before: Resource | undefined): Resource {
  const { licence, gender, phone, active } = draft;
  const stored = identifierOf(before, practiceSystems.practiceLicence);
  const others = listAt<Identifier>(before, 'identifier').filter(
    ({ system }) => system !== practiceSystems.practiceLicence,
  );
  const number = { ...stored, system: practiceSystems.practiceLicence, value: licence.trim() };
  return withoutEmpty({
    ...before,
    resourceType: 'Practitioner',
    active,
    identifier: licence.trim() === '' ? others : [number, ...others],
    name: namesOf(draft, before),
    telecom: withPhone(before, phone.trim(), 'mobile'),
    gender,
    qualification: qualificationsOf(draft, before),
  });
}

/** What must be filled in with a kind of licence (ONL-05, ONL-07). */
export function neededFor(kind: string): ReadonlySet<keyof PersonDraft> {
  if (kind === '') return new Set();
  const scoped = kind === 'doctor' || kind === 'assistant-doctor';
  const placed = scoped || kind === 'village-doctor' || kind === 'nurse';
  return new Set<keyof PersonDraft>([
    'licence',
    ...(placed ? (['place', 'start'] as const) : []),
    ...(scoped ? (['category', 'scopes'] as const) : []),
    ...(kind === 'village-doctor' || kind === 'nurse' ? (['end'] as const) : []),
  ]);
}

/** The fields that are missing. */
export function personFaults(draft: PersonDraft): (keyof PersonDraft)[] {
  const needed: (keyof PersonDraft)[] = ['name', ...neededFor(draft.kind)];
  return needed.filter((name) => {
    const value = draft[name];
    return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && !value.length;
  });
}

/** The category whose scopes a licence can have. */
export function scopeCategory({ kind, category }: PersonDraft): string {
  return kind === 'village-doctor' ? 'village' : category;
}

const fieldOfElement: Readonly<Record<string, keyof PersonDraft>> = {
  identifier: 'licence',
  telecom: 'phone',
  name: 'name',
  qualification: 'kind',
};

/** The field that an expression of a refusal means. */
export function personFieldAt(expression: string): string | undefined {
  const [, element = '', inner] =
    /^Practitioner\.(\w+)(?:\[\d+\](?:\.(\w+))?)?/.exec(expression) ?? [];
  if (element === 'qualification' && inner === 'period') return 'end';
  return Object.hasOwn(fieldOfElement, element) ? fieldOfElement[element] : undefined;
}
