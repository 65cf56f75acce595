import type { Aggregate, Happened, Uuid } from '#contracts';

/**
 * A lead of intake's, as far as it concerns this service: that it was registered, and which inquiry took it up. One stream per lead;
 * taking it up is written in the append that opens the inquiry, so that a lead starts one inquiry, whoever is first.
 */
export type LeadEvent =
  /** Intake has published that it was registered. */
  | { type: 'LeadNoted'; data: { leadId: Uuid } }
  /** An inquiry was opened from it. */
  | { type: 'LeadTakenUp'; data: { leadId: Uuid; inquiryId: Uuid } };

export interface LeadState {
  noted: boolean;
  inquiryId?: Uuid;
}

function evolve(state: LeadState, { type, data }: Happened<LeadEvent>): LeadState {
  switch (type) {
    case 'LeadNoted':
      return { ...state, noted: true };
    case 'LeadTakenUp':
      return { ...state, inquiryId: data.inquiryId };
    default:
      return type satisfies never;
  }
}

export const lead: Aggregate<LeadState, LeadEvent> = { kind: 'lead', initial: { noted: false }, evolve };

/** Told twice, it was registered once. */
export const noteLead = (state: LeadState, leadId: Uuid): LeadEvent[] =>
  state.noted ? [] : [{ type: 'LeadNoted', data: { leadId } }];

export const takeUp = (leadId: Uuid, inquiryId: Uuid): LeadEvent[] => [
  { type: 'LeadTakenUp', data: { leadId, inquiryId } },
];
