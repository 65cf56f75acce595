import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { content, simple } from '../domain/material.js';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

type Officer = AtTheDoors & { id: string };
const own = (rest: string) => `/api/intake/respondent/${rest}`;

describe('Who comes as a respondent and is none, or is another', () => {
  let authority: Authority;
  let manager: Officer;
  let questionnaire: string;
  let rfi: string;
  let acme: string, bolt: string;

  const tokenOf = async (addressee: string): Promise<string> => {
    const { body } = await manager.get(`/api/intake/rfis/${rfi}/addressees/${addressee}/link`);
    return body.link.slice(body.link.lastIndexOf('/') + 1);
  };
  const open = (token: string) => authority.anybody().send('POST', own('session'), { token });
  const enter = async (token: string): Promise<AtTheDoors> => {
    const session = await open(token);
    expect(session.status).toBe(204);
    return authority.anybody({ Cookie: session.headers.getSetCookie()[0]?.split(';')[0] ?? '' });
  };
  const mails = async (email: string): Promise<{ to: string; subject: string; text: string }[]> =>
    (await authority.anybody().get('/api/intake/demo-mail')).body.items.filter(({ to }: { to: string }) =>
      to.endsWith(`<${email}>`),
    );
  const linkIn = (text: string): string => /\/r\/(\S+)/.exec(text)?.[1] ?? '';
  const anna = 'anna@acme.example';

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer(['case-manager']);
    questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
  });
  beforeEach(async () => {
    const { caseId } = await authority.openCase([[manager.id, 'case-manager']]);
    const draft = {
      kind: 'simple',
      subject: { en: 'Supply of widgets' },
      purpose: 'To learn how widgets are sold.',
      basis: simple.basis,
      questionnaire: { id: questionnaire, version: 1 },
      limit: '2024-06-24',
      notices: ['fines', 'versions'],
      addressees: [
        { name: 'Acme SA', country: 'BE', contact: { name: 'Anna Acme', email: anna } },
        { name: 'Bolt GmbH', country: 'DE', contact: { name: 'Bert Bolt', email: 'bert@bolt.example' } },
      ],
    };
    rfi = (await manager.send('POST', '/api/intake/rfis', { caseId, draft })).body.id;
    await manager.send('POST', `/api/intake/rfis/${rfi}/issue`, {});
    [acme, bolt] = (await manager.get(`/api/intake/rfis/${rfi}`)).body.addressees.map(({ id }: { id: string }) => id);
  });
  afterAll(() => authority?.close());

  describe('a personal link', () => {
    test('opens once: a second time it is worth nothing, whoever brings it', async () => {
      const token = await tokenOf(acme);
      await enter(token);
      expect(await open(token)).toMatchObject({ status: 401, body: { code: 'intake.unauthenticated' } });
    });

    test('opens once even when two come at the same moment', async () => {
      const token = await tokenOf(acme);
      const statuses = (await Promise.all([open(token), open(token), open(token)])).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([204, 401, 401]);
    });

    test('waits a week, not longer', async () => {
      const { body } = await manager.get(`/api/intake/rfis/${rfi}/addressees/${acme}/link`);
      const days = (Date.parse(body.expiresAt) - Date.parse('2024-06-03T06:00:00.000Z')) / 86_400_000;
      expect(days).toBeGreaterThan(7);
      expect(days).toBeLessThan(8.1);
    });

    test('is not found by changing a letter of another', async () => {
      const token = await tokenOf(acme);
      const [head, claims = '', signature = ''] = token.split('.');
      const other = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), addressee: bolt };
      for (const guess of [
        `${head}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`,
        `${head}.${claims}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
        `${head}.${claims}.`,
        randomUUID(),
      ])
        expect((await open(guess)).status).toBe(401);
      // What was tried in vain has not used it up.
      expect((await open(token)).status).toBe(204);
    });

    test('that was used brings a new one, by mail to the address that is known, and nowhere else', async () => {
      const token = await tokenOf(acme);
      await enter(token);
      const before = (await mails(anna)).length;
      const asked = await authority.anybody().send('POST', own('links'), { token });
      expect([asked.status, asked.body]).toEqual([204, undefined]);
      const [mail, ...older] = await mails(anna);
      expect(older).toHaveLength(before);
      const respondent = await enter(linkIn(mail!.text));
      expect((await respondent.get(own('request'))).body).toMatchObject({ addresseeId: acme });
      expect(`${mail!.subject} ${mail!.text}`).not.toContain('widgets');
    });

    test('that is none brings nothing, and the same answer', async () => {
      const all = async () => (await authority.anybody().get('/api/intake/demo-mail')).body.items.length;
      const before = await all();
      const { respondents } = authority.identity;
      const stranger = await respondents.link({ person: randomUUID(), addressee: acme }, Date.now() + 60_000);
      const nowhere = await respondents.link({ person: randomUUID(), addressee: randomUUID() }, Date.now() + 60_000);
      for (const token of ['not a token at all, but long enough', stranger, nowhere])
        expect((await authority.anybody().send('POST', own('links'), { token })).status).toBe(204);
      expect(await all()).toBe(before);
    });

    test('a session that was closed is over, also for who has kept its cookie', async () => {
      const respondent = await enter(await tokenOf(acme));
      const thief = authority.anybody(respondent.credentials);
      expect((await thief.get(own('request'))).status).toBe(200);
      await respondent.send('DELETE', own('session'));
      expect((await thief.get(own('request'))).status).toBe(401);
    });
  });

  describe('the code for a submission', () => {
    let respondent: AtTheDoors;
    const submit = (code?: string) =>
      respondent.send('POST', own('submission'), { confirmed: true, ...(code !== undefined && { code }) });
    const askCode = async (): Promise<string> => {
      const sent = await respondent.send('POST', own('codes'));
      expect(sent).toMatchObject({ status: 201, body: { to: 'a…@acme.example' } });
      return (await mails(anna))[0]!.subject.slice(0, 6);
    };
    const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    beforeEach(async () => {
      respondent = await enter(await tokenOf(acme));
      await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Acme' } } });
    });

    test('is needed: a stolen session submits nothing', async () => {
      expect(await submit()).toMatchObject({
        status: 403,
        body: { code: 'intake.code-needed', guard: 'second-factor', legalBasis: [{ citation: expect.any(String) }] },
      });
      expect(await submit('123456')).toMatchObject({ status: 403, body: { code: 'intake.code-wrong' } });
      expect((await respondent.get(own('request'))).body.state).toBe('saved');
    });

    test('is no part of what is answered, and stands nowhere but in the mail', async () => {
      const sent = await respondent.send('POST', own('codes'));
      const code = (await mails(anna))[0]!.subject.slice(0, 6);
      expect(JSON.stringify(sent.body)).not.toContain(code);
      const { rows } = await authority.intake.pool.query('select * from directory.codes');
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows.map(({ hash, salt }: { hash: string; salt: string }) => [hash, salt]))).not.toContain(
        code,
      );
      expect((await submit(code)).status).toBe(200);
      expect((await authority.intake.log.read(`addressee-${acme}`)).at(-1)).toMatchObject({
        type: 'ReplySubmitted',
        data: { secondFactor: 'code-by-mail' },
        actor: { role: 'principal-contact' },
      });
    });

    test('is guessed five times, then not even the right one holds', async () => {
      const code = await askCode();
      for (let left = 4; left >= 0; left--) {
        const refused = await submit(another(code));
        expect([refused.status, refused.body.code]).toEqual([403, 'intake.code-wrong']);
        expect(refused.body.detail).toContain(left > 0 ? `${left} ` : 'Have another one sent');
      }
      expect((await submit(code)).status).toBe(403);
      expect((await submit(await askCode())).status).toBe(200);
    });

    test('is guessed five times also by many at once', async () => {
      const code = await askCode();
      await Promise.all(Array.from({ length: 12 }, () => submit(another(code))));
      expect((await submit(code)).status).toBe(403);
    });

    test('ends the one before, and holds for nobody else', async () => {
      const first = await askCode();
      const second = await askCode();
      if (first !== second) expect((await submit(first)).status).toBe(403);
      const bert = await enter(await tokenOf(bolt));
      await bert.send('PUT', own('answers'), { answers: { A1: { text: 'Bolt' } } });
      expect((await bert.send('POST', own('submission'), { confirmed: true, code: second })).status).toBe(403);
      expect((await submit(second)).status).toBe(200);
    });

    test('is not used up by a submission that is refused anyhow', async () => {
      await respondent.send('PUT', own('answers'), { answers: { A1: null } });
      const code = await askCode();
      expect(await submit(code)).toMatchObject({ status: 409, body: { code: 'intake.reply-incomplete' } });
      await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'Acme' } } });
      expect((await submit(code)).status).toBe(200);
    });

    test('is over after ten minutes', async () => {
      const code = await askCode();
      await authority.intake.pool.query(`update directory.codes set expires_at = now() - interval '1 second'`);
      expect((await submit(code)).status).toBe(403);
    });

    test('is sent five times an hour, not more', async () => {
      for (let times = 0; times < 5; times++) await askCode();
      const refused = await respondent.send('POST', own('codes'));
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600']);
      expect(refused.body.code).toBe('intake.too-many-requests');
    });
  });

  test('the principal contact is asked for the terms once, and it is recorded; the duty to answer does not hang on it', async () => {
    const principal = await enter(await tokenOf(acme));
    const terms = async () => (await principal.get(own('team'))).body.terms;
    const accept = (version: number) => principal.send('POST', own('terms'), { accepted: true, version });
    expect(await terms()).toMatchObject({
      version: 1,
      accepted: false,
      text: { en: expect.stringMatching(/alone submit/) },
    });
    expect((await principal.get(own('request'))).status).toBe(200);
    expect(await accept(2)).toMatchObject({ status: 409, body: { code: 'intake.terms-changed' } });
    expect(await accept(1)).toMatchObject({ status: 200, body: { unchanged: false } });
    expect(await accept(1)).toMatchObject({ status: 200, body: { unchanged: true } });
    expect(await terms()).toMatchObject({ accepted: true });
    expect((await principal.get(own('team'))).body.collaborators).toEqual([]);
    const stored = await authority.intake.log.read(`reply-team-${acme}`);
    expect(stored.map(({ type, actor }) => [type, actor.role])).toEqual([['TermsAccepted', 'principal-contact']]);
  });

  describe('a collaborator', () => {
    const carl = 'carl@acme.example';
    let principal: AtTheDoors;
    const invite = (body: object = { name: 'Carl Counsel', email: carl }) =>
      principal.send('POST', own('collaborators'), body);
    const invited = async (): Promise<AtTheDoors> => {
      expect((await invite()).status).toBe(201);
      return enter(linkIn((await mails(carl))[0]!.text));
    };
    const accept = (who: AtTheDoors) => who.send('POST', own('terms'), { accepted: true, version: 1 });
    beforeEach(async () => {
      principal = await enter(await tokenOf(acme));
    });

    test('is invited by the principal contact, accepts the terms, and answers with them', async () => {
      const who = await invited();
      expect((await who.get(own('team'))).body).toMatchObject({
        addressee: 'Acme SA',
        role: 'collaborator',
        terms: { version: 1, accepted: false },
        collaborators: [],
      });
      expect((await accept(who)).status).toBe(200);
      expect((await who.get(own('request'))).body).toMatchObject({ addresseeId: acme, role: 'collaborator' });
      expect((await who.send('PUT', own('answers'), { answers: { A1: { text: 'By Carl' } } })).status).toBe(200);
      expect((await principal.get(own('request'))).body).toMatchObject({
        answers: { A1: { text: 'By Carl' } },
        role: 'principal-contact',
      });
      expect((await authority.intake.log.read(`addressee-${acme}`)).at(-1)).toMatchObject({
        actor: { kind: 'respondent', role: 'collaborator' },
      });
      expect((await principal.get(own('team'))).body.collaborators).toMatchObject([
        { name: 'Carl Counsel', email: carl, state: 'accepted' },
      ]);
    });

    test('sees nothing before the terms are accepted', async () => {
      const who = await invited();
      for (const answer of [
        await who.get(own('request')),
        await who.send('PUT', own('answers'), { answers: { A1: { text: 'x' } } }),
        await who.send('POST', own('codes')),
        await who.send('POST', own('submission'), { confirmed: true }),
      ])
        expect(answer).toMatchObject({
          status: 403,
          body: { code: 'intake.terms-not-accepted', guard: 'terms-accepted', first: [expect.any(String)] },
        });
      expect(await who.send('POST', own('terms'), { accepted: true, version: 2 })).toMatchObject({
        status: 409,
        body: { code: 'intake.terms-changed' },
      });
      expect((await who.get(own('request'))).status).toBe(403);
    });

    test('neither submits nor has a code sent, nor invites, nor removes', async () => {
      const who = await invited();
      await accept(who);
      for (const answer of [
        await who.send('POST', own('submission'), { confirmed: true, code: '123456' }),
        await who.send('POST', own('codes')),
        await who.send('POST', own('collaborators'), { name: 'Dora', email: 'dora@acme.example' }),
        await who.send('POST', own(`collaborators/${randomUUID()}/removal`)),
      ])
        expect(answer).toMatchObject({
          status: 403,
          body: { code: 'intake.principal-contact-only', guard: 'principal-contact', legalBasis: [expect.any(Object)] },
        });
    });

    test('is out the moment that the principal contact removes them, with link and session', async () => {
      const who = await invited();
      await accept(who);
      const [{ person }] = (await principal.get(own('team'))).body.collaborators;
      expect((await principal.send('POST', own(`collaborators/${person}/removal`))).status).toBe(200);
      expect((await who.get(own('request'))).status).toBe(404);
      expect((await who.get(own('team'))).status).toBe(404);
      expect((await who.send('PUT', own('answers'), { answers: { A1: { text: 'x' } } })).status).toBe(404);
    });

    test('of one undertaking is nobody to another, and nobody learns who else was asked', async () => {
      const who = await invited();
      await accept(who);
      const bert = await enter(await tokenOf(bolt));
      const [{ person }] = (await principal.get(own('team'))).body.collaborators;
      expect((await bert.send('POST', own(`collaborators/${person}/removal`))).status).toBe(404);
      expect((await bert.get(own('team'))).body.collaborators).toEqual([]);
      for (const one of [principal, who])
        for (const path of ['request', 'team'])
          expect(JSON.stringify((await one.get(own(path))).body)).not.toContain('Bolt');
      expect((await who.get(`/api/intake/rfis/${rfi}`)).status).toBe(401);
    });

    test('cannot be made by a name that is an address, or a mail of a line break', async () => {
      for (const body of [
        { name: 'x', email: 'a@b.example\r\nBcc: all@b.example' },
        { name: '', email: carl },
        { name: 'x', email: 'a@b.example, c@d.example' },
        { name: 'x', email: carl, actor: { person: randomUUID() } },
      ])
        expect((await invite(body)).status).toBe(400);
    });

    test('twenty are enough', async () => {
      for (let at = 0; at < 20; at++)
        expect((await invite({ name: `Number ${at}`, email: `number-${at}@acme.example` })).status).toBe(201);
      expect(await invite({ name: 'One more', email: 'more@acme.example' })).toMatchObject({
        status: 409,
        body: { code: 'intake.too-many-collaborators', guard: 'few-collaborators' },
      });
    });
  });
});
