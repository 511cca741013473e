/**
 * The words of results and of the health record in English, under the keys of zh-health.ts.
 * https://www.i18next.com/misc/json-format
 */
import type { Words } from '../zh.ts';
import type { zhHealth } from './zh-health.ts';

export const enHealth: Words<typeof zhHealth> = {
  unknown: 'unknown',
  source: 'From: {{name}}',
  flags: {
    high: 'high',
    low: 'low',
    'critical-high': 'critically high',
    'critical-low': 'critically low',
    critical: 'critical',
    abnormal: 'abnormal',
    normal: 'normal',
  },
  results: {
    title: 'Results and reports',
    values: 'Values',
    reports: 'Reports',
    none: 'No results yet. When a test is done you are told as soon as its result is here.',
    range: 'Reference range {{range}}',
    trend: '{{label}} over time',
    history: 'All results',
    first: 'This is the first result.',
    conclusion: 'Conclusion',
    noText: 'This report has no text; ask where it was made.',
    open: 'Open the original',
    failed: 'Some results did not arrive: this may be incomplete.',
    meaning: {
      normal: 'Within the reference range.',
      high: 'Above the reference range. Show it to your doctor.',
      low: 'Below the reference range. Show it to your doctor.',
      abnormal: 'Not as usual. Show it to your doctor.',
      critical: 'This result matters: call a doctor now; call 120 if you feel unwell.',
      unknown: 'There is no reference range: ask your doctor.',
    },
  },
  archive: {
    title: 'Health record',
    now: 'Me today',
    timeline: 'History',
    problems: 'Problems',
    noProblems: 'No problems on record',
    medicines: 'Medicines in use',
    noMedicines: 'No medicines in use on record',
    allergies: 'Allergies',
    noAllergies: 'No allergies on record',
    values: 'Latest values',
    noValues: 'No values on record',
    nothing: 'Nothing of this kind yet.',
    more: 'Earlier',
    all: 'All',
    undated: 'Date unknown',
    kinds: {
      visit: 'Visits',
      problem: 'Problems',
      result: 'Results',
      report: 'Reports',
      medicine: 'Medicines',
      procedure: 'Surgery',
      immunization: 'Vaccines',
      allergy: 'Allergies',
      document: 'Documents',
      plan: 'Plans',
      bill: 'Bills',
    },
    stopped: 'stopped',
    past: 'Taken before',
  },
};
