import type { QuestionnaireContent, RfiRule, RulePin } from '#contracts';
import { eu1182, type HolidayCalendar } from '#legal-clock';
import type { Draft } from '../../src/domain/rfi/draft.js';
import type { IssueFacts } from '../../src/domain/rfi/rfi.checks.js';

/** Ids that read: `id('rfi')` is the same UUID wherever it stands. */
export const id = (name: string): string => {
  const hex = [...name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const full = hex.padEnd(32, '0').slice(0, 32);
  return `${full.slice(0, 8)}-${full.slice(8, 12)}-4${full.slice(13, 16)}-8${full.slice(17, 20)}-${full.slice(20)}`;
};

const hash = 'ab'.repeat(32);
export const pin = (name: string): RulePin => ({ id: name, version: 1, hash });

/** A week is Monday to Friday; in 2030, 18 March and 1 April are holidays. No list for other years. */
export const calendar: HolidayCalendar = {
  id: 'test-authority',
  version: 1,
  title: 'The test authority',
  places: [{ code: 'X', name: 'Seat' }],
  seat: 'X',
  weekend: [6, 7],
  years: [
    {
      year: 2030,
      quality: 'published',
      source: 'Test gazette 1',
      days: [
        { day: '2030-03-18', name: 'Founding Day' },
        { day: '2030-04-01', name: 'Spring Day' },
      ],
    },
  ],
};

export const content: QuestionnaireContent = {
  title: { en: 'Supply of widgets' },
  sections: [
    {
      id: 'A',
      title: { en: 'You' },
      questions: [
        { kind: 'text', id: 'A1', text: { en: 'Who are you?' }, required: true, maxLength: 20 },
        {
          kind: 'choice',
          id: 'A2',
          text: { en: 'What do you do?' },
          required: false,
          multiple: false,
          choices: [
            { id: 'make', text: { en: 'Make' } },
            { id: 'sell', text: { en: 'Sell' } },
          ],
        },
      ],
    },
    {
      id: 'B',
      title: { en: 'Sales' },
      questions: [
        { kind: 'number', id: 'B1', text: { en: 'Turnover?' }, required: false, minimum: 0, maximum: 100, decimals: 2 },
        {
          kind: 'choice',
          id: 'B2',
          text: { en: 'Where?' },
          required: false,
          multiple: true,
          choices: [
            { id: 'north', text: { en: 'North' } },
            { id: 'south', text: { en: 'South' } },
          ],
        },
      ],
    },
  ],
};

export const simple: RfiRule = {
  kind: 'simple',
  title: { en: 'Simple request' },
  basis: [{ citation: 'Widgets Act s 18(2)' }],
  notices: [
    { id: 'fines', text: { en: 'Misleading answers are fined.' }, basis: [{ citation: 'Widgets Act s 23' }] },
    { id: 'versions', text: { en: 'Give a version for others.' }, basis: [{ citation: 'Widgets Rules r 16' }] },
  ],
  minimum: '2w',
  minimumIfNarrow: '1w',
  maySign: ['case-manager', 'head-of-unit'],
};

/** A Monday. */
export const ISSUE_DAY = '2030-03-04';

/** A draft that lacks nothing, issued on 4 March: the shortest limit, two weeks, would end on the 18th, a holiday, so on the 19th. */
export const complete: Draft = {
  kind: 'simple',
  subject: { en: 'Supply of widgets' },
  purpose: 'To learn how widgets are sold.',
  basis: [{ citation: 'Widgets Act s 18(2)' }],
  questionnaire: { id: id('questions'), version: 1 },
  limit: '2030-03-25',
  notices: ['fines', 'versions'],
  addressees: [
    { id: id('acme'), name: 'Acme SA', country: 'BE', contact: id('anna') },
    { id: id('bolt'), name: 'Bolt GmbH', country: 'DE', contact: id('bert') },
  ],
};

export const facts: IssueFacts = {
  effectiveOn: ISSUE_DAY,
  case: { open: true, rules: [simple], procedure: pin('widgets'), calendarId: calendar.id },
  counting: { calendar, rules: eu1182, pin: pin(calendar.id) },
  questionnaire: content,
  signer: ['case-manager'],
};
