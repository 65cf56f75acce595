import { readFileSync } from 'node:fs';
import type { DeadLetterView, ProblemView } from '#contracts';
import { readSettings, type Service, SERVICES, type Settings } from '#service-kit';
import { dataFolder, findRunning } from '../installation/data-folder.js';
import { print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';
import { tokenOf } from './token-of.js';

export interface ActOptions {
  service?: Service;
  as?: string;
  tokenFile?: string;
  json?: boolean;
}

export type Act = { act: 'retry' } | { act: 'skip'; reason: string };

/** Does it at the door of the service that could not take the event in: the door knows who may, the service how to handle it. */
export async function actOnDeadLetter(letter: string, act: Act, options: ActOptions): Promise<void> {
  if ((options.as === undefined) === (options.tokenFile === undefined))
    throw new WrongUse('Say who acts: --as <person>, or --token-file <file> where people sign in elsewhere.');
  const settings = readSettings(process.env);
  const doors = await doorsOf(settings, options.service);
  const token =
    options.tokenFile === undefined ? await demoTokenOf(options.as!, settings) : readToken(options.tokenFile);
  for (const { service, url } of doors) {
    const answer = await knock(`${url}/api/${service}/dead-letters/${letter}/${act.act}`, act, token);
    if (answer.status === 404) continue;
    const body = (await answer.json()) as DeadLetterView | ProblemView;
    if (!answer.ok) throw refusal(body as ProblemView);
    tell(service, body as DeadLetterView, options.json ?? false);
    return;
  }
  throw new Refused(`No dead letter ${letter}${options.service ? ` at ${options.service}` : ''}.`);
}

/** Where the services are reached: the process that runs on the data folder, or each at its own address. */
async function doorsOf(settings: Settings, only: Service | undefined): Promise<{ service: Service; url: string }[]> {
  const running = await findRunning(dataFolder(settings.data));
  const doors = SERVICES.filter((service) => only === undefined || service === only).flatMap((service) => {
    const url = running?.url ?? settings.services[service] ?? settings.publicUrl;
    return url === undefined ? [] : [{ service, url }];
  });
  if (doors.length === 0)
    throw new Refused(
      'Dossier does not run here, and the service must handle the event itself: start it first (dossier up).',
    );
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

async function knock(url: string, act: Act, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(act.act === 'skip' ? { reason: act.reason } : {}),
    });
  } catch (cause) {
    throw new Refused(`Nothing answers at ${new URL(url).origin}.`, { cause });
  }
}

const refusal = ({ title, detail }: ProblemView): Refused => new Refused(detail ? `${title}: ${detail}` : `${title}.`);

function tell(service: Service, letter: DeadLetterView, json: boolean): void {
  const again = letter.history.findLast(({ act }) => act === 'failed-again');
  if (json) printJson({ service, ...letter });
  if (letter.state === 'parked')
    throw new Refused(`It failed again, and stays parked: ${again?.reason?.split('\n')[0] ?? letter.error}`);
  if (json) return;
  const what = letter.state === 'skipped' ? 'Skipped: it never has its effect on' : 'It has had its effect on';
  print(`${what} ${letter.consumer}; what waited behind it goes on.`);
}
