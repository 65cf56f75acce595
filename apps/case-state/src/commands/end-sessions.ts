import type { SessionEndReason, Uuid } from '#contracts';
import {
  actingAs,
  notFound,
  originOf,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { endSession, sessionAggregate } from '../domain/person/session.js';

/** Which sessions: those named, all that a person has, or all that who asks has elsewhere. Which these are is found when it is done, not when a list was read. */
export type WhichSessions = { sessions: Uuid[] } | { person: Uuid } | { others: true };

/**
 * Ends sessions: in the log that it was done, then in the register, where it takes effect. What is over already, by whatever cause, is not
 * recorded as ended by whoever asks. What was cut off between log and register is made whole by the same request again, and until then the
 * list shows the session as running.
 * @param ending `own`: only sessions of who asks are there
 * @throws Problem not-found
 */
export async function endSessions(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  ending: { which: WhichSessions; because: SessionEndReason | 'own'; role: string },
): Promise<CommandOutcome> {
  const { runtime, identity } = doors;
  const { which, because, role } = ending;
  const running = await runningOf(doors, reader, ending);
  const outcome = await runtime.commands.run(
    { operation: 'session.end', origin: originOf(actingAs(reader, role), headers), request: { ...which, because } },
    async (act) => {
      for (const one of running) {
        const session = await act.load(sessionAggregate, one.session);
        act.add(session, endSession(session.state, { ...one, because }));
      }
    },
  );
  for (const { session } of running) {
    // Of a request that was answered before, only what it had recorded: a session of the person that began since goes on.
    const recorded = await runtime.log.read(`session-${session}`);
    if (recorded.length > 0) await identity.sessions.end({ session });
  }
  return outcome;
}

/** Those of them that run. @throws Problem not-found */
async function runningOf(
  { identity, directory }: CaseStateDoors,
  reader: RequestActor,
  { which, because }: { which: WhichSessions; because: SessionEndReason | 'own' },
): Promise<{ session: Uuid; person: Uuid }[]> {
  if ('sessions' in which) {
    const sessions = [...new Set(which.sessions)];
    const known = await identity.sessions.lookUp(sessions);
    return sessions.flatMap((session) => {
      const one = known.get(session);
      if (one === undefined || (because === 'own' && one.person !== reader.person)) throw notFound();
      return one.runs ? [{ session, person: one.person }] : [];
    });
  }
  const person = 'person' in which ? which.person : reader.person;
  if ('person' in which && !(await directory.get(person))) throw notFound();
  return (await identity.sessions.running(person))
    .filter(({ id }) => 'person' in which || id !== reader.session)
    .map(({ id }) => ({ session: id, person }));
}
