// Starts the server of a folder, tells how it went, and waits to be killed or told to stop. With a second argument, as that user.
import { PostgresInUse, startPostgres } from '#service-kit/postgres';

const [folder, uid] = process.argv.slice(2) as [string, string?];
if (uid !== undefined) {
  process.setgroups!([]);
  process.setgid!(Number(uid));
  process.setuid!(Number(uid));
}
try {
  const postgres = await startPostgres(folder);
  process.send!({ pid: postgres.pid, adopted: postgres.adopted });
  process.once('message', () => void postgres.stop().then(() => process.exit(0)));
} catch (error) {
  process.send!({ refused: String(error), ...(error instanceof PostgresInUse ? { holder: error.pid } : {}) }, () =>
    process.exit(1),
  );
}
