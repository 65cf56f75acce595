import type { Decision, ProcedureDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import { mayDo, powers } from '../powers.js';
import { reject } from '../rejection.js';
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
  | 'procedure-unsound';

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
  if (!mayDo('publishRules', roles))
    return reject('not-your-role', `Publishing rules belongs to ${powers.publishRules.join(' or ')}.`, {
      status: 403,
      guard: 'role',
    });
  const refused = alreadyOther(versions, definition, hash);
  if (refused !== undefined) return refused;
  const errors = [...faultsOf(definition, known), ...(command.shipped === true ? [] : gapsOf(definition))];
  if (errors.length > 0)
    return reject('procedure-unsound', `The procedure cannot be followed as it stands: ${errors.length} faults.`, {
      status: 400,
      errors,
    });
  return inParts(definition, hash);
}

/** Publishes a version of a calendar. The same content again changes nothing. */
export function publishCalendar(
  versions: Versions,
  command: { calendar: HolidayCalendar; hash: string },
): Decision<CalendarEvent, RulesRejection> {
  const refused = alreadyOther(versions, command.calendar, command.hash);
  return refused ?? [{ type: 'CalendarPublished', data: command }];
}

/** `[]` when this very content is published, a rejection when another one is, else undefined. */
function alreadyOther(versions: Versions, rules: { id: string; version: number }, hash: string) {
  const published = versions[rules.version];
  if (published === undefined) return undefined;
  if (published === hash) return [];
  return reject(
    'version-already-published' as const,
    `Version ${rules.version} of ${rules.id} is published with another content; a published version is never edited. Give the change a new version.`,
    { guard: 'version-already-published' },
  );
}
