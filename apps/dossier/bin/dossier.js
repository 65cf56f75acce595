#!/usr/bin/env node
// `npx dossier` on a fresh clone: the command line is TypeScript, so it is built before it is run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = at('../../../dist/apps/dossier/src/cli.js');

if (!existsSync(built)) {
  const { status } = spawnSync(process.execPath, [at('../../../tools/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
// Node 22 and up keep what they compiled: most of the loading is compiling, now that it is a few files (tools/bundle.mjs).
module.enableCompileCache?.();
const { main } = await import(built);
await main(process.argv.slice(2));
