import type { MoveProcedure, RulePin, Uuid } from '#contracts';
import { record, type CommandHeaders, type CommandOutcome, type RequestActor } from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { moveProcedure, type OtherVersion } from '../domain/case/move-procedure.js';
import { noCalendar, type CaseRejection } from '../domain/case/case.rejections.js';
import { caseOn, type CaseState } from '../domain/case/case.state.js';
import { isRejected, reject } from '../domain/rejection.js';
import { otherCalendarsOf } from '../rules/rulebook.js';
import { inOwnRole } from './in-own-role.js';

/** Lets a case go on under another version of its procedure. */
export async function moveProcedureOf(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  caseId: Uuid,
  body: MoveProcedure,
): Promise<CommandOutcome> {
  const { state } = await doors.caseAtHand(caseId, reader);
  const spec = { operation: 'case.move-procedure', request: { caseId, body }, effective: body };
  return inOwnRole(doors, { reader, headers }, state.inquiryId, spec, async (act, { role }) => {
    const it = await act.load(doors.cases, caseId, { subject: true });
    const now = caseOn(it.state);
    if (!now) throw new Error(`the case ${caseId} was at hand and is not in the log`);
    const other = await versionFor(doors, now, body.version);
    if (isRejected(other)) return other;
    const present = await doors.rulebook.ready(now);
    const command = { reason: body.reason, role, effectiveOn: act.effectiveOn };
    return record(act, it, moveProcedure(now, command, present, other));
  });
}

/** A version on the calendars that the case is counted on; a further one that it needs, in its newest version. */
async function versionFor({ rulebook }: CaseStateDoors, state: CaseState, version: number) {
  const { id } = state.procedure;
  const found = (await rulebook.readProcedure(id)).find(({ definition }) => definition.version === version);
  if (!found)
    return reject<CaseRejection>(
      'procedure-unknown',
      {
        en: `No procedure ${id}, version ${version}, is published.`,
        fr: `Aucune procédure ${id}, version ${version}, n’est publiée.`,
      },
      {
        errors: [{ path: 'version', message: 'There is no such version.' }],
      },
    );
  const calendars: RulePin[] = [];
  for (const name of otherCalendarsOf(found.definition)) {
    const own = state.calendars?.find((pin) => pin.id === name);
    const newest = (await rulebook.readCalendar(name)).at(-1);
    if (own) calendars.push(own);
    else if (newest) calendars.push({ id: name, version: newest.calendar.version, hash: newest.hash });
    else return noCalendar(name);
  }
  const pin = { id, version, hash: found.hash };
  const rules = await rulebook.ready({ procedure: pin, calendar: state.calendar, calendars });
  return { pin, rules, calendars } satisfies OtherVersion;
}
