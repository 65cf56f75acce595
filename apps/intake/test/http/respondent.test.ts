import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RESPONDENT_COOKIE } from '#service-kit';
import { content, simple } from '../domain/material.js';
import { demoRespondents } from '../../src/index.js';
import { Intake } from '../../src/intake.js';
import { openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';

type Officer = AtTheDoors & { id: string };
const LIMIT = '2024-06-24';
const own = (rest: string) => `/api/intake/respondent/${rest}`;

describe('The respondent over HTTP', () => {
  let authority: Authority;
  let manager: Officer;
  let questionnaire: string;
  let open: Opened;
  let rfi: string;
  let acme: string, bolt: string;

  /** The token of an addressee's personal link, as the team reads it. */
  const tokenOf = async (addressee: string): Promise<string> => {
    const { status, body, headers } = await manager.get(`/api/intake/rfis/${rfi}/addressees/${addressee}/link`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.link.startsWith(`${authority.url}/r/`)).toBe(true);
    return body.link.slice(`${authority.url}/r/`.length);
  };
  const enter = async (token: string) => {
    const session = await authority.anybody().send('POST', own('session'), { token });
    const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return { session, respondent: authority.anybody({ Cookie: cookie }) };
  };
  const asRespondent = async (addressee: string): Promise<AtTheDoors> => {
    const { session, respondent } = await enter(await tokenOf(addressee));
    expect(session.status).toBe(204);
    return respondent;
  };
  /** The code of the newest mail to an address. */
  const codeTo = async (email: string): Promise<string> => {
    const { body } = await authority.anybody().get('/api/intake/demo-mail');
    const mails = body.items as { to: string; subject: string }[];
    return mails.find(({ to, subject }) => to.endsWith(`<${email}>`) && /^\d{6} /.test(subject))!.subject.slice(0, 6);
  };
  const submit = async (respondent: AtTheDoors, email: string, asking = {}) => {
    expect((await respondent.send('POST', own('codes'))).status).toBe(201);
    const code = await codeTo(email);
    return respondent.send('POST', own('submission'), { confirmed: true, code }, asking);
  };
  const summary = async (addressee: string) =>
    (await manager.get(`/api/intake/rfis/${rfi}`)).body.addressees.find(({ id }: { id: string }) => id === addressee);

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer(['case-manager']);
    questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
  });
  beforeEach(async () => {
    open = await authority.openCase([[manager.id, 'case-manager']]);
    const draft = {
      kind: 'simple',
      subject: { en: 'Supply of widgets' },
      purpose: 'To learn how widgets are sold.',
      basis: simple.basis,
      questionnaire: { id: questionnaire, version: 1 },
      limit: LIMIT,
      notices: ['fines', 'versions'],
      addressees: [
        { name: 'Acme SA', country: 'BE', contact: { name: 'Anna Acme', email: 'anna@acme.example' } },
        { name: 'Bolt GmbH', country: 'DE', contact: { name: 'Bert Bolt', email: 'bert@bolt.example' } },
      ],
    };
    const prepared = await manager.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft });
    rfi = prepared.body.id;
    await manager.send('POST', `/api/intake/rfis/${rfi}/issue`, {
      // The clock runs on through the tests of this file; every request goes out on its first day.
      effectiveOn: '2024-06-03',
      backdatingReason: 'goes out on the first day',
    });
    [acme, bolt] = (await manager.get(`/api/intake/rfis/${rfi}`)).body.addressees.map(({ id }: { id: string }) => id);
  });
  afterAll(() => authority?.close());

  test('sees the request as it went out, and who is asked', async () => {
    const respondent = await asRespondent(acme);
    const { body, etag, headers } = await respondent.get(own('request'));
    expect(etag).toBe('"1"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      rfiId: rfi,
      addresseeId: acme,
      addressee: 'Acme SA',
      contact: 'Anna Acme',
      number: 1,
      subject: { en: 'Supply of widgets' },
      purpose: 'To learn how widgets are sold.',
      notices: simple.notices,
      issuedOn: '2024-06-03',
      limit: LIMIT,
      daysLeft: 21,
      timeZone: 'Europe/Brussels',
      questionnaire: content,
      answers: {},
      state: 'running',
      version: 1,
    });
  });

  test('saves answers: only what changed is recorded, and nothing else is lost', async () => {
    const respondent = await asRespondent(acme);
    const saved = await respondent.send('PUT', own('answers'), {
      answers: { A1: { text: 'Acme' }, B1: { number: '12.5' } },
    });
    expect(saved).toMatchObject({ status: 200, etag: '"2"', body: { id: acme, version: 2, unchanged: false } });
    const more = await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Acme' }, B1: null } });
    expect(more.body).toMatchObject({ version: 3 });
    const same = await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Acme' } } });
    expect(same.body).toMatchObject({ version: 3, unchanged: true });
    const { body } = await respondent.get(own('request'));
    expect(body).toMatchObject({ answers: { A1: { text: 'Acme' } }, state: 'saved', version: 3 });
    expect(body.answers).not.toHaveProperty('B1');
    expect(body.savedAt).toMatch(/^2024-06-0\dT.*Z$/);
  });

  test('before the submission the team sees that something is saved, never what', async () => {
    const respondent = await asRespondent(acme);
    await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Our secret plans' } } });
    expect(await summary(acme)).toMatchObject({
      state: 'saved',
      answered: 1,
      answers: { A1: 'saved', A2: 'not-yet' },
    });
    const reply = (await manager.get(`/api/intake/rfis/${rfi}/addressees/${acme}`)).body;
    expect(reply).toMatchObject({ submitted: false, answers: {} });
  });

  test('two windows: the second save with the version of before is told so, and loses nothing', async () => {
    const respondent = await asRespondent(acme);
    const first = await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'One' } } }, { ifMatch: 1 });
    expect(first.status).toBe(200);
    const second = await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Two' } } }, { ifMatch: 1 });
    expect(second).toMatchObject({ status: 412, body: { code: 'intake.stale-version' } });
    expect((await respondent.get(own('request'))).body.answers.A1).toEqual({ text: 'One' });
  });

  test.each([
    ['an answer to no question', { answers: { Z9: { text: 'x' } } }, 'answers.Z9'],
    ['an answer of another kind', { answers: { A1: { number: '1' } } }, 'answers.A1'],
    ['a choice that is not offered', { answers: { A2: { choices: ['fly'] } } }, 'answers.A2'],
    ['an unknown field', { answers: {}, more: 1 }, 'more'],
    ['no answers at all', {}, 'answers'],
    ['a number that is none', { answers: { B1: { number: 'many' } } }, 'answers.B1.number'],
  ])('%s is refused, and the place named', async (_, body, path) => {
    const respondent = await asRespondent(acme);
    const refused = await respondent.send('PUT', own('answers'), body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect((await respondent.get(own('request'))).body.version).toBe(1);
  });

  test('an answer as long as one event can hold is kept; a longer one, or one that cannot be recorded, is refused', async () => {
    const respondent = await asRespondent(acme);
    const say = (text: string) => respondent.send('PUT', own('answers'), { answers: { A1: { text } } });
    expect((await say('€'.repeat(19_600))).status).toBe(200);
    expect(await say('€'.repeat(20_000))).toMatchObject({
      status: 400,
      body: { code: 'intake.answer-too-long', errors: [{ path: 'answers.A1' }] },
    });
    expect(await say('nul \u0000 inside')).toMatchObject({ status: 400, body: { code: 'intake.invalid-request' } });
    expect((await respondent.get(own('request'))).body).toMatchObject({ version: 2 });
  });

  test('a body over the limit is refused with 413', async () => {
    const respondent = await asRespondent(acme);
    const huge = await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'x'.repeat(1_100_000) } } });
    expect(huge).toMatchObject({ status: 413, body: { code: 'intake.too-large' } });
  });

  test('submits when the required questions are answered; then nothing moves any more', async () => {
    const respondent = await asRespondent(acme);
    const early = await respondent.send('POST', own('submission'), { confirmed: true });
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'intake.reply-incomplete', guard: 'reply-complete', errors: [{ path: 'answers.A1' }] },
    });
    await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Acme' } } });
    expect(await respondent.send('POST', own('submission'), { confirmed: false })).toMatchObject({ status: 400 });

    const key = randomUUID();
    const done = await submit(respondent, 'anna@acme.example', { key });
    expect(done).toMatchObject({ status: 200, body: { version: 3, unchanged: false } });
    expect((await respondent.send('POST', own('submission'), { confirmed: true }, { key })).body).toMatchObject({
      version: 3,
      unchanged: true,
    });
    expect((await respondent.send('POST', own('submission'), { confirmed: true })).body).toMatchObject({
      version: 3,
      unchanged: true,
    });
    expect(await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Something else' } } })).toMatchObject(
      { status: 409, body: { code: 'intake.reply-frozen' } },
    );

    expect((await respondent.get(own('request'))).body).toMatchObject({ state: 'submitted', workingDaysLate: 0 });
    expect(await summary(acme)).toMatchObject({
      state: 'submitted',
      answered: 1,
      answers: { A1: 'answered', A2: 'missing' },
    });
    const reply = (await manager.get(`/api/intake/rfis/${rfi}/addressees/${acme}`)).body;
    expect(reply).toMatchObject({ submitted: true, answers: { A1: { text: 'Acme' } } });
    expect((await manager.get(`/api/intake/rfis?case=${open.caseId}`)).body.items[0]).toMatchObject({
      asked: 2,
      repliesIn: 1,
    });
  });

  describe('its session', () => {
    test('is one of a link that holds: expired, forged, of another make, of somebody else are refused', async () => {
      const { respondents } = authority.identity;
      const contact = (await summary(acme)).contact.person;
      const expired = await respondents.link({ person: contact, addressee: acme }, Date.now() - 60_000);
      expect((await enter(expired)).session).toMatchObject({ status: 401, body: { code: 'intake.unauthenticated' } });

      const good = await tokenOf(acme);
      const [head, body] = good.split('.');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
      for (const token of [unsigned, `${head}.${body}.AAAA`, 'not a token at all, but long'])
        expect((await enter(token)).session.status).toBe(401);
      // The session's own token is of another kind than the link's.
      const { respondent } = await enter(good);
      const sessionToken = respondent.credentials.Cookie!.slice(`${RESPONDENT_COOKIE}=`.length);
      expect((await enter(sessionToken)).session.status).toBe(401);

      const foreign = await respondents.link({ person: contact, addressee: bolt }, Date.now() + 60_000);
      expect((await enter(foreign)).session.status).toBe(404);
      const nobody = await respondents.link({ person: randomUUID(), addressee: randomUUID() }, Date.now() + 60_000);
      expect((await enter(nobody)).session.status).toBe(404);
    });

    test('sees the own request, and no door of the authority', async () => {
      const respondent = await asRespondent(acme);
      expect((await respondent.get(own('request'))).body.addresseeId).toBe(acme);
      for (const path of [
        '/api/intake/rfis',
        `/api/intake/rfis/${rfi}`,
        `/api/intake/rfis/${rfi}/addressees/${bolt}`,
        `/api/intake/rfis/${rfi}/addressees/${bolt}/link`,
        '/api/intake/leads',
      ])
        expect((await respondent.get(path)).status).toBe(401);
    });

    test('of a contact whose session names another addressee finds nothing, and changes nothing', async () => {
      const { respondents } = authority.identity;
      const contact = (await summary(acme)).contact.person;
      const link = await respondents.link({ person: contact, addressee: bolt }, Date.now() + 60_000);
      const { token } = await respondents.sessionFor(link);
      const foreign = authority.anybody({ Cookie: `${RESPONDENT_COOKIE}=${token}` });
      expect((await foreign.get(own('request'))).status).toBe(404);
      expect((await foreign.send('PUT', own('answers'), { answers: { A1: { text: 'x' } } })).status).toBe(404);
      expect((await foreign.send('POST', own('submission'), { confirmed: true })).status).toBe(404);
      expect((await summary(bolt)).version).toBe(1);
    });

    test('is not carried by a page of another site', async () => {
      const respondent = await asRespondent(acme);
      const forged = await respondent.send(
        'PUT',
        own('answers'),
        { answers: { A1: { text: 'x' } } },
        { headers: { Origin: 'https://elsewhere.example' } },
      );
      expect(forged.status).toBe(403);
    });

    test('ends when it is closed; nobody else has one', async () => {
      const respondent = await asRespondent(acme);
      const closed = await respondent.send('DELETE', own('session'));
      expect(closed.status).toBe(204);
      expect(closed.headers.getSetCookie()[0]).toMatch(/^dossier_respondent=;.*Max-Age=0/);
      expect((await authority.anybody().get(own('request'))).status).toBe(401);
      expect((await manager.get(own('request'))).status).toBe(403);
    });

    test('its cookie is out of reach of scripts', async () => {
      const { session } = await enter(await tokenOf(acme));
      expect(session.headers.getSetCookie()[0]).toMatch(/HttpOnly/);
      expect(session.headers.getSetCookie()[0]).toMatch(/SameSite=Lax/);
    });
  });

  test('each reading of a personal link is recorded with who read it, and does not move the reply', async () => {
    await tokenOf(acme);
    await tokenOf(acme);
    const reads = await authority.intake.log.read(`personal-link-${acme}`);
    expect(reads.map(({ type, actor }) => [type, actor.person])).toEqual([
      ['PersonalLinkRead', manager.id],
      ['PersonalLinkRead', manager.id],
    ]);
    expect((await summary(acme)).version).toBe(1);
    const auditor = await authority.officer(['auditor']);
    expect((await auditor.get(`/api/intake/rfis/${rfi}/addressees/${acme}/link`)).status).toBe(403);
    const outsider = await authority.officer(['case-manager']);
    expect((await outsider.get(`/api/intake/rfis/${rfi}/addressees/${acme}/link`)).status).toBe(404);
    expect((await manager.get(`/api/intake/rfis/${randomUUID()}/addressees/${acme}/link`)).status).toBe(404);
  });

  test('a demonstration offers its respondents; their links open', async () => {
    const offered = await demoRespondents(new Intake(authority.parts));
    const anna = offered.find(({ organisation }) => organisation === 'Acme SA')!;
    expect(anna).toMatchObject({ name: 'Anna Acme', invented: false });
    expect((await enter(anna.link.slice(`${authority.url}/r/`.length))).session.status).toBe(204);
  });

  // The last ones: they let days pass.
  test('when the limit passes it is noticed by itself; a reply is late from then on, and still taken in', async () => {
    const respondent = await asRespondent(bolt);
    await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Still looking' } } });
    await authority.dayComes(LIMIT);
    expect(await summary(acme)).toMatchObject({ state: 'running', daysLeft: 0 });
    await authority.dayComes('2024-06-25');
    expect(await summary(acme)).toMatchObject({ state: 'overdue', answers: { A1: 'missing' } });
    const overdue = (await authority.intake.log.read(`addressee-${acme}`)).at(-1)!;
    expect(overdue).toMatchObject({ type: 'ReplyOverdue', effectiveOn: '2024-06-25', actor: { kind: 'system' } });

    await authority.dayComes('2024-06-27');
    const kept = (await respondent.get(own('request'))).body;
    expect(kept).toMatchObject({ state: 'overdue', answers: { A1: { text: 'Still looking' } }, daysLeft: 0 });
    await submit(respondent, 'bert@bolt.example');
    expect(await summary(bolt)).toMatchObject({
      state: 'submitted-late',
      submittedOn: '2024-06-27',
      workingDaysLate: 3,
    });
    expect((await manager.get(`/api/intake/rfis?case=${open.caseId}`)).body.items[0]).toMatchObject({
      repliesIn: 1,
      late: 1,
      overdue: 1,
    });
  });

  test('an act after the limit records first what had run out, in the same append, as the timer would have', async () => {
    // This request was issued with effect on 3 June; its limit has passed before anybody, or the timer, looked.
    const respondent = await asRespondent(acme);
    await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Late' } } });
    const types = (await authority.intake.log.read(`addressee-${acme}`)).map(({ type, effectiveOn }) => [
      type,
      effectiveOn,
    ]);
    expect(types).toEqual([
      ['AddresseeAsked', '2024-06-03'],
      ['ReplyOverdue', '2024-06-25'],
      ['ReplySaved', '2024-06-27'],
    ]);
    // The warning ahead of it, and the other addressee.
    expect(await authority.intake.timer.run()).toBe(2);
    expect(await authority.intake.timer.run()).toBe(0);
  });
});
