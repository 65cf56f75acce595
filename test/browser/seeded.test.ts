import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { AccessView, InquiryView, PeoplePage, RfiView } from '#contracts';
import type { z } from 'zod';
import { Doors } from '../flow/support/person.js';
import { personalLink } from './support/authority.js';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '#testing';
import { theStory } from '../flow/support/matter.js';
import { startProduct, type Product } from '../flow/support/product.js';
import {
  complain,
  journey,
  legs,
  look,
  openBrowser,
  desk,
  phone,
  sitDown,
  whole,
  type Screen,
} from './support/browser.js';
import { french, t } from './support/words.js';

jest.setTimeout(300_000);

/** Pages of which one is as good as another: with what stands behind them, and on the width of a phone. */
const main = ['/inquiries', '/inquiries/:id', '/cases/:id', '/rfis/:id', '/inbox'];
/** Every page that a case manager can reach; a page that is not among them is found all the same. */
const pages = [
  ...main,
  '/inquiries/new',
  '/inquiries/:id/people',
  '/inquiries/:id/as-of',
  '/inquiries/:id/cases/new',
  '/leads',
  '/leads/new',
  '/rfis',
  '/cases/:id/as-of',
  '/rfis/:id/as-of',
  '/rfis/new',
  '/webhooks',
  '/webhooks/new',
];

const id = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** The installation as it comes: the story is told, and a case manager goes through every page that a link leads to. */
journey('The story as it is delivered', () => {
  const leg = legs();
  let product: Product;
  let browser: Browser;
  let officer: Screen;
  let page: Page;
  /** An address of each kind of page that was found. */
  const addresses = new Map<string, string>();

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ DOSSIER_SEED: 'story' }), openBrowser()]);
    officer = await sitDown(browser, product.url);
    page = officer.page;
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  /** The person of a screen, asking without it. */
  const atTheDoors = async ({ context }: Screen) => {
    const cookies = await context.cookies();
    return new Doors(product.url).as({
      Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      Origin: product.url,
    });
  };

  leg('everybody of the demonstration can be chosen at the sign-in', async () => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: t('signIn.who') }).waitFor();
    await look(page, 'seeded-sign-in', { dark: true, narrow: true });
    await page
      .getByRole('region', { name: t('signIn.inside') })
      .getByRole('link', { name: t('role.case-manager') })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: t('inquiries.title') }).waitFor();
  });

  leg('every page that a link leads to is whole, readable and without fault', async () => {
    const seen = new Map<string, string>([['/inquiries', '']]);
    for (const [path] of seen) {
      await page.goto(path);
      await whole(page);
      const kind = path.replaceAll(id, ':id');
      const again = addresses.has(kind);
      if (!again) addresses.set(kind, path);
      const name = `seeded${kind.replaceAll(/[/:]+/g, '-')}${again ? `-${seen.size}` : ''}`;
      const wide = main.includes(kind) && !again;
      await look(page, name, { dark: wide, narrow: wide });
      const links = await page
        .getByRole('link')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href).filter(Boolean));
      for (const { origin, pathname } of links.map((link) => new URL(link)))
        if (origin === product.url && !/^\/(api|oidc|r)\//.test(pathname) && pathname !== '/') seen.set(pathname, '');
    }
    expect([...addresses.keys()]).toEqual(expect.arrayContaining(pages));
    expect(officer.complaints).toEqual([]);
  });

  leg('opened on a phone, no page goes sideways, and no list within it: in French, which runs longer', async () => {
    await page.setViewportSize(phone);
    await page.goto('/inquiries');
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('heading', { level: 1, name: french['inquiries.title'] }).waitFor();
    await look(page, 'seeded-french');
    for (const [kind, address] of addresses) {
      await page.goto(address);
      await whole(page);
      const wider = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.list-scroll')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(
            (one) =>
              `${one.querySelector(':scope > table > caption')?.textContent ?? 'all of it'} (${one.scrollWidth} px)`,
          ),
      );
      for (const one of wider) complain(`${kind} goes sideways: ${one}`);
    }
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('html[lang="en"]').waitFor();
    await page.setViewportSize(desk);
  });

  leg(
    'as of a day, each event is drawn once, whatever days are asked for; an address without a day is mended',
    async () => {
      await page.goto('/inquiries');
      await page.locator('a.num').first().click();
      await page.getByRole('link', { name: t('thread.asOf') }).click();
      await page.waitForURL('**/as-of*');
      const handle = page.getByRole('slider', { name: t('asOf.dayA') });
      await handle.waitFor();
      await whole(page);
      const address = new URL(page.url()).pathname;
      const inquiry = address.split('/')[2]!;
      const { points } = await (await page.request.get(`/api/case-state/inquiries/${inquiry}/thread`)).json();
      const drawn = page.locator('.tt-tick');
      const allDrawn = () => eventually(async () => (await drawn.count()) === points.length, { every: 50 });
      await allDrawn();
      for (const key of ['Home', 'PageDown', 'PageDown', 'ArrowRight', 'End']) {
        await handle.press(key);
        await whole(page);
        await allDrawn();
      }
      await page.goto(`${address}?a=2024-02-31&b=2024-06-27`);
      await page.waitForURL((url) => url.searchParams.get('a') !== '2024-02-31');
      await page.getByText('2024-02-31').waitFor();
      expect(new URL(page.url()).searchParams.get('b')).toBe('2024-06-27');
    },
  );

  leg('on paper, each date of a case stands with how it came about', async () => {
    const { items } = await (await page.request.get('/api/intake/rfis')).json();
    await page.goto(`/cases/${(items as { caseId: string }[])[0]!.caseId}`);
    await whole(page);
    const { clocks } = await (await page.request.get(`/api/case-state${new URL(page.url()).pathname}`)).json();
    expect(clocks.length).toBeGreaterThan(0);
    const reckonings = page.locator('.paper .reckon');
    const visible = () => reckonings.filter({ visible: true }).count();
    expect(await visible()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await visible()).toBe(clocks.length);
    await page.emulateMedia({ media: null });
  });

  leg('an address that is none of its kind has nothing; what is half written is not left without a word', async () => {
    await page.goto('/cases/nope');
    await page.getByRole('heading', { level: 1, name: t('fault.notFound') }).waitFor();
    await page.goto('/leads/new');
    await page.getByLabel(t('leads.subject')).fill('Half');
    const away = page.getByRole('link', { name: t('bar.rfis'), exact: true });
    await away.click();
    await page.getByRole('button', { name: t('leaving.stay') }).click();
    expect(await page.getByLabel(t('leads.subject')).inputValue()).toBe('Half');
    await away.click();
    await page.getByRole('button', { name: t('leaving.leave') }).click();
    await page.waitForURL('**/rfis');
  });

  leg(
    'a reply is restricted to named people at the reply itself: others are told so, and not what it says',
    async () => {
      const { items } = await (await page.request.get('/api/intake/rfis')).json();
      const rfi = (items as { id: string; inquiryId: string; repliesIn: number }[]).find(
        ({ repliesIn }) => repliesIn > 0,
      )!;
      const { addressees } = await (await page.request.get(`/api/intake/rfis/${rfi.id}`)).json();
      const replied = (addressees as { id: string; name: string; submittedOn?: string }[]).find(
        ({ submittedOn }) => submittedOn,
      )!;
      const address = `/rfis/${rfi.id}?read=${replied.id}`;
      // Somebody else of the team has the reply open.
      const other = await sitDown(browser, product.url);
      await other.page.goto('/');
      await other.page.getByRole('link', { name: theStory.people.head }).click();
      await other.page.getByRole('heading', { level: 1, name: t('inquiries.title') }).waitFor();
      await other.page.goto(address);
      await other.page.locator('.ans').first().waitFor();
      expect(await other.page.locator('.ans').count()).toBeGreaterThan(0);

      await page.goto(address);
      const restrict = page.getByRole('button', { name: t('restrict.act') });
      const atRestrict = () => restrict.evaluate((element) => element === document.activeElement);
      for (const backOut of [
        () => page.getByRole('button', { name: t('form.cancel'), exact: true }).click(),
        () => page.keyboard.press('Escape'),
      ]) {
        await restrict.click();
        await page.getByRole('group', { name: t('restrict.people') }).waitFor();
        await backOut();
        await eventually(atRestrict, { every: 50 });
      }
      await restrict.click();
      const send = page.getByRole('button', { name: t('restrict.act') });
      await send.click();
      await page.getByText(t('restrict.people.needed')).waitFor();
      const names = page.getByRole('group', { name: t('restrict.people') });
      await names.getByRole('checkbox', { name: theStory.people.handler }).check();
      await page.getByRole('textbox', { name: t('restrict.reason') }).fill('It names what a competitor pays');
      await look(page, 'seeded-restrict', { dark: true, narrow: true });
      await send.click();
      const { handler } = theStory.people;
      await page.getByText(t('restrict.withheld', { names: handler })).waitFor();
      await look(page, 'seeded-restricted', { dark: true, narrow: true });

      // What was open is closed, without being asked for anew.
      await other.page.getByText(t('restrict.withheld', { names: handler })).waitFor();
      await eventually(async () => (await other.page.locator('.ans').count()) === 0);
      expect(other.complaints).toEqual([]);

      // One of those named leaves the team: who is named is changed at the reply all the same.
      const manager = await atTheDoors(officer);
      const team = `/api/case-state/inquiries/${rfi.inquiryId}/team`;
      const restrictions = `/api/case-state/inquiries/${rfi.inquiryId}/restrictions`;
      const standing = async () =>
        (
          await manager.get<z.infer<typeof AccessView>>(`/api/case-state/inquiries/${rfi.inquiryId}/access`)
        ).restrictions.find(({ lifted, replacedBy }) => !lifted && !replacedBy)!;
      const { items: everybody } = await manager.get<z.infer<typeof PeoplePage>>('/api/case-state/people');
      const { team: members } = await manager.get<z.infer<typeof InquiryView>>(
        `/api/case-state/inquiries/${rfi.inquiryId}`,
      );
      const { person: leaving } = members.find(({ role }) => role === 'chief-economist')!;
      const leaver = everybody.find(({ id }) => id === leaving)!;
      const { id: first, people: alone } = await standing();
      await manager.post(`${restrictions}/${first}/change`, {
        people: [...alone, leaver.id],
        reason: 'She helps to read it',
      });
      await manager.post(`${team}/${leaver.id}/leave`, { reason: 'Another matter' });
      await page.goto(address);

      // Others are named: who was told that it is not for him reads it, without being asked for anew.
      const { head } = theStory.people;
      await page.getByRole('button', { name: t('restrict.change') }).click();
      const before = names.getByRole('checkbox', { name: handler });
      expect(await before.isChecked()).toBe(true);
      expect(await names.getByRole('checkbox', { name: leaver.name }).count()).toBe(0);
      await before.uncheck();
      await names.getByRole('checkbox', { name: head }).check();
      await page.getByRole('textbox', { name: t('restrict.change.reason') }).fill('She takes it over');
      await look(page, 'seeded-restrict-change', { dark: true, narrow: true });
      await page.getByRole('button', { name: t('restrict.change') }).click();
      await page.getByText(t('restrict.withheld', { names: head })).waitFor();
      expect((await standing()).people).toEqual([everybody.find(({ name }) => name === head)!.id]);
      await other.page.locator('.ans').first().waitFor();
      expect(other.complaints).toEqual([]);

      // The same once more: it is said that nothing would change, and nothing does.
      const { id: last } = await standing();
      await page.getByRole('button', { name: t('restrict.change') }).click();
      await page.getByRole('textbox', { name: t('restrict.change.reason') }).fill('To be sure');
      await page.getByRole('button', { name: t('restrict.change') }).click();
      await page.getByText(t('restrict.people.same')).waitFor();
      await look(page, 'seeded-restrict-same', { narrow: true });
      expect((await standing()).id).toBe(last);

      await page.goto(`/inquiries/${rfi.inquiryId}/people`);
      const sheet = page.getByRole('region', { name: t('restrictions.title') });
      await sheet.getByText(t('walls.state.stands'), { exact: true }).waitFor();
      await sheet.getByText(t('restrictions.state.replaced'), { exact: true }).first().waitFor();
      await look(page, 'seeded-restrictions', { dark: true, narrow: true });
      await sheet.getByRole('link', { name: replied.name }).first().click();
      await page.waitForURL(`**${address}`);
      await page.getByRole('button', { name: t('restrict.lift') }).click();
      await page.getByRole('textbox', { name: t('restrict.lift.reason') }).fill('A version without it is in');
      await look(page, 'seeded-restriction-lift', { narrow: true });
      await page.getByRole('button', { name: t('restrict.lift') }).click();
      await page.locator('.ans').first().waitFor();
      await other.page.locator('.ans').first().waitFor();

      // What somebody else has lifted meanwhile is there to be restricted, without being asked for anew.
      const unitHead = await atTheDoors(other);
      const reader = everybody.find(({ name }) => name === head)!.id;
      await unitHead.post(restrictions, { reply: replied.id, people: [reader], reason: 'It names a price' });
      await page.getByRole('button', { name: t('restrict.lift') }).click();
      await page.getByRole('textbox', { name: t('restrict.lift.reason') }).waitFor();
      await unitHead.post(`${restrictions}/${(await standing()).id}/lift`, { reason: 'It is known by now' });
      await page.getByRole('button', { name: t('restrict.act') }).waitFor();
      expect(await page.getByRole('textbox', { name: t('restrict.lift.reason') }).count()).toBe(0);
    },
  );

  leg('who is walled off finds nothing, whatever he asks; an auditor finds who read what', async () => {
    await page.goto('/inquiries');
    await page.locator('a.num').first().click();
    await page.getByRole('link', { name: t('people.add') }).click();
    await page.waitForURL('**/people');
    const address = new URL(page.url()).pathname;
    const wall = page.getByRole('region', { name: t('walls.raise.title') });
    const excluded = theStory.people.handler;
    await wall.getByRole('combobox', { name: t('member.person') }).selectOption({ label: excluded });
    await wall.getByRole('textbox', { name: t('walls.raise.reason') }).fill('A sister works for one of the parties');
    await wall.getByRole('checkbox').check();
    await wall.getByRole('button', { name: t('walls.raise') }).click();
    await page.getByText(t('walls.state.stands'), { exact: true }).waitFor();
    await look(page, 'seeded-walls', { dark: true, narrow: true });

    const other = await sitDown(browser, product.url);
    await other.page.goto('/');
    await other.page.getByRole('link', { name: excluded }).click();
    await other.page.getByRole('heading', { level: 1, name: t('inquiries.title') }).waitFor();
    await other.page.goto(address);
    await other.page.getByRole('heading', { level: 1, name: t('fault.notFound') }).waitFor();
    await look(other.page, 'seeded-nothing-here', { dark: true, narrow: true });
    await other.page.getByRole('textbox', { name: t('challenge.reason') }).fill('It is urgent');
    await other.page.getByRole('button', { name: t('challenge.act') }).click();
    await other.page.getByRole('heading', { name: t('challenge.refused') }).waitFor();

    const auditor = await sitDown(browser, product.url);
    await auditor.page.goto('/');
    await auditor.page
      .getByRole('region', { name: t('signIn.inside') })
      .getByRole('link', { name: t('role.auditor') })
      .first()
      .click();
    await auditor.page.getByRole('link', { name: t('bar.reads') }).click();
    await auditor.page.getByText(t('reads.kind.inquiry')).first().waitFor();
    await look(auditor.page, 'seeded-reads', { dark: true, narrow: true });
    expect(auditor.complaints).toEqual([]);
  });

  leg('somebody who was asked finds the request by the personal link', async () => {
    const manager = await atTheDoors(officer);
    const { items } = await manager.get<{ items: { id: string; state: string }[] }>('/api/intake/rfis');
    const rfi = items.find(({ state }) => state === 'issued')!;
    const { addressees } = await manager.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${rfi.id}`);
    const outside = await sitDown(browser, product.url, { viewport: phone, hasTouch: true, isMobile: true });
    await outside.page.goto(await personalLink(manager, rfi.id, addressees[0]!.id));
    await outside.page.waitForURL('**/respond');
    await look(outside.page, 'seeded-respondent', { dark: true });
    expect(outside.complaints).toEqual([]);
  });
});
