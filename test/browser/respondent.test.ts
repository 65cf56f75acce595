import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { QuestionnaireContent, RfiView } from '#contracts';
import type { Browser, Page } from 'playwright-core';
import type { z } from 'zod';
import { anyMatter, theStory, type Matter } from '../flow/support/matter.js';
import type { Person } from '../flow/support/person.js';
import { codeSentTo } from '../flow/support/submit.js';
import { enterByLink, foundAuthority, personalLink, prepareRequest, type Authority } from './support/authority.js';
import { journey, legs, look, openBrowser, phone, sitDown, type Screen } from './support/browser.js';
import { t } from './support/words.js';

jest.setTimeout(300_000);

/** Somebody who was asked, on a phone, with a personal link and nothing else. */
journey.each([theStory, anyMatter()])('A respondent in the matter of $told', (matter: Matter) => {
  const leg = legs();
  let authority: Authority;
  let browser: Browser;
  let respondent: Screen;
  let page: Page;
  let manager: Person;
  let link: string;
  let addressee: string;
  let email: string;
  let hidden: string;
  let rfi: string;

  const share = { id: 'C1', text: { en: 'Which share of your turnover is it?' }, decimals: 1, unit: '%' };
  const questionnaire: QuestionnaireContent = {
    ...matter.request.questionnaire,
    sections: [
      ...matter.request.questionnaire.sections,
      {
        id: 'C',
        title: { en: 'Its weight' },
        questions: [{ ...share, kind: 'number', required: true, minimum: 0, maximum: 100 }],
      },
    ],
  };
  const [company, clauses, weight] = questionnaire.sections as [Section, Section, Section];
  const text = company.questions[0]!;
  const choice = clauses.questions.find((question) => question.kind === 'choice')!;
  const answer = 'We build models, and sell access to them by the hour.';
  const written = '12,5';
  const meant = '12.5';

  const goOn = (to: Section) =>
    page.getByRole('link', { name: t('respond.dock.next', { section: to.id }), exact: true }).tap();
  const saved = (where: Page = page) => where.getByText(t('respond.dock.saved'), { exact: true }).last().waitFor();

  beforeAll(async () => {
    [authority, browser] = await Promise.all([foundAuthority(matter), openBrowser()]);
    const handler = await authority.as('handler');
    manager = await authority.as('manager');
    await authority.dayComes(matter.screening.closedOn);
    const { provenance } = matter;
    const inquiry = await manager.post('/api/case-state/inquiries', {
      ...matter.inquiry,
      team: [
        { person: authority.ids.manager, role: 'case-manager', conflict: 'none' },
        { person: authority.ids.handler, role: 'case-handler', conflict: 'none' },
      ],
      provenance,
    });
    const { procedure, number, title } = matter.second;
    const opened = await manager.post(`/api/case-state/inquiries/${inquiry.body.id}/cases`, {
      procedure,
      number,
      title,
      provenance,
    });
    rfi = await prepareRequest(handler, opened.body.id, matter, questionnaire);
    await manager.post(`/api/intake/rfis/${rfi}/issue`, {});
    const view = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${rfi}`);
    addressee = view.addressees[0]!.id;
    email = view.addressees[0]!.contact.email;
    hidden = email.replace(/^(.)[^@]*/, '$1…');
    link = await personalLink(manager, rfi, addressee);
    respondent = await sitDown(browser, authority.product.url, { viewport: phone, hasTouch: true, isMobile: true });
    page = respondent.page;
  });
  afterAll(async () => {
    await browser?.close();
    await authority?.stop();
  });

  leg('a link that is not right opens nothing, and says so', async () => {
    await page.goto(`${link.slice(0, -4)}AAAA`);
    await page
      .getByRole('alert')
      .getByRole('heading', { name: t('respond.enter.refused') })
      .waitFor();
    await look(page, 'respondent-wrong-link');
  });

  leg('the personal link opens the request, and leaves the address', async () => {
    await page.goto(link);
    await page.getByRole('heading', { name: t('respond.terms.title') }).waitFor();
    await look(page, 'respondent-principal-terms', { dark: true });
    await page.getByRole('button', { name: t('respond.terms.accept') }).tap();
    await page.getByRole('heading', { level: 1, name: matter.request.subject.en }).waitFor();
    // Once: it is not asked for again.
    await page.reload();
    await page.getByRole('heading', { level: 1, name: matter.request.subject.en }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/respond');
    await look(page, 'respondent-begin', { dark: true });
  });

  leg('used a second time it opens nothing; a new one comes by mail, to the address that is known', async () => {
    const second = await sitDown(browser, authority.product.url);
    const elsewhere = second.page;
    await elsewhere.goto(link);
    await elsewhere.getByRole('button', { name: t('respond.enter.another') }).click();
    await elsewhere.getByText(t('respond.enter.sent')).waitFor();
    await look(elsewhere, 'respondent-another-link');
    await elsewhere.goto('/demo/mail');
    await elsewhere.getByRole('heading', { name: 'Your new personal link' }).waitFor();
    await look(elsewhere, 'demo-mail', { narrow: true });
    await elsewhere
      .getByRole('link', { name: t('demoMail.link') })
      .first()
      .click();
    await elsewhere.getByRole('heading', { level: 1, name: matter.request.subject.en }).waitFor();
    expect(second.complaints).toEqual([]);
    await second.context.close();
  });

  leg('somebody is invited, accepts the terms, sees the request, and does not submit', async () => {
    await page.goto('/respond/team');
    await page.getByText(t('respond.team.none')).waitFor();
    await page.getByRole('textbox', { name: t('respond.team.name') }).fill('Carl Counsel');
    await page.getByRole('textbox', { name: t('respond.team.email') }).fill('carl@counsel.example');
    await page.getByRole('button', { name: t('respond.team.invite.do'), exact: true }).tap();
    await page.getByText(t('respond.team.invited')).waitFor();
    await look(page, 'respondent-team', { dark: true });
    const carl = await sitDown(browser, authority.product.url);
    await carl.page.goto('/demo/mail');
    await carl.page
      .getByRole('link', { name: t('demoMail.link') })
      .first()
      .click();
    await carl.page.getByRole('heading', { name: t('respond.terms.title') }).waitFor();
    await look(carl.page, 'respondent-terms', { narrow: true });
    await carl.page.getByRole('button', { name: t('respond.terms.accept') }).click();
    await carl.page.getByRole('heading', { level: 1, name: matter.request.subject.en }).waitFor();
    await carl.page.goto('/respond/review');
    await carl.page.getByText(t('respond.submit.principal')).waitFor();
    await expect(carl.page.getByRole('button', { name: t('respond.submit'), exact: true }).count()).resolves.toBe(0);
    // The principal contact ends it: the next look is the last.
    await page.getByRole('button', { name: t('respond.team.remove') }).tap();
    await page.getByRole('button', { name: t('respond.team.removeSure', { name: 'Carl Counsel' }) }).tap();
    await page.getByText(t('respond.team.removed')).waitFor();
    await carl.page.goto('/respond');
    await carl.page.getByRole('heading', { name: t('respond.ended') }).waitFor();
    expect(carl.complaints).toEqual([]);
    await carl.context.close();
    await page.goto('/respond');
  });

  leg('what is written is saved by itself: a text, a choice, a number with a comma', async () => {
    await page.getByRole('textbox', { name: text.text.en }).fill(answer);
    await saved();
    await goOn(clauses);
    await page.getByRole('radio', { name: choice.kind === 'choice' ? choice.choices[2]!.text.en : '' }).check();
    await saved();
    await goOn(weight);
    const number = page.getByRole('textbox', { name: share.text.en });
    await number.fill('a lot');
    await page.getByText(t('respond.wrong.number')).waitFor();
    await look(page, 'respondent-not-a-number');
    await number.fill(written);
    await page.getByText(t('respond.understood', { number: meant })).waitFor();
    await saved();
    await look(page, 'respondent-number');

    await page.reload();
    await expect(page.getByRole('textbox', { name: share.text.en }).inputValue()).resolves.toBe(meant);
    await page.goBack();
    await page.goBack();
    await page.getByRole('heading', { name: company.title.en }).waitFor();
    await expect(page.getByRole('textbox', { name: text.text.en }).inputValue()).resolves.toBe(answer);
  });

  leg('a second window that is behind is told, and nothing is lost without being asked', async () => {
    const second = await respondent.window();
    await second.goto('/respond');
    const theirs = second.getByRole('textbox', { name: text.text.en });
    await theirs.waitFor();
    const mine = page.getByRole('textbox', { name: text.text.en });
    await mine.fill('');
    await saved();
    await expect(mine.inputValue()).resolves.toBe('');
    // The first window has taken its answer back; the second one does not know that yet.
    await theirs.fill(`${answer} Since last year.`);
    await second.getByText(t('respond.elsewhere')).waitFor();
    await look(second, 'respondent-elsewhere');
    await second.getByRole('button', { name: t('respond.elsewhere.theirs') }).tap();
    await second.getByText(t('respond.elsewhere')).waitFor({ state: 'detached' });
    await expect(theirs.inputValue()).resolves.toBe('');
    await second.close();
  });

  leg('looking at all of it shows what is missing; it cannot be submitted before', async () => {
    await page.getByRole('button', { name: t('respond.dock.review'), exact: true }).tap();
    await page.getByText(t('respond.review.lacking', { n: 1 })).waitFor();
    await look(page, 'respondent-lacking');
    const submit = page.getByRole('button', { name: t('respond.submit'), exact: true });
    await expect(submit.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByRole('link', { name: `${t('respond.change')} ${text.id}` }).tap();
    const field = page.getByRole('textbox', { name: text.text.en });
    await field.fill(answer);
    await saved();
    await page.getByRole('button', { name: t('respond.dock.review'), exact: true }).tap();
    await page.getByText(t('respond.review.complete')).waitFor();
    await look(page, 'respondent-review', { dark: true });
  });

  leg('until it is submitted the case team reads no answer', async () => {
    const view = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${rfi}`);
    expect(view.addressees[0]!.state).not.toMatch(/^submitted/);
    expect(JSON.stringify(view)).not.toContain(answer);
  });

  leg('submitted, after asking once more, it is frozen, and stays so', async () => {
    await page.getByRole('button', { name: t('respond.submit'), exact: true }).tap();
    const sure = page.getByRole('button', { name: t('respond.submit.sure') });
    await page.getByText(t('respond.code.sent', { to: hidden })).waitFor();
    await expect(sure.getAttribute('aria-disabled')).resolves.toBe('true');
    const field = page.getByRole('textbox', { name: t('respond.code.label') });
    const code = await codeSentTo(authority.product.url, email);
    await field.fill(code === '000000' ? '000001' : '000000');
    await sure.tap();
    await page.getByRole('alert').getByText('second factor').first().waitFor();
    await look(page, 'respondent-code', { dark: true });
    await field.fill(code);
    await sure.dblclick();
    await page.getByRole('heading', { name: t('respond.frozen.title') }).waitFor();
    await page.getByText(answer).waitFor();
    await look(page, 'respondent-frozen', { dark: true });
    await page.reload();
    await page.getByRole('heading', { name: t('respond.frozen.title') }).waitFor();
    await expect(page.getByRole('textbox').count()).resolves.toBe(0);
    const again = await (
      await enterByLink(authority.product, await personalLink(manager, rfi, addressee))
    ).send('PUT', '/api/intake/respondent/answers', { answers: { [text.id]: { text: 'Something else.' } } });
    expect(again.status).toBe(409);
    await page.setViewportSize({ width: 1440, height: 900 });
    await look(page, 'respondent-frozen-desk');
  });

  leg('signed out, nothing is to be seen any more', async () => {
    await page.getByRole('button', { name: t('bar.signOut') }).tap();
    await page.getByRole('heading', { name: t('respond.left') }).waitFor();
    await look(page, 'respondent-left');
    await page.goto('/respond');
    await page.getByRole('heading', { name: t('respond.ended') }).waitFor();
    await look(page, 'respondent-ended');
    expect(respondent.complaints).toEqual([]);
  });
});

type Section = QuestionnaireContent['sections'][number];
