import { rolesInFrench, type Decision, type ProcedureDefinition } from '#contracts';
import { canonicalCalendar, type HolidayCalendar } from '#legal-clock';
import { mayDo, powers } from '../powers.js';
import { reject } from '../rejection.js';
import { fault, type Fault } from './fault.js';
import { faultsOf, type KnownRules } from './faults.js';
import { gapsOf } from './gaps.js';
import { inParts } from './procedure-in-parts.js';
import type { CalendarEvent, ProcedureEvent } from './procedure.events.js';
import type { Versions } from './procedure.state.js';

export type RulesRejection =
  /** Only those who keep the rules may publish. 403. */
  | 'not-your-role'
  /** Another content was published under this version; a published version is never edited. */
  | 'version-already-published'
  /** The definition contradicts itself; `errors` says where. 400. */
  | 'procedure-unsound'
  /** The calendar takes away what dates rest on; `errors` says where. 400. */
  | 'calendar-unsound'
  /** A later version is published: what is newest is what new cases are counted on. */
  | 'version-not-newer';

/**
 * Publishes a version of a procedure. The same content again changes nothing.
 * @param command `shipped`: it comes with the product, and its first versions may still have gaps
 */
export function publishProcedure(
  versions: Versions,
  command: { definition: ProcedureDefinition; hash: string; roles: readonly string[]; shipped?: boolean },
  known: KnownRules,
): Decision<ProcedureEvent, RulesRejection> {
  const { definition, hash, roles } = command;
  if (!mayDo('publishRules', roles)) return notYours();
  const refused = alreadyOther(versions, definition, hash);
  if (refused !== undefined) return refused;
  const errors = [...faultsOf(definition, known), ...(command.shipped === true ? [] : gapsOf(definition))];
  if (errors.length > 0)
    return reject(
      'procedure-unsound',
      {
        en: `The procedure cannot be followed as it stands: ${errors.length} faults.`,
        fr: `La procédure ne peut pas être suivie telle quelle\u00a0; erreurs\u00a0: ${errors.length}.`,
      },
      {
        status: 400,
        errors,
      },
    );
  return inParts(definition, hash);
}

const notYours = () =>
  reject(
    'not-your-role' as const,
    {
      en: `Publishing rules belongs to ${powers.publishRules.join(' or ')}.`,
      fr: `La publication de règles revient à ces fonctions\u00a0: ${rolesInFrench(powers.publishRules)}.`,
    },
    {
      status: 403,
      guard: 'role',
    },
  );

/**
 * Publishes a version of a calendar. The same content again changes nothing.
 * @param newest the newest version until then: running limits rest on its sites and its years
 */
export function publishCalendar(
  versions: Versions,
  { calendar, hash, roles }: { calendar: HolidayCalendar; hash: string; roles: readonly string[] },
  newest: HolidayCalendar | undefined,
): Decision<CalendarEvent, RulesRejection> {
  if (!mayDo('publishRules', roles)) return notYours();
  const refused = alreadyOther(versions, calendar, hash);
  if (refused !== undefined) return refused;
  if (newest && calendar.version < newest.version)
    return reject(
      'version-not-newer',
      {
        en: `Version ${newest.version} of ${calendar.id} is published; a correction has a later one.`,
        fr: `La version ${newest.version} de ${calendar.id} est publiée\u00a0; une correction porte un numéro ultérieur.`,
      },
      { guard: 'version-not-newer' },
    );
  const errors = [...(newest ? takenAway(newest, calendar) : []), ...tooLong(calendar)];
  if (errors.length > 0)
    return reject(
      'calendar-unsound',
      {
        en: `The calendar cannot be counted on as it stands: ${errors.length} faults.`,
        fr: `Le calendrier ne peut pas servir au calcul tel quel\u00a0; erreurs\u00a0: ${errors.length}.`,
      },
      {
        status: 400,
        errors,
      },
    );
  return [{ type: 'CalendarPublished', data: { calendar, hash } }];
}

/** What dates rest on, and the new version has no more. */
function takenAway(before: HolidayCalendar, after: HolidayCalendar): Fault[] {
  const known = `version ${before.version} has it, and dates rest on it`;
  return [
    ...before.places
      .filter(({ code }) => !after.places.some((place) => place.code === code))
      .map(({ code }) => fault('places', `the site ${code} is missing: ${known}`)),
    ...before.years
      .filter(({ year }) => !after.years.some((list) => list.year === year))
      .map(({ year }) => fault('years', `the list for ${year} is missing: ${known}`)),
  ];
}

/** What fits into one event: about thirty years of the longest lists. */
const MOST_BYTES = 60_000;

const tooLong = (calendar: HolidayCalendar): Fault[] =>
  new TextEncoder().encode(canonicalCalendar(calendar)).length > MOST_BYTES
    ? [fault('file', `is too long: ${MOST_BYTES} bytes are the most`)]
    : [];

/** `[]` when this very content is published, a rejection when another one is, else undefined. */
function alreadyOther(versions: Versions, rules: { id: string; version: number }, hash: string) {
  const published = versions[rules.version];
  if (published === undefined) return undefined;
  if (published === hash) return [];
  return reject(
    'version-already-published' as const,
    {
      en: `Version ${rules.version} of ${rules.id} is published with another content; a published version is never edited. Give the change a new version.`,
      fr: `La version ${rules.version} de ${rules.id} est publiée avec un autre contenu\u00a0; une version publiée n’est jamais modifiée. Donnez une nouvelle version à la modification.`,
    },
    { guard: 'version-already-published' },
  );
}
