import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { content, simple } from '../domain/material.js';
import { openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';
import { withoutFirstLock, withoutSecondLock } from '../../../../libs/service-kit/test/access/locks.js';

type Officer = AtTheDoors & { id: string };

/** Stands in an answer of the one reply. */
const SECRET = 'Quillfeather';
const own = (path: string) => `/api/intake/respondent/${path}`;

let authority: Authority;
let manager: Officer, named: Officer, other: Officer, auditor: Officer, administrator: Officer;
let opened: Opened;
let rfi: string;
let addressee: string;
let respondent: AtTheDoors;
/** Read by somebody of the team while the reply was for all of it. */
let shownBefore: string;

const link = () => `/api/intake/rfis/${rfi}/addressees/${addressee}/link`;
const reply = () => `/api/intake/rfis/${rfi}/addressees/${addressee}`;
const request = () => `/api/intake/rfis/${rfi}`;

beforeAll(async () => {
  authority = await openAuthority();
  manager = await authority.officer(['case-manager']);
  named = await authority.officer(['case-handler']);
  other = await authority.officer(['case-handler']);
  auditor = await authority.officer(['auditor']);
  administrator = await authority.officer(['administrator']);
  opened = await authority.openCase([
    [manager.id, 'case-manager'],
    [named.id, 'case-handler'],
    [other.id, 'case-handler'],
    [administrator.id, 'administrator'],
  ]);
  const questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
  const draft = {
    kind: 'simple',
    subject: { en: 'Supply of widgets' },
    purpose: 'To learn how widgets are sold.',
    basis: simple.basis,
    questionnaire: { id: questionnaire, version: 1 },
    limit: '2024-06-24',
    notices: ['fines', 'versions'],
    addressees: ['Acme', 'Bolt'].map((name) => ({
      name,
      country: 'BE',
      contact: { name: `${name} Contact`, email: `${name.toLowerCase()}@x.example` },
    })),
  };
  rfi = (await manager.send('POST', '/api/intake/rfis', { caseId: opened.caseId, draft })).body.id;
  expect(await manager.send('POST', `${request()}/issue`, {})).toMatchObject({ status: 200 });
  addressee = (await manager.get(request())).body.addressees[0].id;
  shownBefore = await shownTo(manager);
  // The contact has a link of their own sent, and steps in with that.
  respondent = await stepIn(await sentFor(shownBefore));
  const saved = await respondent.send('PUT', own('answers'), { answers: { A1: { text: SECRET } } });
  expect(saved).toMatchObject({ status: 200 });
});
afterAll(() => authority?.close());

/** The link that an officer reads, as soon as what was told of the reply has been heard. */
const shownTo = (officer: Officer): Promise<string> =>
  eventually(async () => {
    const { status, body } = await officer.get(link());
    return status === 200 && (body as { link: string }).link.split('/r/')[1];
  });
/** The link that comes by mail to who asks with another one. */
async function sentFor(old: string): Promise<string> {
  expect(await authority.anybody().send('POST', own('links'), { token: old })).toMatchObject({ status: 204 });
  const { items } = (await authority.anybody().get('/api/intake/demo-mail')).body as { items: { text: string }[] };
  return items.map(({ text }) => /\/r\/(\S+)/.exec(text)?.[1]).find((found) => found !== undefined)!;
}
const open = (token: string) => authority.anybody().send('POST', own('session'), { token });
async function stepIn(token: string): Promise<AtTheDoors> {
  const session = await open(token);
  expect(session.status).toBe(204);
  return authority.anybody({ Cookie: session.headers.getSetCookie()[0]?.split(';')[0] ?? '' });
}

let restrictionId: string;
async function restrict(people: string[]): Promise<void> {
  restrictionId = randomUUID();
  const { inquiryId } = opened;
  const object = { kind: 'reply', id: addressee };
  await authority.tell('AccessRestricted', { inquiryId, restrictionId, object, people });
}
/** Others are named, in one act. */
async function change(people: string[]): Promise<void> {
  const replaces = restrictionId;
  restrictionId = randomUUID();
  const { inquiryId } = opened;
  await authority.tell('AccessRestricted', {
    inquiryId,
    restrictionId,
    object: { kind: 'reply', id: addressee },
    people,
    replaces,
  });
}
const lift = () =>
  authority.tell('RestrictionLifted', {
    inquiryId: opened.inquiryId,
    restrictionId,
    object: { kind: 'reply', id: addressee },
  });

const firstOf = async (who: AtTheDoors, times = '') => (await who.get(`${request()}${times}`)).body.addressees[0];
const TIMES = ['', '?asOf=2024-06-03', '?recordedAt=2024-06-03&asOf=2024-06-03'];

test('before it is in, who is not named sees that somebody was asked, and not that anything is saved', async () => {
  expect(await firstOf(other)).toMatchObject({ state: 'saved', answered: 1 });
  await restrict([named.id]);
  for (const who of [manager, other, auditor, administrator])
    for (const times of TIMES) {
      const row = await firstOf(who, times);
      expect(row).toMatchObject({
        name: 'Acme',
        state: 'running',
        limit: '2024-06-24',
        answers: {},
        restricted: { id: restrictionId, people: [named.id], withheld: true },
      });
      expect(row).not.toHaveProperty('answered');
      // Nor how often something was saved.
      expect(row).not.toHaveProperty('version');
      expect((await who.get(`${reply()}${times}`)).body.addressee).not.toHaveProperty('version');
    }
  expect(await firstOf(named)).toMatchObject({ state: 'saved', answered: 1, restricted: { withheld: false } });
  expect(await firstOf(named)).toHaveProperty('version');
  // The other reply of the same request is nobody's secret.
  expect((await other.get(request())).body.addressees[1]).not.toHaveProperty('restricted');
});

test('the personal link leads to the answers: who is not named does not read it', async () => {
  expect(await manager.get(link())).toMatchObject({
    status: 403,
    body: { code: 'intake.reply-restricted', guard: 'named-people', legalBasis: [expect.any(Object)] },
  });
  expect(await named.get(link())).toMatchObject({ status: 200 });
});

test('a link that was read before, and a session opened with one, open it no more; the contact’s own goes on', async () => {
  const restrictedSince = { status: 401, body: { guard: 'restricted-since' } };
  const first = restrictionId;
  await lift();
  const another = await shownTo(manager);
  const peeping = await stepIn(await shownTo(manager));
  expect(JSON.stringify((await peeping.get(own('request'))).body)).toContain(SECRET);
  await restrict([named.id]);
  await eventually(async () => (await peeping.get(own('request'))).status === 401);
  expect(await peeping.get(own('request'))).toMatchObject(restrictedSince);
  expect(await peeping.get(own('team'))).toMatchObject(restrictedSince);
  const answers = { A1: { text: 'overwritten' } };
  expect(await peeping.send('PUT', own('answers'), { answers })).toMatchObject(restrictedSince);
  expect(await open(another)).toMatchObject(restrictedSince);
  // Who was named reads it: but only as long as it is the same restriction.
  const underThis = await shownTo(named);
  const byNamed = await stepIn(await shownTo(named));
  expect(JSON.stringify((await byNamed.get(own('request'))).body)).toContain(SECRET);
  expect(restrictionId).not.toBe(first);
  await lift();
  await restrict([other.id]);
  await eventually(async () => (await byNamed.get(own('request'))).status === 401);
  expect(await open(underThis)).toMatchObject(restrictedSince);
  await lift();
  await restrict([named.id]);
  // Sent to the contact, it opens whatever is restricted: what was saved is there.
  expect(JSON.stringify((await respondent.get(own('request'))).body)).toContain(SECRET);
  const again = await stepIn(await sentFor(another));
  expect(JSON.stringify((await again.get(own('request'))).body)).toContain(SECRET);
});

test('who is named instead reads it at once, and who was named before no more: neither a link that they were shown', async () => {
  const [link, session] = [await shownTo(named), await stepIn(await shownTo(named))];
  await change([other.id]);
  expect(await firstOf(other)).toMatchObject({ state: 'saved', restricted: { id: restrictionId, withheld: false } });
  for (const times of TIMES)
    expect(await firstOf(named, times)).toMatchObject({ answers: {}, restricted: { withheld: true } });
  expect(await open(link)).toMatchObject({ status: 401, body: { guard: 'restricted-since' } });
  expect(await session.get(own('request'))).toMatchObject({ status: 401, body: { guard: 'restricted-since' } });
  expect(JSON.stringify((await respondent.get(own('request'))).body)).toContain(SECRET);
  await change([named.id]);
  expect(await firstOf(other)).toMatchObject({ restricted: { withheld: true } });
});

test('a link that was shown opens it no more when who was shown it has left the team, or is walled off', async () => {
  const stranger = { status: 401, body: { guard: 'shown-to-a-stranger' } };
  for (const goes of ['TeamMemberLeft', 'WallRaised'] as const) {
    const officer = await authority.officer(['case-handler']);
    await authority.joins(opened.inquiryId, officer.id, 'case-handler');
    await change([named.id, officer.id]);
    const [link, session] = [await shownTo(officer), await stepIn(await shownTo(officer))];
    expect(JSON.stringify((await session.get(own('request'))).body)).toContain(SECRET);
    await authority.tell(goes, {
      inquiryId: opened.inquiryId,
      person: officer.id,
      ...(goes === 'WallRaised' && { wallId: randomUUID() }),
    });
    await eventually(async () => (await session.get(own('request'))).status === 401);
    expect(await session.get(own('request'))).toMatchObject(stranger);
    expect(await session.send('PUT', own('answers'), { answers: { A1: { text: 'x' } } })).toMatchObject(stranger);
    expect(await open(link)).toMatchObject(stranger);
    // Its owner has another one sent, which opens.
    expect((await (await stepIn(await sentFor(link))).get(own('request'))).status).toBe(200);
  }
  await change([named.id]);
});

test('submitted, it is in for all to see, and for who is named to read; the respondent sees the own', async () => {
  // What happens is told on the request's stream to each as the request shows it.
  const heard = new Map<Officer, string>();
  const leave = new AbortController();
  const listening = await Promise.all(
    [named, other].map(async (who) => {
      const stream = await fetch(`${authority.url}${request()}/stream`, {
        headers: { ...who.credentials },
        signal: leave.signal,
      });
      heard.set(who, '');
      const ended = (async () => {
        for await (const bytes of stream.body!) heard.set(who, heard.get(who)! + Buffer.from(bytes).toString());
      })().catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
      });
      return { ended };
    }),
  );
  await eventually(() => [...heard.values()].every((text) => text.includes('retry:')));
  const { answers } = (await respondent.get(own('request'))).body;
  expect(JSON.stringify(answers)).toContain(SECRET);
  expect(await respondent.send('PUT', own('answers'), { answers: { A2: { choices: ['make'] } } })).toMatchObject({
    status: 200,
  });
  expect((await respondent.send('POST', own('codes'))).status).toBe(201);
  const mails = (await authority.anybody().get('/api/intake/demo-mail')).body.items as { subject: string }[];
  const code = mails.find(({ subject }) => /^\d{6} /.test(subject))!.subject.slice(0, 6);
  expect(await respondent.send('POST', own('submission'), { confirmed: true, code })).toMatchObject({ status: 200 });
  await eventually(() => [...heard.values()].every((text) => text.includes('ReplySubmitted')));
  expect(heard.get(named)).toContain('ReplySaved');
  expect(heard.get(other)).not.toContain('ReplySaved');
  leave.abort();
  await Promise.all(listening.map(({ ended }) => ended));

  for (const who of [manager, other, auditor, administrator])
    for (const times of TIMES) {
      const { status, body } = await who.get(`${reply()}${times}`);
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { submitted: true, answers: {}, addressee: { state: 'submitted', restricted: { withheld: true } } },
      });
      expect(JSON.stringify(body)).not.toContain(SECRET);
      expect((await firstOf(who, times)).answers).toEqual({});
    }
  for (const path of [
    '/api/intake/rfis',
    `${request()}/difference?fromAsOf=2024-06-01&toAsOf=2024-06-03`,
    request(),
    '/api/intake/cases',
  ])
    expect(JSON.stringify((await other.get(path)).body)).not.toContain(SECRET);
  for (const times of TIMES) expect(JSON.stringify((await named.get(`${reply()}${times}`)).body)).toContain(SECRET);
  expect(JSON.stringify((await respondent.get(own('request'))).body)).toContain(SECRET);
});

test('being named lets nobody in, and a wall beats it', async () => {
  const outsider = await authority.officer(['case-handler']);
  const walled = await authority.officer(['case-handler']);
  await lift();
  await restrict([named.id, outsider.id, walled.id]);
  await authority.joins(opened.inquiryId, walled.id, 'case-handler');
  expect(JSON.stringify((await walled.get(reply())).body)).toContain(SECRET);
  await authority.tell('WallRaised', { inquiryId: opened.inquiryId, wallId: randomUUID(), person: walled.id });
  for (const who of [outsider, walled]) expect(await who.get(reply())).toMatchObject({ status: 404 });
});

test('a reading of it is on record under its restriction; what is withheld was not read', async () => {
  type Read = { person: string; kind: string; object: string; restrictionId?: string; under: string };
  const { items } = (await auditor.get(`/api/intake/reads?inquiry=${opened.inquiryId}&limit=200`)).body as {
    items: Read[];
  };
  const replies = items.filter(({ kind, object }) => kind === 'reply' && object === addressee);
  expect(replies.filter(({ person }) => person === named.id)).toMatchObject([{ under: 'team' }]);
  expect(replies.find(({ person }) => person === named.id)).toHaveProperty('restrictionId');
  for (const who of [manager, other, auditor]) {
    expect(replies.filter(({ person }) => person === who.id)).toEqual([]);
    expect(items.filter(({ person, kind }) => person === who.id && kind === 'rfi')).not.toEqual([]);
  }
});

test('with the first lock taken away, in the decision and in every query, the database withholds it still', async () => {
  await withoutFirstLock(authority.intake, async () => {
    for (const who of [other, auditor]) {
      expect(await who.get(reply())).toMatchObject({ status: 200, body: { answers: {} } });
      expect((await firstOf(who)).answers).toEqual({});
      expect(await firstOf(who)).not.toHaveProperty('answered');
    }
    expect(await other.get(link())).toMatchObject({ status: 403 });
    // It is the lock that hides it: it is there for who has the key.
    expect(JSON.stringify((await named.get(reply())).body)).toContain(SECRET);
  });
});

test('with the second lock taken away, the query withholds it still', async () => {
  await withoutSecondLock(authority.intake, async () => {
    for (const who of [other, auditor]) {
      expect(await who.get(reply())).toMatchObject({ status: 200, body: { answers: {} } });
      expect((await firstOf(who)).answers).toEqual({});
    }
  });
});

test('lifted, it is for all again who see the inquiry', async () => {
  await lift();
  expect(JSON.stringify((await other.get(reply())).body)).toContain(SECRET);
  expect(await firstOf(other)).not.toHaveProperty('restricted');
});
