import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const source = join(import.meta.dirname, '../src');
const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
const messageFiles = files(join(source, 'messages/en'));
const code = files(source).filter((file) => /\.tsx?$/.test(file));
const messages = new Map(
  messageFiles.flatMap((file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)),
);

describe('the texts on screen', () => {
  it('define no id twice', () => {
    const ids = messageFiles.flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>),
    );
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
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
    expect([...messages].filter(([, text]) => story.test(text))).toEqual([]);
  });
});
