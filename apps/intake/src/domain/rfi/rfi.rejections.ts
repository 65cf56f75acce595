import type { Rejection } from '#contracts';
import { refusal, type Fault } from '../refusal.js';
import { MOST_DATA_BYTES } from '../size.js';
import type { Check } from './rfi.checks.js';

export type RfiRejection = Rejection<
  'rfi-unknown' | 'rfi-not-a-draft' | 'rfi-incomplete' | 'rfi-too-long' | 'case-closed' | 'addressee-twice'
>;

export const rfiUnknown = (): RfiRejection =>
  refusal('rfi-unknown', 'No request was prepared under this id.', { status: 404 });

export const rfiNotADraft = (state: 'issued' | 'withdrawn'): RfiRejection =>
  refusal(
    'rfi-not-a-draft',
    state === 'issued'
      ? 'This request has been issued: it stays as it went out.'
      : 'This request has been withdrawn: prepare another one.',
    { guard: 'still-a-draft' },
  );

export const caseClosed = (): RfiRejection =>
  refusal('case-closed', 'The case is closed: no request can be prepared on it.', { guard: 'case-open' });

export const rfiTooLong = (bytes: number): RfiRejection =>
  refusal(
    'rfi-too-long',
    `A request has room for ${MOST_DATA_BYTES} bytes, this one takes ${bytes}: ask fewer addressees in one request, or shorten its texts.`,
    { guard: 'request-fits', status: 400, errors: [{ path: 'draft', message: `It takes ${bytes} bytes.` }] },
  );

export const idTwice = (id: string, index: number): RfiRejection =>
  refusal('addressee-twice', 'Two addressees of the draft bear the same id.', {
    guard: 'no-addressee-twice',
    status: 400,
    errors: [{ path: `draft.addressees.${index}.id`, message: `${id} stands there twice.` }],
  });

/** What a request lacks: the first names the refusal, all of them stand in it. */
export function rfiIncomplete(failing: readonly Check[]): RfiRejection {
  const first = failing[0] as Check;
  const errors: Fault[] = failing.map((check) => ({ path: check.path, message: check.sentence.en }));
  return refusal('rfi-incomplete', first.sentence.en, { guard: first.guard, basis: [...first.basis], errors });
}
