import type { Act, Answering, Chapter, Command, Made, Story } from '../sending/acts.js';
import type { Day, Moment, Provenance } from '#contracts';
import { addressees, type AddresseeKey } from './addressees.js';
import { type Answers, begun, draftOnLimits, onControl, onExclusivity } from './answers.js';
import { type PersonKey, persons } from './persons.js';
import { control, exclusivity, technicalLimits } from './questionnaires.js';
import { inferredAngle, invented, pressRelease, reportedTies, speechOfJune } from './sources.js';

type By = PersonKey | 'administrator';

/** A moment by the clocks of Brussels, where it is one hour later than UTC, and two from 31 March to 27 October 2024. */
function chapter(day: Day, time: string, ...rows: Act[][]): Chapter {
  const offset = day >= '2024-03-31' && day < '2024-10-27' ? '+02:00' : '+01:00';
  const at: Moment = new Date(`${day}T${time}:00.000${offset}`).toISOString();
  return { at, day, rows: rows.map((row) => row.map((act) => ('body' in act ? onDay(act, day) : act))) };
}

const onDay = (command: Command, day: Day): Command => ({
  ...command,
  body: (made) => {
    const body = command.body(made);
    return WITHOUT_DAY.has(command.act.split('/')[0] ?? '') ? body : { ...body, effectiveOn: day };
  },
});
/** Acts outside the log, which have no day of effect. */
const WITHOUT_DAY = new Set(['person', 'read']);

const command = (
  by: By,
  act: string,
  path: string | ((made: Made) => string),
  body: object | ((made: Made) => object),
): Command => ({
  act,
  by,
  path: typeof path === 'string' ? () => path : path,
  body: typeof body === 'function' ? (body as Command['body']) : () => body,
});

const person = (key: PersonKey): string => `person/${key}`;
const people = Object.keys(persons) as PersonKey[];

const questionnaire = (by: By, act: string, content: object): Command =>
  command(by, act, '/api/intake/questionnaires', { content, provenance: invented });

/** A request, prepared by the case handler. */
const prepared = (
  act: string,
  onCase: string,
  template: string,
  asked: readonly AddresseeKey[],
  draft: {
    kind: 'simple' | 'decision';
    subject: string;
    purpose: string;
    limit: Day;
    basis: object[];
    notices: string[];
  },
): Command =>
  command('jonas', act, '/api/intake/rfis', (made) => ({
    caseId: made(onCase),
    draft: {
      ...draft,
      subject: { en: draft.subject },
      questionnaire: { id: made(template), version: 1 },
      addressees: asked.map((key) => addressees[key]),
      provenance: invented,
    },
  }));

const issued = (by: By, request: string): Command =>
  command(by, `${request}/issued`, (made) => `/api/intake/rfis/${made(request)}/issue`, {});

const replies = (
  request: string,
  given: Partial<Record<AddresseeKey, Answers>>,
  ...from: AddresseeKey[]
): Answering[] => from.map((key) => answering(request, key, given[key] ?? {}, true));

const answering = (request: string, key: AddresseeKey, answers: Answers, submit: boolean): Answering => ({
  act: `${request}/reply/${key}`,
  request,
  addressee: addressees[key].name,
  linkFrom: 'jonas',
  answers,
  submit,
});

/** One answer saved, nothing submitted. */
const drafting = (request: string, key: AddresseeKey): Answering => ({
  ...answering(request, key, begun[key] ?? {}, false),
  act: `${request}/draft/${key}`,
});

const readAll = (key: PersonKey): Command => ({
  ...command(key, `read/${key}`, '/api/notifications/inbox/read-all', {}),
  sees: '/api/notifications/inbox?limit=1',
});

const inquiry = 'inquiry';
const screening = 'case/screening';
const antitrust = 'case/antitrust';
const onInquiry = (made: Made): string => `/api/case-state/inquiries/${made(inquiry)}/cases`;

/** A lead that came to the inquiry while it ran. */
const takenUp = (lead: string): Command =>
  command(
    'tomas',
    `${lead}/taken-up`,
    (made) => `/api/intake/leads/${made(lead)}/taking`,
    (made) => ({ inquiryId: made(inquiry) }),
  );

const control0: AddresseeKey[] = ['arvenn', 'cantor', 'delftware', 'helikon', 'leuvenlab', 'tundra'];
const exclusivity1 = Object.keys(addressees) as AddresseeKey[];
const limits2: AddresseeKey[] = ['arvenn', 'estrela', 'kestrel'];

const invention = (more: string): Provenance => ({ ...invented, source: more });

/** From the first lead to the second request. It stops at fact-finding: that proceedings were ever opened is not established. */
export const chapters: readonly Chapter[] = [
  chapter(
    '2024-01-08',
    '08:00',
    people.map((key) =>
      command('administrator', person(key), '/api/case-state/people', { ...persons[key], invented: true }),
    ),
  ),
  chapter('2024-01-09', '09:15', [
    command('tomas', 'lead/capital-tie', '/api/intake/leads', {
      kind: 'market-monitoring',
      subject: 'Investment of Microsoft in OpenAI',
      summary:
        'The Commission says that it checks whether the investment might be reviewable under the EU Merger Regulation, and calls for contributions on virtual worlds and generative AI, until 11 March 2024.',
      source: 'Press release IP/24/85 of 9 January 2024',
      parties: ['Microsoft', 'OpenAI'],
      provenance: pressRelease,
    }),
    command('jonas', 'lead/stake', '/api/intake/leads', {
      kind: 'merger-screening',
      subject: 'Stake of Microsoft in OpenAI',
      summary:
        'USD 1 bn in 2019, in cash and in free cloud training; over USD 10 bn in January 2023; about 49 % of the capital.',
      source: 'Press reports',
      parties: ['Microsoft', 'OpenAI'],
      provenance: reportedTies,
    }),
  ]),
  chapter('2024-01-09', '10:30', [
    command('marta', inquiry, '/api/case-state/inquiries', (made) => ({
      number: 'I-2024-031',
      title: { en: 'Microsoft / OpenAI' },
      lede: {
        en: 'The capital and the commercial tie between Microsoft and OpenAI, since 2019. One angle is closed, another is open.',
      },
      leadId: made('lead/capital-tie'),
      unit: 'Digital platforms',
      team: (
        [
          ['marta', 'case-manager'],
          ['jonas', 'case-handler'],
          ['eleni', 'head-of-unit'],
          ['tomas', 'registry'],
          ['aoife', 'chief-economist'],
        ] as const
      ).map(([key, role]) => ({ person: made(person(key)), role, conflict: 'none' })),
      provenance: invention(
        'Number, unit and team are invented; that the tie is looked at since 9 January 2024 is public (IP/24/85)',
      ),
    })),
  ]),
  chapter('2024-01-09', '10:45', [
    command('marta', screening, onInquiry, {
      procedure: 'merger-screening',
      number: 'M.90117',
      title: { en: 'The stake in OpenAI' },
      question: { en: 'Has Microsoft gained lasting control of OpenAI?' },
      provenance: invention(
        'The number is invented; that the investment was checked under the Merger Regulation is public (IP/24/85)',
      ),
    }),
    takenUp('lead/stake'),
  ]),
  chapter(
    '2024-01-16',
    '11:00',
    [questionnaire('jonas', 'questionnaire/control', control)],
    [
      prepared('rfi/control', screening, 'questionnaire/control', control0, {
        kind: 'simple',
        subject: 'Control over OpenAI: market questions',
        purpose:
          'To learn whether Microsoft can lastingly exercise decisive influence on OpenAI, within the meaning of Article 3 of the Merger Regulation.',
        limit: '2024-03-11',
        basis: [{ citation: 'Reg 139/2004 Art 11(2)', celex: '32004R0139', checked: 'm' }],
        notices: ['incorrect-information', 'confidentiality'],
      }),
    ],
    [issued('marta', 'rfi/control')],
  ),
  chapter('2024-02-12', '10:20', replies('rfi/control', onControl, 'tundra', 'arvenn')),
  chapter('2024-02-26', '16:45', replies('rfi/control', onControl, 'cantor', 'leuvenlab')),
  chapter('2024-03-11', '15:10', replies('rfi/control', onControl, 'delftware', 'helikon')),
  chapter('2024-06-28', '11:20', [
    command('eleni', 'screening-closed', (made) => `/api/case-state/cases/${made(screening)}/steps`, {
      step: 'CaseClosed',
      inputs: {
        outcome: 'no-lasting-control',
        note: 'Announced by the commissioner: Microsoft has not acquired control of OpenAI on a lasting basis. The partnership stays under watch.',
      },
      provenance: speechOfJune,
    }),
    command('tomas', 'lead/exclusivity', '/api/intake/leads', {
      kind: 'ex-officio',
      subject: 'Exclusivity clauses between Microsoft and OpenAI',
      summary:
        'First questions went to several large platforms in March 2024. The replies have been reviewed; a follow-up on the agreement between Microsoft and OpenAI asks whether certain exclusivity clauses could have a negative effect on competitors.',
      source: 'Speech of the commissioner, Brussels, 28 June 2024',
      parties: ['Microsoft', 'OpenAI'],
      provenance: speechOfJune,
    }),
  ]),
  chapter('2024-06-28', '11:42', [
    command('marta', antitrust, onInquiry, (made) => ({
      procedure: 'eu-antitrust',
      number: 'AT.90204',
      title: { en: 'The Azure exclusivity' },
      question: { en: 'Do the exclusivity clauses on Azure harm competitors?' },
      follows: made(screening),
      provenance: invention(`The number is invented. ${inferredAngle.source}`),
    })),
    takenUp('lead/exclusivity'),
  ]),
  chapter(
    '2024-06-28',
    '15:10',
    [questionnaire('jonas', 'questionnaire/exclusivity', exclusivity)],
    [
      prepared('rfi/exclusivity', antitrust, 'questionnaire/exclusivity', exclusivity1, {
        kind: 'simple',
        subject: 'Exclusivity clauses: use, duration, effects',
        purpose:
          'To learn whether certain exclusivity clauses between Microsoft and OpenAI could have a negative effect on competitors.',
        limit: '2024-07-19',
        basis: [{ citation: 'Reg 1/2003 Art 18(2)', celex: '32003R0001', checked: 'text' }],
        notices: ['incorrect-information', 'non-confidential-version'],
      }),
    ],
  ),
  chapter('2024-06-28', '16:30', [issued('marta', 'rfi/exclusivity')]),
  chapter('2024-07-12', '14:25', replies('rfi/exclusivity', onExclusivity, 'tundra')),
  chapter('2024-07-15', '09:50', replies('rfi/exclusivity', onExclusivity, 'leuvenlab')),
  chapter('2024-07-16', '17:05', replies('rfi/exclusivity', onExclusivity, 'ferrante')),
  chapter('2024-07-17', '11:30', replies('rfi/exclusivity', onExclusivity, 'arvenn', 'moravia')),
  chapter(
    '2024-07-19',
    '16:40',
    replies('rfi/exclusivity', onExclusivity, 'cantor', 'delftware', 'estrela', 'helikon', 'iveria'),
  ),
  // The limit has passed. What ran out is recorded at the latest with the next act on it: two contacts look in and save something.
  chapter('2024-07-22', '09:40', [drafting('rfi/exclusivity', 'gdynia'), drafting('rfi/exclusivity', 'kestrel')]),
  chapter('2024-07-24', '08:03', replies('rfi/exclusivity', onExclusivity, 'gdynia')),
  chapter('2024-07-31', '17:30', people.filter((key) => key !== 'henrik').map(readAll)),
  chapter(
    '2024-08-01',
    '14:40',
    [questionnaire('jonas', 'questionnaire/limits', technicalLimits)],
    [
      prepared('rfi/limits', antitrust, 'questionnaire/limits', limits2, {
        kind: 'decision',
        subject: 'Technical limits on access to models',
        purpose: 'To learn which technical limits customers meet who use the models from outside Azure.',
        limit: '2024-08-16',
        basis: [{ citation: 'Reg 1/2003 Art 18(3)', celex: '32003R0001', checked: 'text' }],
        notices: ['fines', 'periodic-penalty-payments', 'court-review', 'non-confidential-version'],
      }),
    ],
  ),
  chapter('2024-08-01', '16:05', [issued('eleni', 'rfi/limits')]),
  chapter('2024-08-06', '14:12', [answering('rfi/limits', 'estrela', draftOnLimits, false)]),
  // Here the story stops, and its clock runs on.
  chapter('2024-08-06', '14:30'),
];

export const microsoftOpenAi: Story = {
  name: 'microsoft-openai',
  begins: '2024-01-08T06:30:00.000Z',
  reader: 'marta',
  chapters,
};
