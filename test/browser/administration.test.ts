import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { theStory as matter } from '../flow/support/matter.js';
import { foundAuthority, type Authority } from './support/authority.js';
import { journey, legs, look, openBrowser, sitDown, type Screen } from './support/browser.js';
import { t } from './support/words.js';

jest.setTimeout(300_000);

/** Somebody keeps the installation: who is signed in, and which programs may sign in. */
journey('Administration: sessions and machine clients', () => {
  const leg = legs();
  let authority: Authority;
  let browser: Browser;
  let desk: Screen;
  let phone: Screen;
  let keeper: Screen;

  const signIn = async (page: Page, who: string | RegExp, to: string) => {
    await page.goto(`/sign-in?return=${to}`);
    await page.getByRole('link', { name: who }).first().click();
    await page.waitForURL(`**${to}`);
  };
  const rows = (page: Page, caption: string) => page.getByRole('table', { name: t(caption) }).getByRole('row');
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    [authority, browser] = await Promise.all([foundAuthority(matter), openBrowser()]);
    const { url } = authority.product;
    [desk, phone, keeper] = await Promise.all([sitDown(browser, url), sitDown(browser, url), sitDown(browser, url)]);
  });
  afterAll(async () => {
    await browser?.close();
    await authority?.stop();
  });

  leg('a person sees where they are signed in, and ends what they left open', async () => {
    await signIn(phone.page, matter.people.handler, '/inquiries');
    await signIn(desk.page, matter.people.handler, '/inquiries');
    const { page } = desk;
    await page.getByRole('button', { name: matter.people.handler }).click();
    await page.getByRole('link', { name: t('bar.sessions') }).click();
    await rows(page, 'sessions.own').nth(2).waitFor();
    await look(page, 'sessions-own', { dark: true, narrow: true });
    await button(page, t('sessions.end.others')).click();
    await page.getByText(/signed out at once/).waitFor();
    await look(page, 'sessions-own-end', { narrow: true });
    await page
      .locator('.letter')
      .getByRole('button', { name: t('sessions.end.others') })
      .click();
    await page.getByText(t('sessions.ended.others')).waitFor();
    await rows(page, 'sessions.own').nth(2).waitFor({ state: 'detached' });
    // The other browser finds out by itself at its next step.
    await phone.page.getByRole('link', { name: t('bar.leads') }).click();
    await phone.page.waitForURL('**/sign-in**');
  });

  leg('the pages of the installation are there for who keeps it', async () => {
    for (const path of ['sessions', 'machine-clients', 'machine-clients/new']) {
      await desk.page.goto(`/operations/${path}`);
      await desk.page.getByRole('heading', { level: 1, name: t('fault.notFound') }).waitFor();
    }
    await signIn(keeper.page, /administrator/i, '/operations/dead-letters');
    await keeper.page.getByRole('link', { name: t('sessions.title') }).click();
    await rows(keeper.page, 'sessions.title').nth(2).waitFor();
    await look(keeper.page, 'sessions', { dark: true, narrow: true });
  });

  leg('an administrator ends a session, with a reason', async () => {
    const { page } = keeper;
    await rows(page, 'sessions.title').filter({ hasText: matter.people.handler }).getByRole('button').click();
    const form = page.getByRole('form', { name: t('sessions.end.title') });
    await form.getByRole('button', { name: t('sessions.end') }).click();
    await form.getByText(t('field.required')).waitFor();
    await look(page, 'session-drawer', { dark: true, narrow: true });
    await form.getByRole('combobox').selectOption({ label: t('sessions.because.device-lost') });
    await form.getByRole('button', { name: t('sessions.end') }).click();
    await page.getByText(t('sessions.ended')).waitFor();
    await desk.page.goto('/inquiries');
    await desk.page.waitForURL('**/sign-in**');
  });

  leg('a machine client is registered, and its secret shown once', async () => {
    const { page } = keeper;
    await page.getByRole('link', { name: t('clients.title') }).click();
    await page.getByRole('heading', { name: t('clients.none') }).waitFor();
    await look(page, 'clients-none', { narrow: true });
    await page.getByRole('link', { name: t('clients.add') }).click();
    await button(page, t('clients.add')).click();
    await page.getByText(t('clients.email.wrong')).waitFor();
    await look(page, 'client-new', { dark: true, narrow: true });
    await page.getByLabel(t('clients.name')).fill('Statistics');
    await page.getByLabel(t('clients.email')).fill('statistics@authority.example');
    await page.getByLabel(t('clients.note')).fill('Counts cases by month');
    await button(page, t('clients.add')).click();
    const secret = await page.getByRole('textbox', { name: t('clients.made') }).inputValue();
    expect(secret).toMatch(/^dcs_/);
    // As on a page that came by plain http.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }));
    await button(page, t('copy')).click();
    await page.getByText(t('copy.byHand')).waitFor();
    await look(page, 'client-made', { dark: true, narrow: true });
    await page.getByRole('link', { name: t('clients.made.go') }).click();
    await rows(page, 'clients.title').nth(1).waitFor();
    expect(await page.content()).not.toContain(secret);
    await look(page, 'clients', { dark: true, narrow: true });
  });

  leg('it is given another secret, and turned away', async () => {
    const { page } = keeper;
    await button(page, 'Statistics').click();
    await button(page, t('clients.rotate')).click();
    await look(page, 'client-drawer', { dark: true, narrow: true });
    await page
      .getByRole('form', { name: t('clients.rotate') })
      .getByRole('button', { name: t('clients.rotate') })
      .click();
    await page.getByRole('textbox', { name: t('clients.made') }).waitFor();
    await look(page, 'client-rotated', { narrow: true });
    await page.keyboard.press('Escape');
    await button(page, 'Statistics').click();
    await button(page, t('clients.revoke')).click();
    await button(page, t('clients.revoke.sure')).click();
    await page.getByRole('cell', { name: t('clients.state.revoked') }).waitFor();
    await look(page, 'client-revoked');
    expect([...desk.complaints, ...keeper.complaints]).toEqual([]);
  });
});
