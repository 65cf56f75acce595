import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, processMark, type ProcessMark } from '../processes/index.js';

/**
 * Ends the brokers that a killed parent has left running with one of these configurations; returns when they are gone. They are found by
 * their command lines, so a file with a number that another process has got since can mislead nobody. Kafka recovers from such an end.
 * @param properties absolute paths of configurations, as they stand in the command lines
 * @returns how many there were
 */
export async function endLeftBrokers(properties: string[]): Promise<number> {
  const left = commandLines()
    .filter(({ words }) => isBroker(words, properties))
    .flatMap(({ pid }) => processMark(pid) ?? []);
  for (const mark of left) killOff(mark);
  for (const mark of left) while (isAlive(mark)) await pause(10);
  return left.length;
}

const isBroker = (words: string[], properties: string[]): boolean =>
  words.includes('kafka.Kafka') && properties.some((file) => words.includes(file));

function killOff({ pid }: ProcessMark): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface CommandLine {
  pid: number;
  words: string[];
}

function commandLines(): CommandLine[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          return { pid: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') };
        } catch {
          return []; // gone between two reads
        }
      });
  }
  const table = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return table.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    // The words of a command are not told apart here; the configuration is the last one, whatever spaces are in its path.
    const [, before = '', file = ''] = /^(.*) kafka\.Kafka (.*)$/.exec(command ?? '') ?? [];
    return pid && file ? { pid: Number(pid), words: [before, 'kafka.Kafka', file] } : [];
  });
}
