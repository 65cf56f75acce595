import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type {
  AddresseeSummary,
  AsOfView,
  CaseView,
  InboxPage,
  InquiryView,
  PersonalLink,
  ProblemView,
  RespondentView,
  RfiView,
  StepView,
  SubscriptionView,
  TimelinePage,
} from '#contracts';
import { addDays, nextWorkingDay, ecBrussels, type Day } from '#legal-clock';
import { eventually } from '#testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import { anyMatter, theStory, type Act, type Matter } from './support/matter.js';
import { Doors, type Person } from './support/person.js';
import { submitReply } from './support/submit.js';
import { startProduct, type Product } from './support/product.js';
import { receiver, type Receiver } from './support/receiver.js';

jest.setTimeout(240_000);

/**
 * One inquiry, from the first lead to a possible procedure, through three services.
 *
 * It is told twice: once as the domain guide tells it, once of any matter at all, under a procedure that nobody ships. Both times the
 * product starts empty, the people work through its doors, and days pass on the demonstration's clock.
 */
describe.each([theStory, anyMatter()])('$told', (matter: Matter) => {
  let product: Product;
  let doors: Doors;
  let administrator: Person;
  let manager: Person, handler: Person, head: Person, outsider: Person;
  let hook: Receiver;
  const ids = {} as Record<'manager' | 'handler' | 'head' | 'registry' | 'outsider', string>;
  const made = {} as {
    lead: string;
    inquiry: string;
    screening: string;
    second: string;
    questionnaire: string;
    rfi: string;
    subscription: string;
    secret: string;
  };

  /** Lets days pass: in all three logs, forward only, to the morning of a day. */
  const dayComes = async (day: Day, hour = '07:00') => {
    for (const service of ['intake', 'case-state', 'notifications'])
      await administrator.post(`/api/${service}/clock`, { to: `${day}T${hour}:00.000Z` });
  };
  const theCase = (id: string): Promise<z.infer<typeof CaseView>> => manager.get(`/api/case-state/cases/${id}`);
  const step = (view: z.infer<typeof CaseView>, id: string): z.infer<typeof StepView> => {
    const found = view.steps.find((one) => one.id === id);
    if (!found) throw new Error(`${view.summary.procedure.id} has no step ${id}`);
    return found;
  };
  const take = (person: Person, caseId: string, act: Act) =>
    person.send<z.infer<typeof ProblemView>>('POST', `/api/case-state/cases/${caseId}/steps`, {
      step: act.step,
      inputs: act.inputs,
      provenance: act.hypothetical ? { standing: 'hypothetical' } : matter.provenance,
    });

  beforeAll(async () => {
    const dawn = addDays(matter.screening.openedOn, -7);
    product = await startProduct({
      DOSSIER_SEED: 'none',
      DOSSIER_DEMONSTRATION: `${dawn}T06:00:00.000Z`,
      DOSSIER_WEBHOOK_ALLOW: '127.0.0.0/8',
    });
    doors = new Doors(product.url);
    administrator = doors.as({ Authorization: `Bearer ${await product.administrator()}` });
    hook = await receiver();

    for (const procedure of matter.procedures) {
      const file = join(product.data, `${procedure.id}.json`);
      writeFileSync(file, JSON.stringify(procedure));
      for (const told of ['is published: ', 'is published already.'])
        expect(await product.dossier('procedure', 'publish', file, '--as', 'administrator')).toMatchObject({
          status: 0,
          stdout: expect.stringContaining(told),
        });
    }
    const roles = {
      manager: ['case-manager'],
      handler: ['case-handler'],
      head: ['head-of-unit'],
      registry: ['registry'],
      outsider: ['case-handler'],
    } as const;
    for (const who of ['manager', 'handler', 'head', 'registry', 'outsider'] as const) {
      const added = await administrator.post('/api/case-state/people', {
        name: matter.people[who],
        email: `${who}@authority.example`,
        roles: roles[who],
        invented: true,
      });
      ids[who] = added.body.id;
    }
    const as = async (who: keyof typeof ids) => doors.as({ Authorization: `Bearer ${await product.token(ids[who])}` });
    [manager, handler, head, outsider] = await Promise.all([as('manager'), as('handler'), as('head'), as('outsider')]);
  });
  afterAll(async () => {
    await hook?.close();
    await product?.stop();
  });

  test('a lead is registered, and names its source', async () => {
    await dayComes(addDays(matter.screening.openedOn, -1));
    const nameless = await handler.send<z.infer<typeof ProblemView>>('POST', '/api/intake/leads', {
      kind: 'market-monitoring',
      subject: matter.lead.subject,
    });
    expect(nameless.status).toBe(400);
    expect(nameless.body.errors).toContainEqual(expect.objectContaining({ path: 'source' }));

    const lead = await handler.post('/api/intake/leads', {
      kind: 'market-monitoring',
      ...matter.lead,
      provenance: matter.provenance,
    });
    made.lead = lead.body.id;
  });

  test('an inquiry is opened from it, with a team whose conflicts are declared; nobody else sees it', async () => {
    await dayComes(matter.screening.openedOn);
    const inquiry = await manager.post('/api/case-state/inquiries', {
      ...matter.inquiry,
      leadId: made.lead,
      team: [
        { person: ids.manager, role: 'case-manager', conflict: 'none' },
        { person: ids.handler, role: 'case-handler', conflict: 'none' },
        { person: ids.head, role: 'head-of-unit', conflict: 'none' },
        { person: ids.registry, role: 'registry', conflict: 'none' },
      ],
      provenance: matter.provenance,
    });
    made.inquiry = inquiry.body.id;
    expect((await outsider.send('GET', `/api/case-state/inquiries/${made.inquiry}`)).status).toBe(404);
    expect((await outsider.get<{ total: number }>('/api/case-state/inquiries')).total).toBe(0);
  });

  test('a subscriber follows it by webhook', async () => {
    const subscription = await manager.post<{ id: string; secret: string }>('/api/notifications/subscriptions', {
      title: 'Register of national cases',
      url: hook.url,
      types: ['*'],
      inquiries: [made.inquiry],
    });
    made.subscription = subscription.body.id;
    made.secret = subscription.body.secret;
  });

  test('the first angle is opened as a case of its own', async () => {
    const { procedure, number, title } = matter.screening;
    const opened = await manager.post(`/api/case-state/inquiries/${made.inquiry}/cases`, {
      procedure,
      number,
      title,
      provenance: matter.provenance,
    });
    made.screening = opened.body.id;
    const view = await theCase(made.screening);
    expect(view.summary.closed).toBe(false);
    expect(view.summary.openedOn).toBe(matter.screening.openedOn);
    expect(step(view, matter.screening.close.step).state).toBe('open');
  });

  test('it is closed without a result, and the second angle is opened as a new case that follows it', async () => {
    await dayComes(matter.screening.closedOn);
    expect((await take(head, made.screening, matter.screening.close)).status).toBeLessThan(300);
    expect((await theCase(made.screening)).summary).toMatchObject({
      closed: true,
      closedOn: matter.screening.closedOn,
    });

    const again = await take(head, made.screening, matter.screening.close);
    expect(again.status).toBe(409);

    const { procedure, number, title, question } = matter.second;
    const opened = await manager.post(`/api/case-state/inquiries/${made.inquiry}/cases`, {
      procedure,
      number,
      title,
      question,
      follows: made.screening,
      provenance: matter.provenance,
    });
    made.second = opened.body.id;
    const inquiry = await manager.get<z.infer<typeof InquiryView>>(`/api/case-state/inquiries/${made.inquiry}`);
    expect(inquiry.cases.map(({ number, closed }) => ({ number, closed }))).toEqual([
      { number: matter.screening.number, closed: true },
      { number: matter.second.number, closed: false },
    ]);
    expect(inquiry.cases[1]!.follows).toMatchObject({ id: made.screening });
  });

  test('a request for information is refused while it lacks what the rules ask for, and says all of it', async () => {
    const questionnaire = await handler.post('/api/intake/questionnaires', {
      content: matter.request.questionnaire,
      provenance: matter.provenance,
    });
    made.questionnaire = questionnaire.body.id;
    const prepared = await handler.post('/api/intake/rfis', {
      caseId: made.second,
      draft: { subject: matter.request.subject, provenance: matter.provenance },
    });
    made.rfi = prepared.body.id;
    const refused = await manager.send<z.infer<typeof ProblemView>>('POST', `/api/intake/rfis/${made.rfi}/issue`, {});
    expect(refused.status).toBe(409);
    expect(refused.body.guard).toEqual(expect.any(String));
    const view = await handler.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${made.rfi}`);
    expect(view.state).toBe('draft');
    expect(view.checks.filter((check) => !check.ok).length).toBeGreaterThanOrEqual(5);
  });

  test('complete, it is issued to eight undertakings, and the case goes to the stage in which facts are found', async () => {
    const { kind, subject, purpose, limit, addressees } = matter.request;
    const view = await handler.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${made.rfi}`);
    const rule = view.rules.find((one) => one.kind === kind)!;
    const draft = {
      kind,
      subject,
      purpose,
      basis: rule.basis,
      notices: rule.notices.map((notice) => notice.id),
      questionnaire: { id: made.questionnaire, version: 1 },
      limit,
      addressees,
      provenance: matter.provenance,
    };
    const tooShort = { ...draft, limit: addDays(matter.screening.closedOn, 2) };
    await handler.put(`/api/intake/rfis/${made.rfi}/draft`, { draft: tooShort });
    expect((await manager.send('POST', `/api/intake/rfis/${made.rfi}/issue`, {})).status).toBe(409);

    await handler.put(`/api/intake/rfis/${made.rfi}/draft`, { draft });
    expect((await handler.send('POST', `/api/intake/rfis/${made.rfi}/issue`, {})).status).toBe(409); // a case handler does not sign
    await manager.post(`/api/intake/rfis/${made.rfi}/issue`, {});

    const after = await theCase(made.second);
    expect(after.summary.stage.id).toBe(matter.second.afterRequest);
    expect(after.summary.facts).toMatchObject({ rfisIssued: 1, addresseesAsked: 8, repliesMissing: 8 });
    expect(after.clocks).toContainEqual(
      expect.objectContaining({ kind: 'rfi', rfiId: made.rfi, end: limit, state: 'running' }),
    );
    const shut = step(after, matter.assess.step);
    expect(shut.state).toBe('shut');
    expect(shut.why.map(({ guard }) => guard)).toContain(matter.assess.shutBy);
    expect(shut.why.find(({ guard }) => guard === matter.assess.shutBy)!.sentence.en).toContain('8 of 8');
  });

  const respondents: Person[] = [];
  const summaries = async (): Promise<z.infer<typeof AddresseeSummary>[]> =>
    (await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${made.rfi}`)).addressees;
  const enter = async (addressee: z.infer<typeof AddresseeSummary>): Promise<Person> => {
    const { link } = await manager.get<z.infer<typeof PersonalLink>>(
      `/api/intake/rfis/${made.rfi}/addressees/${addressee.id}/link`,
    );
    const token = link.slice(link.lastIndexOf('/') + 1);
    const session = await fetch(`${product.url}/api/intake/respondent/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: product.url },
      body: JSON.stringify({ token }),
    });
    expect(session.status).toBeLessThan(300);
    return doors.as({
      Cookie: session.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
      Origin: product.url,
    });
  };
  const answerAndSubmit = async (person: Person, { contact }: z.infer<typeof AddresseeSummary>) => {
    await person.put('/api/intake/respondent/answers', {
      answers: { A1: { text: 'We offer what was asked about, and say so here.' } },
    });
    const incomplete = await person.send('POST', '/api/intake/respondent/submission', { confirmed: true });
    expect(incomplete.status).toBe(409); // B1 is required
    await person.put('/api/intake/respondent/answers', { answers: { B1: { choices: ['no'] }, A2: { number: '12' } } });
    const codeless = await person.send('POST', '/api/intake/respondent/submission', { confirmed: true });
    expect(codeless.status).toBe(403); // nobody submits by a link alone
    await submitReply(person, product.url, contact.email);
  };

  test('seven of the eight answer in time; what is submitted is frozen', async () => {
    const all = await summaries();
    expect(all).toHaveLength(8);
    for (const addressee of all) respondents.push(await enter(addressee));
    await dayComes(nextWorkingDay(addDays(matter.screening.closedOn, 4), { calendar: ecBrussels }));
    for (const [at, person] of respondents.slice(0, 7).entries()) await answerAndSubmit(person, all[at]!);

    const frozen = await respondents[0]!.send('PUT', '/api/intake/respondent/answers', {
      answers: { A1: { text: 'Something else.' } },
    });
    expect(frozen.status).toBe(409);
    const twice = await respondents[0]!.post('/api/intake/respondent/submission', { confirmed: true });
    expect(twice.body).toMatchObject({ unchanged: true });
    expect((await theCase(made.second)).summary.facts).toMatchObject({ repliesIn: 7, repliesMissing: 1 });
  });

  test('the eighth lets the limit pass: that is noticed by itself; its reply comes late and is taken in as late', async () => {
    await respondents[7]!.put('/api/intake/respondent/answers', { answers: { A1: { text: 'We are still looking.' } } });
    await dayComes(addDays(matter.request.limit, 1));
    expect((await summaries())[7]!.state).toBe('overdue');
    expect((await theCase(made.second)).summary.facts).toMatchObject({ repliesMissing: 1 });

    await dayComes(matter.lateOn);
    const kept = await respondents[7]!.get<z.infer<typeof RespondentView>>('/api/intake/respondent/request');
    expect(kept.answers.A1).toEqual({ text: 'We are still looking.' });
    await answerAndSubmit(respondents[7]!, (await summaries())[7]!);
    const late = (await summaries())[7]!;
    expect(late.state).toBe('submitted-late');
    expect(late.workingDaysLate).toBeGreaterThanOrEqual(1);
    expect((await theCase(made.second)).summary.facts).toMatchObject({
      repliesIn: 8,
      repliesLate: 1,
      repliesMissing: 0,
    });
  });

  test('the assessment begins, and proceedings are opened, hypothetically; not the other way round', async () => {
    const early = await take(manager, made.second, matter.open);
    expect(early.status).toBe(409);
    expect(early.body.legalBasis?.length).toBeGreaterThanOrEqual(1);

    expect((await take(manager, made.second, matter.assess)).status).toBeLessThan(300);
    await dayComes(nextWorkingDay(addDays(matter.lateOn, 1), { calendar: ecBrussels }));
    expect(step(await theCase(made.second), matter.open.step)).toMatchObject({ state: 'open' });
    expect((await take(manager, made.second, matter.open)).status).toBeLessThan(300);
    const taken = step(await theCase(made.second), matter.open.step);
    expect(taken.state).toBe('done');
    expect(taken.taken[0]!.provenance).toMatchObject({ standing: 'hypothetical' });
  });

  test('the team finds in its inbox what others did, and not what it did itself', async () => {
    await eventually(async () => {
      const inbox = await handler.get<z.infer<typeof InboxPage>>('/api/notifications/inbox?limit=200');
      const kinds = inbox.items.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'ReplySubmitted')).toHaveLength(8);
      expect(kinds).toContain('ReplyOverdue');
      expect(kinds).toContain('RfiIssued');
      expect(kinds).toContain('StepTaken');
      return true;
    });
    expect((await outsider.get<z.infer<typeof InboxPage>>('/api/notifications/inbox')).total).toBe(0);
  });

  test('the subscriber has got every fact of the inquiry, once, in order, and can prove whom it came from', async () => {
    await eventually(async () => {
      const view = await manager.get<z.infer<typeof SubscriptionView>>(
        `/api/notifications/subscriptions/${made.subscription}`,
      );
      expect(view.lanes.map(({ waiting, state }) => ({ waiting, state }))).toEqual([{ waiting: 0, state: 'flows' }]);
      expect(
        hook.received.map(({ body }) => (JSON.parse(body) as { type: string; data: { step?: string } }).data.step),
      ).toContain(matter.open.step);
      return true;
    });
    const events = hook.received.map(
      ({ headers, body }) =>
        new Webhook(made.secret).verify(body, headers as Record<string, string>) as Record<string, string>,
    );
    expect(events.every((event) => event.specversion === '1.0' && event.subject === made.inquiry)).toBe(true);
    expect(new Set(events.map(({ id, source }) => `${source} ${id}`)).size).toBe(events.length);
    for (const source of new Set(events.map((event) => event.source))) {
      const sequences = events.filter((event) => event.source === source).map((event) => Number(event.sequence));
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    }
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'dossier.intake.ReplySubmitted.v1')).toHaveLength(8);
    expect(types).toContain('dossier.case-state.CaseOpened.v1');
    expect(JSON.stringify(events)).not.toContain('We offer what was asked about'); // never an answer's content
  });

  test('the timeline tells all of it with both its times', async () => {
    const timeline = await manager.get<z.infer<typeof TimelinePage>>(
      `/api/case-state/inquiries/${made.inquiry}/timeline?order=recorded&limit=200`,
    );
    const kinds = timeline.items.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['InquiryOpened', 'CaseOpened', 'StepTaken']));
    expect(timeline.items.filter(({ kind }) => /Reply.*(Submitted|Noted)/.test(kind)).length).toBeGreaterThanOrEqual(8);
  });

  test('as of the day before it was closed, the first angle was still open: by effect, and as it had been recorded', async () => {
    const before = addDays(matter.screening.closedOn, -1);
    const asOf = (query: string) =>
      manager.get<z.infer<typeof AsOfView>>(`/api/case-state/inquiries/${made.inquiry}/as-of?${query}`);
    for (const query of [`effect=${before}&recorded=now`, `effect=${before}&recorded=${before}`]) {
      const then = await asOf(query);
      const cases = then.rows.filter(({ value }) => value.code === 'case-stage');
      expect(cases.map(({ label }) => JSON.stringify(label))).toEqual([
        expect.stringContaining(matter.screening.number),
      ]);
      expect(JSON.stringify(cases[0]!.value)).not.toMatch(/clos/i);
      expect(then.rows.filter(({ group }) => group === 'rfis')).toEqual([]);
    }
    expect((await asOf(`effect=${addDays(matter.screening.openedOn, -30)}&recorded=now`)).known).toBe(false);

    for (const flags of [
      ['--as-of', before],
      ['--as-of', before, '--recorded-at', before],
    ]) {
      const replay = await product.dossier('replay', '--inquiry', matter.inquiry.number, ...flags, '--json');
      expect(replay.stderr).toBe('');
      expect(replay.status).toBe(0);
      const state = JSON.stringify(JSON.parse(replay.stdout));
      expect(state).toContain(matter.screening.number);
      expect(state).not.toContain(matter.second.number);
    }
  });

  test('every view, rebuilt from the logs alone, is equal to the one that is shown', async () => {
    const check = await product.dossier('replay', '--check', '--json');
    expect(check.stderr).toBe('');
    const reports = JSON.parse(check.stdout) as { views: { view: string; equal: boolean; rows: number }[] };
    expect(reports.views.filter(({ equal }) => !equal)).toEqual([]);
    expect(reports.views.some(({ rows }) => rows > 0)).toBe(true);
    expect(check.status).toBe(0);
  });
});
