import type { AsOfRow, Day, DifferenceQuery, DifferenceView, StoredEvent, Uuid } from '#contracts';
import { asItStood } from '#legal-clock';
import { differenceBetween, type AccessReader, type RowThen, type ServiceRuntime } from '#service-kit';
import type { RfiRow } from '../rfi-list/rfi.entity.js';
import { rfiAfter } from '../rfi-list/rfi-list.view.js';
import type { AddresseeRow } from '../rfi-matrix/addressee.entity.js';
import { addresseeIdsOf, stateOf } from '../rfi-matrix/rfi-matrix.query.js';
import { addresseeAfter } from '../rfi-matrix/rfi-matrix.view.js';

interface RequestParts {
  rfi: RfiRow | undefined;
  addressees: ReadonlyMap<Uuid, AddresseeRow>;
}

/** What is different between two views of a request: the request itself, and each of those it asks. What is only saved is the addressee's own. */
export async function rfiDifference(
  runtime: Pick<ServiceRuntime, 'access' | 'log' | 'clock'>,
  reader: AccessReader,
  id: Uuid,
  query: DifferenceQuery,
): Promise<DifferenceView> {
  const asked = await runtime.access.reading(reader, (views) => addresseeIdsOf(views, [id]));
  const streams = [`rfi-${id}`, ...asked.map((addressee) => `addressee-${addressee}`)];
  const events = (await Promise.all(streams.map((stream) => runtime.log.read(stream))))
    .flat()
    .sort((a, b) => a.position - b.position);
  return differenceBetween(
    runtime,
    query,
    ({ upTo, day }) =>
      Promise.resolve(
        asItStood(
          events.filter(({ position }) => position <= upTo),
          day,
        ),
      ),
    {
      initial: { rfi: undefined, addressees: new Map() },
      evolve: evolveParts,
      rowsOn: (day) => (parts) => {
        const rows = rowsOf(parts, day);
        return Promise.resolve(rows && [rows]);
      },
    },
    traceOf,
  );
}

function evolveParts({ rfi, addressees }: RequestParts, event: StoredEvent): RequestParts {
  if (event.stream.startsWith('rfi-')) return { rfi: rfiAfter(rfi, event), addressees };
  const id = event.stream.slice('addressee-'.length);
  const addressee = addresseeAfter(addressees.get(id), event);
  return addressee ? { rfi, addressees: new Map(addressees).set(id, addressee) } : { rfi, addressees };
}

const rowsOf = ({ rfi, addressees }: RequestParts, day: Day): RowThen[] | undefined =>
  rfi && [...requestRows(rfi), ...[...addressees].map(([id, addressee]) => replyRow(rfi.number, id, addressee, day))];

function requestRows(rfi: RfiRow): RowThen[] {
  const { draft } = rfi;
  const row = (key: string, code: string, params: AsOfRow['value']['params']): RowThen => ({
    group: 'rfis',
    key: `${key}-${rfi.id}`,
    label: draft.subject ?? { en: '–' },
    invented: isInvented(draft.provenance),
    value: { code, params },
  });
  const limit = rfi.limit ?? draft.limit;
  return [
    row('rfi', `rfi-${rfi.state}`, {
      ...(rfi.number !== null && { number: rfi.number }),
      ...(limit !== undefined && { limit }),
      ...(rfi.issuedOn && { on: rfi.issuedOn }),
    }),
    row('content', 'rfi-content', {
      subject: draft.subject ?? { en: '–' },
      purpose: draft.purpose ?? '–',
      asked: draft.addressees?.length ?? 0,
      names: draft.addressees?.map(({ name }) => name).join(', ') ?? '–',
    }),
  ];
}

function replyRow(number: number | null, id: Uuid, addressee: AddresseeRow, day: Day): RowThen {
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
      code: codes[stateOf(addressee, day)],
      params: {
        number: number ?? 0,
        limit: addressee.limit,
        ...(addressee.submittedOn && { on: addressee.submittedOn, workingDays: addressee.workingDaysLate }),
      },
    },
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
