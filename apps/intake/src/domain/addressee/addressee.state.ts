import type { Aggregate, Answer, Day, Lapse, Provenance, Uuid } from '#contracts';
import { addDays, isBefore } from '#legal-clock';
import type { AddresseeEvent, OfRequest } from './addressee.events.js';

export interface Addressee {
  /** Absent: nobody was asked under this id. */
  of?: OfRequest;
  contact?: Uuid;
  limit?: Day;
  questionnaire?: { id: Uuid; version: number };
  asked: number;
  calendarId?: string;
  provenance?: Provenance;
  answers: Record<string, Answer>;
  overdue: boolean;
  submitted?: { on: Day; late: boolean; workingDaysLate: number };
}

export const initial: Addressee = { asked: 0, answers: {}, overdue: false };

export function evolve(addressee: Addressee, event: AddresseeEvent): Addressee {
  switch (event.type) {
    case 'AddresseeAsked': {
      const { contact, limit, questionnaire, asked, calendar, provenance, ...more } = event.data;
      const { rfiId, inquiryId, caseId, number, addresseeId, addressee: name } = more;
      const of = { rfiId, inquiryId, caseId, number, addresseeId, addressee: name };
      const known = { of, contact, limit, questionnaire, asked, calendarId: calendar.id };
      return { ...addressee, ...known, ...(provenance ? { provenance } : {}) };
    }
    case 'ReplySaved': {
      const answers = { ...addressee.answers };
      for (const [question, answer] of Object.entries(event.data.answers)) {
        if (answer) answers[question] = answer;
        else delete answers[question];
      }
      return { ...addressee, answers };
    }
    case 'ReplySubmitted': {
      const { submittedOn: on, late, workingDaysLate } = event.data;
      return { ...addressee, submitted: { on, late, workingDaysLate } };
    }
    case 'ReplyOverdue':
      return { ...addressee, overdue: true };
    default:
      return event satisfies never;
  }
}

/** The limit has run out when its last day is over without a reply: in effect on the day after. */
export function lapses(addressee: Addressee, day: Day): Lapse<AddresseeEvent>[] {
  const { of, limit, overdue, submitted } = addressee;
  if (!of || !limit || overdue || submitted || !isBefore(limit, day)) return [];
  return [
    {
      clock: 'limit',
      // Limits are not extended yet: there is one revision of each.
      revision: 1,
      due: addDays(limit, 1),
      events: [{ type: 'ReplyOverdue', data: { ...of, limit } }],
    },
  ];
}

export const addresseeAggregate: Aggregate<Addressee, AddresseeEvent> = { kind: 'addressee', initial, evolve, lapses };
