import type { Day, Happened, Role } from '#contracts';
import type { InquiryEvent } from '../../src/domain/inquiry/inquiry.events.js';
import type { InquiryHistory } from '../../src/domain/inquiry/inquiry.state.js';
import { id, officer } from './a-case.js';

/** People of the directory, and one who is not in it. */
export const [manager, handler, economist, stranger] = [id(1), id(2), id(3), id(99)];
const directory: Record<string, Role[]> = {
  [manager]: ['case-manager'],
  [handler]: ['case-handler'],
  [economist]: ['chief-economist'],
};
export const rolesOf = (person: string): Role[] | undefined => directory[person];

/** The history, one decision further. A refusal is no step on. */
export function and(history: InquiryHistory, decided: InquiryEvent[] | object, on: Day): InquiryHistory {
  if (!Array.isArray(decided)) throw new Error(JSON.stringify(decided));
  return [
    ...history,
    ...(decided as InquiryEvent[]).map(
      (event) => ({ ...event, effectiveOn: on, actor: officer }) as Happened<InquiryEvent>,
    ),
  ];
}
