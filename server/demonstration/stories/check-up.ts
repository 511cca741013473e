/**
 * From 65: the yearly check-up, and vaccines against influenza and pneumococci.
 * https://www.nhc.gov.cn
 */
import { addMonths, toDate, toDay } from '../calendar.ts';
import { ageOn, isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { Story } from './story.ts';

export const checkUp: Story = { visits };

function visits(life: Life): Visit[] {
  const all = [...yearly(life), ...influenza(life), ...pneumococcal(life)];
  return all.filter(({ day }) => isInWindow(life, day) && ageOn(life, day) >= 60);
}

function yearly(life: Life): Visit[] {
  const random = streamOf(life, 'check-up');
  const first = life.window.from + random.whole(20, 330);
  const days = [0, 12, 24].map((months) => workday(addMonths(first, months)));
  return days
    .filter((day) => random.chance(0.45) && ageOn(life, day) >= 65)
    .map((day): Visit => ({
      day,
      at: placeOf(life, 'township'),
      department: 'publicHealth',
      setting: 'outpatient',
      kind: '老年人健康体检',
      complaint: '65岁及以上老年人年度健康体检',
      diagnoses: [],
      vitals: ['systolic', 'diastolic', 'pulse', 'weight', 'bmi'],
      panels: life.health.lipids ? ['kidney', 'glucose', 'lipids'] : ['kidney', 'glucose'],
      images: [
        {
          kind: 'electrocardiogram',
          findings: '窦性心律，大致正常。',
          conclusion: '窦性心律，大致正常心电图',
        },
      ],
    }));
}

function influenza(life: Life): Visit[] {
  const random = streamOf(life, 'influenza vaccine');
  if (!random.chance(0.45)) return [];
  const year = Number(toDate(life.window.from).slice(0, 4));
  return [0, 1, 2, 3].flatMap((after) => {
    const day = workday(toDay(`${year + after}-10-15`) + random.whole(0, 35));
    if (!random.chance(0.8) || ageOn(life, day) < 70) return [];
    return [shot(life, day, 'influenza')];
  });
}

function pneumococcal(life: Life): Visit[] {
  const known = life.health.copd;
  if (known === undefined) return [];
  const start = Math.max(known.since, life.window.from);
  return [shot(life, workday(start + 140), 'pneumococcal')];
}

function shot(life: Life, day: number, vaccine: 'influenza' | 'pneumococcal'): Visit {
  return {
    day,
    at: placeOf(life, 'township'),
    department: 'publicHealth',
    setting: 'outpatient',
    kind: '预防接种',
    complaint: vaccine === 'influenza' ? '老年人流感疫苗接种' : '肺炎球菌疫苗接种',
    diagnoses: [],
    vaccines: [{ vaccine, month: -1, number: 1, of: 1 }],
  };
}
