import type { AsOfRow, DifferenceQuery, DifferenceView, StoredEvent, Uuid } from '#contracts';
import { differenceBetween, type AccessReader, type ServiceRuntime, type Then } from '#service-kit';
import type { RfiRow } from '../rfi-list/rfi.entity.js';
import { rfiAfter } from '../rfi-list/rfi-list.view.js';
import type { AddresseeRow } from '../rfi-matrix/addressee.entity.js';
import { addresseeIdsOf, stateOf } from '../rfi-matrix/rfi-matrix.query.js';
import { addresseeAfter } from '../rfi-matrix/rfi-matrix.view.js';
import { standing } from '../then/rows-then.js';

/** What is different between two views of a request: the request itself, and each of those it asks. What is only saved is the addressee's own. */
export async function rfiDifference(
  runtime: Pick<ServiceRuntime, 'access' | 'log' | 'clock'>,
  reader: AccessReader,
  id: Uuid,
  query: DifferenceQuery,
): Promise<DifferenceView> {
  const asked = await runtime.access.reading(reader, (views) => addresseeIdsOf(views, [id]));
  return differenceBetween(runtime, query, async (then) => {
    const events = await standing(runtime.log, `rfi-${id}`, then);
    const rfi = events.reduce<RfiRow | undefined>(rfiAfter, undefined);
    if (!rfi) return undefined;
    const replies = await Promise.all(asked.map((addressee) => replyRow(runtime, rfi, addressee, then)));
    return [...requestRows(rfi, events), ...replies.filter((row) => row !== undefined)];
  });
}

function requestRows(rfi: RfiRow, events: StoredEvent[]): AsOfRow[] {
  const { draft } = rfi;
  const row = (key: string, code: string, params: AsOfRow['value']['params'], because: StoredEvent[]): AsOfRow => ({
    group: 'rfis',
    key: `${key}-${rfi.id}`,
    label: draft.subject ?? { en: '–' },
    invented: isInvented(draft.provenance),
    value: { code, params },
    because: because.toReversed().map(traceOf),
  });
  const limit = rfi.limit ?? draft.limit;
  return [
    row(
      'rfi',
      `rfi-${rfi.state}`,
      {
        ...(rfi.number !== null && { number: rfi.number }),
        ...(limit !== undefined && { limit }),
        ...(rfi.issuedOn && { on: rfi.issuedOn }),
      },
      events.filter(({ type }) => type !== 'RfiDraftChanged'),
    ),
    row(
      'content',
      'rfi-content',
      {
        subject: draft.subject ?? { en: '–' },
        purpose: draft.purpose ?? '–',
        asked: draft.addressees?.length ?? 0,
        names: draft.addressees?.map(({ name }) => name).join(', ') ?? '–',
      },
      events.filter(({ type }) => type === 'RfiPrepared' || type === 'RfiDraftChanged'),
    ),
  ];
}

async function replyRow(
  { log }: Pick<ServiceRuntime, 'log'>,
  { number }: RfiRow,
  id: Uuid,
  then: Then,
): Promise<AsOfRow | undefined> {
  const events = await standing(log, `addressee-${id}`, then);
  const addressee = events.reduce<AddresseeRow | undefined>(addresseeAfter, undefined);
  if (!addressee) return undefined;
  const codes = {
    running: 'reply-running',
    saved: 'reply-running',
    overdue: 'reply-overdue',
    submitted: 'reply-in',
    'submitted-late': 'reply-late',
    draft: 'reply-running',
  };
  return {
    group: 'replies',
    key: `reply-${id}`,
    label: { en: addressee.name },
    invented: isInvented(addressee.provenance ?? undefined),
    value: {
      code: codes[stateOf(addressee, then.day)],
      params: {
        number: number ?? 0,
        limit: addressee.limit,
        ...(addressee.submittedOn && { on: addressee.submittedOn, workingDays: addressee.workingDaysLate }),
      },
    },
    because: events
      .filter(({ type }) => type !== 'ReplySaved')
      .toReversed()
      .map(traceOf),
  };
}

const traceOf = ({
  position,
  type: kind,
  effectiveOn,
  recordedAt,
  onBehalfOf,
  actor,
}: StoredEvent): AsOfRow['because'][number] => ({
  position,
  kind,
  effectiveOn,
  recordedAt,
  actor: onBehalfOf ?? actor.person,
  role: actor.role,
});

const isInvented = (provenance: { standing: string } | undefined): boolean =>
  provenance !== undefined && ['invented', 'hypothetical', 'synthetic'].includes(provenance.standing);
