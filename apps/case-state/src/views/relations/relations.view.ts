import type { View } from '#service-kit';
import { ofThisLog } from '../../domain/events.js';
import { RelationRow } from './relation.entity.js';

/** Which cases are linked, across inquiries. */
export const relationsView: View = {
  name: 'relations',
  version: 1,
  tables: ['case_relation'],
  sight: { case_relation: { inquiries: ['one_inquiry', 'other_inquiry'] } },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    if (event.type !== 'CasesLinked' && event.type !== 'CasesUnlinked') return;
    const [one, other] = event.data.cases;
    await db.insert(RelationRow, {
      position: event.position,
      oneCase: one.caseId,
      oneInquiry: one.inquiryId,
      otherCase: other.caseId,
      otherInquiry: other.inquiryId,
      linked: event.type === 'CasesLinked',
      reason: event.data.reason,
      person: event.actor.person,
      effectiveOn: event.effectiveOn,
    });
  },
};
