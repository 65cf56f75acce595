import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { readSettings } from '#service-kit/settings';
import { CONTAINER_FILE, root } from './image.js';

interface Service {
  image: string;
  build?: object;
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  restart?: string;
}
interface Compose {
  services: Record<string, Service>;
}

const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const tlsText = readFileSync(join(root, 'docker-compose.tls.yml'), 'utf8');
/** With the defaults in the place of variables, or with what is given. */
function composed(given: Record<string, string> = {}, of = text): Compose {
  const filled = of.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => given[name] ?? otherwise);
  expect(filled).not.toContain('${');
  return parse(filled, { merge: true }) as Compose;
}
const variablesOf = (file: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const demo = variablesOf('deploy/container/demo.env');
const entries = Object.entries(composed().services);
const ours = entries.filter(([, { build }]) => build);

describe.each([
  ['as it is', {}],
  ['as a demonstration', demo],
])('the settings of each container, %s', (_, given) => {
  test.each(Object.entries(composed(given).services).filter(([, { build }]) => build))('%s', (_name, service) => {
    const files = (service.env_file ?? []).map((file) => variablesOf(file));
    readSettings(Object.assign({}, ...files, service.environment) as Record<string, string>);
  });
});

describe('with TLS between the parts', () => {
  const over = composed({}, tlsText).services;
  const parts = ours.filter(([name]) => !['topics', 'demo-story'].includes(name));

  test('every part is told whom to believe, and none is asked at an address without TLS', () => {
    expect(Object.keys(over).sort()).toEqual(parts.map(([name]) => name).sort());
    for (const [name, { environment, env_file = [] }] of parts) {
      const merged: Record<string, string> = { ...environment, ...over[name]!.environment };
      // Refuses an address without TLS beside DOSSIER_TLS_CA.
      const settings = readSettings(Object.assign({}, ...env_file.map((file) => variablesOf(file)), merged));
      expect([name, settings.tls]).toEqual([
        name,
        name === 'gateway'
          ? { ca: '/certificates/ca.pem' }
          : {
              certificate: '/certificates/certificate.pem',
              key: '/certificates/key.pem',
              ca: '/certificates/ca.pem',
            },
      ]);
      for (const [variable, address] of Object.entries(merged))
        if (/_(INSTANCES|ISSUER_URL)$|^DOSSIER_(INTAKE|CASE_STATE|NOTIFICATIONS)_URL$/.test(variable))
          expect([name, variable, address]).toEqual([name, variable, expect.stringMatching(/^https:/)]);
    }
  });

  test('each sees its own key alone', () => {
    for (const [name, { volumes }] of Object.entries(over)) {
      const folder = name === 'demo-issuer' ? 'case-state' : name.replace(/-relay$/, '');
      expect([name, volumes]).toEqual([name, [`./certificates/${folder}:/certificates:ro`]]);
    }
  });

  test('health is asked at an address that goes by the settings', () => {
    for (const [name, { healthcheck }] of parts)
      expect([name, healthcheck?.test.at(-1)]).toEqual([name, expect.stringMatching(/^\//)]);
  });
});

test('the demonstration begins with the story', async () => {
  const { story } = await import('#seeds');
  expect(demo['DOSSIER_DEMONSTRATION']).toBe(story.begins);
});

test.each(ours)('%s runs what is there, cannot write, and can be no more than it is', (_, service) => {
  const [program, ...words] = service.command ?? [];
  expect(['node', 'sh']).toContain(program);
  for (const file of words.join(' ').match(/(dist|apps)\/[\w./-]+\.js/g) ?? []) {
    const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect([file, existsSync(join(root, file.startsWith('dist/') ? source : file))]).toEqual([file, true]);
  }
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
});

test.each(entries)('what waits for %s waits for its health or its end', (name, service) => {
  const conditions = entries.flatMap(([, { depends_on: on }]) => (on?.[name] ? [on[name].condition] : []));
  if (service.restart?.startsWith('on-failure'))
    expect([...new Set(conditions)]).toEqual(['service_completed_successfully']);
  else {
    expect(conditions.every((condition) => condition === 'service_healthy')).toBe(true);
    // `up --wait` waits for health; the collector's image has nothing to ask it with.
    if (name !== 'collector') expect(service.healthcheck?.test.length).toBeGreaterThan(0);
  }
});

test('without a profile nobody signs in without a password, and every port is on loopback', () => {
  expect(entries.filter(([, { profiles }]) => profiles).map(([name]) => name)).toEqual(
    expect.arrayContaining(['demo-issuer', 'demo-story', 'collector']),
  );
  for (const [name, { environment, profiles }] of ours)
    if (!profiles?.includes('demo')) expect([name, environment?.['OIDC_ISSUER'] !== '']).toEqual([name, true]);
  for (const [, { ports = [] }] of entries) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('no secret stands in the file', () => {
  expect(text).not.toMatch(/PASSWORD|postgres:\/\//);
});

test('the container file passes its linter', () => {
  expect(
    validate(readFileSync(CONTAINER_FILE, 'utf8')).map(({ message, range }) => `${range.start.line}: ${message}`),
  ).toEqual([]);
});
