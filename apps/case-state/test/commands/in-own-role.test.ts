import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Role } from '#contracts';
import type { RequestActor } from '#service-kit';
import { CaseStateDoors } from '../../src/case-state.js';
import { inOwnRole, type OnTeam } from '../../src/commands/in-own-role.js';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** The team changes between the moment at which a command has found its role and the moment at which it is recorded. */
describe('a command whose team moves while it is under way', () => {
  let authority: Authority;
  let doors: CaseStateDoors;
  let manager: AtTheDoors;
  let colleague: AtTheDoors;
  let inquiry: string;
  let opened = 0;

  beforeAll(async () => {
    authority = await openAuthority();
    doors = authority.app.get(CaseStateDoors, { strict: false });
    manager = await authority.officer('case-manager');
    colleague = await authority.officer('case-manager', 'case-handler');
  });
  afterAll(() => authority?.close());
  beforeEach(async () => {
    const { body } = await manager.post('/inquiries', {
      number: `I-2024-${++opened}`,
      title: { en: 'Cable and harbour' },
      team: [manager, colleague].map(({ id }) => ({ person: id, role: 'case-manager', conflict: 'none' })),
    });
    inquiry = body.id;
  });

  const reader = (): RequestActor => ({
    person: colleague.id,
    kind: 'officer',
    roles: ['case-manager', 'case-handler'],
  });
  /** The colleague's command; `meanwhile` happens once, after its first look at the team. */
  const act = async (meanwhile: () => Promise<unknown>) => {
    const roles: string[] = [];
    let moved = false;
    const outcome = inOwnRole(
      doors,
      { reader: reader(), headers: { requestId: randomUUID() } },
      inquiry,
      { operation: 'test.declare', request: {} },
      async (command, { matter, role }: OnTeam) => {
        roles.push(role);
        if (!moved) await meanwhile();
        moved = true;
        const data = { inquiryId: inquiry, person: colleague.id, conflict: 'not-yet' as const };
        command.add(matter, [{ type: 'ConflictDeclared', data }]);
        return undefined;
      },
    );
    return { roles, outcome };
  };
  const declarations = async () =>
    (await authority.runtime.log.read(`inquiry-${inquiry}`)).filter(({ type }) => type === 'ConflictDeclared');
  const put = (role: Role) =>
    manager.post(`/inquiries/${inquiry}/team`, { person: colleague.id, role, conflict: 'none' });

  test('is decided and recorded in the role that is given now', async () => {
    const { roles, outcome } = await act(() => put('case-handler'));
    await outcome;
    expect(roles).toEqual(['case-manager', 'case-handler']);
    expect((await declarations()).map(({ actor }) => actor.role)).toEqual(['case-handler']);
  });

  test('is not recorded for who has left', async () => {
    const leave = () => manager.post(`/inquiries/${inquiry}/team/${colleague.id}/leave`, { reason: randomUUID() });
    const { roles, outcome } = await act(leave);
    // Not there for who sees it no more; forbidden as long as the view of the memberships has not taken it in.
    await expect(outcome).rejects.toMatchObject({ problem: expect.stringMatching(/^(forbidden|not-found)$/) });
    expect(roles).toEqual(['case-manager']);
    expect(await declarations()).toEqual([]);
  });
});
