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

/** In the languages that all of the texts have; English is always one. A sentence is never half in another language. */
export function inEach(
  texts: LocalizedText[],
  sentence: Record<'en' | 'fr', (words: string[]) => string>,
): LocalizedText {
  const french = texts.map(({ fr }) => fr).filter((words) => words !== undefined);
  return {
    en: sentence.en(texts.map(({ en }) => en)),
    ...(french.length === texts.length && { fr: sentence.fr(french) }),
  };
}

const list = (words: string[], or: 'or' | 'ou'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${or} ${words.at(-1)}`;

/** Of one or of many, before a verb: what a comma began, a comma ends. */
const subject = (who = ''): string => (who.includes(',') ? `${who},` : who);

/** In French quotation marks. */
export const quoted = (words = ''): string => `«\u00a0${words}\u00a0»`;

export const sentences = {
  caseClosed: (): LocalizedText => ({ en: 'The case is closed.', fr: 'L’affaire est close.' }),
  takenOnce: (done: LocalizedText): LocalizedText =>
    inEach([done], {
      en: ([done]) => `“${done}” has been recorded already; it can be recorded only once.`,
      fr: ([done]) => `${quoted(done)} est déjà enregistré\u00a0; ce n’est possible qu’une fois.`,
    }),
  stage: (here: LocalizedText, from: LocalizedText[]): LocalizedText =>
    inEach([here, ...from], {
      en: ([here, ...from]) =>
        `The case is at “${here}”; this is possible at ${list(
          from.map((stage) => `“${stage}”`),
          'or',
        )} only.`,
      fr: ([here, ...from]) =>
        `L’affaire est au stade ${quoted(here)}\u00a0; cet acte n’est possible qu’au stade ${list(from.map(quoted), 'ou')}.`,
    }),
  bySilence: (clock: LocalizedText, end: Day): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `It comes by itself when “${clock}” ends, after ${dayInWords(end)}.`,
      fr: ([clock]) =>
        `L’acte s’accomplit de lui-même à l’expiration du délai ${quoted(clock)}, après le ${dayInWords(end, 'fr')}.`,
    }),
  silenceWithoutClock: (clock: LocalizedText): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `It comes by itself when “${clock}” ends, and that is not running.`,
      fr: ([clock]) =>
        `L’acte s’accomplit de lui-même à l’expiration du délai ${quoted(clock)}, et celui-ci ne court pas.`,
    }),
  atOpening: (): LocalizedText => ({
    en: 'It was not taken when the case was opened; it cannot be made up for.',
    fr: 'L’acte n’a pas été accompli à l’ouverture de l’affaire\u00a0; il ne peut plus l’être.',
  }),
  otherDesk: (): LocalizedText => ({
    en: 'It is not recorded by hand: it follows a fact from another desk, or the running out of a clock.',
    fr: 'L’acte ne s’enregistre pas à la main\u00a0: il découle d’un fait d’un autre service, ou de l’expiration d’un délai.',
  }),
  clockNotRunning: (clock: LocalizedText): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `“${clock}” is not running.`,
      fr: ([clock]) => `Le délai ${quoted(clock)} ne court pas.`,
    }),
  clockNotSuspended: (clock: LocalizedText): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `“${clock}” is not suspended.`,
      fr: ([clock]) => `Le délai ${quoted(clock)} n’est pas suspendu.`,
    }),
  clockNotReckonable: (clock: LocalizedText, calendar: string, year: number): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `The end of “${clock}” cannot be reckoned: the calendar “${calendar}” has no list of holidays for ${year} yet.`,
      fr: ([clock]) =>
        `La fin du délai ${quoted(clock)} ne peut pas être calculée\u00a0: le calendrier ${quoted(calendar)} n’a pas encore de liste de jours fériés pour ${year}.`,
    }),
  dayNotReckonable: (calendar: string, year: number): LocalizedText => ({
    en: `Whether this is possible on that day cannot be reckoned: the calendar “${calendar}” has no list of holidays for ${year} yet.`,
    fr: `Le calcul ne peut pas dire si l’acte est possible ce jour-là\u00a0: le calendrier ${quoted(calendar)} n’a pas encore de liste de jours fériés pour ${year}.`,
  }),
  notStartable: (clock: LocalizedText): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `The step that “${clock}” is counted from has not been taken.`,
      fr: ([clock]) => `L’acte à compter duquel court le délai ${quoted(clock)} n’a pas été accompli.`,
    }),
  enteredAlready: (clock: LocalizedText, subject: string): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `“${clock}” of ${subject} is in the ledger already. Correct that entry, or name the infringement too, if it is another one.`,
      fr: ([clock]) =>
        `Pour ${subject}, le délai ${quoted(clock)} figure déjà au registre des prescriptions. Rectifiez cette inscription ou, s’il s’agit d’une autre infraction, nommez-la aussi.`,
    }),
  dayOutOfClock: (clock: LocalizedText, from: Day, to: Day): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `The day given for “${clock}” lies outside it: it began on ${dayInWords(from)}, and the act takes effect on ${dayInWords(to)}.`,
      fr: ([clock]) =>
        `Le jour indiqué se situe hors du délai ${quoted(clock)}\u00a0: celui-ci a commencé à courir le ${dayInWords(from, 'fr')}, et l’acte prend effet le ${dayInWords(to, 'fr')}.`,
    }),
  extendedEnough: (clock: LocalizedText, sum: Period, used: number): LocalizedText =>
    inEach([clock], {
      en: ([clock]) =>
        `“${clock}” can be extended in this way by ${periodInWords(sum)} in all, of which ${used} ${used === 1 ? 'has' : 'have'} been used.`,
      fr: ([clock]) =>
        `Le délai ${quoted(clock)} peut être prolongé ainsi de ${periodInWords(sum, 'fr')} au total, et l’a déjà été de ${periodInWords({ ...sum, n: used }, 'fr')}.`,
    }),
  atTheMost: (clock: LocalizedText, most: Period): LocalizedText =>
    inEach([clock], {
      en: ([clock]) => `“${clock}” cannot be longer than ${periodInWords(most)}, extensions included.`,
      fr: ([clock]) =>
        `Le délai ${quoted(clock)} ne peut excéder ${periodInWords(most, 'fr')}, prolongations comprises.`,
    }),
  nothingToChoose: (what: LocalizedText): LocalizedText =>
    inEach([what], {
      en: ([what]) => `Nothing on this case is waiting for this: there is nothing to choose under “${what}”.`,
      fr: ([what]) => `Rien dans cette affaire n’attend cet acte\u00a0: il n’y a rien à choisir sous ${quoted(what)}.`,
    }),
  measuredAgainst: (what: LocalizedText): LocalizedText =>
    inEach([what], {
      en: ([what]) => `The amount is measured against “${what}”: that must be said, too.`,
      fr: ([what]) => `Le montant se mesure par rapport à ${quoted(what)}\u00a0: cela doit aussi être indiqué.`,
    }),
  notSigned: (who: LocalizedText): LocalizedText =>
    inEach([who], {
      en: ([who]) => `${subject(who)} must sign this first.`,
      fr: ([who]) => `${who}\u00a0: signature préalable requise.`,
    }),
  signedTooEarly: (who: LocalizedText): LocalizedText =>
    inEach([who], {
      en: ([who]) =>
        `${subject(who)} signed before all who must be consulted were: what they were heard on is signed after it.`,
      fr: ([who]) =>
        `${who}\u00a0: la signature précède une consultation obligatoire\u00a0; l’acte se signe après les consultations.`,
    }),
  notConsulted: (who: LocalizedText): LocalizedText =>
    inEach([who], {
      en: ([who]) => `${subject(who)} must be consulted on this first.`,
      fr: ([who]) => `${who}\u00a0: consultation préalable requise.`,
    }),
};
