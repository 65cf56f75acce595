import { describe, expect, test } from '@jest/globals';
import { sentences } from '../../src/domain/procedure/engine/sentences.js';

const limit = { en: 'Reply to the objections', fr: 'Réponse à la communication des griefs' };

describe('the reasons of the engine', () => {
  test('are said in French where the procedure is', () => {
    expect(sentences.clockNotRunning(limit)).toEqual({
      en: '“Reply to the objections” is not running.',
      fr: 'Le délai «\u00a0Réponse à la communication des griefs\u00a0» ne court pas.',
    });
    expect(sentences.bySilence(limit, '2024-05-01').fr).toBe(
      'L’acte s’accomplit de lui-même à l’expiration du délai «\u00a0Réponse à la communication des griefs\u00a0», après le 1er mai 2024.',
    );
    expect(sentences.extendedEnough(limit, { n: 20, unit: 'working-days' }, 1).fr).toBe(
      'Le délai «\u00a0Réponse à la communication des griefs\u00a0» peut être prolongé ainsi de 20 jours ouvrables au total, et l’a déjà été de 1 jour ouvrable.',
    );
  });

  test('name several stages as either language does', () => {
    const stages = [
      { en: 'Screening', fr: 'Examen initial' },
      { en: 'Fact-finding', fr: 'Instruction' },
      { en: 'Assessment', fr: 'Appréciation' },
    ];
    expect(sentences.stage({ en: 'Closed', fr: 'Clôture' }, stages)).toEqual({
      en: 'The case is at “Closed”; this is possible at “Screening”, “Fact-finding” or “Assessment” only.',
      fr: 'L’affaire est au stade «\u00a0Clôture\u00a0»\u00a0; cet acte n’est possible qu’au stade «\u00a0Examen initial\u00a0», «\u00a0Instruction\u00a0» ou «\u00a0Appréciation\u00a0».',
    });
  });

  test('are never half in French: a procedure with English words alone has English reasons', () => {
    expect(sentences.clockNotRunning({ en: 'Limit' })).toEqual({ en: '“Limit” is not running.' });
    expect(sentences.stage({ en: 'Closed', fr: 'Clôture' }, [{ en: 'Screening' }])).toEqual({
      en: 'The case is at “Closed”; this is possible at “Screening” only.',
    });
  });
});
