import type { DeadLetterView, ProblemView } from '#contracts';
import type { Service } from '#service-kit';
import { print, printJson } from '../output.js';
import { Refused } from '../refused.js';
import { atTheDoor, refusal, type Acting } from './at-the-door.js';

export interface ActOptions extends Acting {
  service?: Service;
  json?: boolean;
}

export type Act = { act: 'retry' } | { act: 'skip'; reason: string };

/** Does it at the door of the service that could not take the event in: the door knows who may, the service how to handle it. */
export async function actOnDeadLetter(letter: string, act: Act, options: ActOptions): Promise<void> {
  const { doors, knock } = await atTheDoor(options, options.service);
  for (const { service, url } of doors) {
    const answer = await knock(`${url}/api/${service}/dead-letters/${letter}/${act.act}`, {
      method: 'POST',
      body: act.act === 'skip' ? { reason: act.reason } : {},
    });
    if (answer.status === 404) continue;
    const body = (await answer.json()) as DeadLetterView | ProblemView;
    if (!answer.ok) throw refusal(body as ProblemView);
    tell(service, body as DeadLetterView, options.json ?? false);
    return;
  }
  throw new Refused(`No dead letter ${letter}${options.service ? ` at ${options.service}` : ''}.`);
}

function tell(service: Service, letter: DeadLetterView, json: boolean): void {
  const again = letter.history.findLast(({ act }) => act === 'failed-again');
  if (json) printJson({ service, ...letter });
  if (letter.state === 'parked')
    throw new Refused(`It failed again, and stays parked: ${again?.reason?.split('\n')[0] ?? letter.error}`);
  if (json) return;
  const what = letter.state === 'skipped' ? 'Skipped: it never has its effect on' : 'It has had its effect on';
  print(`${what} ${letter.consumer}; what waited behind it goes on.`);
}
