// A process that publishes what `intake` records and has it handled, twice: as rows of a view and as a reaction in its own log.
import { FeedServer } from '#event-feed';
import { fingerprintOf, openLog, uuid5 } from '#event-store';
import pg from 'pg';
import { effectIn, NOTED, noteContracts, publisherIn } from '../../../libs/event-feed/test/contract/noting-service.js';

const [intakeUrl, readerUrl] = process.argv.slice(2) as [string, string];
const [intake, reader] = [await openLog(intakeUrl), await openLog(readerUrl)];
const [intakePool, pool] = [intakeUrl, readerUrl].map(
  (connectionString) => new pg.Pool({ connectionString, max: 10 }),
) as [pg.Pool, pg.Pool];
const publisher = publisherIn({ log: intake, pool: intakePool });
await publisher.start();

const view = new FeedServer({ consumer: 'view', sources: [publisher.source], pool, contracts: noteContracts });
view.addHandler(NOTED, effectIn(pool) as never, true);

const reaction = new FeedServer({ consumer: 'reaction', sources: [publisher.source], pool, contracts: noteContracts });
reaction.addHandler(
  NOTED,
  (async (data: { n: number }, ctx: Parameters<ReturnType<typeof effectIn>>[1]) =>
    reader.append({
      // A new id at each try: the checkpoint alone must prevent the double.
      command: {
        id: uuid5(ctx.event.id, `${process.pid}-${performance.now()}`),
        operation: 'react',
        fingerprint: fingerprintOf(data),
      },
      context: {
        actor: { person: '6f0a5c9e-0000-4000-8000-000000000003', kind: 'system', role: 'system' },
        correlation: ctx.event.correlation,
        effectiveOn: ctx.event.effectiveOn,
      },
      streams: [
        {
          stream: `reaction-${uuid5(ctx.event.id, `${process.pid}-${performance.now()}`)}`,
          expected: 0,
          events: [{ type: 'Reacted', data: { lane: ctx.lane, n: data.n } }],
        },
      ],
      checkpoints: [ctx.checkpoint],
    })) as never,
  true,
);

for (const server of [view, reaction]) {
  await new Promise<void>((resolve, reject) => server.listen((error) => (error ? reject(error as Error) : resolve())));
}
process.send?.('ready');
