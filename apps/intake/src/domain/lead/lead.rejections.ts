import type { LegalBasis, Rejection } from '#contracts';
import { refusal } from '../refusal.js';
import type { LeadEvent } from './lead.events.js';

export type LeadRejection = Rejection<'source-not-named' | 'lead-unknown' | 'lead-already-taken'>;

/** What lets an authority act on a complaint, of its own motion, or on a whole sector. */
const LEADS: LegalBasis[] = [{ citation: 'Reg 1/2003 Art 7' }, { citation: 'Reg 1/2003 Art 17' }];

export const sourceNotNamed = (): LeadRejection =>
  refusal('source-not-named', 'A lead names the source it came from: say who or what it was.', {
    guard: 'source-named',
    basis: LEADS,
    errors: [{ path: 'source', message: 'Name a source.' }],
  });

type WhyNotTaken = Extract<LeadEvent, { type: 'LeadNotTaken' }>['data']['why'][number];

export const leadUnknown: WhyNotTaken = {
  guard: 'lead-registered',
  sentence: { en: 'No lead was registered under this id.' },
  basis: LEADS,
};

/** Practice: two inquiries into one matter are one inquiry with two cases. */
export const leadAlreadyTaken: WhyNotTaken = {
  guard: 'lead-taken-once',
  sentence: { en: 'Another inquiry has taken up this lead.' },
  basis: LEADS,
};

/** The same reasons, told to a person who would take the lead up. */
export const notTakenUp = (
  code: 'lead-unknown' | 'lead-already-taken',
  { guard, sentence, basis }: WhyNotTaken,
): LeadRejection => refusal(code, sentence.en, { guard, basis, ...(code === 'lead-unknown' && { status: 404 }) });
