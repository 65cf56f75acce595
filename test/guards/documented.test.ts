import { describe, expect, test } from '@jest/globals';
import { access, readFile, writeFile } from 'node:fs/promises';
import { publishedContracts, publishedExamples } from '#contracts';
import { caseStateDefinition } from '#case-state';
import { intakeDefinition } from '#intake';
import { notificationsDefinition } from '#notifications';
import { FOLLOWERS, SERVICES } from '#service-kit/settings';

const root = new URL('../../', import.meta.url);

/** What a service records, and what of it others hear: as its README has it. */
const eventsOf = (mapping: Record<string, { type: string } | null>): string =>
  [
    '| event | published as |',
    '| --- | --- |',
    ...Object.entries(mapping).map(
      ([type, published]) => `| \`${type}\` | ${published ? `\`${published.type}\`` : 'stays inside'} |`,
    ),
  ].join('\n');

const published = [
  '| type | in a sentence |',
  '| --- | --- |',
  ...Object.entries(publishedExamples).map(([type, { summary }]) => `| \`${type}\` | ${summary} |`),
].join('\n');

const documented: [readme: string, mark: string, table: string][] = [
  ['apps/intake/README.md', 'events', eventsOf(intakeDefinition.mapping as never)],
  ['apps/case-state/README.md', 'events', eventsOf(caseStateDefinition.mapping as never)],
  ['apps/notifications/README.md', 'events', eventsOf(notificationsDefinition.mapping as never)],
  ['libs/contracts/README.md', 'published', published],
];

/** Without the padding that the formatter gives to tables. */
const bare = (text: string): string =>
  text
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/ ?\| ?/g, '|');

describe('what is recorded and published stands in the READMEs; UPDATE_README=1 writes it anew', () => {
  test.each(documented)('%s, %s', async (readme, mark, table) => {
    const file = new URL(readme, root);
    const text = await readFile(file, 'utf8');
    const place = new RegExp(`<!-- ${mark} -->[^]*<!-- /${mark} -->`);
    expect(text).toMatch(place);
    const wanted = text.replace(place, `<!-- ${mark} -->\n\n${table}\n\n<!-- /${mark} -->`);
    if (process.env['UPDATE_README']) await writeFile(file, wanted);
    else expect(bare(text)).toBe(bare(wanted));
  });

  test('every published type says in a sentence what it tells', () => {
    expect(Object.keys(publishedExamples).sort()).toEqual(Object.keys(publishedContracts).sort());
    for (const { summary } of Object.values(publishedExamples)) expect(summary).toMatch(/\.$/);
  });
});

test('the tests that SECURITY.md names are there', async () => {
  const text = await readFile(new URL('SECURITY.md', root), 'utf8');
  const named = [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(15);
  for (const path of named) await access(new URL(path, root));
});

test('a service’s feed is open to those that follow it, and to no other', () => {
  const definitions = [intakeDefinition, caseStateDefinition, notificationsDefinition];
  for (const service of SERVICES)
    expect([...FOLLOWERS[service]].sort()).toEqual(
      definitions
        .filter(({ follows }) => follows.includes(service))
        .map((one) => one.service)
        .sort(),
    );
});
