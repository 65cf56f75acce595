import type { ProcedureDefinition } from '#contracts';
import { shippedCountingRules } from '#legal-clock';
import {
  actingAs,
  originOf,
  record,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { publishProcedure } from '../domain/procedure/procedure.decide.js';
import { procedureVersions } from '../domain/procedure/procedure.state.js';
import { powers } from '../domain/powers.js';
import { procedureHash } from '../rules/content-hash.js';
import { procedureStream } from '../rules/rulebook.js';
import { calendars } from '../views/rules/rules.query.js';

/** Publishes a version of a procedure. */
export async function publishProcedureFor(
  { runtime, rulebook }: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  definition: ProcedureDefinition,
): Promise<CommandOutcome> {
  const known = {
    calendars: await calendars(runtime.dataSource),
    counting: shippedCountingRules.map((rules) => rules.id),
  };
  const outcome = await runtime.commands.run(
    {
      operation: 'procedure.publish',
      origin: originOf(actingAs(reader, roleInAuthority(reader, powers.publishRules)), headers),
      request: definition,
    },
    async (act) => {
      const versions = await act.load(procedureVersions, procedureStream(definition.id));
      const command = { definition, hash: procedureHash(definition), roles: reader.roles };
      return record(act, versions, publishProcedure(versions.state, command, known));
    },
  );
  await rulebook.readProcedure(definition.id);
  return outcome;
}
