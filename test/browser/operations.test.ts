import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { DeadLetterList } from '#contracts';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { theStory as matter } from '../flow/support/matter.js';
import { foundAuthority, type Authority } from './support/authority.js';
import { journey, legs, look, openBrowser, sitDown, type Screen } from './support/browser.js';
import { like, t } from './support/words.js';

jest.setTimeout(300_000);

/** Somebody runs the installation: a service cannot take in what another tells it, until its cause is mended. */
journey('Operations: what could not be taken in', () => {
  const leg = legs();
  let authority: Authority;
  let browser: Browser;
  let operator: Screen;
  let page: Page;
  let database: pg.Client;

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const rows = () => page.getByRole('table', { name: t('operations.title') }).getByRole('row');
  const none = () => page.getByRole('heading', { name: t('operations.none'), exact: true });
  const signIn = async (who: string | RegExp) => {
    await page.goto('/sign-in?return=/operations/dead-letters');
    await page.getByRole('link', { name: who }).first().click();
  };
  const openInquiry = async (number: string) => {
    const manager = await authority.as('manager');
    await manager.post('/api/case-state/inquiries', {
      number,
      title: { en: `A matter, ${number}` },
      team: [{ person: authority.ids.manager, role: 'case-manager', conflict: 'none' }],
    });
  };
  const parked = async (count: number) => {
    for (let total = -1; total !== count; await new Promise((tick) => setTimeout(tick, 100)))
      ({ total } = await authority.administrator.get<DeadLetterList>('/api/notifications/dead-letters'));
  };

  beforeAll(async () => {
    [authority, browser] = await Promise.all([foundAuthority(matter), openBrowser()]);
    const { stdout } = await authority.product.dossier('database-url', 'notifications');
    database = new pg.Client({ connectionString: stdout.trim() });
    await database.connect();
    operator = await sitDown(browser, authority.product.url);
    page = operator.page;
  });
  afterAll(async () => {
    await browser?.close();
    await database?.end();
    await authority?.stop();
  });

  leg('is for who has the role: for others there is nothing, neither in the bar nor at the address', async () => {
    await signIn(matter.people.manager);
    await page.getByRole('heading', { level: 1, name: t('fault.notFound') }).waitFor();
    expect(await page.getByRole('link', { name: t('bar.operations') }).count()).toBe(0);
    await operator.context.clearCookies();
    await signIn(/administrator/i);
    await none().waitFor();
    await page.getByRole('link', { name: t('bar.operations') }).waitFor();
    await look(page, 'dead-letters-none', { dark: true, narrow: true });
  });

  leg('a lane that parks comes up by itself, with why and with what waits', async () => {
    // A table of the inboxes is gone: what they should take in fails for good.
    await database.query('alter table views.inbox_inquiry rename to inbox_inquiry_away');
    await openInquiry('I-1');
    await openInquiry('I-2');
    await parked(2);
    await rows().nth(2).waitFor();
    const row = rows().nth(1);
    await row.getByText(t('operations.consumer.notifications.views')).waitFor();
    await row.getByText(t('operations.code.handler-failed')).waitFor();
    await look(page, 'dead-letters', { dark: true, narrow: true });
  });

  leg('by keyboard: opened, tried again in vain, which stands in its history', async () => {
    await rows().nth(1).getByRole('button').focus();
    await page.keyboard.press('Enter');
    const close = button(t('drawer.close', { tab: t('operations.letter') }));
    await close.waitFor();
    expect(new URL(page.url()).searchParams.get('letter')).toBeTruthy();
    await page.getByLabel(t('operations.error')).getByText('inbox_inquiry').waitFor();
    for (let tabs = 0; tabs < 5; tabs++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.textContent)) === t('operations.retry')) break;
    }
    await page.keyboard.press('Enter');
    await page.getByText(t('operations.act.failed-again')).first().waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: like('operations.again') })
      .waitFor();
    await look(page, 'dead-letter', { dark: true, narrow: true });
  });

  leg('skipped only with a reason, and told what that means; Esc takes it back', async () => {
    await button(t('operations.skip')).click();
    const form = page.getByRole('form', { name: t('operations.skip.title') });
    await form.getByText(/cannot be taken back/).waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await expect(button(t('operations.skip')).evaluate((element) => element === document.activeElement)).resolves.toBe(
      true,
    );
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: t('operations.skip.sure') }).click();
    await form.getByText(t('field.required')).waitFor();
    await look(page, 'dead-letter-skip', { narrow: true });
    await form.getByRole('textbox').fill('Nobody needs to be told');
    await form.getByRole('button', { name: t('operations.skip.sure') }).click();
    await page.getByText(t('operations.after.skipped')).waitFor();
    await page.getByText(t('operations.act.reason', { reason: 'Nobody needs to be told' })).waitFor();
    await rows().nth(2).waitFor({ state: 'detached' });
    await look(page, 'dead-letter-skipped');
    await page.keyboard.press('Escape');
  });

  leg('the cause is mended: tried again, it is taken in, and nothing is parked', async () => {
    await database.query('alter table views.inbox_inquiry_away rename to inbox_inquiry');
    await rows().nth(1).getByRole('button').click();
    await button(t('operations.retry')).click();
    await page.getByText(t('operations.after.retried')).waitFor();
    await none().waitFor();
    const { rows: shown } = await database.query('select number from views.inbox_inquiry');
    expect(shown).toEqual([{ number: expect.stringMatching(/^I-[12]$/) }]);
  });

  leg('all of them stay to be seen, with who did what', async () => {
    await button(t('operations.show.all')).click();
    await page.waitForURL('**show=all**');
    await rows().nth(2).waitFor();
    for (const state of ['skipped', 'retried'])
      await page.getByRole('cell', { name: t(`operations.state.${state}`), exact: true }).waitFor();
    await look(page, 'dead-letters-all', { narrow: true });
    // While its table was away, the inbox could not be shown either.
    expect(operator.complaints.filter((one) => !one.includes('/api/notifications/inbox'))).toEqual([]);
  });
});
