/** Long illnesses that need little: gout, knees, prostate, bones, thyroid, stomach. */
import type { DrugKey } from '../catalogue/drugs.ts';
import type { Courses } from '../life/course.ts';
import { isInWindow, placeOf, streamOf, workday } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import type { QuietProblem } from '../people/health.ts';
import type { DepartmentKey, InstitutionKind } from '../places/departments.ts';
import type { Story } from './story.ts';

export const quiet: Story = { courses, visits };

interface Course {
  complaint: string;
  drugs: readonly DrugKey[];
  at: InstitutionKind;
  department: DepartmentKey;
  parts: Pick<Visit, 'panels' | 'images' | 'values'>;
}

const problems: Record<QuietProblem, Course> = {
  gout: {
    complaint: '右足第一跖趾关节红肿热痛1天',
    drugs: ['celecoxib', 'febuxostat'],
    at: 'township',
    department: 'general',
    parts: { panels: ['urate'] },
  },
  kneeArthrosis: {
    complaint: '双膝疼痛3年，上下楼加重',
    drugs: ['celecoxib', 'diclofenacGel'],
    at: 'county',
    department: 'orthopaedics',
    parts: {
      images: [
        {
          kind: 'kneeXray',
          findings: '双膝关节间隙变窄，髁间隆突变尖，关节边缘骨质增生。',
          conclusion: '双膝退行性骨关节病',
        },
      ],
    },
  },
  prostate: {
    complaint: '尿频、夜尿3—4次，尿线变细2年',
    drugs: ['tamsulosin'],
    at: 'tertiary',
    department: 'urology',
    parts: {
      images: [
        {
          kind: 'abdominalUltrasound',
          findings: '前列腺大小约48×42×39mm，内部回声欠均匀，残余尿约35ml。',
          conclusion: '前列腺增生',
        },
      ],
    },
  },
  osteoporosis: {
    complaint: '腰背痛半年，身高变矮',
    drugs: ['calcium'],
    at: 'county',
    department: 'orthopaedics',
    parts: {},
  },
  hypothyroidism: {
    complaint: '乏力、怕冷3月',
    drugs: ['levothyroxine'],
    at: 'county',
    department: 'medicine',
    parts: { panels: ['thyroid'] },
  },
  chronicGastritis: {
    complaint: '上腹胀痛反复2月，饭后明显',
    drugs: ['omeprazole'],
    at: 'county',
    department: 'medicine',
    parts: {
      images: [
        {
          kind: 'gastroscopy',
          findings: '胃窦黏膜红白相间，以红为主，散在糜烂，幽门圆，十二指肠未见异常。',
          conclusion: '慢性非萎缩性胃炎伴糜烂',
        },
      ],
    },
  },
};

function courses(life: Life): Courses {
  const { quiet: list } = life.health;
  const { from } = life.window;
  return {
    ...(list.includes('gout')
      ? {
          urate: [
            [from + 200, 548],
            [from + 420, 372],
          ] as const,
        }
      : {}),
    ...(list.includes('hypothyroidism')
      ? {
          tsh: [
            [from + 60, 11.2],
            [from + 260, 2.6],
          ] as const,
          freeThyroxine: [
            [from + 60, 9.8],
            [from + 260, 15.4],
          ] as const,
        }
      : {}),
  };
}

function visits(life: Life): Visit[] {
  const all = life.health.quiet.flatMap((problem) => courseOf(life, problem));
  return all.filter(({ day }) => isInWindow(life, day));
}

function courseOf(life: Life, problem: QuietProblem): Visit[] {
  const random = streamOf(life, problem);
  const { complaint, drugs, at, department, parts } = problems[problem];
  const hospital = placeOf(life, at);
  const prescribed = drugs.map((drug) => ({ drug, days: 30, reason: problem }));
  const first: Visit = {
    day: workday(life.window.from + random.whole(40, 260)),
    at: hospital,
    department,
    setting: 'outpatient',
    kind: '门诊',
    complaint,
    diagnoses: [problem],
    ...parts,
    drugs: prescribed,
  };
  const later = [1, 2, 3].map((time): Visit => {
    const withTests = parts.panels !== undefined;
    return {
      day: workday(first.day + time * random.whole(150, 230)),
      at: placeOf(life, withTests ? 'township' : 'village'),
      department: 'general',
      setting: 'outpatient',
      kind: '复诊',
      complaint: '复诊续方，症状减轻',
      diagnoses: [problem],
      ...(parts.panels === undefined ? {} : { panels: parts.panels }),
      drugs: prescribed.slice(-1),
    };
  });
  return [first, ...later];
}
