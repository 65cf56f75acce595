import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, refuseOpenDemo, renderSettings, SettingsRefused, VARIABLES } from '../../src/settings/index.js';

const refusal = (environment: Record<string, string>): SettingsRefused => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsRefused) return error;
    throw error;
  }
  throw new Error('The settings were not refused');
};

describe('settings', () => {
  test('nothing set is a whole installation', () => {
    expect(readSettings({ PATH: '/bin', DOSSIER_PORT: '' })).toEqual({
      port: 4000,
      host: '127.0.0.1',
      data: '.dossier/',
      seed: 'story',
      timeZone: 'Europe/Brussels',
      trustProxy: [],
      tls: {},
      mail: {},
      rates: {},
      log: 'info',
      oidc: { clientId: 'dossier' },
      databases: {},
      services: {},
      instances: {},
      demoIssuer: { allow: [] },
    });
  });

  test('every variable is read', () => {
    const settings = readSettings({
      DOSSIER_PORT: '8080',
      DOSSIER_HOST: '0.0.0.0',
      DOSSIER_PUBLIC_URL: 'https://dossier.example/',
      DOSSIER_DATA: '/var/lib/dossier',
      DOSSIER_SEED: 'none',
      DOSSIER_DEMONSTRATION: '2024-08-06T12:30:00.000Z',
      DOSSIER_TIME_ZONE: 'Europe/London',
      DOSSIER_LOG: 'debug',
      DOSSIER_WEBHOOK_ALLOW: '127.0.0.0/8, ::1',
      DOSSIER_OIDC_CLIENT_ID: 'tracker',
      DOSSIER_OIDC_CLIENT_SECRET: 'secret',
      OIDC_ISSUER: 'https://login.example',
      DOSSIER_CASE_STATE_DATABASE_URL: 'postgres://service@db/case_state',
      DOSSIER_CASE_STATE_OWNER_URL: 'postgresql://owner@db/case_state',
      DOSSIER_INTAKE_URL: 'https://intake.internal:4001/',
      DOSSIER_NOTIFICATIONS_INSTANCES: 'https://one:4000/, http://127.0.0.1:4000',
      DOSSIER_DEMO_ALLOW: '172.16.0.0/12',
      DOSSIER_TRUST_PROXY: '10.1.0.0/16',
      DOSSIER_MAIL_SERVER: 'smtps://mail.internal',
      DOSSIER_MAIL_FROM: 'dossier@authority.example',
      DOSSIER_SIGN_IN_RATE: '500',
      DOSSIER_LINK_RATE: '50',
      DOSSIER_DEMO_ISSUER_URL: 'https://issuer:4000/',
      DOSSIER_KEY_DAYS: '30',
      DOSSIER_TLS_CERTIFICATE: '/etc/dossier/part.pem',
      DOSSIER_TLS_KEY: '/etc/dossier/part.key',
      DOSSIER_TLS_CA: '/etc/dossier/ca.pem',
    });
    expect(settings).toEqual({
      port: 8080,
      host: '0.0.0.0',
      trustProxy: ['10.1.0.0/16'],
      keyLifeMs: 30 * 24 * 3_600_000,
      tls: { certificate: '/etc/dossier/part.pem', key: '/etc/dossier/part.key', ca: '/etc/dossier/ca.pem' },
      mail: { server: 'smtps://mail.internal', from: 'dossier@authority.example' },
      rates: { signIn: 500, link: 50 },
      publicUrl: 'https://dossier.example',
      data: '/var/lib/dossier',
      seed: 'none',
      demonstration: '2024-08-06T12:30:00.000Z',
      timeZone: 'Europe/London',
      log: 'debug',
      webhookAllow: ['127.0.0.0/8', '::1'],
      oidc: { issuer: 'https://login.example', clientId: 'tracker', clientSecret: 'secret' },
      databases: {
        'case-state': { service: 'postgres://service@db/case_state', owner: 'postgresql://owner@db/case_state' },
      },
      services: { intake: 'https://intake.internal:4001' },
      instances: {
        intake: ['https://intake.internal:4001'],
        notifications: ['https://one:4000', 'http://127.0.0.1:4000'],
      },
      demoIssuer: { allow: ['172.16.0.0/12'], url: 'https://issuer:4000' },
    });
  });

  test.each([
    ['DOSSIER_CASE_STATE_URL', 'http://case-state:4000'],
    ['DOSSIER_INTAKE_INSTANCES', 'https://one:4000,http://two:4000'],
    ['DOSSIER_DEMO_ISSUER_URL', 'http://issuer:4000'],
  ])('where an authority of the installation is named, %s has no address without TLS', (name, address) => {
    expect(readSettings({ [name]: address })).toBeDefined();
    const { problems } = refusal({ [name]: address, DOSSIER_TLS_CA: '/etc/dossier/ca.pem' });
    expect(problems).toEqual([{ name, message: expect.stringMatching(/^http:.* must start with https:/) }]);
  });

  test('an unknown name is refused with the nearest known one', () => {
    const { message } = refusal({ DOSSIER_PROT: '4000', DOSSIER_CASESTATE_DATABASE_URL: 'x', DOSSIER_QWXYZKJHGF: '1' });
    expect(message).toContain('DOSSIER_PROT: is not a setting; did you mean DOSSIER_PORT?');
    expect(message).toContain('did you mean DOSSIER_CASE_STATE_DATABASE_URL?');
    expect(message).toContain('DOSSIER_QWXYZKJHGF: is not a setting');
  });

  test.each([
    ['DOSSIER_PORT', '70000'],
    ['DOSSIER_PORT', 'http'],
    ['DOSSIER_HOST', 'localhost:4000'],
    ['DOSSIER_PUBLIC_URL', 'dossier.example'],
    ['DOSSIER_SEED', 'stroy'],
    ['DOSSIER_DEMONSTRATION', '2024-02-30T00:00:00.000Z'],
    ['DOSSIER_DEMONSTRATION', '2024-08-06'],
    ['DOSSIER_TIME_ZONE', 'Europe/Atlantis'],
    ['DOSSIER_LOG', 'loud'],
    ['DOSSIER_WEBHOOK_ALLOW', '127.0.0.0/99'],
    ['DOSSIER_WEBHOOK_ALLOW', 'everything'],
    ['DOSSIER_TRUST_PROXY', 'everybody'],
    ['DOSSIER_SIGN_IN_RATE', '0'],
    ['DOSSIER_INTAKE_URL', 'intake:4001'],
    ['OIDC_ISSUER', 'login'],
    ['OIDC_ISSUER', 'http://login.example'],
    ['DOSSIER_OIDC_CLIENT_ID', 'tracker'],
    ['KAFKA_BROKERS', 'localhost'],
    ['DOSSIER_KAFKA_TLS', 'on'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(refusal({ [name]: value }).problems.map((problem) => problem.name)).toEqual([name]);
  });

  test('the mail server and the sender come together', () => {
    expect(refusal({ DOSSIER_MAIL_SERVER: 'smtps://mail' }).problems.map(({ name }) => name)).toEqual([
      'DOSSIER_MAIL_FROM',
    ]);
    expect(refusal({ DOSSIER_MAIL_FROM: 'a@b.example' }).problems.map(({ name }) => name)).toEqual([
      'DOSSIER_MAIL_SERVER',
    ]);
    expect(() => readSettings({ DOSSIER_MAIL_SERVER: 'mail', DOSSIER_MAIL_FROM: 'a@b.example' })).toThrow(/smtps:/);
  });

  test('the brokers, with who we are there', () => {
    expect(
      readSettings({
        KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
        DOSSIER_KAFKA_USERNAME: 'intake',
        DOSSIER_KAFKA_PASSWORD: 'secret',
        DOSSIER_KAFKA_TLS: 'on',
        DOSSIER_KAFKA_CA: '/etc/ca.pem',
      }).kafka,
    ).toEqual({
      brokers: ['kafka-1:9092', 'kafka-2:9092'],
      sasl: { mechanism: 'scram-sha-512', username: 'intake', password: 'secret' },
      tls: { ca: '/etc/ca.pem' },
    });
    expect(readSettings({}).kafka).toBeUndefined();
  });

  test('half of what belongs together is refused, and names the other half', () => {
    const { message } = refusal({ KAFKA_BROKERS: 'kafka:9092', DOSSIER_KAFKA_USERNAME: 'x', DOSSIER_KAFKA_CA: 'y' });
    expect(message).toContain('DOSSIER_KAFKA_USERNAME: has no meaning without DOSSIER_KAFKA_PASSWORD');
    expect(message).toContain('DOSSIER_KAFKA_CA: has no meaning without DOSSIER_KAFKA_TLS=on');
  });

  test('a database address without its partner is refused and names the missing one', () => {
    expect(refusal({ DOSSIER_INTAKE_DATABASE_URL: 'postgres://db/intake' }).message).toContain(
      'DOSSIER_INTAKE_OWNER_URL: is missing: it comes together with DOSSIER_INTAKE_DATABASE_URL',
    );
  });

  test('all problems are named at once', () => {
    expect(refusal({ DOSSIER_PORT: 'x', DOSSIER_SEED: 'y', KAFKA_BROKERS: 'z' }).problems).toHaveLength(3);
  });

  test('the table explains every variable on one line', () => {
    const table = renderSettings();
    for (const { name } of VARIABLES) expect(table.match(new RegExp(`^\\| \`${name}\` \\|`, 'gm'))).toHaveLength(1);
    expect(table.split('\n')).toHaveLength(VARIABLES.length + 2);
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dossier-settings-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };

  test('is read, without the line break at its end, as if it were set', () => {
    const settings = readSettings({
      OIDC_ISSUER: 'https://login.example',
      DOSSIER_OIDC_CLIENT_SECRET_FILE: file('client', ' kept as it is \n'),
      KAFKA_BROKERS: 'kafka:9092',
      DOSSIER_KAFKA_USERNAME: 'intake',
      DOSSIER_KAFKA_PASSWORD_FILE: file('kafka', 'of the brokers'),
      DOSSIER_INTAKE_DATABASE_URL_FILE: file('service', 'postgres://service:one@db/intake\r\n'),
      DOSSIER_INTAKE_OWNER_URL_FILE: file('owner', 'postgres://owner:two@db/intake\n'),
      DOSSIER_MAIL_SERVER_FILE: file('mail', 'smtps://dossier:three@mail'),
      DOSSIER_MAIL_FROM: 'dossier@authority.example',
    });
    expect(settings).toMatchObject({
      oidc: { clientSecret: ' kept as it is ' },
      kafka: { sasl: { username: 'intake', password: 'of the brokers' } },
      databases: {
        intake: { service: 'postgres://service:one@db/intake', owner: 'postgres://owner:two@db/intake' },
      },
      mail: { server: 'smtps://dossier:three@mail' },
    });
  });

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'that is not there',
      () => ({ DOSSIER_KAFKA_PASSWORD_FILE: join(folder, 'lost') }),
      /lost cannot be read \(ENOENT\)/,
    ],
    [
      'whose place is called like a variable that is set',
      () => ({ DOSSIER_KAFKA_PASSWORD_FILE: join(folder, 'lost', 'DOSSIER_KAFKA_PASSWORD') }),
      /lost.DOSSIER_KAFKA_PASSWORD cannot be read \(ENOENT\)/,
    ],
    ['that is empty', () => ({ DOSSIER_KAFKA_PASSWORD_FILE: file('empty', '\n') }), /empty is empty/],
    [
      'beside the value itself',
      () => ({ DOSSIER_KAFKA_PASSWORD: 'x', DOSSIER_KAFKA_PASSWORD_FILE: file('both', 'y') }),
      /stands in the place of DOSSIER_KAFKA_PASSWORD/,
    ],
  ])('a file %s is refused by name', (_, settings, message) => {
    const kafka = { KAFKA_BROKERS: 'kafka:9092', DOSSIER_KAFKA_USERNAME: 'intake' };
    const { problems } = refusal({ ...kafka, ...settings() });
    expect(problems).toContainEqual({ name: 'DOSSIER_KAFKA_PASSWORD_FILE', message: expect.stringMatching(message) });
  });

  test('what is wrong in it is not repeated, and is called by what was set', () => {
    const { message } = refusal({
      DOSSIER_MAIL_SERVER_FILE: file('wrong', 'hunter2'),
      DOSSIER_MAIL_FROM: 'a@b.example',
    });
    expect(message).toContain('DOSSIER_MAIL_SERVER_FILE: must be');
    expect(message).not.toContain('hunter2');
  });

  test('what goes together with it is told so by what was set', () => {
    expect(refusal({ DOSSIER_MAIL_SERVER_FILE: file('alone', 'smtps://mail') }).problems).toEqual([
      { name: 'DOSSIER_MAIL_FROM', message: 'is missing: it comes together with DOSSIER_MAIL_SERVER_FILE' },
    ]);
  });

  test('there is none for what is no secret', () => {
    expect(refusal({ DOSSIER_PORT_FILE: file('port', '4000') }).message).toContain(
      'DOSSIER_PORT_FILE: is not a setting',
    );
  });
});

test.each(['http://u:p@x', 'http://x/path', 'http://x?', 'http://x/#here', 'https://u@x:4000', 'ftp://x', 'http://'])(
  'a public address is scheme, host and port: not %s',
  (url) => {
    expect(refusal({ DOSSIER_PUBLIC_URL: url }).problems).toMatchObject([{ name: 'DOSSIER_PUBLIC_URL' }]);
  },
);

describe('the demo issuer, which asks for no password', () => {
  const asked = (environment: Record<string, string>) => () => refuseOpenDemo(readSettings(environment));

  test('is not to be reached from elsewhere', () => {
    expect(asked({ DOSSIER_HOST: '0.0.0.0' })).toThrow(/DOSSIER_HOST.*OIDC_ISSUER/);
    expect(asked({ DOSSIER_HOST: '::' })).toThrow(SettingsRefused);
  });

  test.each<Record<string, string>>([
    {},
    { DOSSIER_HOST: '::1' },
    { DOSSIER_HOST: '0.0.0.0', OIDC_ISSUER: 'https://login.example' },
    { DOSSIER_HOST: '0.0.0.0', DOSSIER_DEMO_ALLOW: '172.16.0.0/12' },
  ])('may be with %j', (environment) => {
    expect(asked(environment)).not.toThrow();
  });
});
