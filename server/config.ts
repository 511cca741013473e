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
  outsideIssuer: string | undefined;
  outsideClient: string | undefined;
  /** Absolute path. */
  outsideSecretFile: string | undefined;
  /** Days. */
  credentialDays: number;
  passwordDays: number;
  idleStaffMinutes: number;
  idleResidentMinutes: number;
  smsUrl: string | undefined;
  smsToken: string | undefined;
  /** Absolute path; undefined for `keys/master.key` in the data folder. */
  keyFile: string | undefined;
  cipher: 'sm4-gcm' | 'aes-256-gcm';
  signerUrl: string | undefined;
  /** Absolute path. */
  signerTokenFile: string | undefined;
  stepUpMinutes: number;
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
  outsideIssuer: {
    name: 'YISHU_OIDC_ISSUER',
    standard: undefined,
    text: {
      en: 'An OpenID Connect identity provider by which people may sign in as well.',
      zh: '外部 OpenID Connect 身份提供方的地址，可用于登录。',
    },
    expected: 'an https address, as https://id.example (http on this machine only)',
  },
  outsideClient: {
    name: 'YISHU_OIDC_CLIENT',
    standard: undefined,
    text: {
      en: 'The id under which this server is registered there.',
      zh: '本服务在该身份提供方登记的客户端标识。',
    },
    expected: 'a client id',
  },
  outsideSecretFile: {
    name: 'YISHU_OIDC_SECRET_FILE',
    standard: undefined,
    text: {
      en: 'The file that holds the secret of that registration.',
      zh: '保存该客户端密钥的文件。',
    },
    expected: 'the path of a file',
  },
  credentialDays: {
    name: 'YISHU_CREDENTIAL_DAYS',
    standard: '30',
    text: {
      en:
        'After how many days a check of a doctor or nurse with the national register must be ' +
        'repeated; until then their rights are suspended (ONL-05).',
      zh: '医师、护士在国家电子注册系统的核验每隔多少日须重做；逾期未核验的，执业权限暂停（ONL-05）。',
    },
    expected: 'a number of days from 1 to 366',
  },
  passwordDays: {
    name: 'YISHU_PASSWORD_DAYS',
    standard: '90',
    text: {
      en: 'After how many days a password must be changed (SEC-01).',
      zh: '密码必须更换的天数（SEC-01）。',
    },
    expected: 'a number from 1 to 365',
  },
  idleStaffMinutes: {
    name: 'YISHU_IDLE_STAFF_MINUTES',
    standard: '15',
    text: {
      en: 'After how many idle minutes staff and administrators are signed out (SEC-02).',
      zh: '医务人员和管理员无操作多少分钟后退出登录（SEC-02）。',
    },
    expected: 'a number from 1 to 720',
  },
  idleResidentMinutes: {
    name: 'YISHU_IDLE_RESIDENT_MINUTES',
    standard: '30',
    text: {
      en: 'After how many idle minutes residents are signed out (SEC-02).',
      zh: '居民无操作多少分钟后退出登录（SEC-02）。',
    },
    expected: 'a number from 1 to 720',
  },
  smsUrl: {
    name: 'YISHU_SMS_URL',
    standard: undefined,
    text: {
      en: 'Where text messages are posted as JSON: {"to": "13800000000", "text": "…"}.',
      zh: '短信网关地址，以 JSON 提交：{"to": "13800000000", "text": "…"}。',
    },
    expected: 'an address that starts with https://',
  },
  smsToken: {
    name: 'YISHU_SMS_TOKEN',
    standard: undefined,
    text: {
      en: 'The bearer token that the gateway of text messages asks for.',
      zh: '短信网关要求的 Bearer 令牌。',
    },
    expected: 'a text without spaces',
  },
  keyFile: {
    name: 'YISHU_KEY_FILE',
    standard: undefined,
    text: {
      en:
        'The master key that wraps the keys in the database; keys/master.key in YISHU_DATA if ' +
        'not given. Keep a copy elsewhere: without it the database cannot be read.',
      zh:
        '主密钥文件，用来保护数据库中的密钥；默认是 YISHU_DATA 下的 keys/master.key。' +
        '请另存一份：丢失后数据库无法读取。',
    },
    expected: 'a file that only this user can read',
  },
  cipher: {
    name: 'YISHU_CIPHER',
    standard: 'sm4-gcm',
    text: {
      en: 'The cipher of keys made from now on: at the first start, and by npm run keys -- rotate.',
      zh: '新密钥所用的加密算法：首次启动和 npm run keys -- rotate 时生效（SEC-16）。',
    },
    expected: 'sm4-gcm or aes-256-gcm',
  },
  signerUrl: {
    name: 'YISHU_SIGNER_URL',
    standard: undefined,
    text: {
      en:
        'The certification service (licensed CA or HSM) that signs. Without it a built-in signer ' +
        'marks its signatures 非CA(测试).',
      zh: '第三方电子认证服务（CA 或密码机）的地址。不设置时用内置签名，标明“非CA(测试)”（RX-25）。',
    },
    expected: 'an address that begins with https:// (http:// on this machine)',
  },
  signerTokenFile: {
    name: 'YISHU_SIGNER_TOKEN_FILE',
    standard: undefined,
    text: {
      en: 'The file with the token that the certification service knows this server by.',
      zh: '存放电子认证服务访问令牌的文件。',
    },
    expected: 'a file',
  },
  stepUpMinutes: {
    name: 'YISHU_STEP_UP_MINUTES',
    standard: '5',
    text: {
      en: 'For how many minutes a strong factor counts for signing and exporting (SEC-04).',
      zh: '签名和导出前的再次验证在多少分钟内有效（SEC-04）。',
    },
    expected: 'a number from 1 to 60',
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
  outsideIssuer: z
    .string()
    .regex(/^(?:https:\/\/\S+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/\S*)?)$/)
    .refine((url) => URL.canParse(url))
    .optional(),
  outsideClient: z.string().min(1).optional(),
  outsideSecretFile: z
    .string()
    .min(1)
    .transform((file) => resolve(file))
    .optional(),
  credentialDays: number(1, 366),
  passwordDays: number(1, 365),
  idleStaffMinutes: number(1, 720),
  idleResidentMinutes: number(1, 720),
  smsUrl: z
    .string()
    .regex(/^https:\/\/\S+$/)
    .refine((url) => URL.canParse(url))
    .optional(),
  smsToken: z.string().regex(/^\S+$/).optional(),
  keyFile: file(),
  cipher: z.enum(['sm4-gcm', 'aes-256-gcm']),
  signerUrl: z.string().refine(isSignerAddress).optional(),
  signerTokenFile: file(),
  stepUpMinutes: number(1, 60),
};

function file() {
  return z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional();
}

/** HTTPS, or this machine. */
function isSignerAddress(text: string): boolean {
  return (
    /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])/.test(text) &&
    URL.canParse(text)
  );
}

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
    outsideIssuer: read('outsideIssuer'),
    outsideClient: read('outsideClient'),
    outsideSecretFile: read('outsideSecretFile'),
    credentialDays: read('credentialDays'),
    passwordDays: read('passwordDays'),
    idleStaffMinutes: read('idleStaffMinutes'),
    idleResidentMinutes: read('idleResidentMinutes'),
    smsUrl: read('smsUrl'),
    smsToken: read('smsToken'),
    keyFile: read('keyFile'),
    cipher: read('cipher'),
    signerUrl: read('signerUrl'),
    signerTokenFile: read('signerTokenFile'),
    stepUpMinutes: read('stepUpMinutes'),
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
