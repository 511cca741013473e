/** One contact with care as a story tells it; `chart/` turns it into resources. */
import type { Day } from '../calendar.ts';
import type { DiseaseKey } from '../catalogue/diseases.ts';
import type { DrugKey } from '../catalogue/drugs.ts';
import type { ImagingKey } from '../catalogue/imaging.ts';
import type { MeasureKey } from '../catalogue/measures.ts';
import type { FindingKey, PanelKey } from '../catalogue/panels.ts';
import type { DueDose } from '../catalogue/vaccines.ts';
import type { DepartmentKey } from '../places/departments.ts';
import type { Institution } from '../places/institutions.ts';

export type Setting = 'outpatient' | 'emergency' | 'home' | 'inpatient';

/** A medicine prescribed on a visit. */
export interface Prescription {
  drug: DrugKey;
  days: number;
  /** Instead of the usual dose of one intake. */
  dose?: number;
  /** Filled at a shop of the pharmacy chain instead of the institution itself. */
  outside?: boolean;
  reason?: DiseaseKey;
}

/** Something done to the patient. */
export interface Operation {
  /** ICD-9-CM-3 医保版. */
  code?: string;
  name: string;
  /** Days after admission. */
  after?: number;
  note: string;
}

/** An image, a curve or a report in words. */
export interface ImagingResult {
  kind: ImagingKey;
  findings: string;
  conclusion: string;
}

/** A request to another institution. */
export interface ReferralRequest {
  to: Institution;
  department: DepartmentKey;
  reason: string;
}

/** The text of a discharge summary, by section. */
export interface DischargeSummary {
  course: string;
  condition: string;
  advice: string;
}

/** One contact. */
export interface Visit {
  day: Day;
  /** Nights, of an inpatient. */
  nights?: number;
  at: Institution;
  department: DepartmentKey;
  setting: Setting;
  /** What kind of contact it is, as 高血压随访. */
  kind: string;
  complaint: string;
  diagnoses: readonly DiseaseKey[];
  vitals?: readonly MeasureKey[];
  panels?: readonly PanelKey[];
  /** Measured values that the story knows; all others come from the body. */
  values?: Partial<Record<MeasureKey, number>>;
  findings?: Partial<Record<FindingKey, string>>;
  images?: readonly ImagingResult[];
  drugs?: readonly Prescription[];
  operations?: readonly Operation[];
  vaccines?: readonly DueDose[];
  referral?: ReferralRequest;
  summary?: DischargeSummary;
}

/** The visits in order of time; what falls on one day at one counter becomes one visit. */
export function inOrder(visits: readonly Visit[]): Visit[] {
  const merged = new Map<string, Visit>();
  const sorted = visits.toSorted((one, other) => one.day - other.day);
  for (const visit of sorted) {
    const key = `${visit.day} ${visit.at.id} ${visit.setting}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? visit : joined(earlier, visit));
  }
  return [...merged.values()];
}

function joined(one: Visit, other: Visit): Visit {
  const taken = new Set((one.drugs ?? []).map(({ drug }) => drug));
  const further = (other.drugs ?? []).filter(({ drug }) => !taken.has(drug));
  return {
    ...one,
    ...other,
    department: one.department,
    kind: kinds(one.kind, other.kind),
    complaint: one.complaint === other.complaint ? one.complaint : both(one, other),
    diagnoses: union(one.diagnoses, other.diagnoses),
    vitals: union(one.vitals, other.vitals),
    panels: union(one.panels, other.panels),
    values: { ...one.values, ...other.values },
    findings: { ...one.findings, ...other.findings },
    images: [...(one.images ?? []), ...(other.images ?? [])],
    drugs: [...(one.drugs ?? []), ...further],
    operations: [...(one.operations ?? []), ...(other.operations ?? [])],
    vaccines: [...(one.vaccines ?? []), ...(other.vaccines ?? [])],
  };
}

/** The kinds of both; an ordinary visit says nothing beside a planned one. */
function kinds(one: string, other: string): string {
  const all = [...new Set([...one.split('、'), other])];
  const planned = all.filter((kind) => kind !== '门诊' && kind !== '复诊');
  return (planned.length === 0 ? all.slice(0, 1) : planned).join('、');
}

function both(one: Visit, other: Visit): string {
  return one.complaint.includes(other.complaint)
    ? one.complaint
    : `${one.complaint}；${other.complaint}`;
}

function union<T>(one: readonly T[] = [], other: readonly T[] = []): T[] {
  return [...new Set([...one, ...other])];
}
