import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What lies in the drawer beside the matrix: the reckoning of the limit, a question, a whole reply, or one answer of it. */
export type Reading =
  | { kind: 'limit' }
  | { kind: 'question'; question: string }
  | { kind: 'reply'; addressee: string }
  | { kind: 'answer'; addressee: string; question: string };

const question = /^[A-Z]\d{1,3}$/;

/** As it stands in the address: `read=limit`, `read=C3`, `read=<addressee>`, `read=<addressee>/C3`. */
export const wordOf = (reading: Reading): string => {
  switch (reading.kind) {
    case 'limit':
      return 'limit';
    case 'question':
      return reading.question;
    case 'reply':
      return reading.addressee;
    case 'answer':
      return `${reading.addressee}/${reading.question}`;
  }
};

/** @returns undefined when the address asks for nothing, or for something that cannot be meant */
export const readingOf = (word: string | null): Reading | undefined => {
  if (!word) return undefined;
  if (word === 'limit') return { kind: 'limit' };
  if (question.test(word)) return { kind: 'question', question: word };
  const [addressee = '', asked] = word.split('/');
  if (asked === undefined) return { kind: 'reply', addressee };
  return question.test(asked) ? { kind: 'answer', addressee, question: asked } : undefined;
};

/** What is read now, and how to read something else; both live in the address. */
export const useReading = (): [Reading | undefined, (next: Reading | undefined) => void] => {
  const [search, setSearch] = useSearchParams();
  const read = useCallback(
    (next: Reading | undefined) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (next) after.set('read', wordOf(next));
          else after.delete('read');
          return after;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setSearch],
  );
  return [readingOf(search.get('read')), read];
};
