import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { renderProblems } from '../src/problems/index.js';
import { renderSettings } from '../src/settings/index.js';

/** The README as it should read: its tables rendered anew. */
function rendered(text: string): string {
  const tables = { settings: renderSettings(), problems: renderProblems() };
  return Object.entries(tables).reduce(
    (so, [name, table]) =>
      so.replace(
        new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`),
        `<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->`,
      ),
    text,
  );
}

/** Without the padding that the formatter gives to tables. */
const bare = (text: string): string =>
  text
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/ ?\| ?/g, '|');

test.each(['../README.md', '../../../README.md'])(
  '%s explains every setting (the kit’s also every problem); UPDATE_README=1 writes it anew',
  async (path) => {
    const readme = new URL(path, import.meta.url);
    const text = await readFile(readme, 'utf8');
    const wanted = rendered(text);
    expect(text).toContain('<!-- settings -->');
    if (process.env['UPDATE_README']) await writeFile(readme, wanted);
    else expect(bare(text)).toBe(bare(wanted));
  },
);
