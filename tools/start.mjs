// `npm start`: the services are built (a moment) and started; the pages, which take longer, are built beside them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const build = (part) => spawn(process.execPath, [at('./build.mjs'), part], { stdio: ['ignore', 'inherit', 'inherit'] });

const [status] = await once(build('services'), 'exit');
if (status !== 0) process.exit(1);
build('pages').once('exit', (code) => {
  if (code === 0) return;
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM'); // its own way of stopping in order
});
process.argv.splice(2, 0, 'up');
await import('../apps/dossier/bin/dossier.js');
