import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Programs of a Java runtime. */
export interface Java {
  java: string;
  /** Makes keys and certificates; every Java runtime brings it. */
  keytool: string;
}

/** Kafka 4 needs at least this Java. */
const OLDEST = 17;

/** The Java of `JAVA_HOME`, else of the path; or why there is none that will do, in one line. */
export async function findJava(): Promise<Java | { why: string }> {
  const home = process.env['JAVA_HOME'];
  const java = home && existsSync(join(home, 'bin', 'java')) ? join(home, 'bin', 'java') : onPath('java');
  if (!java) return { why: `There is no Java on this machine (Java ${OLDEST} or newer is needed).` };
  try {
    const { stderr } = await promisify(execFile)(java, ['-version']);
    const major = Number(/version "(\d+)/.exec(stderr)?.[1]);
    if (!(major >= OLDEST)) return { why: `${java} is Java ${major}; Java ${OLDEST} or newer is needed.` };
  } catch (error) {
    return { why: `${java} does not run: ${String((error as Error).message).split('\n')[0]}` };
  }
  return { java, keytool: join(java, '..', 'keytool') };
}

/** @throws Error that says in one line why there is none */
export async function needJava(): Promise<Java> {
  const found = await findJava();
  if ('why' in found) throw new Error(found.why);
  return found;
}

/** Where the shell would find a program; undefined when it would not. */
export function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue; // not here: look in the next
    }
  }
  return undefined;
}

/**
 * A broker has little to hold here, and starts in half the time when it is compiled only lightly. Its counters for other tools are off:
 * they would be left in the folder for temporary files after a kill.
 */
export const JVM_FLAGS = [
  '-Xms128m',
  '-Xmx384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-Djava.awt.headless=true',
];

/** Nothing of ours reaches a Java process: no password, no option of another one. */
export const javaEnvironment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C.UTF-8', // names of files are written in it
  TZ: 'UTC',
  ...more,
});
