import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createIntl } from 'react-intl';

/** Every text on screen in a language, as the pages themselves read it. */
const messagesIn = (language: string): Record<string, string> => {
  const folder = resolve(import.meta.dirname, '../../../apps/officer-ui/src/messages', language);
  return Object.assign(
    {},
    ...readdirSync(folder).map(
      (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>,
    ),
  );
};
const messages = messagesIn('en');
/** The same texts in French, for those that hold no value. */
export const french = messagesIn('fr');
const intl = createIntl({ locale: 'en', messages });

/** A text of the message files as it stands on screen, without its marks (`<b>` …). An id that no file has is an error of the test. */
export function t(id: string, values: Record<string, string | number> = {}): string {
  const text = messages[id];
  if (text === undefined) throw new Error(`No message file has ${id}.`);
  const plain = text.replace(/<\/?\w+>/g, '');
  return intl.formatMessage({ id, defaultMessage: plain }, { ...values, ...marks });
}

/** Marks are shown as their words alone. */
const bare = (parts: unknown[]) => parts.join('');
const marks = { b: bare, small: bare, kbd: bare, code: bare } as unknown as Record<string, string>;

/** A text with whatever values stand in it: `{day}` and its like match anything. Plurals and choices are not for this. */
export function like(id: string, values: Record<string, string> = {}): RegExp {
  const text = messages[id];
  if (text === undefined) throw new Error(`No message file has ${id}.`);
  const parts = text.replace(/<\/?\w+>/g, '').split(/\{(\w+)\}/);
  return new RegExp(
    parts.map((part, i) => (i % 2 === 0 ? escaped(part) : part in values ? escaped(values[part]!) : '.+')).join(''),
  );
}

/** `what: of whom`, as it is spoken: the second part is heard and not seen, and a gap may stand before it. */
export const spoken = (what: string, of: string): RegExp => new RegExp(`^${escaped(what)}\\s*: ${escaped(of)}`);

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const areas = [...new Set(Object.keys(messages).flatMap((id) => (id.includes('.') ? [id.split('.')[0]!] : [])))];
const idLike = new RegExp(`(?<![\\w./-])(?:${areas.join('|')})\\.[a-z][\\w-]*(?:\\.[\\w-]+)*`, 'gi');

/** What looks like the id of a message instead of its text. */
export const idsIn = (text: string): string[] =>
  (text.match(idLike) ?? []).filter((found) => found in messages || !found.includes('.v1'));
