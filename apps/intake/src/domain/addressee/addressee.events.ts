import type { Answer, Country, Day, Provenance, RulePin, Uuid } from '#contracts';

/** Which undertaking, on which request: every event of the stream says so, because each is published by itself. */
export interface OfRequest {
  rfiId: Uuid;
  inquiryId: Uuid;
  caseId: Uuid;
  /** Number of the request within the case. */
  number: number;
  addresseeId: Uuid;
  /** Name of the undertaking. */
  addressee: string;
}

/** What can have happened to one undertaking asked. */
export type AddresseeEvent =
  | {
      type: 'AddresseeAsked';
      data: OfRequest & {
        country: Country;
        sector?: string;
        /** Person id of the principal contact. */
        contact: Uuid;
        limit: Day;
        questionnaire: { id: Uuid; version: number };
        /** Number of questions. */
        asked: number;
        calendar: RulePin;
        provenance?: Provenance;
      };
    }
  /** The answers that changed; null takes one back. Not yet the reply: nobody but the addressee sees them. */
  | {
      type: 'ReplySaved';
      data: { rfiId: Uuid; inquiryId: Uuid; addresseeId: Uuid; answers: Record<string, Answer | null> };
    }
  /** The reply is given, and frozen. */
  | {
      type: 'ReplySubmitted';
      data: OfRequest & {
        submittedOn: Day;
        limit: Day;
        late: boolean;
        /** Working days after the limit; 0 when in time. */
        workingDaysLate: number;
        answered: number;
        asked: number;
        /** How it was made sure that it is the principal contact who submits; absent from replies of before. */
        secondFactor?: 'code-by-mail';
        provenance?: Provenance;
      };
    }
  /** The limit ran out without a reply; in effect from the day after it. A reply is still possible, and late. */
  | { type: 'ReplyOverdue'; data: OfRequest & { limit: Day } };
