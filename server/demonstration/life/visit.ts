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
  /** Minute of the day when it begins, where the story knows. */
  minute?: number;
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
