import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { InquiryView, ProceduresView, RfiView } from '#contracts';
import { addDays } from '#legal-clock';
import type { Browser, Locator, Page } from 'playwright-core';
import type { z } from 'zod';
import { anyMatter, theStory, type Act, type Matter } from '../flow/support/matter.js';
import { submitReply } from '../flow/support/submit.js';
import type { Person } from '../flow/support/person.js';
import { receiver, type Receiver } from '../flow/support/receiver.js';
import {
  caseOf,
  enterByLink,
  foundAuthority,
  personalLink,
  prepareRequest,
  stepOf,
  type Authority,
} from './support/authority.js';
import { journey, legs, look, openBrowser, sitDown, whole, type Look, type Screen } from './support/browser.js';
import { like, spoken, t } from './support/words.js';

jest.setTimeout(300_000);

/** A case manager's work, from an empty screen to the replies, in a browser; what the others do goes through the doors. */
journey.each([theStory, anyMatter()])('An officer in the matter of $told', (matter: Matter) => {
  const leg = legs();
  let authority: Authority;
  let browser: Browser;
  let officer: Screen;
  let page: Page;
  let manager: Person, handler: Person;
  let hook: Receiver;
  const made = {} as { inquiry: string; screening: string; second: string; rfi: string };

  /** The same pages twice: by night and on a phone they are looked at once. */
  const see = (name: string, ways?: Look) => look(page, name, matter === theStory ? ways : {});
  const idHere = () => new URL(page.url()).pathname.split('/').pop()!;
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const title = (name: string) => page.getByRole('heading', { level: 1, name });
  const field = (id: string) => page.getByRole('textbox', { name: t(id) });
  const place = (id: string) =>
    page.getByRole('navigation', { name: t('bar.main') }).getByRole('link', { name: t(id) });
  const until = async (shown: Locator) => {
    const began = performance.now();
    await shown.first().waitFor();
    return performance.now() - began;
  };
  const signIn = () => page.getByRole('link', { name: matter.people.manager }).click();

  /** Writes down a step as its form asks for it. */
  const writeStep = async (caseId: string, act: Act) => {
    const step = stepOf(await caseOf(manager, caseId), act.step);
    await button(t('case.begin', { step: step.title.en })).click();
    await page.getByRole('heading', { level: 4, name: step.title.en }).waitFor();
    for (const input of step.inputs) {
      const value = act.inputs[input.id];
      if (value === undefined) continue;
      const choice = input.choices?.find(({ id, label }) => id === value || label.en === value);
      if (choice) await page.getByRole('radio', { name: choice.label.en }).check();
      else await page.getByRole('textbox', { name: input.label.en }).fill(value);
    }
  };
  const openAngle = async ({ procedure, number, title }: Matter['screening'] | Matter['second'], question?: string) => {
    const { items } = await manager.get<z.infer<typeof ProceduresView>>('/api/case-state/procedures');
    const rules = items.filter(({ id }) => id === procedure).sort((a, b) => b.version - a.version)[0]!;
    const label = t('angle.procedure.version', { title: rules.title.en, version: rules.version });
    await page.getByRole('link', { name: t('angle.title') }).click();
    await page.getByRole('combobox', { name: t('angle.procedure') }).selectOption({ label });
    await field('angle.number').fill(number);
    await field('angle.name').fill(title.en);
    if (question) await field('angle.question').fill(question);
    await button(t('angle.open')).click();
  };

  beforeAll(async () => {
    [authority, browser, hook] = await Promise.all([foundAuthority(matter), openBrowser(), receiver()]);
    [manager, handler] = await Promise.all([authority.as('manager'), authority.as('handler')]);
    await authority.dayComes(matter.screening.openedOn);
    officer = await sitDown(browser, authority.product.url);
    page = officer.page;
  });
  afterAll(async () => {
    await browser?.close();
    await hook?.close();
    await authority?.stop();
  });

  leg('signs in, and finds nothing that may be seen yet', async () => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: t('signIn.who') }).waitFor();
    await see('sign-in', { dark: true, narrow: true });
    await signIn();
    await page.getByRole('heading', { name: t('inquiries.none'), exact: true }).waitFor();
    await see('inquiries-empty', { dark: true, narrow: true });
    for (const [id, name] of Object.entries({ 'bar.rfis': 'rfis', 'bar.webhooks': 'webhooks', 'bar.leads': 'leads' })) {
      await place(id).click();
      await page.waitForURL(`**/${name}`);
      await see(`${name}-empty`);
    }
    await page.getByRole('link', { name: t('bar.inbox') }).click();
    await page.waitForURL('**/inbox');
    await see('inbox-empty');
  });

  leg('registers a lead, which must name its source', async () => {
    await place('bar.inquiries').click();
    await page.getByRole('link', { name: t('inquiries.none.lead') }).click();
    await title(t('leads.register')).waitFor();
    await button(t('leads.register')).click();
    await page.getByText(t('field.required')).first().waitFor();
    await see('lead-missing', { narrow: true });
    await page
      .getByRole('combobox', { name: t('leads.kind') })
      .selectOption({ label: t('leads.kind.market-monitoring') });
    await field('leads.subject').fill(matter.lead.subject);
    await field('leads.source').fill(matter.lead.source);
    await field('leads.parties').fill(matter.lead.parties.join('\n'));
    await button(t('leads.register')).click();
    await page.getByRole('rowheader', { name: matter.lead.subject }).waitFor();
    await see('leads', { narrow: true });
  });

  leg('opens an inquiry from it, with a team', async () => {
    await page.getByRole('link', { name: spoken(t('leads.open'), matter.lead.subject) }).click();
    await title(t('openInquiry.title')).waitFor();
    const { handler: second, head, registry } = matter.people;
    for (const [at, name] of [second, head, registry].entries()) {
      await button(t('member.another')).click();
      await page
        .getByRole('combobox', { name: t('member.person') })
        .nth(at + 1)
        .selectOption({ label: name });
      // The handler has not said anything on conflicts yet.
      if (at > 0)
        await page
          .getByRole('combobox', { name: t('member.conflict') })
          .nth(at + 1)
          .selectOption({ label: t('member.conflict.none') });
    }
    await field('openInquiry.number').fill(matter.inquiry.number);
    await field('openInquiry.name').fill(matter.inquiry.title.en);
    await see('inquiry-new', { narrow: true });
    await button(t('openInquiry.title')).click();
    await title(matter.inquiry.title.en).waitFor();
    made.inquiry = idHere();
    await see('inquiry-begun', { narrow: true });
  });

  leg('what the rules refuse is refused with its guard and its basis; mended, the case is opened', async () => {
    await openAngle(matter.screening);
    const refusal = page.getByRole('alert');
    await refusal.getByRole('heading', { name: t('angle.refused') }).waitFor();
    await refusal.getByText(t('problem.guard'), { exact: true }).waitFor();
    await refusal.getByText(t('problem.basis'), { exact: true }).waitFor();
    await see('case-refused', { dark: true, narrow: true });

    await page.goto(`/inquiries/${made.inquiry}/people`);
    await button(spoken(t('people.change'), matter.people.handler)).click();
    await page.getByRole('radio', { name: t('member.conflict.none') }).check();
    await see('people-change', { narrow: true });
    await button(t('people.declare')).click();
    await page.getByText(t('member.conflict.not-yet.short')).first().waitFor({ state: 'detached' });
    await page.goto(`/inquiries/${made.inquiry}`);
    await openAngle(matter.screening);
    await title(matter.screening.title.en).waitFor();
    made.screening = idHere();
    await page.getByText(t('map.here')).first().waitFor();
    await see('case-first', { dark: true, narrow: true });
  });

  leg('lets an endpoint follow by webhook', async () => {
    await place('bar.webhooks').click();
    await page
      .getByRole('link', { name: t('webhooks.add') })
      .first()
      .click();
    await field('webhooks.name').fill('Register of national cases');
    await field('webhooks.url').fill(hook.url);
    await page.getByRole('checkbox', { name: matter.inquiry.title.en }).check();
    await see('webhooks-new', { narrow: true });
    await button(t('webhooks.add')).click();
    await page.getByRole('heading', { name: t('webhooks.made'), exact: true }).waitFor();
    await see('webhooks-secret', { narrow: true });
    await page.getByRole('link', { name: t('webhooks.made.go') }).click();
    await title(t('webhooks.title')).waitFor();
  });

  leg('takes a step: a double click is one act', async () => {
    await authority.dayComes(matter.screening.closedOn);
    await page.goto(`/cases/${made.screening}`);
    await writeStep(made.screening, matter.screening.close);
    await see('case-step', { narrow: true });
    await button(t('case.record')).dblclick();
    await page.getByRole('heading', { name: t('case.open.closed'), exact: true }).waitFor();
    await expect(page.getByRole('alert').count()).resolves.toBe(0);
    await see('case-closed', { narrow: true });
    const taken = stepOf(await caseOf(manager, made.screening), matter.screening.close.step).taken;
    expect(taken).toHaveLength(1);
  });

  leg('opens the second angle as a case that follows the first', async () => {
    await page.goto(`/inquiries/${made.inquiry}`);
    await openAngle(matter.second, matter.second.question.en);
    await title(matter.second.title.en).waitFor();
    made.second = idHere();
    const inquiry = await manager.get<z.infer<typeof InquiryView>>(`/api/case-state/inquiries/${made.inquiry}`);
    expect(inquiry.cases.find(({ id }) => id === made.second)?.follows).toMatchObject({ id: made.screening });
    await see('case-second', { narrow: true });
  });

  leg('finds the request that a colleague has prepared, goes through its stops, and signs it', async () => {
    made.rfi = await prepareRequest(handler, made.second, matter);
    await place('bar.rfis').click();
    const row = page.getByRole('row').filter({ hasText: matter.request.subject.en });
    await row.first().waitFor();
    await see('rfis', { narrow: true });
    await row.getByRole('link').first().click();
    await page.waitForURL(`**/rfis/${made.rfi}/draft**`);
    for (const stop of ['basis', 'addressees', 'questions', 'review']) {
      const link = page
        .getByRole('navigation', { name: t('rfis.stops') })
        .getByRole('link', { name: t(`rfis.stop.${stop}`) });
      await link.click();
      await page.waitForURL(`**stop=${stop}`);
      await see(`rfi-draft-${stop}`, { narrow: true });
    }
    await button(t('rfis.issue.begin')).click();
    await page.getByRole('heading', { name: t('rfis.issue.title', { n: matter.request.addressees.length }) }).waitFor();
    await see('rfi-sign', { narrow: true });
    await button(t('rfis.issue')).click();
    await page.waitForURL(`**/rfis/${made.rfi}`);
  });

  leg('sees who was asked what as a matrix, to be walked by keyboard, and as a list', async () => {
    const matrix = page.getByRole('grid');
    await matrix.waitFor();
    await see('rfi', { dark: true, narrow: true });
    for (const { name } of matter.request.addressees) await matrix.getByRole('rowheader', { name }).waitFor();
    const first = matrix.getByRole('button', {
      name: t('rfis.cell', { question: 'A1', who: matter.request.addressees[0]!.name, mark: t('rfis.mark.not-yet') }),
    });
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const close = button(t('drawer.close', { tab: t('rfis.answer') }));
    await close.waitFor();
    await page
      .getByRole('heading', {
        name: t('rfis.answer.title', { question: 'A1', who: matter.request.addressees[1]!.name }),
      })
      .waitFor();
    await see('rfi-answer');
    await page.keyboard.press('Escape');
    await close.waitFor({ state: 'detached' });
    await button(t('rfis.view.list')).click();
    await see('rfi-list', { narrow: true });
  });

  leg('reaches a step that is not open by keyboard, and reads why', async () => {
    await page.goto(`/cases/${made.second}`);
    await page.getByText(t('map.here')).first().waitFor();
    await see('case', { dark: true, narrow: true });
    const step = stepOf(await caseOf(manager, made.second), matter.assess.step);
    const sentence = step.why.find(({ guard }) => guard === matter.assess.shutBy)!.sentence.en;
    const here = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const inMap = () => page.evaluate(() => document.activeElement?.hasAttribute('data-place') ?? false);
    for (let tabs = 0; tabs < 60 && !(await inMap()); tabs++) await page.keyboard.press('Tab');
    expect(await inMap()).toBe(true);
    await page.keyboard.press('Control+Home');
    const wanted = `${step.title.en}, ${t('map.state.not')}`;
    walk: for (let columns = 0; columns < 12; columns++) {
      await page.keyboard.press('Home');
      for (let before = ''; before !== (await here()); await page.keyboard.press('ArrowDown')) {
        before = await here();
        if (before.startsWith(wanted)) break walk;
      }
      await page.keyboard.press('ArrowRight');
    }
    expect(await here()).toMatch(step.title.en);
    const guard = matter.assess.shutBy!.replaceAll('-', ' ');
    await page.getByRole('tooltip').filter({ hasText: sentence }).filter({ hasText: guard }).waitFor();
    await see('case-why-shut');
    await page.keyboard.press('Enter');
    await expect(button(t('case.record')).count()).resolves.toBe(0);
    await button(t('case.list')).click();
    await see('case-as-list', { narrow: true });
  });

  leg('is told how the end of a clock came about, and gets the focus back', async () => {
    await page.goto(`/cases/${made.second}`);
    const why = page
      .getByRole('table', { name: t('clocks.title') })
      .getByRole('button')
      .first();
    await why.focus();
    await page.keyboard.press('Enter');
    const close = button(t('drawer.close', { tab: t('clocks.explanation') }));
    await close.waitFor();
    await see('case-clock', { narrow: true });
    await page.keyboard.press('Escape');
    await close.waitFor({ state: 'detached' });
    await expect(why.evaluate((element) => element === document.activeElement)).resolves.toBe(true);
  });

  leg('sees the act of another without reloading', async () => {
    await page.goto(`/inquiries/${made.inquiry}`);
    await whole(page);
    const { addressees } = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${made.rfi}`);
    const spans: number[] = [];
    for (const addressee of addressees.slice(0, 3)) {
      const respondent = await enterByLink(authority.product, await personalLink(manager, made.rfi, addressee.id));
      await respondent.put('/api/intake/respondent/answers', {
        answers: { A1: { text: 'Nothing.' }, B1: { choices: ['no'] } },
      });
      const told = page.getByRole('heading', {
        name: t('event.ReplyNoted', { number: 1, addressee: addressee.name }),
      });
      await expect(told.count()).resolves.toBe(0);
      await submitReply(respondent, authority.product.url, addressee.contact.email);
      spans.push(await until(told));
    }
    // Told, not judged: how long it takes is a matter of how busy the machine is.
    console.log(`On the screen ${spans.map(Math.round).join(', ')} ms after the answers to another person.`);
    await see('inquiry', { dark: true, narrow: true });
    await page
      .getByRole('button', { name: like('why') })
      .last()
      .click();
    await button(t('drawer.close', { tab: t('whyEvent.tab') })).waitFor();
    await see('inquiry-why', { narrow: true });
  });

  leg('sees the inquiry as of an earlier day', async () => {
    await page.getByRole('link', { name: t('thread.asOf') }).click();
    await page.getByRole('textbox', { name: t('asOf.dayA') }).fill(addDays(matter.screening.closedOn, -1));
    await page.getByText(t('diff.notYet'), { exact: true }).first().waitFor();
    await page.getByRole('rowheader', { name: matter.second.number }).first().waitFor();
    await see('as-of', { dark: true, narrow: true });
    await page.getByRole('radio', { name: t('asOf.question.true') }).click();
    await page.waitForURL('**question=true**');
    await see('as-of-true');
  });

  leg('finds in the inbox what others did, and puts it away', async () => {
    await page.getByRole('link', { name: t('bar.inbox') }).click();
    const told = t('event.ReplySubmitted', { number: 1, addressee: matter.request.addressees[0]!.name });
    await page.getByRole('link', { name: told }).waitFor();
    await see('inbox', { dark: true, narrow: true });
    await button(spoken(t('inbox.read'), told)).click();
    await page.getByRole('link', { name: told }).waitFor({ state: 'detached' });
    await button(t('inbox.readAll')).click();
    await page.getByRole('heading', { name: t('inbox.none.unread'), exact: true }).waitFor();
  });

  leg('sees that the endpoint was told, and what was sent', async () => {
    await place('bar.webhooks').click();
    const deliveries = page.getByRole('table', { name: t('webhooks.deliveries') });
    await deliveries.getByText(t('webhooks.delivery.delivered')).first().waitFor();
    expect(hook.received.length).toBeGreaterThan(0);
    await deliveries.getByRole('button').first().click();
    await page.getByRole('heading', { name: t('webhooks.means') }).waitFor();
    await see('webhooks', { dark: true, narrow: true });
  });

  leg('a session that has ended leads to the sign-in, and back to where one was', async () => {
    await page.goto(`/cases/${made.second}?view=list`);
    await whole(page);
    await officer.context.clearCookies();
    await place('bar.leads').click();
    await page.getByText(t('session.ended')).waitFor();
    await see('session-ended');
    await signIn();
    await title(t('leads.title')).waitFor();
  });

  leg('puts right on which day a step took effect, and sees what that changed of the case', async () => {
    const { closedOn, close } = matter.screening;
    const before = addDays(closedOn, -1);
    const recorded = async () => stepOf(await caseOf(manager, made.screening), close.step).taken[0]!.position;
    await page.goto(`/inquiries/${made.inquiry}?case=${made.screening}`);
    await whole(page);
    const record = page.getByRole('listitem').filter({ hasText: t('timeline.event', { position: await recorded() }) });
    await record.getByRole('button').click();
    await page.getByText(t('correct.title'), { exact: true }).click();
    await button(t('correct.act')).click();
    await page.getByText(t('correct.same')).waitFor();
    await field('correct.on').fill(before);
    await field('correct.reason').fill('The date was misread');
    await see('correct-step', { dark: true, narrow: true });
    await button(t('correct.act')).click();
    await page.getByText(t('correct.done')).waitFor();
    await page.goto(`/cases/${made.screening}?recordedAt=${before}`);
    await page.getByRole('link', { name: t('times.changed') }).click();
    await page.waitForURL(`**/cases/${made.screening}/as-of?**`);
    const changed = page.getByRole('table', { name: t('changed.title') });
    await changed.getByText(t('timeline.event', { position: await recorded() })).waitFor();
    await see('case-as-of', { dark: true, narrow: true });
  });

  leg('signs out; an address that is opened then is kept for after the sign-in', async () => {
    await button(matter.people.manager).click();
    await see('own-panel', { narrow: true });
    await button(t('bar.signOut')).click();
    await page.getByRole('heading', { level: 1, name: t('signIn.who') }).waitFor();
    await page.goto(`/inquiries/${made.inquiry}`);
    await page.waitForURL('**/sign-in?**');
    await signIn();
    await title(matter.inquiry.title.en).waitFor();
    await page.goto('/nowhere');
    await see('not-found');
    expect(officer.complaints).toEqual([]);
  });
});
