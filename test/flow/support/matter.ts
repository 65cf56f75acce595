import type { LocalizedText, ProcedureDefinition, Provenance, QuestionnaireContent } from '#contracts';
import { addDays, ecBrussels, endOfPeriod, nextWorkingDay, parsePeriod, type Day } from '#legal-clock';
import { readFileSync } from 'node:fs';
import { chance } from './random.js';

/** One matter that the flow can be told of: every name, day, number and rule in it is data. The product knows none of them. */
export interface Matter {
  told: string;
  /** Published by the administrator before the matter begins; shipped procedures need none. */
  procedures: ProcedureDefinition[];
  people: { manager: string; handler: string; head: string; registry: string; outsider: string };
  lead: { subject: string; source: string; parties: string[] };
  inquiry: { number: string; title: LocalizedText };
  /** The first angle, opened and closed again without result. */
  screening: { procedure: string; number: string; title: LocalizedText; openedOn: Day; closedOn: Day; close: Act };
  /** The second angle, on the same facts. */
  second: { procedure: string; number: string; title: LocalizedText; question: LocalizedText; afterRequest: string };
  request: {
    subject: LocalizedText;
    purpose: string;
    questionnaire: QuestionnaireContent;
    kind: 'simple' | 'decision';
    limit: Day;
    addressees: { name: string; country: string; contact: { name: string; email: string } }[];
  };
  /** The day on which the late one replies at last. */
  lateOn: Day;
  assess: Act;
  open: Act;
  provenance: Provenance;
}

/** A step as an officer takes it, and the guard that keeps it shut before its time. */
export interface Act {
  step: string;
  inputs: Record<string, string>;
  /** Guard that refuses it while replies are missing, or the stage before is not over. */
  shutBy?: string;
  /** Nobody has done it in the world: it is told as a supposition, and shown as one. */
  hypothetical?: boolean;
}

const questionnaire = (title: string): QuestionnaireContent => ({
  title: { en: title },
  sections: [
    {
      id: 'A',
      title: { en: 'Your company' },
      questions: [
        { id: 'A1', kind: 'text', text: { en: 'What do you offer?' }, required: true, maxLength: 2000 },
        {
          id: 'A2',
          kind: 'number',
          text: { en: 'How many people work on it?' },
          required: false,
          decimals: 0,
          minimum: 0,
        },
      ],
    },
    {
      id: 'B',
      title: { en: 'The clauses' },
      questions: [
        {
          id: 'B1',
          kind: 'choice',
          text: { en: 'Were you refused an offer because of them?' },
          required: true,
          multiple: false,
          choices: [
            { id: 'yes-in-writing', text: { en: 'Yes, in writing' } },
            { id: 'yes-by-word', text: { en: 'Yes, by word of mouth' } },
            { id: 'no', text: { en: 'No' } },
          ],
        },
      ],
    },
  ],
});

const addressees = (names: readonly string[], countries: readonly string[]) =>
  names.map((name, i) => ({
    name,
    country: countries[i % countries.length] as string,
    contact: { name: `Contact of ${name}`, email: `contact-${i + 1}@addressee.example` },
  }));

/** The story of the domain guide: a capital tie looked at and let go, then the commercial tie. What is invented is said to be. */
export const theStory: Matter = {
  told: 'Microsoft / OpenAI, from the screening to a hypothetical opening of proceedings',
  procedures: [],
  people: {
    manager: 'Marta Kowalczyk',
    handler: 'Jonas Lindqvist',
    head: 'Eleni Papadaki',
    registry: 'Tomás Ferreira',
    outsider: 'Nora Weiss',
  },
  lead: {
    subject: 'Stake of Microsoft in OpenAI',
    source: 'Commission press release of 9 January 2024',
    parties: ['Microsoft', 'OpenAI'],
  },
  inquiry: { number: 'I-2024-031', title: { en: 'Microsoft / OpenAI' } },
  screening: {
    procedure: 'merger-screening',
    number: 'M.90117',
    title: { en: 'Has Microsoft gained lasting control of OpenAI?' },
    openedOn: '2024-01-09',
    closedOn: '2024-06-28',
    close: { step: 'CaseClosed', inputs: { outcome: 'no-lasting-control' } },
  },
  second: {
    procedure: 'eu-antitrust',
    number: 'AT.90204',
    title: { en: 'The Azure exclusivity' },
    question: { en: 'Do the exclusivity clauses on Azure harm competitors?' },
    afterRequest: 'fact-finding',
  },
  request: {
    subject: { en: 'Exclusivity clauses: use, duration, effects' },
    purpose:
      'To learn whether exclusivity clauses for the models of OpenAI could have a negative effect on competitors.',
    questionnaire: questionnaire('Exclusivity clauses for AI models'),
    kind: 'simple',
    limit: '2024-07-19',
    addressees: addressees(
      [
        'Arvenn Cloud SAS',
        'Cantor Modelle GmbH',
        'Delftware BV',
        'Estrela Dados SA',
        'Ferrante Sistemi SpA',
        'Gdynia AI sp. z o.o.',
        'Helikon Models AE',
        'Iveria Cloud SL',
      ],
      ['FR', 'DE', 'NL', 'PT', 'IT', 'PL', 'GR', 'ES'],
    ),
  },
  lateOn: '2024-07-24',
  assess: { step: 'AssessmentBegun', inputs: {}, shutBy: 'replies-in-or-waived' },
  open: { step: 'ProceedingsOpened', inputs: {}, shutBy: 'assessment-concluded', hypothetical: true },
  provenance: { standing: 'invented' },
};

/** Anything at all, under a procedure that nobody ships. */
export function anyMatter(): Matter {
  const luck = chance();
  const procedure = JSON.parse(
    readFileSync(new URL('../../procedures/third.v1.json', import.meta.url), 'utf8'),
  ) as ProcedureDefinition;
  const working = (day: Day) => nextWorkingDay(day, { calendar: ecBrussels });
  const openedOn = working(`${luck.between(2023, 2025)}-0${luck.between(1, 9)}-1${luck.between(0, 9)}`);
  const closedOn = working(addDays(openedOn, luck.between(20, 120)));
  const { end: limit } = endOfPeriod({
    event: closedOn,
    period: parsePeriod(`${luck.between(3, 6)}w`),
    calendar: ecBrussels,
  });
  const names = new Set<string>();
  while (names.size < 20) names.add(luck.name());
  const [a, b, manager, handler, head, registry, outsider, subject, ...companies] = [...names] as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    ...string[],
  ];
  return {
    told: `any matter (DOSSIER_TEST_RANDOM=${luck.seed}) under a procedure that only the test knows`,
    procedures: [procedure],
    people: { manager, handler, head, registry, outsider },
    lead: { subject: `${a} and ${b}`, source: `A letter of ${luck.name()}`, parties: [a, b] },
    inquiry: { number: `X-${luck.between(1000, 9999)}`, title: { en: `${a} / ${b}` } },
    screening: {
      procedure: procedure.id,
      number: `ZZ.${luck.between(1000, 9999)}`,
      title: { en: `Has ${a} swallowed ${b}?` },
      openedOn,
      closedOn,
      close: { step: 'FileLaidAside', inputs: { reason: `${luck.name()} said so` } },
    },
    second: {
      procedure: procedure.id,
      number: `ZZ.${luck.between(10_000, 99_999)}`,
      title: { en: `What ${a} makes of ${subject}` },
      question: { en: `Does ${subject} suffer?` },
      afterRequest: 'asking',
    },
    request: {
      subject: { en: `Questions about ${subject}` },
      purpose: `To learn what became of ${subject}.`,
      questionnaire: questionnaire(`About ${subject}`),
      kind: 'simple',
      limit,
      addressees: addressees(companies.slice(0, 8), ['LU', 'SE', 'CZ', 'HU', 'MT']),
    },
    lateOn: working(addDays(limit, luck.between(2, 9))),
    assess: { step: 'ReadingBegun', inputs: {}, shutBy: 'all-have-answered' },
    open: { step: 'MatterTakenUp', inputs: {}, shutBy: 'has-been-read', hypothetical: true },
    provenance: { standing: 'synthetic' },
  };
}
