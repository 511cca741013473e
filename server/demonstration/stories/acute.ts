/**
 * Acute illness: a few episodes in three years, mostly near home, sometimes pneumonia in hospital.
 */
import { winter } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { ageOn, isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription, Visit } from '../life/visit.ts';
import type { InstitutionKind } from '../places/departments.ts';
import type { Random } from '../random.ts';
import { ailments } from './ailments.ts';
import type { Ailment } from './ailments.ts';
import type { Story } from './story.ts';

export const acute: Story = { visits };

function visits(life: Life): Visit[] {
  const random = streamOf(life, 'acute');
  const { window, resident } = life;
  const count = Math.max(0, Math.round(random.normal(episodes(ageOn(life, window.to)), 1.1)));
  const all: Visit[] = [];
  // A child of two months is kept from the crowd.
  const first = Math.max(window.from, resident.born + 60);
  if (first > window.to - 12) return [];
  for (let episode = 0; episode < count; episode++) {
    const day = random.whole(first, window.to - 12);
    if (!isPregnant(life, day)) all.push(...illness(life, random, day));
  }
  return [...all, ...pneumonia(life, random)].filter((visit) => isInWindow(life, visit.day));
}

/** Episodes in three years that lead to a visit. */
function episodes(age: number): number {
  if (age < 3) return 3;
  if (age < 7) return 3;
  if (age < 15) return 1.8;
  return age < 60 ? 1.35 : 1.15;
}

/** Illness in pregnancy has rules of its own and is left to the story of pregnancy. */
function isPregnant({ resident: { delivery } }: Life, day: Day): boolean {
  return delivery !== undefined && day > delivery - 290 && day < delivery + 60;
}

function illness(life: Life, random: Random, day: Day): Visit[] {
  const age = ageOn(life, day);
  const cold = winter(day);
  const possible = ailments.filter(
    ({ ages: [from, to], onlyWomen }) =>
      age >= from && age <= to && (onlyWomen !== true || life.resident.sex === 'female'),
  );
  const ailment = random.weighted(possible, ({ weight, winter: season }) =>
    Math.max(0.05, weight * (1 + season * cold)),
  );
  return [episode(life, { ailment, random, day: workday(day) })];
}

function episode(
  life: Life,
  { ailment, random, day }: { ailment: Ailment; random: Random; day: Day },
): Visit {
  const child = ageOn(life, day) < 14;
  const kind = placeFor(ailment, random, child);
  const at = placeOf(life, kind);
  const large = kind === 'county';
  const general = child ? 'paediatrics' : 'medicine';
  const department = large ? (ailment.hospital ?? general) : 'general';
  const { temperature, tests, disease, days } = ailment;
  const fever =
    temperature === undefined ? {} : { temperature: temperature + random.normal(0, 0.3) };
  return {
    day,
    at,
    department,
    setting: 'outpatient',
    kind: '门诊',
    complaint: ailment.complaint,
    diagnoses: [disease],
    vitals: temperature === undefined ? [] : ['temperature', 'pulse'],
    ...(kind === 'village' ? {} : tests),
    values: { ...(kind === 'village' ? {} : tests?.values), ...fever },
    drugs: (child ? ailment.child : ailment.adult).map((drug): Prescription => ({
      drug,
      days,
      reason: disease,
    })),
  };
}

function placeFor({ hospital }: Ailment, random: Random, child: boolean): InstitutionKind {
  const draw = random.next();
  if (hospital !== undefined && draw < 0.6) return 'county';
  if (child) return draw < 0.3 ? 'village' : draw < 0.72 ? 'township' : 'county';
  return draw < 0.55 ? 'village' : draw < 0.9 ? 'township' : 'county';
}

/** Pneumonia, in small children and the old. */
function pneumonia(life: Life, random: Random): Visit[] {
  const { window, resident } = life;
  const age = ageOn(life, window.to);
  const share = age < 6 ? 0.1 : age >= 72 ? 0.08 : 0.006;
  const first = Math.max(window.from, resident.born + 150);
  if (first > window.to - 30 || !random.chance(share)) return [];
  const day = random.whole(first, window.to - 30);
  if (isPregnant(life, day)) return [];
  const child = ageOn(life, day) < 14;
  const disease = child ? 'childPneumonia' : 'pneumonia';
  const at = placeOf(life, 'county');
  const adultDepartment = at.kind === 'tertiary' ? 'respiratory' : 'medicine';
  const stay: Visit = {
    day,
    nights: 7,
    at,
    department: child ? 'paediatrics' : adultDepartment,
    setting: 'inpatient',
    kind: '住院',
    complaint: '发热、咳嗽4天，加重伴气促1天',
    diagnoses: [disease],
    vitals: ['temperature', 'pulse', 'respiration', 'saturation'],
    values: {
      temperature: 39.1,
      saturation: 93,
      leukocytes: 14.6,
      neutrophils: 81,
      procalcitonin: 0.86,
    },
    panels: ['bloodCount', 'procalcitonin'],
    images: [
      {
        kind: 'chestXray',
        findings: '右下肺见斑片状模糊影，边缘不清，心影及膈面未见异常。',
        conclusion: '右下肺炎症，建议治疗后复查',
      },
    ],
    drugs: [{ drug: 'ceftriaxone', days: 7, reason: disease }],
    summary: {
      course: '入院后予抗感染、化痰及氧疗等治疗，3天后体温恢复正常，复查胸片炎症较前吸收。',
      condition: '无发热，偶有咳嗽，双肺呼吸音清。',
      advice: '注意休息，避免受凉；1周后复诊。',
    },
  };
  return [stay];
}
