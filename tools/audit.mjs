// Known weaknesses of the packages that the product runs on, as the registry knows them. Where no registry answers that question (offline, a mirror
// without it) nothing is found out, and that is said: a build does not depend on a stranger's server being there.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Less is told by the audit, and fails nothing: most of it does not concern how a package is used here. */
const GRAVE = ['high', 'critical'];

/**
 * @param {string[]} more further options of npm
 * @returns {{ state: 'ok' | 'failed' | 'not run', said: string[] }}
 */
export function audit(more = []) {
  const run = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000', ...more],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
  );
  const answer = readJson(run.stdout);
  if (!answer?.vulnerabilities)
    return { state: 'not run', said: [firstLine(answer?.message ?? run.error?.message ?? run.stderr) || 'no answer'] };
  const grave = Object.values(answer.vulnerabilities).filter(({ severity }) => GRAVE.includes(severity));
  return {
    state: grave.length > 0 ? 'failed' : 'ok',
    said: grave.map(({ name, severity, via }) => {
      const why = via.flatMap((one) => (typeof one === 'string' ? [`by ${one}`] : [`${one.title} (${one.url})`]));
      return `${name} (${severity}): ${why.join('; ')}`;
    }),
  };
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // npm itself could not be run, or was cut off: told as such
  }
}

const firstLine = (text) =>
  String(text ?? '')
    .trim()
    .split('\n', 1)[0];
