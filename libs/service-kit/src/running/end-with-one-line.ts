import { SettingsRefused } from '../settings/read-settings.js';

/** Exit status of a process whose settings do not hold; 1 is for what could not be had. */
const WRONG_USE = 2;

/** Ends this process with one line (settings: a line for each) for an error that nobody handles: whoever runs it starts it again, and the log has everything. */
export function endWithOneLine(name: string): (error: unknown) => never {
  const end = (error: unknown): never => {
    const { message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${name} ends: ${error instanceof SettingsRefused ? message : message.split('\n')[0]}\n`);
    process.exit(error instanceof SettingsRefused ? WRONG_USE : 1);
  };
  process.once('uncaughtException', end);
  process.once('unhandledRejection', end);
  return end;
}
