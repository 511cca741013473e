/**
 * Settings of the server and its database: where it listens, what it keeps where, what it takes.
 * https://12factor.net/config
 */
import { z } from 'zod';
import { type Setting, number, origins, path } from './setting.ts';

/** By the name that the program uses. */
export const serverSettings = {
  host: {
    name: 'HOST',
    standard: '127.0.0.1',
    text: {
      en: 'The address to listen on; others than this machine are served over https only.',
      zh: '监听地址；对本机以外的访问只提供 https 服务。',
    },
    expected: 'an address of this machine, as 127.0.0.1 or 0.0.0.0',
    check: z.string().regex(/^[A-Za-z0-9.:-]{1,255}$/),
  },
  port: {
    name: 'PORT',
    standard: '8080',
    text: { en: 'The port to listen on.', zh: '监听端口。' },
    expected: 'a number from 1 to 65535',
    check: number(1, 65_535),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    standard: undefined,
    text: {
      en: 'A PostgreSQL 16 or later to use instead of the embedded one.',
      zh: '使用自有的 PostgreSQL（16 或更高版本），代替内嵌的数据库。',
    },
    expected: 'postgres://user:password@host:5432/database',
    check: z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/)
      .refine((url) => URL.canParse(url))
      .optional(),
  },
  data: {
    name: 'YISHU_DATA',
    standard: './.yishu',
    text: {
      en: 'The folder of the embedded database and of what loads remember.',
      zh: '内嵌数据库和加载进度所在的文件夹。',
    },
    expected: 'a folder that can be written',
    check: path,
  },
  demonstration: {
    name: 'YISHU_DEMO',
    standard: 'on',
    text: {
      en: 'Whether the first start makes the demonstration region.',
      zh: '首次启动时是否生成演示地区。',
    },
    expected: 'on or off',
    check: z.enum(['on', 'off']).transform((value) => value === 'on'),
  },
  timeZone: {
    name: 'YISHU_TIME_ZONE',
    standard: 'Asia/Shanghai',
    text: {
      en: 'The time zone of dates that name none.',
      zh: '没有注明时区的日期所用的时区。',
    },
    expected: 'an IANA time zone, as Asia/Shanghai',
    check: z.string().refine(isTimeZone),
  },
  bodyLimit: {
    name: 'YISHU_BODY_LIMIT',
    standard: '67108864',
    text: {
      en: 'The largest request body, in bytes; a larger one is refused with 413.',
      zh: '请求体的最大字节数，超出时以 413 拒绝。',
    },
    expected: 'a number of bytes from 1024 to 536870912',
    check: number(1024, 512 * 1024 * 1024),
  },
  connections: {
    name: 'YISHU_CONNECTIONS',
    standard: '12',
    text: {
      en: 'How many connections to the database the server may open.',
      zh: '服务器可打开的数据库连接数。',
    },
    expected: 'a number from 4 to 200',
    check: number(4, 200),
  },
  logLevel: {
    name: 'YISHU_LOG_LEVEL',
    standard: 'info',
    text: {
      en: 'From which level on the log is written: JSON lines on standard error, no patient data.',
      zh: '日志级别：JSON 行，写入标准错误，不含患者数据。',
    },
    expected: 'debug, info, warn, error or silent',
    check: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
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
    check: path.optional(),
  },
  cipher: {
    name: 'YISHU_CIPHER',
    standard: 'sm4-gcm',
    text: {
      en: 'The cipher of keys made from now on: at the first start, and by npm run keys -- rotate.',
      zh: '新密钥所用的加密算法：首次启动和 npm run keys -- rotate 时生效（SEC-16）。',
    },
    expected: 'sm4-gcm or aes-256-gcm',
    check: z.enum(['sm4-gcm', 'aes-256-gcm']),
  },
  publicAddress: {
    name: 'YISHU_PUBLIC_ADDRESS',
    standard: undefined,
    text: {
      en:
        'The address under which browsers and systems reach this server; by default ' +
        'http://localhost with the port.',
      zh: '浏览器和其他系统访问本服务的地址；默认为 http://localhost 加端口。',
    },
    expected: 'https://host without a path (http on this machine only)',
    check: z
      .string()
      .regex(/^(?:https:\/\/[A-Za-z0-9.-]+|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d{1,5})?\/?$/)
      .transform((address) => address.replace(/\/$/, ''))
      .optional(),
  },
  tlsCertificate: {
    name: 'YISHU_TLS_CERTIFICATE',
    standard: undefined,
    text: {
      en: 'The file with the certificate chain (PEM) under which https is served.',
      zh: '提供 https 服务所用证书链（PEM）的文件。',
    },
    expected: 'the path of a file, together with YISHU_TLS_KEY',
    check: path.optional(),
  },
  tlsKey: {
    name: 'YISHU_TLS_KEY',
    standard: undefined,
    text: {
      en: 'The file with the private key (PEM) of that certificate.',
      zh: '该证书私钥（PEM）的文件。',
    },
    expected: 'the path of a file, together with YISHU_TLS_CERTIFICATE',
    check: path.optional(),
  },
  trustedProxies: {
    name: 'YISHU_TRUSTED_PROXIES',
    standard: undefined,
    text: {
      en: 'Addresses of proxies that are believed whose request they pass on, with commas between.',
      zh: '可信代理的地址，以逗号分隔；只采信它们转告的来源地址。',
    },
    expected: 'addresses or networks, as 10.0.0.2,10.0.1.0/24',
    check: z
      .string()
      .regex(/^[0-9a-fA-F.:/]+(?:,[0-9a-fA-F.:/]+)*$/)
      .transform((list) => list.split(','))
      .optional(),
  },
  requestsPerMinute: {
    name: 'YISHU_REQUESTS_PER_MINUTE',
    standard: '6000',
    text: {
      en:
        'How many requests a person may make in a minute, and ten times as many an address; ' +
        'systems are not counted.',
      zh: '每人每分钟的请求上限，每个地址为其十倍；机构系统不计。',
    },
    expected: 'a number from 60 to 1000000',
    check: number(60, 1_000_000),
  },
  patientRecords: {
    name: 'YISHU_PATIENT_RECORDS',
    standard: '1000000',
    text: {
      en:
        'About how many Patient records all institutions of the region have: the more there are, ' +
        'the more must agree before two are linked.',
      zh: '全区域各机构居民档案的大致总数；越多，自动关联要求一致的信息越多。',
    },
    expected: 'a number from 1000 to 2000000000',
    check: number(1000, 2_000_000_000),
  },
  identityModel: {
    name: 'YISHU_IDENTITY_MODEL',
    standard: undefined,
    text: {
      en:
        'The file of the model by which people are compared; that of the release by default. ' +
        'Another one links everybody anew at the next start.',
      zh: '人员比对模型文件；默认用随版本发布的模型。更换后，下次启动会重新关联所有档案。',
    },
    expected: 'a path',
    check: z.string().min(1).optional(),
  },
  subscriptionOrigins: {
    name: 'YISHU_SUBSCRIPTION_ORIGINS',
    standard: undefined,
    text: {
      en: 'Where notices to subscribers may go, separated by commas; to nowhere by default.',
      zh: '允许向其发送订阅通知的地址，以逗号分隔；默认不向任何地址发送。',
    },
    expected: 'addresses such as https://his.example,https://phr.example:8443',
    check: origins.optional(),
  },
  hisOrigins: {
    name: 'YISHU_HIS_ORIGINS',
    standard: undefined,
    text: {
      en: "Where hospitals' own systems may be told of bookings (SIU), separated by commas.",
      zh: '允许向其发送预约消息（HL7 v2 SIU）的医院系统地址，以逗号分隔；默认不向任何地址发送。',
    },
    expected: 'addresses such as https://his.example,https://hospital.example:8443',
    check: origins.optional(),
  },
  hotRelease: {
    name: 'YISHU_HOT_RELEASE',
    standard: '20',
    text: {
      en:
        'When more people than this ask for one session within a second, its public numbers are ' +
        'drawn for instead of going by arrival.',
      zh: '同一门诊单元一秒内预约人数超过此数时，公众号源改为抽签，不按先后。',
    },
    expected: 'a number of people from 1 to 100000',
    check: number(1, 100_000),
  },
  releaseWindow: {
    name: 'YISHU_RELEASE_WINDOW',
    standard: '15',
    text: {
      en: 'For how many seconds a draw gathers: who asks within them has the same chance.',
      zh: '抽签的报名窗口（秒）：窗口期内提出的预约机会均等。',
    },
    expected: 'a number of seconds from 5 to 300',
    check: number(5, 300),
  },
  bookingsPerAddress: {
    name: 'YISHU_BOOKINGS_PER_ADDRESS',
    standard: '120',
    text: {
      en:
        'How many bookings residents behind one address may ask for in a minute beyond the six ' +
        'that each of them has; who goes beyond is slowed.',
      zh: '同一网络地址每分钟的预约请求上限，不含每位居民各自的六次；超出者被减速。',
    },
    expected: 'a number from 10 to 1000000',
    check: number(10, 1_000_000),
  },
} as const satisfies Record<string, Setting>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
