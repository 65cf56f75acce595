// One of the processes of the fuzz: eight writers that pause, collide, repeat themselves and roll back.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { fingerprintOf, openLog, WrongExpectedVersion, type AppendRequest } from '#event-store';

/** What the process says at its end. */
export interface Written {
  /** Ids of commands that were answered, with the position that they got. */
  answered: [command: string, position: number][];
  conflicts: number;
  repeats: number;
  rollbacks: number;
}

const [url, contested, quota] = process.argv.slice(2) as [string, string, string];
const shared = JSON.parse(contested) as string[];
const log = await openLog(url);
const said: Written = { answered: [], conflicts: 0, repeats: 0, rollbacks: 0 };
let written = 0;

await Promise.all(
  Array.from({ length: 8 }, async (_, writer) => {
    const own = `case-${randomUUID()}`;
    let version = 0;
    const rolling = new Client({ connectionString: url });
    await rolling.connect();
    while (written < Number(quota)) {
      const dice = Math.random();
      if (dice < 0.05) await pause(Math.random() * 4);
      if (dice < 0.03) {
        await appendAndRollBack(rolling);
        said.rollbacks++;
      } else if (dice < 0.2) await collide(shared[Math.floor(Math.random() * shared.length)]!);
      else {
        const count = 1 + Math.floor(Math.random() * 4);
        const request = appendOnto(own, version, count);
        const { position } = await log.append(request);
        version += count;
        written += count;
        said.answered.push([request.command.id, position]);
        if (dice > 0.9) {
          const again = await log.append(request);
          if (!again.repeated || again.position !== position)
            throw new Error(`writer ${writer}: the same command got another answer`);
          said.repeats++;
        }
      }
    }
    await rolling.end();
  }),
);
await log.close();
process.send!(said);

function appendOnto(stream: string, expected: number, count = 1): AppendRequest {
  const events = Array.from({ length: count }, (_, n) => ({ type: 'NoteTaken', data: { n, mark: randomUUID() } }));
  return {
    command: { id: randomUUID(), operation: 'note.take', fingerprint: fingerprintOf(events) },
    context: {
      actor: { person: randomUUID(), kind: 'machine', role: 'case-handler' },
      correlation: randomUUID(),
      effectiveOn: '2024-06-28',
    },
    streams: [{ stream, expected, events }],
  };
}

async function collide(stream: string): Promise<void> {
  const version = (await log.read(stream)).length;
  const request = appendOnto(stream, version);
  try {
    const { position } = await log.append(request);
    written++;
    said.answered.push([request.command.id, position]);
  } catch (error) {
    if (!(error instanceof WrongExpectedVersion)) throw error;
    said.conflicts++;
  }
}

/** What a service of ours never does, but the database must survive: the append's function within a transaction that is taken back. */
async function appendAndRollBack(client: Client): Promise<void> {
  await client.query('begin');
  await client.query(
    `select before from log.append((select epoch from log.head), gen_random_uuid(), gen_random_uuid(), 'note.take', decode(repeat('00', 32), 'hex'), 'machine', 'system', null, gen_random_uuid(),
       null, '2024-06-28'::date, 'case-' || gen_random_uuid(), 0, gen_random_uuid(), 'NoteTaken', 1, '{"rolled": "back"}', null, null)`,
  );
  if (Math.random() < 0.2) await pause(3);
  await client.query('rollback');
}
