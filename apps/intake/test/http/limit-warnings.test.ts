import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connectFeed } from '#event-feed';
import { eventually } from '#testing';
import { NestFactory } from '@nestjs/core';
import { awaitedRfi } from '../../src/domain/rfi/rfi.state.js';
import { Intake } from '../../src/intake.js';
import { IntakeModule } from '../../src/intake.module.js';
import { LimitReminders } from '../../src/timers/limit-reminders.js';
import { limitNearBy } from '../../src/views/rfi-matrix/rfi-matrix.query.js';
import { content, simple } from '../domain/material.js';
import { openAuthority, type AtTheDoors, type Authority, type Opened } from '../support/authority.js';

type Officer = AtTheDoors & { id: string };
const own = (rest: string) => `/api/intake/respondent/${rest}`;

/** Each test goes on where the one before has left the clock: it moves forward only. */
describe('The limit of a request comes near', () => {
  let authority: Authority;
  let manager: Officer;
  let questionnaire: string;
  let open: Opened;

  /** Puts the demonstration's clock to a moment, and waits until what time brings about is recorded. */
  const moment = (at: string) => authority.intake.clock.advance(at);
  const reminders = () => authority.app.get(LimitReminders);
  const warnings = async (rfi: string) =>
    (await authority.intake.log.read(`rfi-${rfi}`)).filter(({ type }) => type === 'LimitWarningGiven');
  interface Mail {
    to: string;
    subject: string;
    text: string;
  }
  const mails = async (rfi: { number: number }): Promise<Mail[]> => {
    // The first may have been under way before the warning was there.
    await reminders().run();
    await reminders().run();
    const { items } = (await authority.anybody().get('/api/intake/demo-mail')).body as { items: Mail[] };
    return items.filter(({ subject }) => subject.includes(`request for information ${rfi.number},`));
  };
  const told = async (rfi: { number: number }) => (await mails(rfi)).map(({ to }) => /<(.*)>/.exec(to)?.[1]).sort();

  /** A request to Acme and Bolt. */
  const issued = async (limit: string, effectiveOn?: string, on = open) => {
    const addressee = (name: string, country: string, email: string) => ({ name, country, contact: { name, email } });
    const draft = {
      kind: 'simple',
      subject: { en: 'Supply of widgets' },
      purpose: 'To learn how widgets are sold.',
      basis: simple.basis,
      questionnaire: { id: questionnaire, version: 1 },
      limit,
      notices: ['fines', 'versions'],
      addressees: [addressee('Acme', 'BE', 'anna@acme.example'), addressee('Bolt', 'DE', 'bert@bolt.example')],
    };
    const prepared = await manager.send('POST', '/api/intake/rfis', { caseId: on.caseId, draft });
    const id: string = prepared.body.id;
    const effect = effectiveOn === undefined ? {} : { effectiveOn, backdatingReason: 'Sent by post.' };
    const answer = await manager.send('POST', `/api/intake/rfis/${id}/issue`, effect);
    expect(answer.status).toBe(200);
    const { number, addressees } = (await manager.get(`/api/intake/rfis/${id}`)).body;
    return { id, number, acme: addressees[0].id as string, bolt: addressees[1].id as string };
  };
  const opens = async (link: string) => {
    const token = link.slice(`${authority.url}/r/`.length);
    const session = await authority.anybody().send('POST', own('session'), { token });
    expect(session.status).toBe(204);
    return authority.anybody({ Cookie: session.headers.getSetCookie()[0]?.split(';')[0] ?? '' });
  };
  const replies = async (rfi: string, addressee: string) => {
    const { link } = (await manager.get(`/api/intake/rfis/${rfi}/addressees/${addressee}/link`)).body;
    const respondent = await opens(link);
    await respondent.send('PUT', own('answers'), { answers: { A1: { text: 'We' } } });
    expect((await respondent.send('POST', own('codes'))).status).toBe(201);
    const { items } = (await authority.anybody().get('/api/intake/demo-mail')).body as { items: Mail[] };
    const code = items.find(({ subject }) => /^\d{6} /.test(subject))!.subject.slice(0, 6);
    expect((await respondent.send('POST', own('submission'), { confirmed: true, code })).status).toBe(200);
  };

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer(['case-manager']);
    questionnaire = (await manager.send('POST', '/api/intake/questionnaires', { content })).body.id;
    open = await authority.openCase([[manager.id, 'case-manager']]);
  });
  afterAll(() => authority?.close());

  test('it is warned of once, from midnight at the seat, three working days ahead; each who has not replied is written to', async () => {
    // Monday 24 June; Wednesday the 19th begins at 22:00 UTC.
    const rfi = await issued('2024-06-24');
    const withdrawn = (
      await manager.send('POST', '/api/intake/rfis', { caseId: open.caseId, draft: { limit: '2024-06-24' } })
    ).body.id;
    await manager.send('POST', `/api/intake/rfis/${withdrawn}/withdraw`, { reason: 'Overtaken.' });
    // The clock runs on: a quarter of an hour is left.
    await moment('2024-06-18T21:45:00.000Z');
    expect(await warnings(rfi.id)).toEqual([]);
    expect(await told(rfi)).toEqual([]);
    await moment('2024-06-18T22:00:00.000Z');
    expect(await warnings(rfi.id)).toMatchObject([
      { effectiveOn: '2024-06-19', actor: { kind: 'system' }, data: { ahead: '3wd', limit: '2024-06-24', number: 1 } },
    ]);
    // By itself: nobody asks for it here.
    const first = await eventually(async () => {
      const { items } = (await authority.anybody().get('/api/intake/demo-mail')).body as { items: Mail[] };
      return items.find(({ to }) => to.includes('anna@acme.example'));
    });
    expect(first.subject).toMatch(/^Reply by 24 June 2024: request for information 1, case AT\.\d+$/);
    expect(first.text).toContain('The reply of Acme to request for information 1');
    expect(first.text).not.toContain('Bolt');
    expect(first.text).not.toContain('Supply of widgets');
    const respondent = await opens(/https?:\S+/.exec(first.text)![0]);
    expect((await respondent.get(own('request'))).body).toMatchObject({ rfiId: rfi.id, daysLeft: 5 });
    for (const day of ['2024-06-20', '2024-06-21']) await authority.dayComes(day);
    expect(await warnings(rfi.id)).toHaveLength(1);
    expect(await told(rfi)).toEqual(['anna@acme.example', 'bert@bolt.example']);
    expect(await warnings(withdrawn)).toEqual([]);
    const published = await eventually(async () => {
      const events = await authority.intake.publisher.source.lane(open.inquiryId, 0, 10);
      return events.length === 2 ? events : undefined;
    });
    expect(published[1]).toMatchObject({
      type: 'dossier.intake.LimitWarningGiven.v1',
      data: { rfiId: rfi.id, ahead: '3wd', limit: '2024-06-24' },
    });
  });

  test('who has replied is not written to; when all have, nobody is warned', async () => {
    // Monday 15 July: warned of from Wednesday 10 July.
    const [half, whole] = [await issued('2024-07-15'), await issued('2024-07-15')];
    await replies(half.id, half.acme);
    await replies(whole.id, whole.acme);
    await replies(whole.id, whole.bolt);
    await authority.dayComes('2024-07-10');
    expect(await warnings(half.id)).toHaveLength(1);
    expect(await told(half)).toEqual(['bert@bolt.example']);
    await authority.dayComes('2024-07-16');
    expect(await warnings(whole.id)).toEqual([]);
    expect(await told(whole)).toEqual([]);
    // Nor does the timer ask its log again and again whether somebody has still to reply.
    expect(await limitNearBy(authority.intake.dataSource, '2024-07-16')).toEqual([]);
  });

  test('a matrix that has not taken in the replies yet warns nobody of a request that all have replied to', async () => {
    // Friday 26 July: warned of from Tuesday 23 July.
    const rfi = await issued('2024-07-26', '2024-07-10');
    await replies(rfi.id, rfi.acme);
    await replies(rfi.id, rfi.bolt);
    const { pool } = authority.intake;
    await authority.intake.waitFor({ intake: await authority.intake.log.head() });
    const { rows } = await pool.query('select id, submitted_on::text from addressee where rfi_id = $1', [rfi.id]);
    expect(rows).toHaveLength(2);
    await pool.query('update addressee set submitted_on = null where rfi_id = $1', [rfi.id]);
    await authority.dayComes('2024-07-23');
    expect(await limitNearBy(authority.intake.dataSource, '2024-07-23')).toEqual([rfi.id]);
    expect(await warnings(rfi.id)).toEqual([]);
    for (const { id, submitted_on: on } of rows)
      await pool.query('update addressee set submitted_on = $2 where id = $1', [id, on]);
  });

  test('while the service slept, a reply that comes after the day records first that it was warned of', async () => {
    // With effect before the day of the warning, which is over when it is recorded; no timer has looked since.
    await authority.dayComes('2024-07-25');
    const rfi = await issued('2024-07-29', '2024-07-10');
    await replies(rfi.id, rfi.acme);
    await replies(rfi.id, rfi.bolt);
    expect(await warnings(rfi.id)).toMatchObject([{ effectiveOn: '2024-07-24', actor: { kind: 'system' } }]);
    await authority.intake.timer.run();
    expect(await warnings(rfi.id)).toHaveLength(1);
    // The other one may have been written to in between.
    expect(await told(rfi)).not.toContain('anna@acme.example');
  });

  test('slept through altogether, it is warned of with the day that it was due on, and nobody is reminded of a limit that is over', async () => {
    const rfi = await issued('2024-07-24', '2024-07-10');
    await authority.intake.timer.run();
    expect(await warnings(rfi.id)).toMatchObject([{ effectiveOn: '2024-07-19' }]);
    expect((await authority.intake.log.read(`addressee-${rfi.acme}`)).at(-1)).toMatchObject({ type: 'ReplyOverdue' });
    expect(await told(rfi)).toEqual([]);
  });

  test('two processes warn and write once', async () => {
    const rfi = await issued('2024-08-12', '2024-07-24');
    const runtime = await authority.another();
    try {
      const faults: Error[] = [];
      const twin = new LimitReminders(new Intake({ ...authority.parts, runtime }), (error) => void faults.push(error));
      const day = '2024-08-08';
      const given = await Promise.all(
        [authority.intake, runtime, authority.intake, runtime].map(({ commands }) =>
          commands.lapse(awaitedRfi, rfi.id, day),
        ),
      );
      expect(given.toSorted()).toEqual([0, 0, 0, 1]);
      expect(await warnings(rfi.id)).toHaveLength(1);
      await runtime.waitFor({ intake: await runtime.log.head() });
      await Promise.all([twin.run(), reminders().run(), twin.run(), reminders().run()]);
      expect(await told(rfi)).toEqual(['anna@acme.example', 'bert@bolt.example']);
      expect(faults).toEqual([]);
    } finally {
      await runtime.close();
    }
  });

  test('a mail that cannot be sent is reported and tried again, the other is sent; then it is not sent twice', async () => {
    const rfi = await issued('2024-08-13', '2024-07-24');
    const { mailer } = new Intake(authority.parts);
    let away = true;
    const faults: string[] = [];
    const intake = new Intake(authority.parts);
    Object.assign(intake, {
      mailer: {
        async send(mail: Parameters<typeof mailer.send>[0]) {
          if (away && mail.to.email === 'anna@acme.example') throw new Error('the server is away');
          await mailer.send(mail);
        },
      },
    });
    const twin = new LimitReminders(intake, (error) => void faults.push(error.message));
    // The application's own must not be first.
    await reminders().stop();
    await authority.intake.commands.lapse(awaitedRfi, rfi.id, '2024-08-09');
    await authority.intake.waitFor({ intake: await authority.intake.log.head() });
    expect(await twin.run()).toBe(1);
    expect(faults).toEqual(['the server is away']);
    away = false;
    // Not at once: a server that is away is not knocked at every half minute.
    expect(await twin.run()).toBe(0);
    await authority.intake.pool.query(`update directory.reminders set tried_at = tried_at - interval '16 minutes'`);
    expect(await twin.run()).toBe(1);
    await authority.intake.pool.query(`update directory.reminders set tried_at = tried_at - interval '16 minutes'`);
    expect(await twin.run()).toBe(0);
    expect(faults).toHaveLength(1);
    for (const report of await authority.intake.check()) expect(report).toMatchObject({ equal: true });
  });

  test('on a closed case nobody is warned, whoever still replies, and nobody is reminded; when it is open again they are', async () => {
    const another = await authority.openCase([[manager.id, 'case-manager']]);
    const step = { caseNumber: 'AT.1', by: 'officer', clocks: [], closes: false };
    const moved = (name: string, more: object) =>
      authority.tell('StepTaken', { ...another, ...step, step: name, title: { en: name }, ...more });
    // The days of both warnings come before the case is closed; the timer meets one of them.
    const warned = await issued('2024-07-29', '2024-07-10', another);
    await authority.intake.timer.run();
    expect(await warnings(warned.id)).toHaveLength(1);
    const due = await issued('2024-07-29', '2024-07-10', another);
    await moved('CaseClosed', { fromStage: 'screening', toStage: 'closed', closes: true });
    await manager.get('/api/intake/cases');
    await authority.intake.timer.run();
    await replies(due.id, due.acme);
    expect(await warnings(due.id)).toEqual([]);
    const remind = async () => {
      await authority.intake.waitFor({ intake: await authority.intake.log.head() });
      return twin.run();
    };
    const twin = new LimitReminders(new Intake(authority.parts), (error) => {
      throw error;
    });
    expect(await remind()).toBe(0);
    await moved('CaseReopened', { fromStage: 'closed', toStage: 'screening', reopens: true });
    await manager.get('/api/intake/cases');
    await authority.intake.timer.run();
    expect(await warnings(due.id)).toHaveLength(1);
    expect(await remind()).toBe(3);
  });

  test('who has been erased is not written to: that is told once', async () => {
    const rfi = await issued('2024-08-13', '2024-07-24');
    const { pool, commands, log } = authority.intake;
    await commands.lapse(awaitedRfi, rfi.id, '2024-08-09');
    await authority.intake.waitFor({ intake: await log.head() });
    await pool.query(
      `delete from directory.contacts
        where person = (select contact from views.addressee where id = $1)`,
      [rfi.acme],
    );
    const faults: string[] = [];
    const twin = new LimitReminders(new Intake(authority.parts), (error) => void faults.push(error.message));
    expect(await twin.run()).toBe(1);
    await pool.query(`update directory.reminders set tried_at = tried_at - interval '16 minutes'`);
    expect(await twin.run()).toBe(0);
    expect(faults).toEqual([expect.stringContaining(`no address is known of who answers for addressee ${rfi.acme}`)]);
  });

  test('the mails are held back with the timers, while a story is told', async () => {
    const start = jest.spyOn(LimitReminders.prototype, 'start');
    const runtime = await authority.another();
    const module = IntakeModule.register({ ...authority.parts, runtime });
    const app = await NestFactory.create(module, { logger: false, abortOnError: false });
    try {
      connectFeed(app, runtime.reactions);
      await app.init();
      await app.startAllMicroservices();
      expect(start).not.toHaveBeenCalled();
      await runtime.startTimers();
      expect(start.mock.contexts).toEqual([app.get(LimitReminders)]);
    } finally {
      await app.close();
      await runtime.close();
      start.mockRestore();
    }
  });
});
