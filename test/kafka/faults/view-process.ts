// An instance of a consumer that writes a row for each event, in a process that can be killed in the middle of it.
import { FeedServer, kafkaDelivery } from '#event-feed';
import { openLog } from '#event-store';
import pg from 'pg';
import { effectIn, NOTED, noteContracts, publisherIn } from '../../../libs/event-feed/test/contract/noting-service.js';
import { jumpWhenTold, kafkaOf } from './in-a-process.js';

const [intakeUrl, readerUrl, kafka, consumer] = process.argv.slice(2) as [string, string, string, string];
const intake = await openLog(intakeUrl);
const [intakePool, pool] = [intakeUrl, readerUrl].map((connectionString) => {
  const made = new pg.Pool({ connectionString, max: 12 });
  made.on('error', () => {}); // its database is cut under it on purpose
  made.on('connect', (client) => client.on('error', () => {}));
  return made;
}) as [pg.Pool, pg.Pool];
const { source } = publisherIn({ log: intake, pool: intakePool });
let dieBeforeCommit = false;
let poison: { lane: string; n: number } | undefined;

const server = new FeedServer({
  consumer,
  sources: [source],
  pool,
  contracts: noteContracts,
  limits: { backoffMs: 20, awayBackoffMs: 500 },
  delivery: kafkaDelivery({
    kafka: kafkaOf(kafka),
    service: 'reader',
    group: consumer,
    report: (occurrence) => process.send?.({ report: occurrence.kind, detail: JSON.stringify(occurrence) }),
  }),
});
const handle = effectIn(pool, {
  before: (n, { lane }) => {
    if (poison?.lane === lane && poison.n === n) throw new Error('poison');
  },
});
server.addHandler(
  NOTED,
  (async (data: { n: number }, ctx: Parameters<typeof handle>[1]) => {
    if (dieBeforeCommit) {
      // The effect is written, and nothing is committed: the connection dies with the process.
      const client = await pool.connect();
      await client.query('begin');
      await client.query('insert into views.effects (consumer, lane, sequence, n) values ($1, $2, $3, $4)', [
        ctx.consumer,
        ctx.lane,
        ctx.sequence,
        data.n,
      ]);
      process.kill(process.pid, 'SIGKILL');
    }
    return handle(data, ctx);
  }) as never,
  true,
);
await new Promise<void>((resolve, reject) => server.listen((error) => (error ? reject(error as Error) : resolve())));
process.on('message', (message: { do: string; ms?: number; lane?: string; n?: number; id?: string }) => {
  if (message.do === 'status') process.send?.({ status: server.consumer.status() });
  if (message.do === 'die-before-commit') dieBeforeCommit = true;
  if (message.do === 'poison') poison = message.lane === undefined ? undefined : { lane: message.lane, n: message.n! };
  if (message.do === 'retry')
    void server.consumer.deadLetters
      .retry(message.id!, { by: consumer })
      .then((letter) => process.send?.({ retried: letter.state }));
  if (message.do === 'close') void server.close().then(() => process.exit(0));
  jumpWhenTold(message);
});
process.send?.({ ready: true });
