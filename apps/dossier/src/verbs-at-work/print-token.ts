import { readSettings } from '#service-kit';
import { print, printJson } from '../output.js';
import { tokenOf } from './token-of.js';

/** Prints an access token of a person of the directory. */
export async function printToken({ as, json }: { as: string; json?: boolean }): Promise<void> {
  const { token, person, expiresInSeconds } = await tokenOf(as, readSettings(process.env));
  if (json) printJson({ token, person: person.id, name: person.name, expiresInSeconds });
  else print(token);
}
