import { describe, expect, test } from '@jest/globals';
import { CreateSubscription, LocalizedText, publishedContracts, SUBSCRIBABLE_TYPES } from '../src/index.js';

describe('a text in languages', () => {
  test.each([['fr'], ['pt-BR'], ['sr-Latn'], ['zh-Hant-TW'], ['el']])('%s is one', (tag) => {
    expect(LocalizedText.safeParse({ en: 'A', [tag]: 'B' }).success).toBe(true);
  });

  test.each([['FR'], ['frenchlanguage'], ['__x'], [''], ['e'], ['pt_BR'], ['fr '], ['<b>']])('%j is none', (tag) => {
    const { error } = LocalizedText.safeParse({ en: 'A', [tag]: 'B' });
    expect(error?.issues.map(({ path }) => path)).toEqual([[tag]]);
  });

  test('has a bounded number of them', () => {
    const many = Array.from({ length: 60 }, (_, i) => `${'abcdefghij'[i % 10]}${'klmnop'[Math.floor(i / 10)]}x`);
    expect(LocalizedText.safeParse({ en: 'A', ...Object.fromEntries(many.map((tag) => [tag, 'B'])) }).success).toBe(
      false,
    );
  });
});

describe('what can be subscribed to', () => {
  const given = (type: string) =>
    CreateSubscription.safeParse({
      title: 'Register',
      url: 'https://hooks.example/in',
      types: [type],
      inquiries: ['00000000-0000-4000-8000-000000000001'],
    });

  const calendar = 'dossier.case-state.CalendarPublished.v1';
  const ofAnInquiry = Object.keys(publishedContracts).filter((type) => type !== calendar);
  test.each([...ofAnInquiry, 'dossier.intake.*', 'dossier.case-state.*', '*'])('%s', (type) => {
    expect(given(type).success).toBe(true);
  });

  test.each([
    calendar,
    'dossier.intake.RfiRecalled.v1',
    'dossier.intake.RfiIssued.v2',
    'dossier.nobody.*',
    'dossier.*',
  ])('not %s: the answer lists those that there are', (type) => {
    const message = given(type).error?.issues[0]?.message;
    for (const known of SUBSCRIBABLE_TYPES) expect(message).toContain(known);
  });
});
