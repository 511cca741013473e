/**
 * Patient of FHIR to PID of HL7 v2.
 * https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Authority } from './authorities.ts';
import { type Part, segmentText } from './er7.ts';
import { type Identifier, writeAssigned } from './identifiers.ts';
import { genders, motherNameUrl } from './patient-in.ts';

interface Patient {
  identifier?: Identifier[];
  name?: { use?: string; text?: string; family?: string; given?: string[] }[];
  telecom?: { system?: string; value?: string; use?: string }[];
  address?: {
    line?: string[];
    city?: string;
    state?: string;
    postalCode?: string;
    country?: string;
    text?: string;
  }[];
  gender?: string;
  birthDate?: string;
  maritalStatus?: { coding?: { code?: string }[] };
  communication?: { language?: { coding?: { code?: string }[] } }[];
  extension?: { url?: string; valueString?: string }[];
}

/** What a PID tells beside the Patient itself. */
export interface PidGiven {
  authorities: readonly Authority[];
  /** Only numbers of these systems; undefined for all. */
  systems: ReadonlySet<string> | undefined;
  /** Name and numbers of the mother, where she is known. */
  mother: Mother | undefined;
}

/** A mother. */
export interface Mother {
  name: { family?: string; given?: string[]; text?: string } | undefined;
  identifier: readonly Identifier[];
}

const uses: Record<string, string> = { official: 'L', usual: 'D', maiden: 'M', nickname: 'N' };
const codes = new Map<string, string>(
  Object.entries(genders)
    .filter(([code]) => code !== 'A')
    .map(([code, gender]) => [gender, code]),
);

/** The numbers of a Patient as CX; empty where none may be told. */
export function numbersOf(resource: Resource, given: Pick<PidGiven, 'authorities' | 'systems'>) {
  const { identifier = [] } = resource as Patient;
  return identifier
    .filter(({ system = '' }) => given.systems === undefined || given.systems.has(system))
    .flatMap((one) => {
      const cx = writeAssigned(one, given.authorities);
      return cx === undefined ? [] : [cx];
    });
}

/** The PID of a Patient. */
export function pidText(resource: Resource, given: PidGiven): string {
  const patient = resource as Patient;
  const { mother } = given;
  const phones = (use: string) =>
    (patient.telecom ?? [])
      .filter((one) => (one.use === 'work') === (use === 'WPN'))
      .map(({ system, value }): Part[] =>
        system === 'email'
          ? [undefined, 'NET', 'Internet', value]
          : [value, use, 'PH', undefined, undefined, undefined, value],
      );
  const maiden = patient.extension?.find(({ url }) => url === motherNameUrl)?.valueString;
  const motherName = mother?.name === undefined ? [maiden] : nameParts(mother.name);
  const fields = {
    3: numbersOf(resource, given),
    5: (patient.name ?? []).map(nameParts),
    6: [motherName],
    7: patient.birthDate?.replaceAll('-', ''),
    8: codes.get(patient.gender ?? ''),
    11: (patient.address ?? []).map(({ line = [], city, state, postalCode, country, text }) => [
      line[0] ?? text,
      line[1],
      city,
      state,
      postalCode,
      country,
    ]),
    13: phones('PRN'),
    14: phones('WPN'),
    15: patient.communication?.[0]?.language?.coding?.[0]?.code,
    16: patient.maritalStatus?.coding?.[0]?.code,
    21: (mother?.identifier ?? []).flatMap((one) => {
      const cx = writeAssigned(one, given.authorities);
      return cx === undefined ? [] : [cx];
    }),
  };
  const last = Math.max(...Object.keys(fields).map(Number));
  const list = Array.from({ length: last }, (_, at) => fields[(at + 1) as keyof typeof fields]);
  return segmentText('PID', list);
}

function nameParts(name: { use?: string; text?: string; family?: string; given?: string[] }) {
  const { family, given = [], text, use = '' } = name;
  const [first, ...others] = given;
  // A name that came as one text is told as one.
  const parts: Part[] = [family ?? text, first, others.join(' ')];
  return [...parts, undefined, undefined, undefined, uses[use] ?? ''];
}
