import type { StoredEvent, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { asItStood } from '#legal-clock';
import type { Then } from '#service-kit';
import type { LeadRow } from '../lead-list/lead.entity.js';
import { leadAfter } from '../lead-list/lead-list.view.js';
import type { RfiRow } from '../rfi-list/rfi.entity.js';
import { rfiAfter } from '../rfi-list/rfi-list.view.js';
import type { AddresseeRow } from '../rfi-matrix/addressee.entity.js';
import { addresseeAfter, answeredAfter } from '../rfi-matrix/rfi-matrix.view.js';

/** Streams that are read at once. */
const AT_ONCE = 25;

type Fold<Row> = (row: Row | undefined, event: StoredEvent) => Row | undefined;

/** What stood of one stream: recorded by then, corrections applied, in effect by the day, in the order of effect. */
export const standing = async (log: Pick<Log, 'read'>, stream: string, { upTo, day }: Then): Promise<StoredEvent[]> =>
  asItStood(await log.read(stream, { upTo }), day);

/** Some things as they stood, each folded from its own stream into the row that the view keeps of now; without those that were not there. */
async function rowsThen<Row>(
  log: Pick<Log, 'read'>,
  kind: string,
  ids: readonly Uuid[],
  then: Then,
  fold: Fold<Row>,
): Promise<Row[]> {
  const rows: (Row | undefined)[] = [];
  for (let i = 0; i < ids.length; i += AT_ONCE)
    rows.push(
      ...(await Promise.all(
        ids
          .slice(i, i + AT_ONCE)
          .map(async (id) => (await standing(log, `${kind}-${id}`, then)).reduce<Row | undefined>(fold, undefined)),
      )),
    );
  return rows.filter((row) => row !== undefined);
}

export const leadsThen = (log: Pick<Log, 'read'>, ids: Uuid[], then: Then): Promise<LeadRow[]> =>
  rowsThen(log, 'lead', ids, then, leadAfter);

export const rfisThen = (log: Pick<Log, 'read'>, ids: Uuid[], then: Then): Promise<RfiRow[]> =>
  rowsThen(log, 'rfi', ids, then, rfiAfter);

/** An undertaking asked as it stood, with the ids of the questions that held an answer: whether that may be told is asked besides. */
export type AddresseeThen = AddresseeRow & { answered: string[] };

const addresseeThenAfter: Fold<AddresseeThen> = (row, event) => {
  const next = addresseeAfter(row, event);
  return next && { ...next, answered: answeredAfter(row?.answered ?? [], event) };
};

/** In the order in which the request names them. */
export const addresseesThen = async (log: Pick<Log, 'read'>, ids: Uuid[], then: Then): Promise<AddresseeThen[]> =>
  (await rowsThen(log, 'addressee', ids, then, addresseeThenAfter)).toSorted((a, b) => a.position - b.position);
