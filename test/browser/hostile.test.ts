import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { RfiView } from '#contracts';
import type { Browser, Page } from 'playwright-core';
import type { z } from 'zod';
import { anyMatter, type Matter } from '../flow/support/matter.js';
import type { Person } from '../flow/support/person.js';
import { submitReply } from '../flow/support/submit.js';
import { enterByLink, foundAuthority, personalLink, prepareRequest, type Authority } from './support/authority.js';
import { journey, legs, openBrowser, sitDown, whole, type Screen } from './support/browser.js';
import { t } from './support/words.js';

jest.setTimeout(300_000);

/** What an attacker writes wherever something can be written; if any of it ran, `window.ran` would say so. */
const PAYLOADS = [
  '<script>window.ran = 1</script>',
  '<img src=x onerror="window.ran = 2">',
  '"><svg onload="window.ran = 3">',
  'javascript:window.ran = 4',
  '{constructor.constructor("window.ran = 5")()}',
  '</textarea><iframe srcdoc="<script>parent.ran = 6</script>">',
];
const evil = (words: string): string => `${words} ${PAYLOADS.join(' ')}`;

/** Somebody who was asked writes scripts instead of answers; an officer reads them. */
journey('Scripts in what is written', () => {
  const leg = legs();
  const plain = anyMatter();
  const matter: Matter = {
    ...plain,
    inquiry: { ...plain.inquiry, title: { en: evil('Inquiry') } },
    request: {
      ...plain.request,
      subject: { en: evil('Subject') },
      purpose: evil('Purpose'),
      questionnaire: {
        ...plain.request.questionnaire,
        title: { en: evil('Questionnaire') },
        sections: plain.request.questionnaire.sections.map((section) => ({
          ...section,
          title: { en: evil(section.id) },
        })),
      },
      addressees: plain.request.addressees.map((one, at) => ({ ...one, name: `${PAYLOADS[at % 3]} ${at}` })),
    },
  };
  let authority: Authority;
  let browser: Browser;
  let officer: Screen;
  let page: Page;
  let inquiry: string;
  let rfi: string;
  let respondent: Person;
  let email: string;

  /** The page is whole, nothing of what was written ran, and the policy had nothing to forbid. */
  const unharmed = async (where: Page = page): Promise<void> => {
    await whole(where);
    const found = await where.evaluate(() => {
      const here = window as unknown as { ran?: number; broken: string[] };
      return { ran: here.ran ?? null, broken: here.broken, frames: document.querySelectorAll('iframe').length };
    });
    expect([where.url(), found]).toEqual([where.url(), { ran: null, broken: [], frames: 0 }]);
  };
  /** Breaches of the content security policy, from the first line of a page on. */
  const watched = async (screen: Screen): Promise<Screen> => {
    await screen.context.addInitScript(() => {
      const here = window as unknown as { broken: string[] };
      here.broken = [];
      addEventListener('securitypolicyviolation', (event) =>
        here.broken.push(`${event.violatedDirective}: ${event.blockedURI}`),
      );
    });
    return screen;
  };

  beforeAll(async () => {
    [authority, browser] = await Promise.all([foundAuthority(matter), openBrowser()]);
    const handler = await authority.as('handler');
    const manager = await authority.as('manager');
    await authority.dayComes(matter.screening.closedOn);
    const { provenance } = matter;
    const opened = await manager.post('/api/case-state/inquiries', {
      ...matter.inquiry,
      team: [
        { person: authority.ids.manager, role: 'case-manager', conflict: 'none' },
        { person: authority.ids.handler, role: 'case-handler', conflict: 'none' },
      ],
      provenance,
    });
    inquiry = opened.body.id;
    const { procedure, number, title } = matter.second;
    const made = await manager.post(`/api/case-state/inquiries/${inquiry}/cases`, {
      procedure,
      number,
      title,
      provenance,
    });
    rfi = await prepareRequest(handler, made.body.id, matter);
    await manager.post(`/api/intake/rfis/${rfi}/issue`, {});
    const { addressees } = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${rfi}`);
    respondent = await enterByLink(authority.product, await personalLink(manager, rfi, addressees[0]!.id));
    email = addressees[0]!.contact.email;
    await respondent.put('/api/intake/respondent/answers', {
      answers: { A1: { text: evil('We offer') }, B1: { choices: ['no'] } },
    });
    await submitReply(respondent, authority.product.url, email);
    officer = await watched(await sitDown(browser, authority.product.url));
    page = officer.page;
    await page.goto(`/api/case-state/sign-in?as=${authority.ids.manager}&return=/rfis/${rfi}`);
  });
  afterAll(async () => {
    await browser?.close();
    await authority?.stop();
  });

  leg('an officer reads the reply: it is text, and does nothing', async () => {
    await page.goto(`/rfis/${rfi}`);
    await unharmed();
    await page
      .getByRole('button', { name: `${PAYLOADS[0]} 0` })
      .first()
      .click();
    await page.getByText('We offer').first().waitFor();
    await expect(page.getByText(PAYLOADS[1]!).count()).resolves.toBeGreaterThan(0);
    await unharmed();
  });

  leg('nor on any other page does what was written do anything, or the policy forbid what we need', async () => {
    for (const path of [
      '/inquiries',
      `/inquiries/${inquiry}`,
      `/inquiries/${inquiry}/people`,
      `/inquiries/${inquiry}/as-of`,
      '/rfis',
      '/rfis/new',
      '/leads',
      '/leads/new',
      '/inbox',
      '/webhooks',
      '/webhooks/new',
      '/operations/dead-letters',
      '/sign-in',
      '/demo/mail',
      '/nothing-here',
      '/api/intake/docs',
    ]) {
      await page.goto(path);
      if (path.startsWith('/api/')) await page.locator('.swagger-ui .opblock').first().waitFor();
      else await unharmed();
      const broken = await page.evaluate(() => (window as unknown as { broken: string[] }).broken);
      expect([path, broken]).toEqual([path, []]);
    }
    expect(officer.complaints).toEqual([]);
  });

  leg('the policy is there: a script that somebody got into a page does not run', async () => {
    await page.goto('/inquiries');
    await whole(page);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = 7';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'https://evil.example/steal';
      document.body.append(image);
    });
    await page.waitForFunction(() => (window as unknown as { broken: string[] }).broken.length >= 2);
    expect(await page.evaluate(() => (window as unknown as { ran?: number }).ran ?? null)).toBeNull();
  });

  leg('no script reaches a session, and nothing of one lies in the browser’s storage', async () => {
    const seen = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(seen).not.toMatch(/eyJ|dossier_session/);
    const cookies = await officer.context.cookies();
    expect(cookies.find(({ name }) => name === 'dossier_session')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  });

  leg('the respondent’s own pages hold the same', async () => {
    const screen = await watched(await sitDown(browser, authority.product.url));
    const manager = await authority.as('manager');
    const { addressees } = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${rfi}`);
    const link = await personalLink(manager, rfi, addressees[0]!.id);
    await screen.page.goto(link);
    await screen.page.getByRole('heading', { name: t('respond.frozen.title') }).waitFor();
    await unharmed(screen.page);
    // The link's token has left the address: it is in no Referer and in no history that goes on.
    expect(screen.page.url()).not.toContain('/r/');
    expect(screen.complaints).toEqual([]);
  });
});
