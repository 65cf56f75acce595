import { describe, expect, it } from '@jest/globals';
import { readItems } from '../../src/domain/inbox/inbox.decide.js';
import { ITEMS_PER_EVENT } from '../../src/domain/inbox/inbox.events.js';
import { TOLD } from '../../src/domain/inbox/told-facts.js';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('reading', () => {
  it('marks each item once', () => {
    expect(readItems({ read: new Set() }, [id(1), id(1), id(2)])).toEqual([
      { type: 'ItemsRead', data: { items: [id(1), id(2)] } },
    ]);
    expect(readItems({ read: new Set([id(1)]) }, [id(1)])).toEqual([]);
  });

  it('keeps each event within the size of an envelope', () => {
    const many = Array.from({ length: ITEMS_PER_EVENT * 2 + 1 }, (_, n) => id(n));
    const events = readItems({ read: new Set() }, many);
    expect(events.map((event) => event.data.items.length)).toEqual([1_000, 1_000, 1]);
    for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(60_000);
  });
});

describe('what officers are told', () => {
  const step = {
    inquiryId: id(1),
    caseId: id(2),
    caseNumber: 'AT.40990',
    step: 'open-proceedings',
    title: { en: 'Proceedings opened' },
    fromStage: 'assessment',
    toStage: 'proceedings',
    closes: false,
    clocks: [],
  };

  it('a step that an officer took or that time brought, not one that followed from a fact told by itself', () => {
    const told = TOLD['dossier.case-state.StepTaken.v1'];
    expect(told({ ...step, by: 'officer' })).toMatchObject({ kind: 'StepTaken', params: { lapsed: false } });
    expect(told({ ...step, by: 'lapse' })).toMatchObject({ params: { lapsed: true } });
    for (const by of ['opening', 'rfi-issued', 'reply-submitted'] as const)
      expect(told({ ...step, by })).toBeUndefined();
  });

  it('whose act it was, so that nobody is told of an own one', () => {
    const actor = { person: id(7), role: 'case-manager' };
    const opened = {
      inquiryId: id(1),
      caseId: id(2),
      number: 'AT.40990',
      title: { en: 'A case' },
      procedure: { id: 'p', version: 1, hash: 'h' },
      calendar: { id: 'c', version: 1, hash: 'h' },
      stage: 'screening',
      rfiRules: [],
    };
    expect(TOLD['dossier.case-state.CaseOpened.v1']({ ...opened, actor })).toMatchObject({ actor: id(7) });
    expect(TOLD['dossier.case-state.StepTaken.v1']({ ...step, by: 'officer', actor })).toMatchObject({ actor: id(7) });
    expect(TOLD['dossier.case-state.StepTaken.v1']({ ...step, by: 'lapse' })).not.toHaveProperty('actor');
  });

  it('marks a hypothetical step', () => {
    expect(TOLD['dossier.case-state.StepTaken.v1']({ ...step, by: 'officer', hypothetical: true })?.invented).toBe(
      true,
    );
  });

  it('joining a team is told to oneself alone', () => {
    const told = TOLD['dossier.case-state.TeamMemberJoined.v1']({
      inquiryId: id(1),
      person: id(9),
      role: 'case-handler',
    });
    expect(told).toMatchObject({ only: id(9) });
  });
});
