/** The settings: what they are without any, and the one line that refuses each bad one. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readSettings, settingTable } from './config.ts';

test('Without any setting everything has its default', () => {
  assert.deepEqual(readSettings({ PATH: '/bin', HOME: '/root' }), {
    host: '127.0.0.1',
    port: 8080,
    databaseUrl: undefined,
    data: resolve('.yishu'),
    demonstration: true,
    timeZone: 'Asia/Shanghai',
    bodyLimit: 64 * 1024 * 1024,
    connections: 12,
    logLevel: 'info',
    outsideIssuer: undefined,
    outsideClient: undefined,
    outsideSecretFile: undefined,
    credentialDays: 30,
    passwordDays: 90,
    idleStaffMinutes: 15,
    idleResidentMinutes: 30,
    smsUrl: undefined,
    smsToken: undefined,
    keyFile: undefined,
    cipher: 'sm4-gcm',
    signerUrl: undefined,
    signerTokenFile: undefined,
    stepUpMinutes: 5,
    auditDays: 1095,
    auditSealSeconds: 60,
    publicAddress: undefined,
    tlsCertificate: undefined,
    tlsKey: undefined,
    trustedProxies: undefined,
    breakGlassHours: 4,
    requestsPerMinute: 6000,
    patientRecords: 1_000_000,
    identityModel: undefined,
    subscriptionOrigins: undefined,
    hotRelease: 20,
    releaseWindow: 15,
    bookingsPerAddress: 120,
    hisOrigins: undefined,
    wechatApp: undefined,
    wechatMerchant: undefined,
    wechatSerial: undefined,
    wechatKeyFile: undefined,
    wechatSealKeyFile: undefined,
    wechatPlatformKeys: undefined,
    alipayApp: undefined,
    alipayMerchant: undefined,
    alipayKeyFile: undefined,
    alipayPlatformKeyFile: undefined,
    paymentAskSeconds: 30,
    pushServices: [
      'https://fcm.googleapis.com',
      'https://updates.push.services.mozilla.com',
      'https://web.push.apple.com',
      'https://*.notify.windows.com',
    ],
    pushContact: undefined,
  });
});

test('Every setting can be given', () => {
  const given = {
    HOST: '::1',
    PORT: '9000',
    DATABASE_URL: 'postgres://a:b@db.example:5432/yishu',
    YISHU_DATA: '/var/lib/yishu',
    YISHU_DEMO: 'off',
    YISHU_TIME_ZONE: 'Asia/Urumqi',
    YISHU_BODY_LIMIT: '1048576',
    YISHU_CONNECTIONS: '20',
    YISHU_LOG_LEVEL: 'warn',
    YISHU_OIDC_ISSUER: 'https://id.example/region',
    YISHU_OIDC_CLIENT: 'yishu',
    YISHU_OIDC_SECRET_FILE: '/run/secrets/oidc',
    YISHU_CREDENTIAL_DAYS: '60',
    YISHU_PASSWORD_DAYS: '60',
    YISHU_IDLE_STAFF_MINUTES: '10',
    YISHU_IDLE_RESIDENT_MINUTES: '20',
    YISHU_SMS_URL: 'https://sms.example/send',
    YISHU_SMS_TOKEN: 'abc',
    YISHU_KEY_FILE: '/run/secrets/master.key',
    YISHU_CIPHER: 'aes-256-gcm',
    YISHU_SIGNER_URL: 'https://ca.example/v1',
    YISHU_SIGNER_TOKEN_FILE: '/run/secrets/ca-token',
    YISHU_STEP_UP_MINUTES: '10',
    YISHU_AUDIT_DAYS: '183',
    YISHU_AUDIT_SEAL_SECONDS: '10',
    YISHU_PUBLIC_ADDRESS: 'https://hub.example/',
    YISHU_TLS_CERTIFICATE: '/etc/tls/chain.pem',
    YISHU_TLS_KEY: '/etc/tls/key.pem',
    YISHU_TRUSTED_PROXIES: '10.0.0.2,10.0.1.0/24',
    YISHU_BREAK_GLASS_HOURS: '8',
    YISHU_REQUESTS_PER_MINUTE: '600',
    YISHU_PATIENT_RECORDS: '5000000',
    YISHU_IDENTITY_MODEL: '/srv/yishu/model.json',
    YISHU_SUBSCRIPTION_ORIGINS: 'https://his.example,https://elsewhere.example:8443',
    YISHU_HOT_RELEASE: '50',
    YISHU_RELEASE_WINDOW: '30',
    YISHU_BOOKINGS_PER_ADDRESS: '600',
    YISHU_HIS_ORIGINS: 'https://hospital.example,https://his.example:8443',
    YISHU_WECHAT_APP: 'wx1',
    YISHU_WECHAT_MERCHANT: '1900000001',
    YISHU_WECHAT_SERIAL: 'AB01',
    YISHU_WECHAT_KEY_FILE: '/srv/yishu/wechat.pem',
    YISHU_WECHAT_SEAL_KEY_FILE: '/srv/yishu/wechat.seal',
    YISHU_WECHAT_PLATFORM_KEYS: 'PUB_KEY_ID_01=/srv/yishu/platform.pem',
    YISHU_ALIPAY_APP: '2021000000000001',
    YISHU_ALIPAY_MERCHANT: '2088000000000001',
    YISHU_ALIPAY_KEY_FILE: '/srv/yishu/alipay.pem',
    YISHU_ALIPAY_PLATFORM_KEY_FILE: '/srv/yishu/alipay-public.pem',
    YISHU_PAYMENT_ASK_SECONDS: '60',
    YISHU_PUSH_SERVICES: 'https://push.example,https://*.push.example,http://127.0.0.1:9',
    YISHU_PUSH_CONTACT: 'mailto:it@hospital.example',
  };
  assert.deepEqual(
    Object.keys(given).toSorted(),
    Object.values(settingTable)
      .map(({ name }): string => name)
      .toSorted(),
  );
  assert.deepEqual(readSettings(given), {
    host: '::1',
    port: 9000,
    databaseUrl: 'postgres://a:b@db.example:5432/yishu',
    data: '/var/lib/yishu',
    demonstration: false,
    timeZone: 'Asia/Urumqi',
    bodyLimit: 1_048_576,
    connections: 20,
    logLevel: 'warn',
    outsideIssuer: 'https://id.example/region',
    outsideClient: 'yishu',
    outsideSecretFile: '/run/secrets/oidc',
    credentialDays: 60,
    passwordDays: 60,
    idleStaffMinutes: 10,
    idleResidentMinutes: 20,
    smsUrl: 'https://sms.example/send',
    smsToken: 'abc',
    keyFile: '/run/secrets/master.key',
    cipher: 'aes-256-gcm',
    signerUrl: 'https://ca.example/v1',
    signerTokenFile: '/run/secrets/ca-token',
    stepUpMinutes: 10,
    auditDays: 183,
    auditSealSeconds: 10,
    publicAddress: 'https://hub.example',
    tlsCertificate: '/etc/tls/chain.pem',
    tlsKey: '/etc/tls/key.pem',
    trustedProxies: ['10.0.0.2', '10.0.1.0/24'],
    breakGlassHours: 8,
    requestsPerMinute: 600,
    patientRecords: 5_000_000,
    identityModel: '/srv/yishu/model.json',
    subscriptionOrigins: new Set(['https://his.example', 'https://elsewhere.example:8443']),
    hotRelease: 50,
    releaseWindow: 30,
    bookingsPerAddress: 600,
    hisOrigins: new Set(['https://hospital.example', 'https://his.example:8443']),
    wechatApp: 'wx1',
    wechatMerchant: '1900000001',
    wechatSerial: 'AB01',
    wechatKeyFile: '/srv/yishu/wechat.pem',
    wechatSealKeyFile: '/srv/yishu/wechat.seal',
    wechatPlatformKeys: 'PUB_KEY_ID_01=/srv/yishu/platform.pem',
    alipayApp: '2021000000000001',
    alipayMerchant: '2088000000000001',
    alipayKeyFile: '/srv/yishu/alipay.pem',
    alipayPlatformKeyFile: '/srv/yishu/alipay-public.pem',
    paymentAskSeconds: 60,
    pushServices: ['https://push.example', 'https://*.push.example', 'http://127.0.0.1:9'],
    pushContact: 'mailto:it@hospital.example',
  });
});

test('Other machines are served by https, and never the demonstration', () => {
  const other = { HOST: '0.0.0.0' };
  const named = { ...other, YISHU_PUBLIC_ADDRESS: 'https://hub.example' };
  assert.throws(() => readSettings(other), /name the https address in YISHU_PUBLIC_ADDRESS/);
  assert.throws(() => readSettings(named), /set YISHU_DEMO=off/);
  assert.equal(readSettings({ ...named, YISHU_DEMO: 'off' }).host, '0.0.0.0');
});

test('A certificate comes with its key and its address', () => {
  const certificate = { YISHU_TLS_CERTIFICATE: '/c.pem' };
  assert.throws(() => readSettings(certificate), /go together/);
  const both = { ...certificate, YISHU_TLS_KEY: '/k.pem' };
  assert.throws(() => readSettings(both), /must be its https address/);
});

test('An empty setting counts as not given', () => {
  assert.equal(readSettings({ PORT: '' }).port, 8080);
  assert.equal(readSettings({ DATABASE_URL: '' }).databaseUrl, undefined);
});

const bad: [setting: Record<string, string>, line: string][] = [
  [{ YISHU_PASSWORD_DAYS: '0' }, 'YISHU_PASSWORD_DAYS must be a number from 1 to 365'],
  [{ YISHU_IDLE_STAFF_MINUTES: '721' }, 'YISHU_IDLE_STAFF_MINUTES must be a number from 1 to 720'],
  [
    { YISHU_SMS_URL: 'http://sms.example' },
    'YISHU_SMS_URL must be an address that starts with https://',
  ],
  [{ HOST: 'a b' }, 'HOST must be an address of this machine, as 127.0.0.1 or 0.0.0.0'],
  [{ PORT: 'http' }, 'PORT must be a number from 1 to 65535'],
  [{ PORT: '0' }, 'PORT must be a number from 1 to 65535'],
  [{ PORT: '65536' }, 'PORT must be a number from 1 to 65535'],
  [{ PORT: '80.5' }, 'PORT must be a number from 1 to 65535'],
  [{ PORT: '0x50' }, 'PORT must be a number from 1 to 65535'],
  [
    { DATABASE_URL: 'db.example' },
    'DATABASE_URL must be postgres://user:password@host:5432/database',
  ],
  [
    { DATABASE_URL: 'mysql://a@b/c' },
    'DATABASE_URL must be postgres://user:password@host:5432/database',
  ],
  [{ YISHU_DEMO: 'perhaps' }, 'YISHU_DEMO must be on or off'],
  [{ YISHU_TIME_ZONE: 'Beijing' }, 'YISHU_TIME_ZONE must be an IANA time zone, as Asia/Shanghai'],
  [
    { YISHU_BODY_LIMIT: '64MB' },
    'YISHU_BODY_LIMIT must be a number of bytes from 1024 to 536870912',
  ],
  [{ YISHU_CONNECTIONS: '2' }, 'YISHU_CONNECTIONS must be a number from 4 to 200'],
  [
    { YISHU_AUDIT_DAYS: '182' },
    'YISHU_AUDIT_DAYS must be a number of days from 183 to 36500: 审计日志保存不得少于六个月（SEC-09）',
  ],
  [
    { YISHU_AUDIT_SEAL_SECONDS: '0' },
    'YISHU_AUDIT_SEAL_SECONDS must be a number of seconds from 1 to 3600',
  ],
  [{ YISHU_LOG_LEVEL: 'loud' }, 'YISHU_LOG_LEVEL must be debug, info, warn, error or silent'],
  [
    { YISHU_OIDC_ISSUER: 'http://id.example' },
    'YISHU_OIDC_ISSUER must be an https address, as https://id.example (http on this machine only)',
  ],
  [
    { YISHU_OIDC_ISSUER: 'http://localhost.id.example' },
    'YISHU_OIDC_ISSUER must be an https address, as https://id.example (http on this machine only)',
  ],
  ...['http://push.example', 'https://*', 'https://*.a/path', 'https://push.example,'].map(
    (value): [Record<string, string>, string] => [
      { YISHU_PUSH_SERVICES: value },
      'YISHU_PUSH_SERVICES must be https addresses such as https://a.example,https://*.b.example',
    ],
  ),
  [{ YISHU_CREDENTIAL_DAYS: '0' }, 'YISHU_CREDENTIAL_DAYS must be a number of days from 1 to 366'],
  [{ YISHU_CIPHER: 'des' }, 'YISHU_CIPHER must be sm4-gcm or aes-256-gcm'],
  [
    { YISHU_SIGNER_URL: 'http://ca.example/' },
    'YISHU_SIGNER_URL must be an address that begins with https:// (http:// on this machine)',
  ],
  [{ YISHU_STEP_UP_MINUTES: '0' }, 'YISHU_STEP_UP_MINUTES must be a number from 1 to 60'],
];
for (const [setting, line] of bad) {
  test(`Refuses ${Object.entries(setting).flat().join('=')} and says what it must be`, () => {
    assert.throws(() => readSettings(setting), {
      name: 'StartFailure',
      message: `The setting ${line}`,
    });
  });
}

test('A bad database address is refused without repeating its password', () => {
  assert.throws(
    () => readSettings({ DATABASE_URL: 'pg://me:secret@db/x' }),
    (error: Error) => !error.message.includes('secret'),
  );
});

test('A misspelt setting is refused with the nearest one', () => {
  assert.throws(() => readSettings({ YISHU_TIMEZONE: 'Asia/Shanghai' }), {
    name: 'StartFailure',
    message:
      'There is no setting YISHU_TIMEZONE, did you mean YISHU_TIME_ZONE? ' +
      'All are in docs/configuration.md',
  });
});
