// One step: types, boundaries, dead code, rules of the language, format. Each guard says its own line; the first failing output is shown whole.
// With --json FILE the counts are written for the test command.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { audit } from './audit.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Each with its command line; test/guards plants a violation of every one.
const guards = Object.entries(JSON.parse(readFileSync(new URL('guards.json', import.meta.url), 'utf8')));

let failed = 0;
const judge = (name, [file, ...args]) =>
  new Promise((done, broken) => {
    const child = spawn(process.execPath, [`node_modules/${file}`, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', broken);
    child.once('close', (status) => {
      const ok = status === 0;
      if (!ok) failed += 1;
      console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
      if (!ok) console.log(Buffer.concat(said).toString().trim());
      done();
    });
  });
// Two at a time: most of them use one processor.
const waiting = guards.values();
const hand = async () => {
  for (const [name, command] of waiting) await judge(name, command);
};
await Promise.all([hand(), hand()]);
// Not one of the guards: what it finds depends on what the world has found out since, and on a registry being there to ask.
const { state, said } = audit();
if (state === 'failed') failed += 1;
const mark = { ok: 'ok    ', failed: 'FAILED', 'not run': 'not run' }[state];
console.log(`${mark}  known weaknesses of packages${state === 'not run' ? ` (${said[0]})` : ''}`);
if (state === 'failed') console.log(said.join('\n'));
const judged = guards.length + (state === 'not run' ? 0 : 1);
const report = process.argv.indexOf('--json');
if (report > 0) writeFileSync(process.argv[report + 1], JSON.stringify({ passed: judged - failed, failed }));
process.exit(failed ? 1 : 0);
