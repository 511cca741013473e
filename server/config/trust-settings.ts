/**
 * Settings of trust: who may sign in and how long, who signs, how long the log is kept.
 * https://12factor.net/config
 */
import { z } from 'zod';
import { type Setting, number, path } from './setting.ts';

/** By the name that the program uses. */
export const trustSettings = {
  outsideIssuer: {
    name: 'YISHU_OIDC_ISSUER',
    standard: undefined,
    text: {
      en: 'An OpenID Connect identity provider by which people may sign in as well.',
      zh: '外部 OpenID Connect 身份提供方的地址，可用于登录。',
    },
    expected: 'an https address, as https://id.example (http on this machine only)',
    check: z
      .string()
      .regex(/^(?:https:\/\/\S+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/\S*)?)$/)
      .refine((url) => URL.canParse(url))
      .optional(),
  },
  outsideClient: {
    name: 'YISHU_OIDC_CLIENT',
    standard: undefined,
    text: {
      en: 'The id under which this server is registered there.',
      zh: '本服务在该身份提供方登记的客户端标识。',
    },
    expected: 'a client id',
    check: z.string().min(1).optional(),
  },
  outsideSecretFile: {
    name: 'YISHU_OIDC_SECRET_FILE',
    standard: undefined,
    text: {
      en: 'The file that holds the secret of that registration.',
      zh: '保存该客户端密钥的文件。',
    },
    expected: 'the path of a file',
    check: path.optional(),
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
    check: number(1, 366),
  },
  passwordDays: {
    name: 'YISHU_PASSWORD_DAYS',
    standard: '90',
    text: {
      en: 'After how many days a password must be changed (SEC-01).',
      zh: '密码必须更换的天数（SEC-01）。',
    },
    expected: 'a number from 1 to 365',
    check: number(1, 365),
  },
  idleStaffMinutes: {
    name: 'YISHU_IDLE_STAFF_MINUTES',
    standard: '15',
    text: {
      en: 'After how many idle minutes staff and administrators are signed out (SEC-02).',
      zh: '医务人员和管理员无操作多少分钟后退出登录（SEC-02）。',
    },
    expected: 'a number from 1 to 720',
    check: number(1, 720),
  },
  idleResidentMinutes: {
    name: 'YISHU_IDLE_RESIDENT_MINUTES',
    standard: '30',
    text: {
      en: 'After how many idle minutes residents are signed out (SEC-02).',
      zh: '居民无操作多少分钟后退出登录（SEC-02）。',
    },
    expected: 'a number from 1 to 720',
    check: number(1, 720),
  },
  smsUrl: {
    name: 'YISHU_SMS_URL',
    standard: undefined,
    text: {
      en: 'Where text messages are posted as JSON: {"to": "13800000000", "text": "…"}.',
      zh: '短信网关地址，以 JSON 提交：{"to": "13800000000", "text": "…"}。',
    },
    expected: 'an address that starts with https://',
    check: z
      .string()
      .regex(/^https:\/\/\S+$/)
      .refine((url) => URL.canParse(url))
      .optional(),
  },
  smsToken: {
    name: 'YISHU_SMS_TOKEN',
    standard: undefined,
    text: {
      en: 'The bearer token that the gateway of text messages asks for.',
      zh: '短信网关要求的 Bearer 令牌。',
    },
    expected: 'a text without spaces',
    check: z.string().regex(/^\S+$/).optional(),
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
    check: z.string().refine(isSignerAddress).optional(),
  },
  signerTokenFile: {
    name: 'YISHU_SIGNER_TOKEN_FILE',
    standard: undefined,
    text: {
      en: 'The file with the token that the certification service knows this server by.',
      zh: '存放电子认证服务访问令牌的文件。',
    },
    expected: 'a file',
    check: path.optional(),
  },
  stepUpMinutes: {
    name: 'YISHU_STEP_UP_MINUTES',
    standard: '5',
    text: {
      en: 'For how many minutes a strong factor counts for signing and exporting (SEC-04).',
      zh: '签名和导出前的再次验证在多少分钟内有效（SEC-04）。',
    },
    expected: 'a number from 1 to 60',
    check: number(1, 60),
  },
  auditDays: {
    name: 'YISHU_AUDIT_DAYS',
    standard: '1095',
    text: {
      en: 'How many days audit events are kept: six months at least (SEC-09).',
      zh: '审计日志保存的天数，不得少于六个月（SEC-09）。',
    },
    expected: 'a number of days from 183 to 36500: 审计日志保存不得少于六个月（SEC-09）',
    check: number(183, 36_500),
  },
  auditSealSeconds: {
    name: 'YISHU_AUDIT_SEAL_SECONDS',
    standard: '60',
    text: {
      en: 'How many seconds pass between two signed seals of the audit log.',
      zh: '审计日志两次签名封存之间的秒数。',
    },
    expected: 'a number of seconds from 1 to 3600',
    check: number(1, 3600),
  },
  breakGlassHours: {
    name: 'YISHU_BREAK_GLASS_HOURS',
    standard: '4',
    text: {
      en: 'How many hours an emergency opens a record (SEC-19).',
      zh: '紧急调阅开放档案的小时数（SEC-19）。',
    },
    expected: 'a number from 1 to 72',
    check: number(1, 72),
  },
} as const satisfies Record<string, Setting>;

/** HTTPS, or this machine. */
function isSignerAddress(text: string): boolean {
  return (
    /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])/.test(text) &&
    URL.canParse(text)
  );
}
