import { describe, expect, test } from '@jest/globals';
import { noteReply, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { allInOn, isWaitedFor } from '../../src/views/case-board/case-summary.js';
import { limitsAhead } from '../../src/views/case-board/limits.js';
import { and, antitrust, facts, id, openedCase, reply, request, stand } from '../domain/a-case.js';

const LIMIT = '2024-07-19';
const asked = (): CaseHistory => {
  const opened = openedCase(antitrust, '2024-06-28');
  const command = { rfi: request(1, [1, 2], LIMIT), effectiveOn: '2024-06-28' };
  return and(opened, noteRfi(opened, command, facts(antitrust)), '2024-06-28');
};
const replied = (history: CaseHistory, addressee: number, on: string): CaseHistory =>
  and(history, noteReply(history, { reply: reply(1, addressee, on, LIMIT), effectiveOn: on }, facts(antitrust)), on);
const waived = (history: CaseHistory, on: string): CaseHistory => {
  const waive = { step: 'RepliesWaived', inputs: { reasons: 'Complete.' }, role: 'case-manager', effectiveOn: on };
  return and(history, takeStepByOfficer(history, waive, facts(antitrust)), on);
};
const rfi = (history: CaseHistory) => stand(history).rfis[id(301)]!;

describe('the limit of a request', () => {
  test('still binds after a waiver, which only lets the case go on', () => {
    const history = waived(replied(asked(), 1, '2024-07-08'), '2024-07-10');
    expect(limitsAhead(stand(history), '2024-07-10').map(({ on }) => on)).toEqual([LIMIT]);
    expect(isWaitedFor(rfi(history))).toBe(false);
    expect(allInOn(rfi(history))).toBeUndefined();
    expect(limitsAhead(stand(history), '2024-07-20')).toEqual([]);
  });

  test('is over on the day of the last reply', () => {
    const history = replied(replied(asked(), 1, '2024-07-08'), 2, '2024-07-11');
    expect(allInOn(rfi(history))).toBe('2024-07-11');
    expect(limitsAhead(stand(history), '2024-07-11')).toEqual([]);
  });
});
