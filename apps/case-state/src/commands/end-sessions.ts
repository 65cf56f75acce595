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

/**
 * Ends sessions: in the log that it was done, then in the register, where it takes effect. What was cut off between the two is made whole by
 * the same request again, and until then the list shows the session as running.
 * @param ending `own`: only sessions of who asks are there
 * @throws Problem not-found
 */
export async function endSessions(
  { runtime, identity }: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  ending: { sessions: Uuid[]; because: SessionEndReason | 'own'; role: string },
): Promise<CommandOutcome> {
  const { because, role } = ending;
  const sessions = [...new Set(ending.sessions)];
  const owners = await identity.sessions.ownersOf(sessions);
  const whose = (session: Uuid): Uuid => {
    const person = owners.get(session);
    if (person === undefined || (because === 'own' && person !== reader.person)) throw notFound();
    return person;
  };
  const endings = sessions.map((session) => ({ session, person: whose(session), because }));
  const outcome = await runtime.commands.run(
    { operation: 'session.end', origin: originOf(actingAs(reader, role), headers), request: { sessions, because } },
    async (act) => {
      for (const one of endings) {
        const session = await act.load(sessionAggregate, one.session);
        act.add(session, endSession(session.state, one));
      }
    },
  );
  for (const session of sessions) await identity.sessions.end({ session });
  return outcome;
}
