import type { StoredEvent } from '#contracts';
import type { PublishedContracts, PublishedMapping, StoppedLane } from '../feed.js';

/** Largest data of a published event, in bytes of its JSON: what every consumer of CloudEvents can be expected to take (spec, "Size limits"). */
export const MAX_DATA_BYTES = 65_536;

/** What an internal event becomes before it has a number. */
export type Publication =
  | { kind: 'inside' }
  | { kind: 'published'; lane: string; type: string; data: string }
  | { kind: 'refused'; lane: string; type: string; code: StoppedLane['code']; error: string };

/** The id in a stream's name: `rfi-0190…` → `0190…`. */
export function idOfStream(stream: string): string {
  return /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(stream)?.[0] ?? stream;
}

/**
 * Maps one event and checks it against its contract. What the contract does not name does not leave: the data is the contract's reading of it.
 * A type that the mapping does not know is refused, so that a fact is never lost by an omission.
 */
export function publicationOf(
  event: StoredEvent,
  mapping: PublishedMapping,
  contracts: PublishedContracts,
): Publication {
  const entry = Object.hasOwn(mapping, event.type) ? mapping[event.type] : undefined;
  if (entry === null) return { kind: 'inside' };
  let lane = idOfStream(event.stream);
  const refuse = (code: StoppedLane['code'], error: string): Publication => ({
    kind: 'refused',
    lane,
    type: entry?.type ?? event.type,
    code,
    error,
  });
  if (entry === undefined)
    return refuse('mapping-failed', `the mapping does not say whether ${event.type} is published`);
  try {
    lane = entry.lane(event) ?? lane;
    const contract = contracts[entry.type];
    if (!contract) return refuse('contract-unknown', `no contract for ${entry.type}`);
    const checked = contract.safeParse(entry.data(event));
    if (!checked.success) {
      const issues = checked.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
      return refuse('contract-invalid', `${entry.type} does not fit its contract: ${issues.join('; ')}`);
    }
    const data = JSON.stringify(checked.data);
    const bytes = Buffer.byteLength(data);
    if (bytes > MAX_DATA_BYTES)
      return refuse('oversized', `${entry.type} has ${bytes} bytes; at most ${MAX_DATA_BYTES} are published`);
    return { kind: 'published', lane, type: entry.type, data };
  } catch (error) {
    return refuse(
      'mapping-failed',
      `the mapping of ${event.type} threw: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** W3C trace context of a fact: the trace is its correlation, the span its own id. */
export function traceparentOf(event: Pick<StoredEvent, 'correlation' | 'id'>): string {
  return `00-${event.correlation.replaceAll('-', '')}-${event.id.replaceAll('-', '').slice(-16)}-01`;
}
