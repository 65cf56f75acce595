import { readFileSync } from 'node:fs';
import type { ProblemView } from '#contracts';
import { partsFetch, readPartsTls, readSettings, type Service, SERVICES, type Settings } from '#service-kit';
import { dataFolder, findRunning } from '../installation/data-folder.js';
import { Refused, WrongUse } from '../refused.js';
import { tokenOf } from './token-of.js';

/** Who acts at the door of a running service: the door knows who may. */
export interface Acting {
  /** A person of the directory, where the demo issuer knows them. */
  as?: string;
  /** A file with an access token, where people sign in elsewhere; `-` is stdin. */
  tokenFile?: string;
}

/** The doors of what runs here, and whoever knocks. */
export interface AtTheDoor {
  doors: { service: Service; url: string }[];
  /** @throws Refused when nothing answers */
  knock(url: string, init?: { method?: 'GET' | 'POST'; body?: unknown }): Promise<Response>;
}

/** @throws WrongUse, Refused when nothing runs, or nobody is called so */
export async function atTheDoor({ as, tokenFile }: Acting, only?: Service): Promise<AtTheDoor> {
  if ((as === undefined) === (tokenFile === undefined))
    throw new WrongUse('Say who acts: --as <person>, or --token-file <file> where people sign in elsewhere.');
  const settings = readSettings(process.env);
  const doors = await doorsOf(settings, only);
  return door(settings, doors, tokenFile === undefined ? await demoTokenOf(as!, settings) : readToken(tokenFile));
}

/** For what everybody may ask. @throws Refused when nothing runs */
export async function anybodyAtTheDoor(): Promise<AtTheDoor> {
  const settings = readSettings(process.env);
  return door(settings, await doorsOf(settings));
}

function door(settings: Settings, doors: AtTheDoor['doors'], token?: string): AtTheDoor {
  const askPart = partsFetch(readPartsTls(settings));
  // What everybody reaches shows a certificate for everybody, not one of the installation's own authority.
  const isPart = (url: string): boolean => Object.values(settings.services).some((part) => url.startsWith(`${part}/`));
  return {
    doors,
    async knock(url, { method = 'GET', body } = {}) {
      try {
        return await (isPart(url) ? askPart : fetch)(url, {
          method,
          headers: {
            ...(token !== undefined && { Authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        const { cause: why = cause } = cause as { cause?: unknown };
        throw new Refused(`Nothing answers at ${new URL(url).origin}: ${(why as Error).message}.`, { cause });
      }
    },
  };
}

/** Where the services are reached: the process that runs on the data folder, or each at its own address. */
async function doorsOf(settings: Settings, only?: Service): Promise<AtTheDoor['doors']> {
  const running = await findRunning(dataFolder(settings.data));
  const doors = SERVICES.filter((service) => only === undefined || service === only).flatMap((service) => {
    const url = running?.url ?? settings.services[service] ?? settings.publicUrl;
    return url === undefined ? [] : [{ service, url }];
  });
  if (doors.length === 0)
    throw new Refused('Dossier does not run here, and the service must do it itself: start it first (dossier up).');
  return doors;
}

async function demoTokenOf(as: string, settings: Settings): Promise<string> {
  if (settings.oidc.issuer !== undefined)
    throw new Refused(
      `People sign in at ${settings.oidc.issuer}: get a token with audience "dossier" there, and give it with --token-file.`,
    );
  return (await tokenOf(as, settings)).token;
}

function readToken(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  } catch (cause) {
    throw new WrongUse(`--token-file: ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

const addressOf = ({ doors }: AtTheDoor, path: string): string => `${doors[0]?.url}${path}`;

/**
 * Asks the first door for what stands at a path.
 * @returns undefined for what is not there
 * @throws Refused
 */
export async function ask<Answer>(door: AtTheDoor, path: string): Promise<Answer | undefined> {
  const answer = await door.knock(addressOf(door, path));
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw refusal((await answer.json()) as ProblemView);
  return (await answer.json()) as Answer;
}

/** Sends a command to the first door. @throws Refused with everything that was wrong */
export async function send<Answer>(door: AtTheDoor, path: string, body: unknown): Promise<Answer> {
  const answer = await door.knock(addressOf(door, path), { method: 'POST', body });
  if (answer.ok) return (await answer.json()) as Answer;
  const problem = (await answer.json()) as ProblemView;
  const errors = (problem.errors ?? []).map(({ path: at, message }) => `${at}: ${message}`).join('; ');
  throw errors ? new Refused(`${problem.detail ?? problem.title} ${errors}`) : refusal(problem);
}

/** What a door refused, in one line. */
export const refusal = ({ title, detail }: ProblemView): Refused =>
  new Refused(detail ? `${title}: ${detail}` : `${title}.`);
