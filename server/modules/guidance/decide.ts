/**
 * From a complaint to a door, purely: red flags and the net below them, then the hard filters, then
 * the classifier, then
 * primary care where that is right, and the desk where nothing is sure.
 * docs/decisions/0023-guidance.md
 */
import type { Classifier } from './classifier/classifier.ts';
import {
  type Patient,
  applyFilters,
  childShare,
  requiredDepartment,
  speaksOfChild,
} from './hard-filters.ts';
import { isForPrimaryCare } from './primary-care.ts';
import { type Answer, type Question, inDanger, questionFor, whoIsIll } from './questions.ts';
import { type RedFlag, likelyEmergency, redFlags } from './red-flags/lexicon.ts';
import { clausesOfNow, deniesSomething } from './red-flags/context.ts';
import { readComplaint } from './red-flags/match.ts';

/** What is asked. */
export interface Asked {
  complaint: string;
  patient: Patient & { ageDays: number | undefined };
  answer: Answer | undefined;
}

/** A department, and how probable it is; without where that was not judged. */
export interface Door {
  code: string;
  probability?: number;
}

/** What is answered. */
export interface Guidance {
  kind: 'emergency' | 'departments' | 'primary-care' | 'desk';
  redFlags: readonly RedFlag[];
  departments: readonly Door[];
  question: Question | undefined;
}

const emergency = '20';
const general = '02';
/**
 * The net below the lexicon: a complaint that sounds this much like an emergency is one; from the
 * lower share on somebody is asked whether it is.
 */
const dangerFrom = 0.8;
const askDangerFrom = 0.05;
/** Below this the likeliest department is not named: somebody at the desk asks. */
export const deskBelow = 0.3;
/** With fewer known features than this there is nothing to judge. */
const leastKnown = 3;
/** How much likelier an answer makes the departments it favours. */
const favour = 8;

/** Decides. */
export function decideDoor(classifier: Classifier, asked: Asked): Guidance {
  const { complaint, answer } = asked;
  const danger = answer?.question === inDanger ? 0 : dangerOf(classifier, complaint);
  const { found, isSuspicious } = readAsked(asked);
  const flags = found.length > 0 || danger < dangerFrom ? found : [likelyEmergency];
  if (flags.length > 0) {
    const departments = [{ code: emergency }];
    return { kind: 'emergency', redFlags: flags, departments, question: undefined };
  }
  // Red flags are read in English, too; departments were learned from Chinese alone.
  if (!/\p{Script=Han}/u.test(complaint)) {
    const doubt = isSuspicious && answer === undefined ? inDanger : undefined;
    return { kind: 'desk', redFlags: [], departments: [{ code: general }], question: doubt };
  }
  const { ranked, known, isParents, seen } = rankDepartments(classifier, asked);
  const ask = questionOf(answer, [
    isSuspicious || danger >= askDangerFrom ? inDanger : undefined,
    isParents ? whoIsIll : undefined,
    questionFor(ranked),
  ]);
  const [likeliest, share] = ranked[0] ?? [general, 0];
  const required = requiredDepartment(seen);
  const departments = doorsOf(ranked, required);
  if (known < leastKnown || (share < deskBelow && required === undefined)) {
    return { kind: 'desk', redFlags: [], departments: [{ code: general }], question: ask };
  }
  if (ask !== inDanger && isForPrimaryCare(complaint, likeliest, seen)) {
    const after = departments.filter(({ code }) => code !== general).slice(0, 2);
    const doors = [{ code: general }, ...after];
    return { kind: 'primary-care', redFlags: [], departments: doors, question: undefined };
  }
  return { kind: 'departments', redFlags: [], departments, question: ask };
}

/**
 * All departments, the likeliest first, after the filters and the answer; red flags are not looked
 * at. `seen`: the patient as taken for, whose age is unknown where it may be a parent's.
 */
export function rankDepartments(classifier: Classifier, asked: Asked) {
  const { patient, answer } = asked;
  const judged = classifier.judge(asked.complaint);
  const { known } = judged;
  const probabilities = withoutEmergency(judged.probabilities);
  const isParents = mayBeOfParent(asked, probabilities);
  const seen: Patient = isParents ? { ...patient, ageYears: undefined } : patient;
  const shares = answered(applyFilters(probabilities, seen), answer);
  const ranked = [...shares].toSorted(([, one], [, other]) => other - one);
  return { ranked, known, isParents, seen };
}

/** The first of these questions, where none was answered: one is asked, not more. */
function questionOf(
  answer: Answer | undefined,
  choices: readonly (Question | undefined)[],
): Question | undefined {
  return answer === undefined ? choices.find((choice) => choice !== undefined) : undefined;
}

/**
 * How much the clauses that are said of now sound like an emergency, between 0 and 1. Who denies
 * something has thought of it: then it is asked, not taken for one.
 */
function dangerOf(classifier: Classifier, complaint: string): number {
  const now = clausesOfNow(complaint);
  if (now === '') return 0;
  const share = classifier.judge(now).probabilities.get(emergency) ?? 0;
  return deniesSomething(complaint) ? Math.min(share, dangerFrom - 0.01) : share;
}

/** Emergencies are decided before; the others share what is left. */
function withoutEmergency(probabilities: ReadonlyMap<string, number>): Map<string, number> {
  const left = 1 - (probabilities.get(emergency) ?? 0);
  const others = [...probabilities].filter(([code]) => code !== emergency);
  return new Map(others.map(([code, share]) => [code, share / Math.max(left, 1e-9)]));
}

/** The red flags of the words and of the answer, and whether the words should be asked about. */
function readAsked({ complaint, patient, answer }: Asked) {
  const { ageDays, ageYears, pregnant } = patient;
  const { flags, isSuspicious } = readComplaint(complaint, {
    ageDays,
    ageYears,
    // A person who is not pregnant may speak of one who is.
    pregnant: pregnant ? true : undefined,
  });
  const said = [...redFlags, likelyEmergency].find(({ code }) => code === answer?.option.redFlag);
  const found = said === undefined || flags.includes(said) ? flags : [...flags, said];
  return { found, isSuspicious };
}

/** Whether the age given is a grown-up's and the complaint a child's. */
function mayBeOfParent(
  { complaint, patient, answer }: Asked,
  probabilities: ReadonlyMap<string, number>,
): boolean {
  if (patient.ageYears === undefined || patient.ageYears < 14) return false;
  if (answer?.question === whoIsIll) return answer.option.code === 'child';
  return childShare(probabilities) >= 0.5 && speaksOfChild(complaint);
}

function answered(
  probabilities: ReadonlyMap<string, number>,
  answer: Answer | undefined,
): Map<string, number> {
  if (answer === undefined) return new Map(probabilities);
  const weighed = Array.from(probabilities, ([code, share]): [string, number] => [
    code,
    answer.option.favours.includes(code) ? share * favour : share,
  ]);
  const sum = weighed.reduce((total, [, share]) => total + share, 0);
  return new Map(weighed.map(([code, share]) => [code, share / sum]));
}

/** The three likeliest; what must be among them takes the last place where it is not. */
function doorsOf(ranked: readonly [string, number][], required: string | undefined): Door[] {
  const door = ([code, probability]: readonly [string, number]) => ({ code, probability });
  const named = ranked.slice(0, 3).filter(([, share], at) => at === 0 || share >= 0.01);
  if (required === undefined || named.some(([code]) => code === required)) return named.map(door);
  const share = ranked.find(([code]) => code === required)?.[1] ?? 0;
  return [...named.slice(0, 2), [required, share] as const].map(door);
}
