import { describe, expect, test } from '@jest/globals';
import { publishedContracts, type PublishedType, type StoredEvent } from '#contracts';
import { caseStatePublishes } from '../../src/published/index.js';
import { lapses } from '../../src/domain/procedure/engine/lapses.js';
import { takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { and, antitrust, CASE, facts, harbour, id, INQUIRY, openedCase, stand } from '../domain/a-case.js';

const actor = { person: id(7), kind: 'officer', role: 'case-manager' } as const;

/** What is published of an event; undefined = it stays inside. */
function published(event: object): { type: string; lane: string | undefined; data: object } | undefined {
  const stored = { actor, ...event } as StoredEvent;
  const as = caseStatePublishes[stored.type as keyof typeof caseStatePublishes];
  return as ? { type: as.type, lane: as.lane(stored as never), data: as.data(stored as never) } : undefined;
}

const started = (() => {
  const opened = openedCase(harbour, '2024-06-03');
  const command = { step: 'ReviewStarted', inputs: {}, role: 'registry', effectiveOn: '2024-06-03' };
  return and(opened, takeStepByOfficer(opened, command, facts(harbour)), '2024-06-03');
})();
const silence = lapses(harbour, stand(started), '2024-07-01').flatMap(({ events }) => events);

const on = { inquiryId: INQUIRY.id, person: id(1) };
const privately = { personal: { [id(1)]: { reason: 'Private', note: 'Private' } } };
const accessFacts = [
  {
    type: 'AccessGranted',
    data: { ...on, grantId: id(4), role: 'registry', until: '2024-06-30', endsAt: '2024-06-30T21:59:59.999Z' },
  },
  { type: 'AccessRevoked', data: { ...on, grantId: id(4) } },
  { type: 'WallRaised', data: { ...on, wallId: id(4), cause: 'raised' } },
  { type: 'WallLifted', data: { ...on, wallId: id(4) } },
  {
    type: 'AccessChallenged',
    data: { ...on, challengeId: id(4), role: 'registry', endsAt: '2024-06-30T21:59:59.999Z' },
  },
  { type: 'ChallengedAccessReviewed', data: { ...on, challengeId: id(4), outcome: 'ended' } },
].map((event) => ({ ...event, ...privately }));
const restricted = {
  inquiryId: INQUIRY.id,
  restrictionId: id(4),
  object: { kind: 'reply', id: id(401), rfiId: id(301), caseId: CASE, number: 1, addressee: 'Private' },
  reason: 'Private',
};
accessFacts.push(
  { type: 'AccessRestricted', data: { ...restricted, people: [id(1)] }, ...privately } as never,
  { type: 'AccessRestricted', data: { ...restricted, people: [id(1)], replaces: id(5) }, ...privately } as never,
  { type: 'RestrictionLifted', data: restricted, ...privately } as never,
);

describe('what is published', () => {
  test.each<[string, object]>([
    [
      'the opening of an inquiry',
      {
        type: 'InquiryOpened',
        data: { inquiryId: INQUIRY.id, number: 'I-1', title: { en: 'A' }, lede: { en: 'B' }, leadId: id(3) },
      },
    ],
    [
      'a member',
      { type: 'TeamMemberJoined', data: { inquiryId: INQUIRY.id, person: id(1), role: 'registry', conflict: 'none' } },
    ],
    [
      'a departure',
      {
        type: 'TeamMemberLeft',
        data: { inquiryId: INQUIRY.id, person: id(1) },
        personal: { [id(1)]: { reason: 'Private' } },
      },
    ],
    ...accessFacts.map((event): [string, object] => [event.type, event]),
    ...openedCase(antitrust, '2024-06-28').map((event): [string, object] => [`${event.type} of a case`, event]),
    ...started.slice(1).map((event): [string, object] => ['a step with its clocks', event]),
    ...silence.map((event): [string, object] => ['a step of silence', event]),
  ])('%s fits its contract, in the lane of the inquiry', (_, event) => {
    const fact = published(event);
    expect(fact?.lane).toBe(INQUIRY.id);
    expect(publishedContracts[fact?.type as PublishedType].parse(fact?.data)).toEqual(fact?.data);
  });

  test('a calendar goes out whole, in a lane of its own: it is of no inquiry', () => {
    const { calendar } = harbour;
    const fact = published({
      type: 'CalendarPublished',
      stream: `calendar-${id(9)}`,
      data: { calendar, hash: 'ab'.repeat(32) },
    });
    expect(fact).toMatchObject({ type: 'dossier.case-state.CalendarPublished.v1', lane: id(9) });
    expect(publishedContracts['dossier.case-state.CalendarPublished.v1'].parse(fact?.data)).toEqual({
      calendar,
      hash: 'ab'.repeat(32),
    });
  });

  test('what was said in a step, the reason of a departure and a lede stay inside', () => {
    const close = {
      step: 'CaseClosed',
      inputs: { outcome: 'no-grounds', note: 'A secret' },
      role: 'head-of-unit',
      effectiveOn: '2024-07-01',
    };
    const history = openedCase(antitrust, '2024-06-28');
    const [closed] = takeStepByOfficer(history, close, facts(antitrust)) as object[];
    expect(JSON.stringify(published(closed!))).not.toContain('A secret');
    const left = {
      type: 'TeamMemberLeft',
      data: { inquiryId: INQUIRY.id, person: id(1) },
      personal: { [id(1)]: { reason: 'Private' } },
    };
    expect(JSON.stringify(published(left))).not.toContain('Private');
    for (const fact of accessFacts) expect(JSON.stringify(published(fact))).not.toContain('Private');
  });

  test('whose act it was is told, and nothing of it where the service itself acted', () => {
    const [step] = started.slice(-1);
    expect(published({ ...step, actor })?.data).toMatchObject({ actor: { person: id(7), role: 'case-manager' } });
    const itself = { person: id(0), kind: 'system', role: 'system' };
    expect(published({ ...step, actor: itself })?.data).not.toHaveProperty('actor');
  });

  test('an intake fact noted here is not told again', () => {
    for (const type of ['RfiNoted', 'ReplyNoted', 'ReplyOverdueNoted', 'StepRefused', 'PersonAdded'])
      expect(published({ type, data: {} })).toBeUndefined();
  });
});
