/**
 * Every setting: its name, default, meaning and check; docs/configuration.md is made from this
 * table.
 * https://12factor.net/config
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartFailure } from './start-failure.ts';

/** One setting, as the environment gives it. */
export interface Setting {
  name: string;
  /** As it would be written; undefined where there is none. */
  standard: string | undefined;
  /** What it does. */
  text: { en: string; zh: string };
  /** What a value must be, for the line that refuses another one. */
  expected: string;
}

/** The settings as the program uses them. */
export interface Settings {
  host: string;
  port: number;
  databaseUrl: string | undefined;
  /** Absolute path. */
  data: string;
  demonstration: boolean;
  /** IANA name. */
  timeZone: string;
  /** Bytes. */
  bodyLimit: number;
  connections: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** How long audit events are kept. */
  auditDays: number;
  /** Seconds between two seals of the audit log. */
  auditSealSeconds: number;
}

/** Every setting there is. */
export const settingTable = {
  host: {
    name: 'HOST',
    standard: '127.0.0.1',
    text: {
      en: 'The address to listen on. Until sign-in exists only this machine is served.',
      zh: '监听地址。在登录功能完成之前，只服务本机。',
    },
    expected: '127.0.0.1 or ::1, because there is no sign-in yet',
  },
  port: {
    name: 'PORT',
    standard: '8080',
    text: { en: 'The port to listen on.', zh: '监听端口。' },
    expected: 'a number from 1 to 65535',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    standard: undefined,
    text: {
      en: 'A PostgreSQL 16 or later to use instead of the embedded one.',
      zh: '使用自有的 PostgreSQL（16 或更高版本），代替内嵌的数据库。',
    },
    expected: 'postgres://user:password@host:5432/database',
  },
  data: {
    name: 'YISHU_DATA',
    standard: './.yishu',
    text: {
      en: 'The folder of the embedded database and of what loads remember.',
      zh: '内嵌数据库和加载进度所在的文件夹。',
    },
    expected: 'a folder that can be written',
  },
  demonstration: {
    name: 'YISHU_DEMO',
    standard: 'on',
    text: {
      en: 'Whether the first start makes the demonstration region.',
      zh: '首次启动时是否生成演示地区。',
    },
    expected: 'on or off',
  },
  timeZone: {
    name: 'YISHU_TIME_ZONE',
    standard: 'Asia/Shanghai',
    text: {
      en: 'The time zone of dates that name none.',
      zh: '没有注明时区的日期所用的时区。',
    },
    expected: 'an IANA time zone, as Asia/Shanghai',
  },
  bodyLimit: {
    name: 'YISHU_BODY_LIMIT',
    standard: '67108864',
    text: {
      en: 'The largest request body, in bytes; a larger one is refused with 413.',
      zh: '请求体的最大字节数，超出时以 413 拒绝。',
    },
    expected: 'a number of bytes from 1024 to 536870912',
  },
  connections: {
    name: 'YISHU_CONNECTIONS',
    standard: '12',
    text: {
      en: 'How many connections to the database the server may open.',
      zh: '服务器可打开的数据库连接数。',
    },
    expected: 'a number from 4 to 200',
  },
  logLevel: {
    name: 'YISHU_LOG_LEVEL',
    standard: 'info',
    text: {
      en: 'From which level on the log is written: JSON lines on standard error, no patient data.',
      zh: '日志级别：JSON 行，写入标准错误，不含患者数据。',
    },
    expected: 'debug, info, warn, error or silent',
  },
  auditDays: {
    name: 'YISHU_AUDIT_DAYS',
    standard: '1095',
    text: {
      en: 'How many days audit events are kept: six months at least (SEC-09).',
      zh: '审计日志保存的天数，不得少于六个月（SEC-09）。',
    },
    expected: 'a number of days from 183 to 36500: 审计日志保存不得少于六个月（SEC-09）',
  },
  auditSealSeconds: {
    name: 'YISHU_AUDIT_SEAL_SECONDS',
    standard: '60',
    text: {
      en: 'How many seconds pass between two signed seals of the audit log.',
      zh: '审计日志两次签名封存之间的秒数。',
    },
    expected: 'a number of seconds from 1 to 3600',
  },
} as const satisfies Record<keyof Settings, Setting>;

const number = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().min(low).max(high));

const checks: { [Key in keyof Settings]: z.ZodType<Settings[Key]> } = {
  host: z.enum(['127.0.0.1', '::1', 'localhost']),
  port: number(1, 65_535),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/)
    .refine((url) => URL.canParse(url))
    .optional(),
  data: z
    .string()
    .min(1)
    .transform((folder) => resolve(folder)),
  demonstration: z.enum(['on', 'off']).transform((value) => value === 'on'),
  timeZone: z.string().refine(isTimeZone),
  bodyLimit: number(1024, 512 * 1024 * 1024),
  connections: number(4, 200),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  auditDays: number(183, 36_500),
  auditSealSeconds: number(1, 3600),
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads the settings. Throws a `StartFailure` that names the first bad one and what it must be. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  refuseUnknown(environment);
  const read = <Key extends keyof Settings>(key: Key): Settings[Key] => {
    const { name, standard, expected } = settingTable[key];
    const given = environment[name];
    const parsed = checks[key].safeParse(given === undefined || given === '' ? standard : given);
    if (!parsed.success) throw new StartFailure(`The setting ${name} must be ${expected}`);
    return parsed.data;
  };
  return {
    host: read('host'),
    port: read('port'),
    databaseUrl: read('databaseUrl'),
    data: read('data'),
    demonstration: read('demonstration'),
    timeZone: read('timeZone'),
    bodyLimit: read('bodyLimit'),
    connections: read('connections'),
    logLevel: read('logLevel'),
    auditDays: read('auditDays'),
    auditSealSeconds: read('auditSealSeconds'),
  };
}

/**
 * A misspelt setting would be silently without effect: it is refused. Those of tests are left
 * alone.
 */
function refuseUnknown(environment: Record<string, string | undefined>): void {
  const known = Object.values(settingTable).map((setting): string => setting.name);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('YISHU_') || name.startsWith('YISHU_TEST_') || known.includes(name)) {
      continue;
    }
    const nearest = known.toSorted((a, b) => distance(name, a) - distance(name, b))[0];
    throw new StartFailure(
      `There is no setting ${name}, did you mean ${nearest}? All are in docs/configuration.md`,
    );
  }
}

/** How many letters must be changed, added or left out to make `b` of `a` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
