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
    auditDays: 1095,
    auditSealSeconds: 60,
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
    YISHU_AUDIT_DAYS: '183',
    YISHU_AUDIT_SEAL_SECONDS: '10',
  };
  assert.deepEqual(
    Object.keys(given),
    Object.values(settingTable).map(({ name }) => name),
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
    auditDays: 183,
    auditSealSeconds: 10,
  });
});

test('An empty setting counts as not given', () => {
  assert.equal(readSettings({ PORT: '' }).port, 8080);
  assert.equal(readSettings({ DATABASE_URL: '' }).databaseUrl, undefined);
});

const bad: [setting: Record<string, string>, line: string][] = [
  [{ HOST: '0.0.0.0' }, 'HOST must be 127.0.0.1 or ::1, because there is no sign-in yet'],
  [{ HOST: '192.168.1.5' }, 'HOST must be 127.0.0.1 or ::1, because there is no sign-in yet'],
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
