import { readFileSync } from 'node:fs';
import { columns, print } from '../output.js';
import { WrongUse } from '../refused.js';

/** What is wrong with a file of rules, and where. */
export interface FileFault {
  path: string;
  message: string;
}

/** @throws WrongUse when the file cannot be read */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WrongUse(`${file} cannot be read`, { cause });
  }
}

/** The JSON of a file; that it is none is a fault of it. @throws WrongUse when it cannot be read */
export function jsonOf(file: string): { value: unknown } | { faults: FileFault[] } {
  const text = textOf(file);
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { faults: [{ path: 'file', message: `is not JSON: ${(error as Error).message}` }] };
  }
}

/** Prints all that is wrong with a file. */
export function tellFaults(file: string, faults: readonly FileFault[]): void {
  print(`${file}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
  for (const line of columns(faults.map(({ path, message }) => [`  ${path}`, message]))) print(line);
}
