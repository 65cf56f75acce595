import type { DeadLetterView } from '#contracts';
import type { DeadLetter } from '#event-feed';
import {
  deadLetterView,
  type PersonDirectory,
  postgresDirectory,
  type Service,
  type ServiceRuntime,
} from '#service-kit';
import { columns, print, printJson } from '../output.js';
import { openBeside } from './open-beside.js';

export interface ListOptions {
  service?: Service;
  all?: boolean;
  json?: boolean;
}

type Letter = DeadLetterView & { service: string };

/** Prints what the services could not take in, as their databases say. */
export async function listDeadLetters({ service, all = false, json }: ListOptions): Promise<void> {
  const installation = await openBeside();
  try {
    const { runtimes } = installation;
    const asked = Object.values(runtimes).filter((runtime) => service === undefined || runtime.service === service);
    const letters = (await Promise.all(asked.map((runtime) => lettersOf(runtime, all)))).flat();
    letters.sort((a, b) => b.parkedAt.localeCompare(a.parkedAt));
    if (json) printJson({ items: letters });
    else await tell(letters, all, postgresDirectory(runtimes['case-state'].pool));
  } finally {
    await installation.close();
  }
}

async function lettersOf(runtime: ServiceRuntime, all: boolean): Promise<Letter[]> {
  const shelves = [runtime.reactions.consumer.deadLetters, runtime.foreignViews.consumer.deadLetters];
  const letters = (await Promise.all(shelves.map((shelf) => shelf.list({ all })))).flat();
  return Promise.all(
    letters.map(async (letter) => ({
      service: runtime.service,
      ...deadLetterView(letter),
      waiting: letter.state === 'parked' ? await waitingBehind(runtime, letter) : 0,
    })),
  );
}

/** This process follows nobody: how long the lane has become is asked of its publisher. */
async function waitingBehind({ sources }: ServiceRuntime, { publisher, lane, sequence }: DeadLetter): Promise<number> {
  const source = sources.find((one) => one.publisher === publisher);
  const [head] = (await source?.headsAt(Number.MAX_SAFE_INTEGER, [lane])) ?? [];
  return Math.max(0, (head?.sequence ?? sequence) - sequence);
}

async function tell(letters: Letter[], all: boolean, directory: Pick<PersonDirectory, 'list'>): Promise<void> {
  if (letters.length === 0) {
    print(all ? 'Nothing was ever parked.' : 'Nothing is parked.');
    return;
  }
  const rows = letters.map(({ id, consumer, type, lane, code, parkedAt, waiting, state }) => [
    id,
    consumer,
    type,
    lane,
    code,
    parkedAt,
    String(waiting),
    state,
  ]);
  const [head = '', ...lines] = columns([
    ['id', 'consumer', 'event', 'lane', 'why', 'since', 'waiting', 'state'],
    ...rows,
  ]);
  print(head);
  const acted = letters.some(({ history }) => history.length > 0);
  const names = new Map(acted ? (await directory.list()).map(({ id, name }) => [id, name]) : []);
  letters.forEach(({ error, history }, at) => {
    print(lines[at]);
    print(`  ${error.split('\n')[0]}`);
    for (const { act, by, reason, at: when } of history)
      print(`  ${when}  ${act} by ${names.get(by) ?? by}${reason === undefined ? '' : `: ${reason.split('\n')[0]}`}`);
  });
}
