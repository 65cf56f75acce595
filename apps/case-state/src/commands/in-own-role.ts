import type { Uuid } from '#contracts';
import {
  actingAs,
  mayBackdate,
  originOf,
  type Act,
  type CommandHeaders,
  type CommandOutcome,
  type CommandSpec,
  type Loaded,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { inquiry, roleOn, type InquiryHistory } from '../domain/inquiry/inquiry.state.js';

/** What a decision on an inquiry starts from: the inquiry itself, held, and the role of who acts in it. */
export interface OnTeam {
  matter: Loaded<InquiryHistory>;
  role: string;
}

/** The role that a command was begun in is not the one that its append would rest on. */
class RoleMoved extends Error {}

/**
 * One command of a member of the team, in the role that the team gives when it is recorded: the inquiry is held, so who loses
 * the role while the command is under way does not act in it any more. A command whose role has moved is begun again in the
 * present one, since the role stands in each event and says who may act with effect in the past.
 * @throws Problem not-found, forbidden, stale-version; Rejected
 */
export async function inOwnRole(
  doors: CaseStateDoors,
  { reader, headers }: { reader: RequestActor; headers: CommandHeaders },
  inquiryId: Uuid,
  spec: Pick<CommandSpec, 'operation' | 'request' | 'effective'>,
  decide: (act: Act, on: OnTeam) => ReturnType<Parameters<CaseStateDoors['runtime']['commands']['run']>[1]>,
): Promise<CommandOutcome> {
  for (;;) {
    const { role } = await doors.inquiryAtHand(reader, inquiryId);
    try {
      return await doors.runtime.commands.run(
        { ...spec, origin: originOf(actingAs(reader, role), headers), mayBackdate: mayBackdate(role) },
        async (act) => {
          const matter = await act.load(inquiry, inquiryId, { hold: true });
          if (roleOn(matter.state, reader.person) !== role) throw new RoleMoved();
          return decide(act, { matter, role });
        },
      );
    } catch (error) {
      if (!(error instanceof RoleMoved)) throw error;
    }
  }
}
