import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { fileKeyStore, SESSION_COOKIE, sessionIssuer, type Person } from '#service-kit';
import { eventually } from '#testing';
import type { Browser, Page } from 'playwright-core';
import { dataFolder } from '../../apps/dossier/src/installation/data-folder.js';
import { join } from 'node:path';
import { theStory as matter } from '../flow/support/matter.js';
import { caseOf, foundAuthority, type Authority } from './support/authority.js';
import { journey, legs, look, openBrowser, sitDown, type Screen } from './support/browser.js';
import { t } from './support/words.js';

jest.setTimeout(300_000);

const WORDS = 'Nothing more is to be found out here.';

/** An act is signed at a desk where somebody has been signed in for long. */
journey('Signing: a fresh sign-in, and back to what was being written', () => {
  const leg = legs();
  let authority: Authority;
  let browser: Browser;
  let desk: Screen;
  let page: Page;
  let caseId: string;

  beforeAll(async () => {
    [authority, browser] = await Promise.all([foundAuthority(matter), openBrowser()]);
    const manager = await authority.as('manager');
    const team = [{ person: authority.ids.manager, role: 'case-manager', conflict: 'none' }];
    const inquiry = await manager.post('/api/case-state/inquiries', { number: 'I-1', title: { en: 'A matter' }, team });
    const opened = { procedure: 'merger-screening', number: 'M.1', title: { en: 'A case' } };
    caseId = (await manager.post(`/api/case-state/inquiries/${inquiry.body.id}/cases`, opened)).body.id;
    desk = await sitDown(browser, authority.product.url);
    page = desk.page;
    await desk.context.addCookies([
      { name: SESSION_COOKIE, value: await longSignedIn(), url: authority.product.url, httpOnly: true },
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await authority?.stop();
  });

  /** A session of the manager whom the issuer saw an hour ago. */
  const longSignedIn = (): Promise<string> => {
    const { keys } = dataFolder(join(authority.product.data, 'data'));
    const person = { id: authority.ids.manager, name: matter.people.manager, roles: ['case-manager'] } as Person;
    const nobody = { find: async () => undefined, get: async () => undefined, list: async () => [] };
    return sessionIssuer(fileKeyStore(keys), nobody).issue(person, { authenticatedAt: Date.now() - 3_600_000 });
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const closing = async () => {
    const { title } = (await caseOf(await authority.as('manager'), caseId)).steps.find(
      ({ id }) => id === 'CaseClosed',
    )!;
    return button(t('case.begin', { step: title.en }));
  };
  const reasons = () => page.locator('textarea').first();

  leg('who is signed in for long is told so when the form opens', async () => {
    await page.goto(`/cases/${caseId}`);
    await (await closing()).click();
    await page.getByText(t('case.form.signInFirst')).waitFor();
    await look(page, 'sign-first', { dark: true, narrow: true });
  });

  leg('sent all the same, it is refused, and what was written is taken along to the sign-in and back', async () => {
    await page.getByRole('radio', { name: 'Not pursued' }).check();
    await reasons().fill(WORDS);
    await button(t('case.record')).click();
    const again = page.getByRole('link', { name: t('problem.signInAgain') });
    await again.nth(1).waitFor();
    await look(page, 'sign-refused', { narrow: true });
    await again.nth(1).click();
    await page.getByText(t('case.form.kept')).waitFor();
    expect(await reasons().inputValue()).toBe(WORDS);
    expect(await page.getByRole('radio', { name: 'Not pursued' }).isChecked()).toBe(true);
    expect(await page.evaluate(() => window.sessionStorage.getItem('dossier.kept'))).toBe(null);
    await look(page, 'sign-kept', { narrow: true });
    await button(t('case.record')).click();
    await page.getByText(t('case.form.kept')).waitFor({ state: 'detached' });
    const manager = await authority.as('manager');
    await eventually(async () => (await caseOf(manager, caseId)).summary.closed);
  });

  leg('another person who signs in there finds nothing of it', async () => {
    await page.evaluate(
      ([person, form]) =>
        window.sessionStorage.setItem(
          'dossier.kept',
          JSON.stringify({ person, at: Date.now(), forms: { [form!]: { step: 'CaseClosed', values: { note: 'x' } } } }),
        ),
      [authority.ids.head, `step of ${caseId}`],
    );
    await page.reload();
    await page.locator('h1').first().waitFor();
    expect(await page.getByText(t('case.form.kept')).count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });
});
