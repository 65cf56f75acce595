import { expect, test } from '@jest/globals';
import { ecBrussels, eu1182, euMergers } from '#legal-clock';
import { rulesOn } from '../../src/rules/rulebook.js';
import { thirdProcedure } from '../domain/third-procedure.js';

test('a procedure that names no law of counting goes by Regulation 1182/71, one that names another by that', () => {
  expect(rulesOn(thirdProcedure, ecBrussels).counting).toBe(eu1182);
  expect(rulesOn({ ...thirdProcedure, counting: 'eu-mergers' }, ecBrussels).counting).toBe(euMergers);
});

test('a law of counting that this program lacks is not replaced by another one', () => {
  expect(() => rulesOn({ ...thirdProcedure, counting: 'fingers' }, ecBrussels)).toThrow(
    'harbour-review 1 counts by fingers, which this program lacks',
  );
});
