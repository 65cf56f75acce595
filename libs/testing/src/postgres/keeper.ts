// The process that keeps the tests' PostgreSQL: one server for all workers and files of a run. It is held by open connections
// (`lease.ts`) and ends when the last has gone, however its holder went: at the end, by an exception, by kill -9.
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PostgresInUse, startPostgres } from '#service-kit/postgres';

/** Milliseconds without any holder, after which the server is stopped: the time between two files of a run is shorter. */
const LINGER = 3_000;

const folder = process.argv[2];
if (!folder) throw new Error('usage: keeper <folder>');

try {
  await keep(folder);
} catch (error) {
  if (error instanceof PostgresInUse) process.exit(0); // another keeper was faster
  writeFileSync(
    join(folder, 'keeper-failure'),
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
  process.exit(1);
}

async function keep(dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  // shared_buffers and max_wal_size as small as many short tests need; durability as in the product.
  const postgres = await startPostgres(join(dir, 'postgres'), {
    settings: { max_connections: '300', shared_buffers: '64MB' },
  });
  const token = randomUUID();
  let holders = 0;
  let last: NodeJS.Timeout | undefined;
  const end = () => {
    server.close();
    rmSync(join(dir, 'keeper.json'), { force: true });
    void postgres.stop().then(() => {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      process.exit(0);
    });
  };
  const released = () => {
    if (--holders === 0) last = setTimeout(end, LINGER);
  };
  const server = createServer((socket) => {
    holders++;
    clearTimeout(last);
    socket.once('close', released).on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      if (bytes.toString().trim() === token)
        socket.write(`${JSON.stringify({ superuserUrl: postgres.superuserUrl, dir: postgres.dir })}\n`);
      else socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const draft = join(dir, `keeper.json.${process.pid}`);
    writeFileSync(draft, JSON.stringify({ port: (server.address() as AddressInfo).port, token }), { mode: 0o600 });
    renameSync(draft, join(dir, 'keeper.json'));
    last = setTimeout(end, LINGER);
  });
}
