import type { LegalBasis, LocalizedText, Provenance, RegisterLead, Uuid } from '#contracts';

/** What can have happened to a lead. */
export type LeadEvent =
  /** Reg 1/2003 Art 7 and 17: something that may start an inquiry, with the source it came from. */
  | {
      type: 'LeadRegistered';
      data: {
        leadId: Uuid;
        kind: RegisterLead['kind'];
        subject: string;
        summary?: string;
        source: string;
        parties: string[];
        provenance?: Provenance;
      };
    }
  /** An inquiry was opened from it (case-state decides that; here it is noted). */
  | { type: 'LeadTaken'; data: { leadId: Uuid; inquiryId: Uuid } }
  /** An inquiry says that it was opened from it, and this register does not bear that out. The inquiry stands. */
  | {
      type: 'LeadNotTaken';
      data: {
        leadId: Uuid;
        inquiryId: Uuid;
        why: { guard: string; sentence: LocalizedText; basis: LegalBasis[] }[];
      };
    };
