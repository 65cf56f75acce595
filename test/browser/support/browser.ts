import { describe, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { idsIn } from './words.js';

/** The journeys need a Chromium; where there is none they count as skipped. */
const executable = process.env.DOSSIER_TEST_BROWSER;
export const journey = executable ? describe : describe.skip;

/** What was found wrong with the pages of the leg that is being gone. */
let found: string[] = [];

/**
 * The legs of one journey, each a test that begins where the last one ended. When one cannot be gone to its end, those behind it are not
 * begun; what is found wrong with a page is told at the end of the leg, and does not stop it.
 */
export function legs(): (name: string, go: () => Promise<void>) => void {
  let stopped: string | undefined;
  return (name, go) =>
    test(name, async () => {
      if (stopped !== undefined) throw new Error(`The journey ended before, at: ${stopped}`);
      found = [];
      try {
        await go();
      } catch (error) {
        stopped = name;
        throw error;
      }
      if (found.length > 0) throw new Error(`Found wrong:\n${found.join('\n')}`);
    });
}

/** Something that is wrong, and does not keep from going on. */
export const complain = (wrong: string): void => void found.push(wrong);

/** Keeps a picture of every page that is looked at. */
const pictures = process.env.DOSSIER_TEST_PICTURES;

/** For what a page is to show: a busy machine takes its time. */
const PATIENCE_MS = 60_000;
export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(executable && { executablePath: executable }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A person before a screen: a profile of its own, and everything that went wrong in it. */
export interface Screen {
  context: BrowserContext;
  page: Page;
  /** What the page itself complained of: errors in its console, uncaught errors, answers of a broken server. */
  complaints: string[];
  /** Another window of the same person. */
  window(): Promise<Page>;
}

export async function sitDown(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Screen> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: desk,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const window = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // A refused request is told to the console by the browser itself; what it means is for the page to say.
      if (message.type() !== 'error' || /Failed to load resource/.test(message.text())) return;
      complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('response', (response) => {
      // 503: asked before the view was there; the page asks again.
      if (response.status() >= 500 && response.status() !== 503)
        complaints.push(`${response.status()} ${response.url()}`);
    });
    return page;
  };
  return { context, page: await window(), complaints, window };
}

export interface Look {
  /** Also by night. */
  dark?: boolean;
  /** Also on the width of a phone. */
  narrow?: boolean;
}

/** Looks at a page once all of it is there: nothing that axe finds, no id of a text, no raw identifier, nothing wider than the screen. */
export async function look(page: Page, name: string, { dark = false, narrow = false }: Look = {}): Promise<void> {
  await inspected(page, name);
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspected(page, `${name}-dark`, ['color-contrast']); // all that the night changes
    await page.emulateMedia({ colorScheme: 'light' });
  }
  if (narrow) {
    const before = page.viewportSize();
    await page.setViewportSize(phone);
    await inspected(page, `${name}-phone`);
    if (before) await page.setViewportSize(before);
  }
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** @param rules what axe looks for; all of WCAG 2.2 AA and its best practice where they are not named */
async function inspected(page: Page, name: string, rules?: string[]): Promise<void> {
  await whole(page);
  if (pictures) {
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
  const words = await page.evaluate(() => {
    const texts: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // What was sent over the wire is shown as it was, identifiers and all.
    for (let text = walk.nextNode(); text; text = walk.nextNode())
      if (!text.parentElement?.closest('pre, script, style')) texts.push(text.textContent ?? '');
    return texts.join('\n');
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const wrong = [
    ...idsIn(words).map((id) => `the id of a text instead of the text: ${id}`),
    ...(words.match(uuid) ?? []).map((id) => `a raw identifier: ${id}`),
    ...(wide > 0 ? [`${wide} px wider than the screen`] : []),
    ...(await violations(page, rules)),
  ];
  found.push(...wrong.map((each) => `${name} (${new URL(page.url()).pathname}): ${each}`));
}

/** All of the page is there: a title, and nothing still on its way. */
export async function whole(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  const result = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: { run: (where: unknown, how: unknown) => Promise<AxeResult> } }).axe.run(document, {
        runOnly,
        resultTypes: ['violations'],
      }),
    rules ? { type: 'rule', values: rules } : { type: 'tag', values: EVERYTHING },
  );
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary = '' }) => {
      const why = failureSummary.replace(/\s+/g, ' ');
      return `${id}: ${help}: ${html.slice(0, 160)} (${why.slice(0, 240)})`;
    }),
  );
}
