import { spawnSync, type ChildProcess } from 'node:child_process';
import { onPath } from './java.js';

let prefix: string[] | undefined;

/**
 * What to put before a command so that the kernel kills it when this process ends, however that comes about. Empty where there is no
 * `setpriv` that can (it is part of util-linux, and so of every Debian). It counts from the thread that starts the command.
 */
export function dyingWithParent(): string[] {
  if (prefix) return prefix;
  const setpriv = process.platform === 'linux' ? onPath('setpriv') : undefined;
  const can = setpriv && spawnSync(setpriv, ['--pdeathsig', 'KILL', process.execPath, '--version']).status === 0;
  return (prefix = can ? [setpriv, '--pdeathsig', 'KILL', '--'] : []);
}

const children = new Set<ChildProcess>();
let watching = false;

/**
 * The same from within, for where the kernel does not do it: a child is killed when this process exits or is ended by a signal that it
 * can see. After a kill -9 the next start in the folder ends what was left.
 */
export function endWithUs(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
  if (watching) return;
  watching = true;
  const end = () => {
    for (const each of children) each.kill('SIGKILL');
  };
  process.once('exit', end);
  if (dyingWithParent().length > 0) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      if (process.listenerCount(signal) > 0) return; // somebody else decides what the signal means
      end();
      process.kill(process.pid, signal);
    });
}
