import type { OpenCase, RulePin, Uuid } from '#contracts';
import type { CommandHeaders, CommandOutcome, RequestActor } from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { openCase } from '../domain/case/case.decide.js';
import { noCalendar, type CaseRejection } from '../domain/case/case.rejections.js';
import { inquiryOn, teamOn } from '../domain/inquiry/inquiry.state.js';
import { caseNumber, reserve } from '../domain/number/number.js';
import { isRejected, reject } from '../domain/rejection.js';
import { numberStream, otherCalendarsOf, rulesOn } from '../rules/rulebook.js';
import { inOwnRole } from './in-own-role.js';

/** Opens a case on an inquiry: the case, its number, and its place on the inquiry, in one append. */
export async function openCaseOn(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  inquiryId: Uuid,
  body: OpenCase,
): Promise<CommandOutcome> {
  const spec = { operation: 'case.open', request: { inquiryId, body }, effective: body };
  return inOwnRole(doors, { reader, headers }, inquiryId, spec, async (act, { matter, role }) => {
    const opened = await act.load(doors.cases, act.newId, { subject: true });
    const rules = await newestRules(doors, body);
    if (isRejected(rules)) return rules;
    const number = await act.load(caseNumber, numberStream(body.number));
    const state = inquiryOn(matter.state);
    if (!state) throw new Error(`the inquiry ${inquiryId} was at hand and is not in the log`);
    const { procedure: _, procedureVersion: __, effectiveOn: ___, backdatingReason: ____, ...said } = body;
    const command = { ...said, caseId: act.newId, role, effectiveOn: act.effectiveOn };
    const decided = openCase(command, {
      ...rules,
      inquiry: state,
      teamOn: (day) => teamOn(matter.state, day),
      numberTaken: number.state.holder !== undefined,
    });
    if (isRejected(decided)) return decided;
    act.add(opened, decided);
    act.add(matter, [
      {
        type: 'CaseLinked',
        data: { inquiryId, caseId: act.newId, number: body.number, ...(body.follows && { follows: body.follows }) },
      },
    ]);
    act.add(number, reserve(body.number, act.newId));
    return undefined;
  });
}

/** The version asked for, or the newest; on the newest version of its calendar. Both are pinned by the opening. */
async function newestRules({ rulebook }: CaseStateDoors, { procedure: id, procedureVersion: version }: OpenCase) {
  const versions = await rulebook.readProcedure(id);
  const found =
    version === undefined ? versions.at(-1) : versions.find(({ definition }) => definition.version === version);
  if (!found)
    return reject<CaseRejection>(
      'procedure-unknown',
      {
        en: `No procedure ${id}${version === undefined ? '' : `, version ${version},`} is published.`,
        fr: `Aucune procédure ${id}${version === undefined ? '' : `, version ${version},`} n’est publiée.`,
      },
      { errors: [{ path: 'procedure', message: 'There is no such procedure.' }] },
    );
  const onto = (await rulebook.readCalendar(found.definition.calendar)).at(-1);
  if (!onto) return noCalendar(found.definition.calendar);
  const others = [];
  for (const other of otherCalendarsOf(found.definition)) {
    const newest = (await rulebook.readCalendar(other)).at(-1);
    if (!newest) return noCalendar(other);
    others.push(newest);
  }
  const pin = (rules: { id: string; version: number }, hash: string): RulePin => ({
    id: rules.id,
    version: rules.version,
    hash,
  });
  return {
    rules: rulesOn(
      found.definition,
      onto.calendar,
      others.map(({ calendar }) => calendar),
    ),
    procedurePin: pin(found.definition, found.hash),
    calendarPin: pin(onto.calendar, onto.hash),
    otherCalendars: others.map(({ calendar, hash }) => pin(calendar, hash)),
  };
}
