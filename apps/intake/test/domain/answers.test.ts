import { describe, expect, test } from '@jest/globals';
import type { QuestionnaireContent } from '#contracts';
import { faultsOfReply, faultsOfSaving } from '../../src/domain/addressee/answers.js';

const content: QuestionnaireContent = {
  title: { en: 'Limits' },
  sections: [
    {
      id: 'A',
      title: { en: 'Limits' },
      questions: [
        {
          kind: 'choice',
          id: 'A1',
          text: { en: 'Which of these were limited?' },
          required: true,
          multiple: true,
          choices: [
            { id: 'rate', text: { en: 'Requests per minute' } },
            { id: 'region', text: { en: 'Regions' } },
            { id: 'nothing', text: { en: 'None' }, exclusive: true },
          ],
        },
      ],
    },
  ],
};

describe('A choice that stands alone', () => {
  test.each([[['nothing']], [['nothing', 'nothing']], [['rate', 'region']]])('%j can be answered', (choices) => {
    expect(faultsOfSaving({ A1: { choices } }, content)).toEqual([]);
    expect(faultsOfReply({ A1: { choices } }, content)).toEqual([]);
  });

  test('together with another it is neither saved nor submitted', () => {
    const fault = { path: 'answers.A1', message: '"None" cannot be chosen together with others.' };
    const choices = ['rate', 'nothing'];
    expect(faultsOfSaving({ A1: { choices } }, content)).toEqual([fault]);
    expect(faultsOfReply({ A1: { choices } }, content)).toEqual([fault]);
  });
});
