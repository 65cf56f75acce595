import { type FoldedInquiry, foldInquiry } from '#case-state';
import type { Day, StoredEvent, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { endOfDay, isDay } from '#legal-clock';
import type { Installation } from '../installation/installation.js';
import { print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';
import { checkViews } from './check-views.js';
import { describeInquiry } from './describe-inquiry.js';
import { openBeside } from './open-beside.js';

export interface ReplayOptions {
  inquiry?: string;
  asOf?: string;
  recordedAt?: string;
  check?: boolean;
  json?: boolean;
}

/** What was folded, and from how much of the log. */
interface Replayed {
  /** Last position that had been recorded by then. */
  upToPosition: number;
  recordedAt: string;
  asOf: Day | 'now';
  inquiries: Pick<FoldedInquiry, 'inquiry' | 'cases'>[];
}

/** Prints what the log alone says of inquiries, or whether the views say the same. Beside a running Dossier or without one. */
export async function replay(options: ReplayOptions): Promise<void> {
  const folds = options.inquiry ?? options.asOf ?? options.recordedAt;
  if (options.check && folds !== undefined)
    throw new WrongUse('--check compares the views as they stand: it goes with neither --inquiry nor a day.');
  const installation = await openBeside();
  try {
    if (options.check) await checkViews(installation, options.json ?? false);
    else tellStates(await replayed(installation, options), options);
  } finally {
    await installation.close();
  }
}

async function replayed({ runtimes, settings }: Installation, options: ReplayOptions): Promise<Replayed> {
  const { asOf, inquiry: wanted } = options;
  const until = options.recordedAt === undefined ? undefined : endOf(options.recordedAt, settings.timeZone);
  const { known, events } = await recordedBy(runtimes['case-state'].log, until);
  const opened = known.filter(
    ({ id, number }) => wanted === undefined || id === wanted.toLowerCase() || number === wanted,
  );
  if (wanted !== undefined && opened.length === 0)
    throw new Refused(`No inquiry in the log has the id or number ${wanted}.`);
  return {
    upToPosition: events.at(-1)?.position ?? 0,
    recordedAt: until ?? 'now',
    asOf: asOf ?? 'now',
    inquiries: opened
      .map(({ id }) => foldInquiry(events, id, { effectiveUpTo: asOf }))
      .flatMap(({ inquiry, cases }) => (inquiry ? { inquiry, cases } : [])),
  };
}

const endOf = (dayOrMoment: string, timeZone: string): string =>
  isDay(dayOrMoment) ? endOfDay(dayOrMoment, timeZone) : dayOrMoment;

/** The events that had been recorded by a moment, a prefix of the log; and every inquiry that the log knows, whenever it came. */
async function recordedBy(log: Log, until: string | undefined) {
  const events: StoredEvent[] = [];
  const known: { id: Uuid; number: string }[] = [];
  for (let after = 0; ;) {
    const page = await log.page(after, 1000);
    for (const event of page) {
      if (until === undefined || event.recordedAt <= until) events.push(event);
      if (event.type !== 'InquiryOpened') continue;
      const { inquiryId, number } = event.data as { inquiryId: Uuid; number: string };
      known.push({ id: inquiryId, number });
    }
    const last = page.at(-1);
    if (!last) return { events, known };
    after = last.position;
  }
}

function tellStates(replay: Replayed, { json, inquiry }: ReplayOptions): void {
  if (json) {
    printJson(replay);
    return;
  }
  const { asOf, recordedAt, upToPosition, inquiries } = replay;
  print(
    `Folded from the log up to position ${upToPosition}: as recorded ${recordedAt === 'now' ? 'now' : `by ${recordedAt}`}, ` +
      `as of ${asOf === 'now' ? 'the last day of effect' : `the end of ${asOf}`}.`,
  );
  if (inquiries.length === 0) print(`\nNothing was known of ${inquiry ?? 'any inquiry'} then.`);
  for (const each of inquiries) for (const line of ['', ...describeInquiry(each)]) print(line);
}
