import { describe, expect, test } from '@jest/globals';
import {
  asNumber,
  asRead,
  CreateSubscription,
  InquiryNumber,
  LocalizedText,
  Name,
  publishedContracts,
  SUBSCRIBABLE_TYPES,
} from '../src/index.js';

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

describe('a name', () => {
  test.each([
    ["Zoë O'Brien-Łukasiewicz"],
    ['Αλέξανδρος Παπαδόπουλος'],
    ['Мария Кюри'],
    ['Яндекс N.V.'],
    ['ООО "Вымпел" (Vimpel)'],
    ['トヨタ自動車株式会社'],
    ['삼성전자 (Samsung)'],
    ['شركة الاتصالات'],
    ['شرکت می\u200cخواهم'],
    ['क्\u200dष'],
    ['X² Société™ & Söhne, Nr. 7'],
    ['µTorrent'],
  ])('%s is one, and stays as it is', (name) => {
    expect(Name.parse(name)).toBe(name);
  });

  test('is written in one way, with one space between words and none around', () => {
    expect(Name.parse(' Zoe\u0308 \u2003\u00a0Berg\u00a0')).toBe('Zo\u00eb Berg');
  });

  test.each([
    ['nothing but spaces', ' \u00a0\u2003'],
    ['a line break', 'Anna\nBerg'],
    ['a line separator', 'Anna\u2028Berg'],
    ['a control character', 'Anna\u001b[2J'],
    ['U+0000', 'Anna\u0000'],
    ['writing turned round', 'Anna \u202egreB'],
    ['an isolate', '\u2067Anna\u2069'],
    ['a zero-width space', 'An\u200bna'],
    ['a soft hyphen', 'An\u00adna'],
    ['a joiner of letters in a Latin word', 'An\u200dna'],
    ['a joiner of letters in a Cyrillic word', '\u0410\u200c\u043d\u043d\u0430'],
    ['a joiner of letters beside accents that stand apart', 'An\u0301\u200dn\u0301a'],
    ['a joiner of letters at the end of a word', '\u0645\u06cc\u200c'],
    ['two joiners of letters', '\u0645\u06cc\u200c\u200c\u062e'],
    ['a joiner of graphemes', 'An\u034fna'],
    ['a selector of a variant', 'Anna\ufe00'],
    ['another selector of a variant', 'Anna\ufe0f'],
    ['a Mongolian selector of a variant', 'Anna\u180b'],
    ['a Hangul filler', 'Anna\u3164Berg'],
    ['a Hangul filler of half width', 'Anna\uffa0Berg'],
    ['a Hangul filler of a first consonant', 'Anna\u115fBerg'],
    ['a Khmer vowel that does not show', 'Anna\u17b4'],
    ['Braille without a dot', 'Anna\u2800Berg'],
    ['a byte-order mark', 'An\ufeffna'],
    ['a tag that does not show', 'Anna\u{e0041}'],
    ['a lone surrogate', 'Anna\ud800'],
    ['a private sign', 'Anna\ue000'],
    ['a Cyrillic a in a Latin word', '\u0410nna Berg'],
    ['a Greek omicron in a Latin word', 'G\u03bfogle LLC'],
    ['a Latin letter with an accent that is written apart, in a Cyrillic word', '\u041c\u0430\u0440e\u0301\u044f'],
    ['a long name', 'a'.repeat(201)],
  ])('%s is refused', (_, name) => {
    expect(Name.safeParse(name).success).toBe(false);
  });
});

test.each([
  ['case', 'ANNA BERG'],
  ['spaces', ' Anna \u00a0 Berg'],
  ['full width', '\uff21nna Berg'],
  ...['\u200b', '\u200d', '\u034f', '\ufe0f', '\u3164', '\uffa0', '\u115f', '\u17b4', '\u180b', '\u2800'].map(
    (sign) => [`U+${sign.charCodeAt(0).toString(16)}`, `An${sign}na Berg`],
  ),
] as [string, string][])('two names that differ in %s are read alike', (_, name) => {
  expect(asRead(name)).toBe(asRead('Anna Berg'));
});

test('a letter with its accent apart from it is read as the one letter, also past a sign that does not show', () => {
  expect(asRead('Zoe\u034f\u0308')).toBe(asRead('zo\u00eb'));
  expect(asRead('Anna Berg')).not.toBe(asRead('AnnaBerg'));
});

test.each(['I-1', ' I-1 ', '\uff29\uff0d\uff11', 'I\u20101', 'I\u20111', 'I\u22121'])(
  '%j is one number, and stays as it was sent until it is recorded',
  (sent) => {
    expect(InquiryNumber.parse(sent)).toBe(sent);
    expect(asNumber(sent)).toBe('I-1');
  },
);

test.each(['', ' ', '\u3000', 'I\u200b-1', 'AB\u0421-1', 'I\n1', 'a'.repeat(41), '\ufdfa'.repeat(3)])(
  '%j is no number, for one reason',
  (sent) => {
    expect(InquiryNumber.safeParse(sent).error?.issues).toHaveLength(1);
  },
);

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
