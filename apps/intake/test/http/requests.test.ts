import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { canonicalCalendar, shippedCalendars } from '#legal-clock';
import { eventually } from '#testing';
import type { RfiDraft } from '#contracts';
import { content, simple } from '../domain/material.js';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';

const ecBrussels = shippedCalendars.find(({ id }) => id === 'ec-brussels')!;

type Officer = AtTheDoors & { id: string };

describe('Requests for information over HTTP', () => {
  let authority: Authority;
  let handler: Officer, manager: Officer, outsider: Officer, auditor: Officer;
  let questionnaire: string;
  let open: Opened;
  let complete: RfiDraft;

  const at = (id: string, rest = '') => `/api/intake/rfis/${id}${rest}`;
  const prepare = async (draft: object, caseId = open.caseId): Promise<string> => {
    const prepared = await handler.send('POST', '/api/intake/rfis', { caseId, draft });
    expect(prepared.status).toBe(201);
    return prepared.body.id;
  };

  beforeAll(async () => {
    authority = await openAuthority();
    handler = await authority.officer(['case-handler']);
    manager = await authority.officer(['case-manager']);
    outsider = await authority.officer(['case-manager']);
    auditor = await authority.officer(['auditor']);
    questionnaire = (await handler.send('POST', '/api/intake/questionnaires', { content })).body.id;
    complete = {
      kind: 'simple',
      subject: { en: 'Supply of widgets' },
      purpose: 'To learn how widgets are sold.',
      basis: simple.basis,
      questionnaire: { id: questionnaire, version: 1 },
      limit: '2024-06-24',
      notices: ['fines', 'versions'],
      addressees: [
        { name: 'Acme SA', country: 'BE', contact: { name: 'Anna Acme', email: 'anna@acme.example' } },
        {
          name: 'Bolt GmbH',
          country: 'DE',
          sector: 'metal',
          contact: { name: 'Bert Bolt', email: 'bert@bolt.example' },
          provenance: { standing: 'invented' },
        },
      ],
    };
  });
  beforeEach(async () => {
    open = await authority.openCase([
      [handler.id, 'case-handler'],
      [manager.id, 'case-manager'],
    ]);
  });
  afterAll(() => authority?.close());

  test('who signs one must have signed in lately: an open desk signs nothing', async () => {
    const id = await prepare(complete);
    const tired = await authority.officer(['case-manager'], Date.now() - 16 * 60_000);
    await authority.joins(open.inquiryId, tired.id, 'case-manager');
    expect((await tired.get(at(id))).body).toMatchObject({ state: 'draft', mayIssue: true });
    expect(await tired.send('POST', at(id, '/issue'), {})).toMatchObject({
      status: 403,
      body: { code: 'intake.sign-in-again', guard: 'fresh-sign-in' },
    });
    expect((await manager.get(at(id))).body).toMatchObject({ state: 'draft' });
  });

  describe('a draft', () => {
    test('may lack everything, and says what it lacks, with the basis of each', async () => {
      const id = await prepare({});
      const { body, etag } = await manager.get(at(id));
      expect(etag).toBe('"1"');
      expect(body).toMatchObject({ state: 'draft', inquiryId: open.inquiryId, preparedBy: handler.id, mayIssue: true });
      const lacking = body.checks.filter((check: { ok: boolean }) => !check.ok);
      expect(lacking.map((check: { guard: string }) => check.guard)).toEqual([
        'kind-allowed',
        'legal-basis-named',
        'subject-stated',
        'purpose-stated',
        'questions-asked',
        'limit-is-a-date',
        'addressees-named',
        'signer-may-sign',
      ]);
      expect(lacking[0].basis).toEqual(simple.basis);
    });

    test('holds contacts by person id in the log: name and address stay in the directory', async () => {
      const id = await prepare(complete);
      const stored = JSON.stringify(await authority.intake.log.read(`rfi-${id}`));
      expect(stored).not.toContain('Anna');
      expect(stored).not.toContain('anna@acme.example');
      const view = (await handler.get(at(id))).body;
      expect(view.addressees[0]).toMatchObject({
        name: 'Acme SA',
        state: 'draft',
        contact: { name: 'Anna Acme', email: 'anna@acme.example' },
      });
      expect(view.draft.addressees[0].contact).toEqual({ name: 'Anna Acme', email: 'anna@acme.example' });
      expect(view.limit).toBe('2024-06-24');
    });

    test('keeps its addressees over edits, and a contact as long as the address stays', async () => {
      const id = await prepare(complete);
      const before = (await handler.get(at(id))).body;
      const [acme, bolt] = before.draft.addressees;
      const changed = {
        ...complete,
        addressees: [
          { ...bolt, contact: { name: 'Berta Bolt', email: 'berta@bolt.example' } },
          { ...acme, contact: { name: 'Anna A. Acme', email: 'anna@acme.example' } },
        ],
      };
      expect((await handler.send('PUT', at(id, '/draft'), { draft: changed })).status).toBe(200);
      const after = (await handler.get(at(id))).body.addressees;
      expect(after.map((each: { id: string }) => each.id)).toEqual([bolt.id, acme.id]);
      expect(after[1].contact).toEqual({ ...before.addressees[0].contact, name: 'Anna A. Acme' });
      expect(after[0].contact.person).not.toBe(before.addressees[1].contact.person);
    });

    test('refuses the id of an addressee that it does not have', async () => {
      const id = await prepare(complete);
      const strange = { ...complete, addressees: [{ ...complete.addressees![0], id: randomUUID() }] };
      expect(await handler.send('PUT', at(id, '/draft'), { draft: strange })).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'draft.addressees.0.id' }] },
      });
    });

    test('saved in two windows: the second, with the version of before, is told so', async () => {
      const id = await prepare({});
      const first = await handler.send('PUT', at(id, '/draft'), { draft: complete }, { ifMatch: 1 });
      expect(first).toMatchObject({ status: 200, etag: '"2"' });
      const second = await manager.send('PUT', at(id, '/draft'), { draft: {} }, { ifMatch: 1 });
      expect(second).toMatchObject({ status: 412, body: { code: 'intake.stale-version' } });
      expect((await handler.get(at(id))).body.version).toBe(2);
      expect(await handler.send('PUT', at(id, '/draft'), { draft: {} }, { ifMatch: 'W/"2"' })).toMatchObject({
        status: 400,
      });
    });

    test.each([
      ['an unknown field', { colour: 'red' }, 'draft.colour'],
      ['a day that does not exist', { limit: '2024-06-31' }, 'draft.limit'],
      ['a wrong type', { narrow: 'yes' }, 'draft.narrow'],
      ['an addressee without a contact', { addressees: [{ name: 'X', country: 'BE' }] }, 'draft.addressees.0.contact'],
    ])('with %s is refused, and nothing is written', async (_, draft, path) => {
      const head = await authority.intake.log.head();
      const refused = await handler.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ path }] } });
      expect(await authority.intake.log.head()).toBe(head);
    });

    test('can be withdrawn with a reason, once', async () => {
      const id = await prepare(complete);
      const reason = 'Overtaken by events';
      expect((await handler.send('POST', at(id, '/withdraw'), { reason })).body.unchanged).toBe(false);
      expect((await handler.send('POST', at(id, '/withdraw'), { reason })).body.unchanged).toBe(true);
      expect((await handler.get(at(id))).body).toMatchObject({ state: 'withdrawn', mayIssue: false });
      expect(await manager.send('POST', at(id, '/issue'), {})).toMatchObject({
        status: 409,
        body: { code: 'intake.rfi-not-a-draft' },
      });
    });

    test('is not there for who may not see the inquiry, nor open to who only reads', async () => {
      const id = await prepare(complete);
      for (const path of ['', '/stream', `/addressees/${randomUUID()}`])
        expect((await outsider.get(at(id, path))).status).toBe(404);
      expect((await outsider.send('PUT', at(id, '/draft'), { draft: {} })).status).toBe(404);
      expect((await outsider.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft: {} })).status).toBe(404);
      // Nor does the time of the refusal tell: both wait for news of the team.
      const [teams] = authority.intake.sources;
      const moved = teams!.moved.bind(teams);
      let waits = 0;
      teams!.moved = (...asked) => ((waits += 1), moved(...asked));
      for (const which of [id, randomUUID()]) {
        const before = waits;
        expect((await outsider.send('POST', at(which, '/issue'), {})).status).toBe(404);
        expect(waits).toBeGreaterThan(before);
      }
      teams!.moved = moved;
      expect((await outsider.get('/api/intake/rfis')).body).toEqual({ items: [], total: 0 });
      expect((await outsider.get('/api/intake/cases')).body.items).toEqual([]);
      expect((await outsider.get(`/api/intake/limits?case=${open.caseId}&period=2w`)).status).toBe(404);

      expect((await auditor.get(at(id))).body).toMatchObject({ id, mayIssue: false });
      expect((await auditor.send('PUT', at(id, '/draft'), { draft: {} })).status).toBe(403);
      const administrator = await authority.officer(['administrator']);
      expect((await administrator.get(at(id))).status).toBe(404);
    });

    test('is not there any more for who has left the team', async () => {
      const id = await prepare(complete);
      await authority.tell('TeamMemberLeft', { inquiryId: open.inquiryId, person: manager.id });
      expect((await manager.get(at(id))).status).toBe(404);
      expect((await manager.send('POST', at(id, '/issue'), {})).status).toBe(404);
    });

    test('is not prepared on a case that is unknown or closed', async () => {
      const draft = {};
      expect((await handler.send('POST', '/api/intake/rfis', { caseId: randomUUID(), draft })).status).toBe(404);
      await authority.tell('StepTaken', {
        inquiryId: open.inquiryId,
        caseId: open.caseId,
        caseNumber: 'AT.1',
        step: 'CaseClosed',
        title: { en: 'Closed' },
        fromStage: 'screening',
        toStage: 'closed',
        closes: true,
        by: 'officer',
        clocks: [],
      });
      await handler.get('/api/intake/cases');
      expect(await handler.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft })).toMatchObject({
        status: 409,
        body: { code: 'intake.case-closed', guard: 'case-open' },
      });
      expect((await handler.get('/api/intake/cases')).body.items).toContainEqual(
        expect.objectContaining({ id: open.caseId, open: false }),
      );
    });
  });

  describe('issuing', () => {
    test.each<[string, Partial<Record<keyof RfiDraft, unknown>>, string]>([
      ['without a legal basis', { basis: undefined }, 'legal-basis-named'],
      ['without a purpose', { purpose: undefined }, 'purpose-stated'],
      ['without questions', { questionnaire: undefined }, 'questions-asked'],
      ['without a calendar date', { limit: undefined }, 'limit-is-a-date'],
      ['with a limit before its effective day', { limit: '2024-06-02' }, 'limit-not-before-effect'],
      ['with a limit shorter than the rule', { limit: '2024-06-14' }, 'limit-not-too-short'],
      ['with a limit in a year without a list', { limit: '2040-06-14' }, 'limit-can-be-reckoned'],
      ['without the notices', { notices: [] }, 'notice-fines'],
      ['without addressees', { addressees: [] }, 'addressees-named'],
      ['of a kind that the procedure does not know', { kind: 'decision' }, 'kind-allowed'],
    ])('%s is refused, and says why', async (_, change, guard) => {
      const id = await prepare({ ...complete, ...change });
      const refused = await manager.send('POST', at(id, '/issue'), {});
      expect(refused).toMatchObject({ status: 409, body: { code: 'intake.rfi-incomplete', guard } });
      expect(refused.body.errors.length).toBeGreaterThanOrEqual(1);
      expect((await handler.get(at(id))).body).toMatchObject({ state: 'draft', version: 1 });
    });

    test('names the legal basis of the guard that refused', async () => {
      const id = await prepare({ ...complete, notices: ['fines'] });
      expect((await manager.send('POST', at(id, '/issue'), {})).body).toMatchObject({
        guard: 'notice-versions',
        legalBasis: [{ citation: 'Widgets Rules r 16' }],
      });
    });

    test('is refused to who may not sign, and on a calendar that nobody knows', async () => {
      const id = await prepare(complete);
      expect((await handler.send('POST', at(id, '/issue'), {})).body).toMatchObject({ guard: 'signer-may-sign' });
      expect((await handler.get(at(id))).body.mayIssue).toBe(false);

      const elsewhere = await authority.openCase([[manager.id, 'case-manager']], {
        calendar: { id: 'atlantis', version: 1, hash: 'ef'.repeat(32) },
      });
      const made = await manager.send('POST', '/api/intake/rfis', { caseId: elsewhere.caseId, draft: complete });
      expect((await manager.send('POST', at(made.body.id, '/issue'), {})).body).toMatchObject({
        guard: 'limit-can-be-reckoned',
        detail: expect.stringContaining('atlantis'),
      });
      expect((await manager.get(`/api/intake/limits?case=${elsewhere.caseId}&period=2w`)).status).toBe(409);
    });

    test('numbers the requests of a case, asks each addressee, and publishes one fact of it', async () => {
      const first = await prepare(complete);
      const second = await prepare(complete);
      const issued = await manager.send('POST', at(first, '/issue'), {});
      expect(issued).toMatchObject({ status: 200, etag: '"2"', body: { id: first, version: 2, unchanged: false } });
      await manager.send('POST', at(second, '/issue'), {});
      const view = (await handler.get(at(second))).body;
      expect(view).toMatchObject({
        number: 2,
        state: 'issued',
        issuedOn: FIRST_DAY,
        issuedBy: manager.id,
        limit: '2024-06-24',
        checks: [],
      });
      expect(view.addressees).toMatchObject([
        { name: 'Acme SA', state: 'running', limit: '2024-06-24', daysLeft: 21, answered: 0, asked: 4, version: 1 },
        { name: 'Bolt GmbH', sector: 'metal', provenance: { standing: 'invented' } },
      ]);
      expect(view.addressees[0].answers).toEqual({ A1: 'not-yet', A2: 'not-yet', B1: 'not-yet', B2: 'not-yet' });

      const told = await eventually(async () => {
        const events = await authority.intake.publisher.source.lane(open.inquiryId, 0, 10);
        return events.length === 2 ? events : undefined;
      });
      expect(told.map(({ type, sequence }) => [type, sequence])).toEqual([
        ['dossier.intake.RfiIssued.v1', 1],
        ['dossier.intake.RfiIssued.v1', 2],
      ]);
      expect(told[0]!.data).toMatchObject({ rfiId: first, number: 1, questions: 4, limit: '2024-06-24' });
      expect(JSON.stringify(told)).not.toMatch(/anna|bert|To learn how/i);

      const list = (await handler.get(`/api/intake/rfis?inquiry=${open.inquiryId}&state=issued`)).body;
      expect(list).toMatchObject({
        total: 2,
        items: [
          { id: second, number: 2, asked: 2, repliesIn: 0, late: 0, overdue: 0 },
          { id: first, number: 1 },
        ],
      });
    });

    test('twice has one effect: by a retried request, by a double click', async () => {
      const id = await prepare(complete);
      const key = randomUUID();
      const [one, two] = await Promise.all([
        manager.send('POST', at(id, '/issue'), {}, { key }),
        manager.send('POST', at(id, '/issue'), {}),
      ]);
      expect([one.status, two.status]).toEqual([200, 200]);
      expect(await manager.send('POST', at(id, '/issue'), {}, { key })).toMatchObject({
        status: 200,
        body: { id, version: 2, unchanged: true },
      });
      expect(await authority.intake.log.read(`case-rfis-${open.caseId}`)).toHaveLength(1);
    });

    test('with a limit on a holiday ends with the next working day, and explains it', async () => {
      // 15 August 2024 is a Thursday, and a holiday of the calendar.
      const id = await prepare({ ...complete, limit: '2024-08-15' });
      const check = (await handler.get(at(id))).body.checks.find(
        ({ guard }: { guard: string }) => guard === 'limit-on-a-working-day',
      );
      expect(check.sentence.en).toContain('16 August 2024');
      await manager.send('POST', at(id, '/issue'), {});
      const view = (await handler.get(at(id))).body;
      expect(view.limit).toBe('2024-08-16');
      expect(view.limitExplanation.skipped).toContainEqual(
        expect.objectContaining({ day: '2024-08-15', why: 'holiday', name: 'Assumption' }),
      );
    });

    test('freezes what went out', async () => {
      const id = await prepare(complete);
      await manager.send('POST', at(id, '/issue'), {});
      expect(await handler.send('PUT', at(id, '/draft'), { draft: {} })).toMatchObject({
        status: 409,
        body: { code: 'intake.rfi-not-a-draft' },
      });
    });
  });

  test('a corrected list of holidays: what is still a draft is reckoned on it, what went out keeps its day', async () => {
    const limits = `/api/intake/limits?case=${open.caseId}&period=5w&from=${FIRST_DAY}`;
    expect((await handler.get(limits)).body).toMatchObject({
      end: '2024-07-08',
      explanation: { calendar: { id: 'ec-brussels', version: 1 } },
    });
    const [gone, draft] = [
      await prepare({ ...complete, limit: '2024-07-08' }),
      await prepare({ ...complete, limit: '2024-07-08' }),
    ];
    expect((await manager.send('POST', at(gone, '/issue'), {})).status).toBe(200);
    const before = (await manager.get(at(gone))).body;
    expect(before.limit).toBe('2024-07-08');

    const years = ecBrussels.years.map((list) =>
      list.year === 2024
        ? { ...list, days: [...list.days, { day: '2024-07-08', name: 'A day that was forgotten' }] }
        : list,
    );
    const corrected = { ...ecBrussels, version: 2, years };
    const hash = createHash('sha256').update(canonicalCalendar(corrected)).digest('hex');
    await authority.tell('CalendarPublished', { calendar: corrected, hash });

    expect((await handler.get(limits)).body).toMatchObject({
      end: '2024-07-09',
      explanation: {
        calendar: { id: 'ec-brussels', version: 2 },
        skipped: expect.arrayContaining([expect.objectContaining({ name: 'A day that was forgotten' })]),
      },
    });
    const drafted = (await manager.get(at(draft))).body;
    expect(drafted).toMatchObject({ limit: '2024-07-09', limitExplanation: { calendar: { version: 2 } } });
    expect(drafted.checks).toContainEqual(
      expect.objectContaining({
        guard: 'limit-on-a-working-day',
        sentence: { en: expect.stringContaining('Nobody works on 8 July 2024') },
      }),
    );
    expect((await manager.send('POST', at(draft, '/issue'), {})).status).toBe(200);
    expect((await manager.get(at(draft))).body).toMatchObject({
      limit: '2024-07-09',
      limitExplanation: { calendar: { version: 2 } },
    });
    // The act that went out names its day, and says on what it was reckoned then.
    const { limit, limitExplanation, addressees } = (await manager.get(at(gone))).body;
    expect({ limit, limitExplanation, addressees }).toEqual({
      limit: before.limit,
      limitExplanation: before.limitExplanation,
      addressees: before.addressees,
    });
  });

  test('a calendar of the authority’s own, which no product ships, is reckoned on once it is published', async () => {
    const own = { ...ecBrussels, id: 'harbour-authority', title: 'Harbour authority' };
    const hash = createHash('sha256').update(canonicalCalendar(own)).digest('hex');
    const { caseId } = await authority.openCase([[manager.id, 'case-manager']], {
      calendar: { id: own.id, version: 1, hash },
    });
    const asked = `/api/intake/limits?case=${caseId}&period=2w&from=${FIRST_DAY}`;
    expect((await manager.get(asked)).status).toBe(409);
    await authority.tell('CalendarPublished', { calendar: own, hash });
    expect((await manager.get(asked)).body).toMatchObject({ explanation: { calendar: { id: 'harbour-authority' } } });
  });

  test('a limit is reckoned for the asking, with its explanation', async () => {
    const { body } = await handler.get(`/api/intake/limits?case=${open.caseId}&period=3w&from=2024-06-28`);
    expect(body).toMatchObject({ from: '2024-06-28', end: '2024-07-19', explanation: { provisional: false } });
    expect((await handler.get(`/api/intake/limits?case=${open.caseId}&period=3x`)).status).toBe(400);
  });

  test('a live stream announces what the views have reached, to who may see it', async () => {
    const id = await prepare(complete);
    await handler.get(at(id)); // the views have reached it: what is announced comes after it
    const leaving = new AbortController();
    const response = await fetch(`${authority.url}${at(id, '/stream')}`, {
      headers: { ...handler.credentials, Accept: 'text/event-stream' },
      signal: leaving.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    const listening = (async () => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
        heard += Buffer.from(chunk).toString();
    })();
    listening.catch(() => undefined); // ends when we leave
    await prepare({}); // another one: not announced here
    await manager.send('POST', at(id, '/issue'), {});
    await eventually(() => (heard.match(/"AddresseeAsked"/g) ?? []).length === 2);
    const lines = heard.split('\n').filter((line) => line.startsWith('data: '));
    const signals = lines.map((line) => JSON.parse(line.slice(6)) as { type: string; subject: string });
    expect(signals.map(({ type }) => type)).toEqual(['RfiIssued', 'AddresseeAsked', 'AddresseeAsked']);
    expect(signals[0]!.subject).toBe(id);
    expect(heard).not.toContain('Acme');
    leaving.abort();

    const later = new AbortController();
    const resumed = await fetch(`${authority.url}${at(id, '/stream')}`, {
      headers: {
        ...handler.credentials,
        'Last-Event-ID': String((signals[0] as unknown as { position: number }).position),
      },
      signal: later.signal,
    });
    let missed = '';
    const catchingUp = (async () => {
      for await (const chunk of resumed.body as unknown as AsyncIterable<Uint8Array>)
        missed += Buffer.from(chunk).toString();
    })();
    catchingUp.catch(() => undefined);
    await eventually(() => (missed.match(/"AddresseeAsked"/g) ?? []).length === 2);
    expect(missed).not.toContain('"RfiIssued"');
    later.abort();
  });

  test('every view equals its twin, rebuilt from the logs', async () => {
    await handler.get('/api/intake/rfis');
    const reports = await authority.intake.check();
    expect(reports.map(({ view, equal, differences }) => ({ view, equal, differences }))).toEqual(
      [
        'lead-list',
        'questionnaire-list',
        'rfi-list',
        'rfi-matrix',
        'access',
        'restrictions',
        'open-cases',
        'calendars',
      ].map((view) => ({
        view,
        equal: true,
        differences: [],
      })),
    );
    expect(authority.faults).toEqual([]);
  });
});
