import { useEffect, useRef } from 'react';

/** Where what was being written lies while its writer signs in again: in this window alone, gone with it. */
const PLACE = 'dossier.kept';
/** Who has not come back by then has begun something else, in milliseconds. */
const LONGEST_MS = 30 * 60_000;

interface Kept {
  person: string;
  at: number;
  forms: Record<string, unknown>;
}

/** What the forms of the page hold now. */
const writing = new Map<string, () => unknown>();

/** What was kept when this page was loaded; taken from its place at once, so that nobody who sits down here later finds it. */
const kept = taken();

function taken(): Kept | undefined {
  try {
    const text = window.sessionStorage.getItem(PLACE);
    window.sessionStorage.removeItem(PLACE);
    const found = text === null ? undefined : (JSON.parse(text) as Kept);
    return found && found.at > Date.now() - LONGEST_MS ? found : undefined;
  } catch {
    // A window without storage, or something else's text: nothing was kept.
    return undefined;
  }
}

/** What a form held when its writer left to sign in again; nothing for anybody else. */
export const keptOf = <Value>(form: string, person: string | undefined): Value | undefined =>
  kept !== undefined && kept.person === person ? (kept.forms[form] as Value | undefined) : undefined;

/** A form whose writing was recorded or given up is not filled again. */
export const forget = (form: string): void => {
  if (kept) delete kept.forms[form];
};

/** Makes what a form holds one of the things that are kept. */
export const useKept = (form: string, value: unknown): void => {
  const current = useRef(value);
  useEffect(() => {
    current.current = value;
  });
  useEffect(() => {
    writing.set(form, () => current.current);
    return () => void writing.delete(form);
  }, [form]);
};

/** Keeps what is being written for the way to the sign-in and back. @returns whether there is something, and it is kept */
export const keepWriting = (person: string): boolean => {
  if (writing.size === 0) return false;
  const forms = Object.fromEntries([...writing].map(([form, value]) => [form, value()]));
  try {
    window.sessionStorage.setItem(PLACE, JSON.stringify({ person, at: Date.now(), forms } satisfies Kept));
    return true;
  } catch {
    return false;
  }
};
