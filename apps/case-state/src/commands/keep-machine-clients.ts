import type { Moment, RegisterMachineClient, Uuid } from '#contracts';
import {
  actingAs,
  kindOf,
  notFound,
  originOf,
  OUR_CLIENTS,
  postgresMachineClients,
  record,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type MachineClients,
  type Person,
  type RequestActor,
  type ServiceRuntime,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { calledAlike } from '../domain/person/called-alike.js';
import { machineClientAggregate, replaceSecret, revokeClient } from '../domain/person/machine-client.js';
import { personAggregate } from '../domain/person/person.js';
import { powers } from '../domain/powers.js';
import { givingNames } from './giving-names.js';

/** How long a secret that was replaced still opens, where the client is given time to change over, in milliseconds. */
const OVERLAP_MS = 24 * 3_600_000;

const streamOf = (client: Uuid): string => `${machineClientAggregate.kind}-${client}`;

/** The clients of an installation: their secrets in the directory, of which the log says how long each one holds. */
export const machineClientsIn = ({ pool, log }: Pick<ServiceRuntime, 'pool' | 'log'>): MachineClients =>
  postgresMachineClients(pool, (clients) =>
    Promise.all(
      clients.map(async (client) => {
        const events = await log.read(streamOf(client));
        return {
          client,
          made: events.flatMap(({ type, version, data }) =>
            type === 'MachineClientSecretMade'
              ? [{ version, olderEndAt: Date.parse((data as { oldHoldsUntil: Moment }).oldHoldsUntil) }]
              : [],
          ),
          revoked: events.some(({ type }) => type === 'MachineClientRevoked'),
        };
      }),
    ),
  );

/** An outcome, and the secret that it made; none where the command had been answered before. */
export type WithSecret = CommandOutcome & { secret?: string };

const originIn = (reader: RequestActor, headers: CommandHeaders) =>
  originOf(actingAs(reader, roleInAuthority(reader, powers.keepMachineClients)), headers);

/** Gives a program an account of its own, and its first secret. @throws Rejected when somebody is called like it */
export async function registerMachineClient(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  body: RegisterMachineClient,
): Promise<WithSecret> {
  const { runtime } = doors;
  const { name, email, note, invented } = body;
  const outcome = await runtime.commands.run(
    { operation: 'machine-client.register', origin: originIn(reader, headers), request: body },
    async (act) => {
      const client = act.newId;
      const entry = { id: client, name, email, roles: ['machine'], invented, issuer: OUR_CLIENTS, subject: client };
      const machine = await act.load(machineClientAggregate, client, { subject: true });
      const person = await act.load(personAggregate, client);
      const refused = await givingNames(runtime, async (directory) => {
        const alike = calledAlike(entry, await directory.list());
        if (!alike) await directory.add({ ...entry, ...(note && { note }) });
        return alike;
      });
      if (refused) return refused;
      act.add(person, [{ type: 'PersonAdded', data: { person: client, roles: ['machine'], invented } }]);
      act.add(machine, [{ type: 'MachineClientRegistered', data: { client } }]);
      return undefined;
    },
  );
  return withSecret(doors, outcome);
}

/** Makes a new secret. @throws Problem not-found; Rejected */
export async function rotateSecret(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  id: Uuid,
  overlap: boolean,
): Promise<WithSecret> {
  const { runtime } = doors;
  const client = await machineAtHand(doors, id);
  // Secrets end in real time, whatever a demonstration's clock says.
  const oldEndAt = Date.now() + (overlap ? OVERLAP_MS : 0);
  const outcome = await runtime.commands.run(
    { operation: 'machine-client.rotate', origin: originIn(reader, headers), request: { id, overlap } },
    async (act) => {
      const machine = await act.load(machineClientAggregate, id, { subject: true });
      const decided = replaceSecret(machine.state, {
        client: id,
        signsInHere: client.issuer === OUR_CLIENTS,
        oldHoldsUntil: new Date(oldEndAt).toISOString(),
      });
      return record(act, machine, decided);
    },
  );
  return withSecret(doors, outcome);
}

/**
 * Makes the secret that the log has recorded, for whoever asks first; of two requests that are the same, one has a secret to tell. What is
 * cut off between the record and the secret is made whole by the same request again; what was to end has ended as recorded without it.
 */
async function withSecret({ runtime, identity }: CaseStateDoors, outcome: CommandOutcome): Promise<WithSecret> {
  const { id, version } = outcome;
  const made = (await runtime.log.read(streamOf(id))).find((event) => event.version === version);
  if (!made) throw new Error(`The log has no version ${version} of the machine client ${id}.`);
  const secret = await identity.clients.makeSecret(id, { id: made.id, version });
  return { ...outcome, ...(secret !== undefined && { secret }) };
}

/** Turns a client away for good: in the log, then where it takes effect. @throws Problem not-found */
export async function revokeMachineClient(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  id: Uuid,
): Promise<CommandOutcome> {
  const { runtime, identity } = doors;
  await machineAtHand(doors, id);
  const outcome = await runtime.commands.run(
    { operation: 'machine-client.revoke', origin: originIn(reader, headers), request: { id } },
    async (act) => {
      const machine = await act.load(machineClientAggregate, id, { subject: true });
      act.add(machine, revokeClient(machine.state, id));
    },
  );
  await identity.clients.revoke(id);
  return outcome;
}

async function machineAtHand({ directory }: CaseStateDoors, id: Uuid): Promise<Person> {
  const person = await directory.get(id);
  if (!person || kindOf(person.roles) !== 'machine') throw notFound();
  return person;
}
