// The relay of `intake`, in a process that can be halted, killed, and put out of step.
import { Relay } from '#event-feed';
import { openLog } from '#event-store';
import pg from 'pg';
import { publisherIn } from '../../../libs/event-feed/test/contract/noting-service.js';
import { jumpWhenTold, kafkaOf } from './in-a-process.js';

const [url, kafka, leaseMs] = process.argv.slice(2) as [string, string, string];
const log = await openLog(url);
const pool = new pg.Pool({ connectionString: url, max: 6 });
pool.on('error', () => {}); // its database is cut under it on purpose
let dieUnsaved = false;

/** The pool of a relay that is killed when it has sent and not yet said so. */
const dying = new Proxy(pool, {
  get(target, name) {
    const value = Reflect.get(target, name) as unknown;
    if (name !== 'query') return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    return async (...args: Parameters<pg.Pool['query']>) => {
      if (dieUnsaved && String(args[0]).includes('ordinal = $2')) process.kill(process.pid, 'SIGKILL');
      return target.query(...args);
    };
  },
});

const relay = new Relay({
  service: 'intake',
  pool: dying,
  kafka: kafkaOf(kafka),
  epoch: log.identity.epoch,
  publisher: () => publisherIn({ log, pool }),
  leaseMs: Number(leaseMs),
  report: (occurrence) =>
    process.send?.({ report: occurrence.kind, error: 'error' in occurrence ? String(occurrence.error) : '' }),
});
await relay.start();
process.on('message', (message: { do: string; ms?: number }) => {
  if (message.do === 'status') process.send?.({ status: relay.status() });
  if (message.do === 'die-unsaved') dieUnsaved = true;
  if (message.do === 'close') void relay.close().then(() => process.exit(0));
  jumpWhenTold(message);
});
process.send?.({ ready: true });
