import type { CaseFact, Day, LocalizedText } from '#contracts';
import { dayInWords, type Period, periodInWords } from '#legal-clock';

/**
 * The engine's own reasons, which need no guard in the procedure. `order` of weight: what is for good before what can change.
 * Their names are part of the API, and a procedure may not use them for guards of its own.
 */
export const ENGINE_GUARDS = [
  'case-closed',
  'taken-once',
  'stage',
  'clock',
  'consent',
  'nothing-to-choose',
  'by-silence',
  'at-opening',
  'other-desk',
] as const;
export type EngineGuard = (typeof ENGINE_GUARDS)[number];

/** Fills `{repliesMissing}`-like names with the counts; a name that is none stays as it stands. */
export function filled(text: LocalizedText, facts: Record<CaseFact, number>): LocalizedText {
  if (!Object.values(text).some((words) => words.includes('{'))) return text;
  const fill = (words: string): string =>
    words.replaceAll(/\{([A-Za-z]+)\}/g, (whole, name: string) =>
      name in facts ? String(facts[name as CaseFact]) : whole,
    );
  return Object.fromEntries(Object.entries(text).map(([tag, words]) => [tag, fill(words)])) as LocalizedText;
}

/** The languages that all of some texts have; English is always one. */
function inEach(texts: LocalizedText[], sentence: Record<'en', (words: string[]) => string>): LocalizedText {
  return { en: sentence.en(texts.map((text) => text.en)) };
}

const list = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Of one or of many, before a verb: what a comma began, a comma ends. */
const subject = (who = ''): string => (who.includes(',') ? `${who},` : who);

export const sentences = {
  caseClosed: (): LocalizedText => ({ en: 'The case is closed.' }),
  takenOnce: (done: LocalizedText): LocalizedText =>
    inEach([done], { en: ([done]) => `“${done}” has been recorded already; it can be recorded only once.` }),
  stage: (here: LocalizedText, from: LocalizedText[]): LocalizedText =>
    inEach([here, ...from], {
      en: ([here, ...from]) =>
        `The case is at “${here}”; this is possible at ${list(from.map((stage) => `“${stage}”`))} only.`,
    }),
  bySilence: (clock: LocalizedText, end: Day): LocalizedText =>
    inEach([clock], { en: ([clock]) => `It comes by itself when “${clock}” ends, after ${dayInWords(end)}.` }),
  silenceWithoutClock: (clock: LocalizedText): LocalizedText =>
    inEach([clock], { en: ([clock]) => `It comes by itself when “${clock}” ends, and that is not running.` }),
  atOpening: (): LocalizedText => ({ en: 'It was not taken when the case was opened; it cannot be made up for.' }),
  otherDesk: (): LocalizedText => ({
    en: 'It is not recorded by hand: it follows a fact from another desk, or the running out of a clock.',
  }),
  clockNotRunning: (clock: LocalizedText): LocalizedText =>
    inEach([clock], { en: ([clock]) => `“${clock}” is not running.` }),
  clockNotSuspended: (clock: LocalizedText): LocalizedText =>
    inEach([clock], { en: ([clock]) => `“${clock}” is not suspended.` }),
  clockNotReckonable: (clock: LocalizedText, calendar: string, year: number): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `The end of “${clock}” cannot be reckoned: the calendar “${calendar}” has no list of holidays for ${year} yet.`,
    }),
  dayNotReckonable: (calendar: string, year: number): LocalizedText => ({
    en: `Whether this is possible on that day cannot be reckoned: the calendar “${calendar}” has no list of holidays for ${year} yet.`,
  }),
  notStartable: (clock: LocalizedText): LocalizedText =>
    inEach([clock], { en: ([clock]) => `The step that “${clock}” is counted from has not been taken.` }),
  enteredAlready: (clock: LocalizedText, subject: string): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `“${clock}” of ${subject} is in the ledger already. Correct that entry, or name the infringement too, if it is another one.`,
    }),
  dayOutOfClock: (clock: LocalizedText, from: Day, to: Day): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `The day given for “${clock}” lies outside it: it began on ${dayInWords(from)}, and the act takes effect on ${dayInWords(to)}.`,
    }),
  extendedEnough: (clock: LocalizedText, sum: Period, used: number): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `“${clock}” can be extended in this way by ${periodInWords(sum)} in all, of which ${used} ${used === 1 ? 'has' : 'have'} been used.`,
    }),
  atTheMost: (clock: LocalizedText, most: Period): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `“${clock}” cannot be longer than ${periodInWords(most)}, extensions included.`,
    }),
  nothingToChoose: (what: LocalizedText): LocalizedText =>
    inEach([what], {
      en: ([what]) => `Nothing on this case is waiting for this: there is nothing to choose under “${what}”.`,
    }),
  measuredAgainst: (what: LocalizedText): LocalizedText =>
    inEach([what], { en: ([what]) => `The amount is measured against “${what}”: that must be said, too.` }),
  notSigned: (who: LocalizedText): LocalizedText =>
    inEach([who], { en: ([who]) => `${subject(who)} must sign this first.` }),
  signedTooEarly: (who: LocalizedText): LocalizedText =>
    inEach([who], {
      en: ([who]) =>
        `${subject(who)} signed before all who must be consulted were: what they were heard on is signed after it.`,
    }),
  notConsulted: (who: LocalizedText): LocalizedText =>
    inEach([who], { en: ([who]) => `${subject(who)} must be consulted on this first.` }),
};
