import type { Question, QuestionnaireContent } from '#contracts';

type Choices = Record<string, string>;

const text = (
  id: string,
  en: string,
  more: { required?: boolean; hint?: string; maxLength?: number } = {},
): Question => ({
  kind: 'text',
  id,
  text: { en },
  ...(more.hint !== undefined && { hint: { en: more.hint } }),
  required: more.required ?? false,
  maxLength: more.maxLength ?? 4000,
});
const choice = (
  id: string,
  en: string,
  choices: Choices,
  more: { required?: boolean; multiple?: boolean } = {},
): Question => ({
  kind: 'choice',
  id,
  text: { en },
  required: more.required ?? false,
  multiple: more.multiple ?? false,
  choices: Object.entries(choices).map(([choiceId, words]) => ({ id: choiceId, text: { en: words } })),
});
const number = (
  id: string,
  en: string,
  unit: string,
  more: { required?: boolean; hint?: string; maximum?: number; decimals?: number } = {},
): Question => ({
  kind: 'number',
  id,
  text: { en },
  ...(more.hint !== undefined && { hint: { en: more.hint } }),
  required: more.required ?? false,
  unit,
  minimum: 0,
  ...(more.maximum !== undefined && { maximum: more.maximum }),
  decimals: more.decimals ?? 0,
});

const yesNo: Choices = { yes: 'Yes', no: 'No', unknown: 'We do not know' };

/** Market questions of the merger screening: who decides at OpenAI? */
export const control: QuestionnaireContent = {
  title: { en: 'Control over OpenAI: market questions' },
  sections: [
    {
      id: 'A',
      title: { en: 'Your company' },
      questions: [
        text('A1', 'What do you do with generative models, and with which of the two companies do you deal?', {
          required: true,
        }),
        choice(
          'A2',
          'In your experience, who decides on what terms OpenAI’s models are offered?',
          {
            openai: 'OpenAI alone',
            both: 'OpenAI and Microsoft together',
            microsoft: 'Microsoft',
            unknown: 'We cannot tell',
          },
          { required: true },
        ),
      ],
    },
    {
      id: 'B',
      title: { en: 'Signs of influence' },
      intro: { en: 'What you have seen yourself, with dates where you can.' },
      questions: [
        text('B1', 'Which facts known to you show influence of Microsoft on OpenAI’s decisions, or the lack of it?', {
          required: true,
        }),
        choice('B2', 'Did anything change for you after November 2023?', yesNo, { required: true }),
        number(
          'B3',
          'How many generative models do you consider an alternative to OpenAI’s for your purposes?',
          'models',
        ),
      ],
    },
  ],
};

/** RFI 1 of the antitrust case: twenty questions in five sections. */
export const exclusivity: QuestionnaireContent = {
  title: { en: 'Exclusivity clauses for AI models' },
  sections: [
    {
      id: 'A',
      title: { en: 'Your company' },
      questions: [
        text('A1', 'What does your company do with generative AI models?', { required: true }),
        choice(
          'A2',
          'In which of these roles do you act?',
          {
            cloud: 'We offer cloud services',
            models: 'We develop models',
            applications: 'We build applications on models',
            integrator: 'We integrate models for customers',
            deployer: 'We use models ourselves',
          },
          { required: true, multiple: true },
        ),
        number(
          'A3',
          'What was your turnover in the EEA in 2023 with services that use generative models?',
          'EUR million',
          {
            required: true,
            decimals: 1,
          },
        ),
      ],
    },
    {
      id: 'B',
      title: { en: 'Access to models' },
      intro: { en: '“The models” are generative models of OpenAI, however you get them.' },
      questions: [
        choice(
          'B1',
          'How do you or your customers get the models?',
          {
            azure: 'Through Azure',
            direct: 'From OpenAI directly',
            reseller: 'Through a reseller',
            none: 'Not at all',
          },
          { required: true, multiple: true },
        ),
        text('B2', 'Under which agreements, since when, and with whom?'),
        number('B3', 'Which share of these sales depended on the models in 2023?', '%', { maximum: 100, decimals: 1 }),
        choice('B4', 'Could you offer or use the models from a cloud other than Azure?', yesNo, { required: true }),
        text('B5', 'What would it take you, in months and money, to move to other models?'),
      ],
    },
    {
      id: 'C',
      title: { en: 'Exclusivity clauses' },
      questions: [
        text('C1', 'Which clauses known to you tie the models to one cloud?', { required: true }),
        text('C2', 'How long do they run, and how are they renewed?'),
        text('C3', 'What effect does the exclusivity have on your sales of cloud services in the EEA?', {
          required: true,
          hint: 'Give figures for 2022, 2023 and the first half of 2024, and say how you know. An estimate is an answer if you call it one.',
          maxLength: 6000,
        }),
        choice(
          'C4',
          'Were you refused an offer because of the exclusivity?',
          { writing: 'Yes, in writing', word: 'Yes, by word of mouth', no: 'No' },
          { required: true },
        ),
        text('C5', 'What else could you offer in place of the models?'),
        choice('C6', 'Has anyone told you that the clauses will change?', yesNo),
      ],
    },
    {
      id: 'D',
      title: { en: 'Effects on competition' },
      questions: [
        choice(
          'D1',
          'What do the clauses do to competition between cloud providers?',
          { harm: 'They harm it', neutral: 'They make no difference', help: 'They help it', unknown: 'We cannot tell' },
          { required: true },
        ),
        number('D2', 'How many tenders did you lose since 2023 because you could not offer the models?', 'tenders'),
        text('D3', 'What do your customers say about it?'),
        text('D4', 'What would have to change?'),
      ],
    },
    {
      id: 'E',
      title: { en: 'Papers' },
      questions: [
        text('E1', 'Which contracts and internal papers bear on your answers?'),
        choice('E2', 'Do you send a version that others may read?', {
          yes: 'Yes, with this reply',
          open: 'Not needed: all of it may be read',
        }),
      ],
    },
  ],
};

/** RFI 2: six questions, by decision. */
export const technicalLimits: QuestionnaireContent = {
  title: { en: 'Technical limits on access to models' },
  sections: [
    {
      id: 'A',
      title: { en: 'Limits that you met' },
      questions: [
        text('A1', 'Which technical limits did you meet when you used the models from outside Azure?', {
          required: true,
        }),
        choice(
          'A2',
          'Which of these were limited?',
          {
            rate: 'Requests per minute',
            region: 'Regions',
            tuning: 'Fine-tuning',
            versions: 'New versions',
            export: 'Export of what was tuned',
            nothing: 'None',
          },
          { required: true, multiple: true },
        ),
        text('A3', 'What reasons were you given?'),
      ],
    },
    {
      id: 'B',
      title: { en: 'Figures' },
      questions: [
        number('B1', 'How many days after Azure’s customers did you get the latest version?', 'days', {
          required: true,
        }),
        number(
          'B2',
          'How many of your customers left for Azure because of such limits since January 2023?',
          'customers',
          { required: true },
        ),
        text('B3', 'How did you count?'),
      ],
    },
  ],
};
