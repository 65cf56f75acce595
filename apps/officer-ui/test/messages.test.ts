import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createIntl } from 'react-intl';

const source = join(import.meta.dirname, '../src');
const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
const messageFiles = files(join(source, 'messages/en'));
const frenchFiles = files(join(source, 'messages/fr'));
const code = files(source).filter((file) => /\.tsx?$/.test(file));
const textsOf = (paths: string[]) =>
  new Map(paths.flatMap((file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)));
const messages = textsOf(messageFiles);
const french = textsOf(frenchFiles);

/** What stands in a message for a value or a mark: every second brace opens a value, the others the text of a choice. */
const valuesIn = (text: string): string[] => {
  const found = [...text.matchAll(/<(\w+)>/g)].map((match) => `<${match[1]}>`);
  let depth = 0;
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (brace === '{' && depth % 2 === 1) found.push(/^\w+/.exec(text.slice(index + 1))?.[0] ?? '');
  }
  return [...new Set(found)].sort();
};

describe('the texts on screen', () => {
  it.each([messageFiles, frenchFiles])('define no id twice', (...paths) => {
    const ids = paths.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('stand in French as in English, with the same values and marks', () => {
    expect([...french.keys()].sort()).toEqual([...messages.keys()].sort());
    const other = [...messages].filter(([id, text]) => !isDeepStrictEqual(valuesIn(text), valuesIn(french.get(id)!)));
    expect(other.map(([id]) => id)).toEqual([]);
  });

  it.each([
    ['en', messages],
    ['fr', french],
  ])('can be formatted: %s', (locale, texts) => {
    const wrong: string[] = [];
    const intl = createIntl({
      locale,
      messages: Object.fromEntries(texts),
      onError: ({ message }) => wrong.push(message),
    });
    for (const [id, text] of texts) {
      const values = valuesIn(text).map((name) => (name.startsWith('<') ? [name.slice(1, -1), String] : [name, 1]));
      intl.formatMessage({ id }, Object.fromEntries(values) as Record<string, string>);
    }
    expect(wrong).toEqual([]);
  });

  it('exist for every id that the code names', () => {
    const missing = code.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const named = [
        ...text.matchAll(/\bt\(\s*'([a-zA-Z][\w.-]*)'/g),
        ...text.matchAll(/<Text\s+id="([\w.-]+)"/g),
        ...text.matchAll(/order\('([\w.]+)'/g),
      ].map((match) => match[1] ?? '');
      return named.filter((id) => !messages.has(id)).map((id) => `${file.slice(source.length + 1)}: ${id}`);
    });
    expect(missing).toEqual([]);
  });

  it('know nothing of a story: no party, no procedure, no guard by name', () => {
    const story =
      /microsoft|openai|azure|inflection|anthropic|amazon|eu-antitrust|merger-screening'|proceedings-open|AT\.\d|M\.\d{4}/i;
    expect(
      code
        .filter((file) => story.test(readFileSync(file, 'utf8').replaceAll("'merger-screening'", '')))
        .map((file) => file.slice(source.length + 1)),
    ).toEqual([]);
    expect([...messages, ...french].filter(([, text]) => story.test(text))).toEqual([]);
  });
});
