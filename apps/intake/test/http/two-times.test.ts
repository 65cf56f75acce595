import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import type { AddresseeSummary, RfiListItem, RfiView, StoredEvent } from '#contracts';
import { canonicalCalendar, endOfDay, shippedCalendars } from '#legal-clock';
import fc from 'fast-check';
import { addresseeAggregate } from '../../src/domain/addressee/addressee.state.js';
import { addresseesThen, rfisThen } from '../../src/views/then/rows-then.js';
import { AddresseeRow, ReplyRow } from '../../src/views/rfi-matrix/addressee.entity.js';
import { RfiRow } from '../../src/views/rfi-list/rfi.entity.js';
import { content, simple } from '../domain/material.js';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';

const ecBrussels = shippedCalendars.find(({ id }) => id === 'ec-brussels')!;

/** A request prepared on the 3rd, issued on the 5th, answered by one on the 10th: late in the record, until that is corrected on the 28th. */
describe('Both times of requests, over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors & { id: string };
  let outsider: AtTheDoors;
  let open: Opened;
  let rfi: string;
  let other: string;
  let questionnaire: string;
  let lead: string;
  let addressees: AddresseeSummary[];
  const days = [FIRST_DAY, '2024-06-05', '2024-06-10', '2024-06-25', '2024-06-28'] as const;
  const at = (id: string, rest = '') => `/api/intake/rfis/${id}${rest}`;

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer(['case-manager']);
    outsider = await authority.officer(['case-manager']);
    open = await authority.openCase([[manager.id, 'case-manager']]);
    questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
    lead = (
      await manager.send('POST', '/api/intake/leads', { kind: 'ex-officio', subject: 'Widgets', source: 'A letter' })
    ).body.id;
    rfi = (
      await manager.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft: { subject: { en: 'First words' } } })
    ).body.id;
    await authority.dayComes(days[1]);
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
        contact: { name, email: `${name}@x.example` },
      })),
    };
    await manager.send('PUT', at(rfi, '/draft'), { draft });
    expect(await manager.send('POST', at(rfi, '/issue'), {})).toMatchObject({ status: 200 });
    addressees = (await manager.get(at(rfi))).body.addressees;
    await authority.dayComes(days[2]);
    other = (await manager.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft: {} })).body.id;
    await manager.send('POST', at(other, '/withdraw'), { reason: 'Not needed' });
    await manager.send('POST', `/api/intake/questionnaires/${questionnaire}/versions`, {
      content: { ...content, title: { en: 'Second edition' } },
    });
    await authority.dayComes(days[3]);
    const first = await submits('2024-06-25', true);
    await authority.dayComes(days[4]);
    await submits('2024-06-21', false, first.id);
  });
  afterAll(() => authority?.close());

  /** Records that the first addressee's reply came on a day; in the place of another record, if one is named. */
  async function submits(on: string, late: boolean, corrects?: string): Promise<StoredEvent> {
    const { log, projector } = authority.intake;
    const { id } = addressees[0]!;
    const { state } = await authority.intake.commands.state(addresseeAggregate, id);
    const stream = `addressee-${id}`;
    const stored = await log.read(stream);
    const data = {
      ...state.of,
      submittedOn: on,
      limit: state.limit,
      late,
      workingDaysLate: late ? 1 : 0,
      answered: 0,
      asked: 1,
    };
    await log.append({
      command: { id: randomUUID(), operation: 'test.submit', fingerprint: 'b'.repeat(64) },
      context: { actor: stored[0]!.actor, correlation: randomUUID(), effectiveOn: on },
      streams: [
        { stream, expected: stored.length, events: [{ type: 'ReplySubmitted', data, ...(corrects && { corrects }) }] },
      ],
    });
    expect(await projector.reached(await log.head(), 5000)).toBe(true);
    return (await log.read(stream)).at(-1)!;
  }

  const shown = async (times: string, id = rfi): Promise<RfiView> => (await manager.get(at(id, `?${times}`))).body;
  const firstOf = async (times: string) => (await shown(times)).addressees[0];

  test('a request as it was known, and as it is known now to have been', async () => {
    expect(await shown(`recordedAt=${FIRST_DAY}`)).toMatchObject({
      state: 'draft',
      draft: { subject: { en: 'First words' } },
      addressees: [],
      mayIssue: false,
      checks: [],
    });
    expect(await shown('asOf=2024-06-05')).toMatchObject({ state: 'issued', number: 1, limit: '2024-06-24' });
    expect(await firstOf('asOf=2024-06-20')).toMatchObject({ state: 'running', daysLeft: 4 });
    expect(await firstOf('recordedAt=2024-06-24')).toMatchObject({ state: 'running' });
    expect(await firstOf('recordedAt=2024-06-25')).toMatchObject({
      state: 'submitted-late',
      submittedOn: '2024-06-25',
    });
    expect(await firstOf('asOf=2024-06-25')).toMatchObject({ state: 'submitted', submittedOn: '2024-06-21' });
    expect((await shown('asOf=2024-06-25')).addressees[1]).toMatchObject({ state: 'overdue' });
  });

  test('a reply of another time, and one of who had not been asked', async () => {
    const reply = (times: string) => manager.get(at(rfi, `/addressees/${addressees[0]!.id}?${times}`));
    expect((await reply('asOf=2024-06-20')).body).toMatchObject({ submitted: false, answers: {} });
    expect((await reply('asOf=2024-06-21')).body).toMatchObject({ submitted: true });
    expect(await reply(`recordedAt=${FIRST_DAY}`)).toMatchObject({
      status: 404,
      body: { code: 'intake.not-there-then' },
    });
  });

  test('the list at any two times is the fold of the log for each item, whatever the filter, page by page', async () => {
    const log = await authority.intake.log.page(0, 10_000);
    const now = await authority.intake.clock.now();
    const moments = [
      undefined,
      ...days.map((day) => endOfDay(day, 'Europe/Brussels')),
      ...log.map(({ recordedAt }) => recordedAt),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...moments.filter((moment) => moment === undefined || moment <= now)),
        fc.constantFrom('2024-06-02', ...days, '2024-06-07', '2024-06-21', '2024-06-26'),
        fc.constantFrom('', '&state=draft', '&state=issued', '&state=withdrawn'),
        async (recordedAt, day, filter) => {
          const upTo = log.filter((event) => recordedAt === undefined || event.recordedAt <= recordedAt).length;
          const [rows, asked] = await Promise.all([
            rfisThen(authority.intake.log, [rfi, other], { upTo, day }),
            addresseesThen(
              authority.intake.log,
              addressees.map(({ id }) => id),
              { upTo, day },
            ),
          ]);
          const expected = rows
            .filter(({ state }) => filter === '' || filter === `&state=${state}`)
            .sort((a, b) => b.position - a.position)
            .map(({ id, state }) => ({
              id,
              state,
              repliesIn: asked.filter((one) => one.rfiId === id && one.submittedOn).length,
              late: asked.filter((one) => one.rfiId === id && one.submittedOn && one.late).length,
            }));
          const items: RfiListItem[] = [];
          let [cursor, total] = ['', -1];
          for (;;) {
            const times = `asOf=${day}${recordedAt === undefined ? '' : `&recordedAt=${recordedAt}`}`;
            const { body } = await manager.get(`/api/intake/rfis?limit=1&${times}${filter}${cursor}`);
            items.push(...body.items);
            total = body.total;
            if (body.next === undefined) break;
            cursor = `&cursor=${body.next}`;
          }
          expect(items.map(({ id, state, repliesIn, late }) => ({ id, state, repliesIn, late }))).toEqual(expected);
          expect(total).toBe(expected.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('as of now, the fold of the log comes to the very rows that the views keep', async () => {
    const { log, dataSource, clock } = authority.intake;
    const then = { upTo: await log.head(), day: await clock.today() };
    const kept = async <Row extends { id: string }>(entity: new () => Row, id: string) => ({
      ...(await dataSource.getRepository(entity).findOneByOrFail({ id } as never)),
    });
    for (const id of [rfi, other]) expect(await rfisThen(log, [id], then)).toEqual([await kept(RfiRow, id)]);
    // What the correction took back is the log's to tell: the second has no correction.
    const { id } = addressees[1]!;
    const { answered } = await kept(ReplyRow, id);
    expect(await addresseesThen(log, [id], then)).toEqual([{ ...(await kept(AddresseeRow, id)), answered }]);
  });

  test('the difference between two views of a request: what changed, when and by whom', async () => {
    const between = async (times: string) => (await manager.get(at(rfi, `/difference?${times}`))).body;
    const { changes } = await between(`fromRecordedAt=${FIRST_DAY}&toAsOf=2024-06-05`);
    expect(changes).toMatchObject([
      {
        key: `rfi-${rfi}`,
        before: { code: 'rfi-draft' },
        after: { code: 'rfi-issued', params: { number: 1, limit: '2024-06-24' } },
        because: [
          { kind: 'RfiDraftChanged', went: false },
          { kind: 'RfiIssued', actor: manager.id, effectiveOn: '2024-06-05', went: false },
        ],
      },
      {
        key: `content-${rfi}`,
        before: { params: { subject: { en: 'First words' } } },
        because: [{ kind: 'RfiDraftChanged' }],
      },
      { group: 'replies', label: { en: 'Acme' }, before: null, after: { code: 'reply-running' } },
      { group: 'replies', label: { en: 'Bolt' }, before: null },
    ]);
    const corrected = await between('fromRecordedAt=2024-06-25&toAsOf=2024-06-25');
    expect(corrected.changes).toMatchObject([
      {
        label: { en: 'Acme' },
        before: { code: 'reply-late' },
        after: { code: 'reply-in' },
        because: [
          { effectiveOn: '2024-06-25', went: true },
          { effectiveOn: '2024-06-21', went: false },
        ],
      },
    ]);
    expect(await between('')).toMatchObject({ changes: [] });
    expect(await outsider.get(at(rfi, '/difference'))).toMatchObject({ status: 404 });
  });

  test('questionnaires and leads of then', async () => {
    const title = async (times: string) =>
      (await manager.get(`/api/intake/questionnaires/${questionnaire}?${times}`)).body.title?.en;
    expect(await title('asOf=2024-06-05')).toBe(content.title.en);
    expect(await title('asOf=2024-06-10')).toBe('Second edition');
    const list = await manager.get('/api/intake/questionnaires?recordedAt=2024-06-05');
    expect(list.body).toMatchObject({ total: 1, items: [{ version: 1, title: content.title }] });
    expect(await manager.get(`/api/intake/questionnaires/${questionnaire}?asOf=2024-06-05&version=2`)).toMatchObject({
      status: 404,
      body: { code: 'intake.not-there-then' },
    });
    expect((await manager.get('/api/intake/leads?asOf=2024-06-02')).body).toMatchObject({ items: [], total: 0 });
    expect((await manager.get('/api/intake/leads?asOf=2024-06-03')).body).toMatchObject({
      items: [{ id: lead }],
      total: 1,
    });
    expect(await manager.get(`/api/intake/leads/${lead}?asOf=2024-06-02`)).toMatchObject({ status: 404 });
  });

  test('who may not see it now sees nothing of then; nonsense is told what is wrong with it', async () => {
    expect(await outsider.get(at(rfi, '?asOf=2024-06-10'))).toMatchObject({
      status: 404,
      body: { code: 'intake.not-found' },
    });
    expect((await outsider.get('/api/intake/rfis?recordedAt=2024-06-10')).body).toMatchObject({ items: [], total: 0 });
    for (const path of ['/api/intake/rfis', at(rfi), '/api/intake/leads', '/api/intake/questionnaires'])
      for (const [times, name] of [
        ['asOf=2024-02-30', 'asOf'],
        ['asOf=2024-06-29', 'asOf'],
        ['recordedAt=2024-06-29', 'recordedAt'],
        ['recordedAt=yesterday', 'recordedAt'],
      ]) {
        const { status, body } = await manager.get(`${path}?${times}`);
        expect([path, times, status, body.errors?.[0]?.path]).toEqual([path, times, 400, name]);
      }
    expect(await manager.get(at(rfi, '?asOf=2024-06-02'))).toMatchObject({
      status: 404,
      body: { code: 'intake.not-there-then' },
    });
  });

  test('the limit of a draft of then is reckoned on the calendar that had been published then', async () => {
    const draft = { kind: 'simple', basis: simple.basis, limit: '2024-07-08' };
    const { id } = (await manager.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft })).body;
    await authority.dayComes('2024-07-01');
    const years = ecBrussels.years.map((list) =>
      list.year === 2024 ? { ...list, days: [...list.days, { day: '2024-07-08', name: 'Forgotten' }] } : list,
    );
    const calendar = { ...ecBrussels, version: 2, years };
    const hash = createHash('sha256').update(canonicalCalendar(calendar)).digest('hex');
    await authority.tell('CalendarPublished', { calendar, hash });
    const [onFirst, onSecond] = [
      { limit: '2024-07-08', limitExplanation: { calendar: { version: 1 } } },
      { limit: '2024-07-09', limitExplanation: { calendar: { version: 2 } } },
    ];
    expect((await manager.get(at(id))).body).toMatchObject(onSecond);
    expect(await shown('recordedAt=2024-06-30', id)).toMatchObject(onFirst);
    // As it is known now to have been.
    expect(await shown('asOf=2024-06-30', id)).toMatchObject(onSecond);
  });
});
