import { describe, expect, test } from '@jest/globals';
import { givenWhenThen } from '#testing';
import { decide, type RegisterLead } from '../../src/domain/lead/lead.decide.js';
import type { LeadEvent } from '../../src/domain/lead/lead.events.js';
import { evolve, initial } from '../../src/domain/lead/lead.state.js';
import { id } from './material.js';

const given = givenWhenThen({ initial, evolve, decide });

const tip = {
  leadId: id('lead'),
  kind: 'market-monitoring',
  subject: 'Widgets are sold by one house only',
  source: 'Trade press, 2 March',
  parties: ['Acme'],
} as const;
const register: RegisterLead = { type: 'RegisterLead', ...tip, parties: ['Acme'] };
const registered: LeadEvent = { type: 'LeadRegistered', data: { ...tip, parties: ['Acme'] } };
const taken: LeadEvent = { type: 'LeadTaken', data: { leadId: id('lead'), inquiryId: id('inquiry') } };

describe('A lead', () => {
  test('is registered with its source', () => given().when(register).then([registered]));

  test('is refused when its source is blank', () =>
    given()
      .when({ ...register, source: '  ' })
      .then({ code: 'source-not-named', guard: 'source-named' }));

  test('is registered once', () => given(registered).when(register).then([]));

  test('is taken when an inquiry is opened from it', () =>
    given(registered)
      .when({ type: 'TakeLead', leadId: id('lead'), inquiryId: id('inquiry') })
      .then([taken]));

  test('told twice of the same inquiry, stays as it is', () =>
    given(registered, taken)
      .when({ type: 'TakeLead', leadId: id('lead'), inquiryId: id('inquiry') })
      .then([]));

  const notTaken = (inquiryId: string, guard: string) =>
    expect.objectContaining({
      type: 'LeadNotTaken',
      data: { leadId: id('lead'), inquiryId, why: [expect.objectContaining({ guard })] },
    }) as unknown as LeadEvent;

  test('starts one inquiry only: that another says so is recorded', () =>
    given(registered, taken)
      .when({ type: 'TakeLead', leadId: id('lead'), inquiryId: id('another') })
      .then([notTaken(id('another'), 'lead-taken-once')]));

  test('that was never registered cannot be taken, and that is recorded', () =>
    given()
      .when({ type: 'TakeLead', leadId: id('lead'), inquiryId: id('inquiry') })
      .then([notTaken(id('inquiry'), 'lead-registered')]));

  test('is taken up by a person in one inquiry; by another one it is refused, as one that nobody registered is', () => {
    const takeUp = { type: 'TakeLeadUp', leadId: id('lead'), inquiryId: id('inquiry') } as const;
    given(registered).when(takeUp).then([taken]);
    given(registered, taken).when(takeUp).then([]);
    given(registered, taken)
      .when({ ...takeUp, inquiryId: id('another') })
      .then({ code: 'lead-already-taken', guard: 'lead-taken-once' });
    given().when(takeUp).then({ code: 'lead-unknown' });
  });

  test('told twice of an inquiry that does not take it, records it once', () => {
    const { outcome } = given(registered, taken).when({
      type: 'TakeLead',
      leadId: id('lead'),
      inquiryId: id('another'),
    });
    given(registered, taken, ...(outcome as LeadEvent[]))
      .when({ type: 'TakeLead', leadId: id('lead'), inquiryId: id('another') })
      .then([]);
  });
});
