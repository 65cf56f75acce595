import type { CaseNumber, LocalizedText, Provenance, Role, Uuid } from '#contracts';
import type { AccessEvent } from './access.events.js';

export type Conflict = 'none' | 'declared' | 'not-yet';

/** What can have happened to an inquiry. */
export type InquiryEvent = TeamEvent | AccessEvent;

/** What happened to the matter itself and its team. */
export type TeamEvent =
  /** A matter was taken up: facts, parties and arrangements that the authority looks at. */
  | { type: 'InquiryOpened'; data: InquiryOpened }
  /** Need-to-know begins: the person is on the team, in this role. Again with another role: the role changes. */
  | { type: 'TeamMemberJoined'; data: { inquiryId: Uuid; person: Uuid; role: Role; conflict: Conflict } }
  /** The declaration that every member owes before a case is opened (practice). */
  | { type: 'ConflictDeclared'; data: { inquiryId: Uuid; person: Uuid; conflict: Conflict } }
  /** Need-to-know ends. Why is free text about the person. */
  | {
      type: 'TeamMemberLeft';
      data: { inquiryId: Uuid; person: Uuid };
      personal: Record<Uuid, { reason: string }>;
    }
  /** A case, one legal angle, was opened on it. The case's own stream tells the rest. */
  | { type: 'CaseLinked'; data: { inquiryId: Uuid; caseId: Uuid; number: CaseNumber; follows?: Uuid } };

export interface InquiryOpened {
  inquiryId: Uuid;
  number: string;
  title: LocalizedText;
  lede?: LocalizedText;
  leadId?: Uuid;
  unit?: string;
  provenance?: Provenance;
}
