import { describe, expect, test } from '@jest/globals';
import { isSigned } from '../../src/domain/procedure/signing.js';
import { antitrust2, harbour, merger, sectorInquiry, ukMerger } from './a-case.js';

const signedIn = ({ procedure }: typeof harbour): string[] =>
  procedure.steps.filter((step) => isSigned(procedure, step)).map(({ id }) => id);

describe('what is signed', () => {
  test('what the authority does in its own name', () => {
    for (const act of [
      'ProceedingsOpened',
      'StatementOfObjectionsNotified',
      'Art7LetterSent',
      'ComplaintRejected',
      'ProceduralFineImposed',
      'PeriodicPaymentImposed',
      'CommitmentsMadeBinding',
      'InterimMeasuresOrdered',
      'DecisionAdopted',
      'ClosingDecisionAdopted',
      'CaseClosed',
    ])
      expect(signedIn(antitrust2)).toContain(act);
    for (const act of ['PhaseTwoOpened', 'Prohibited', 'ClearedInPhaseOne', 'StatementOfObjectionsNotified'])
      expect(signedIn(merger)).toContain(act);
    for (const act of ['SectorInquiryOpened', 'InspectionDecided', 'FinalReportPublished'])
      expect(signedIn(sectorInquiry)).toContain(act);
    expect(signedIn(ukMerger)).toContain('Referred');
  });

  test('a signature itself, which the registry may record for the College', () => {
    expect(signedIn(antitrust2)).toContain('ActSigned');
  });

  test('nothing that is received, noted or kept in the register, and nothing that no officer does', () => {
    for (const note of ['ComplaintLodged', 'ReplyToObjectionsReceived', 'AssessmentBegun', 'HearingHeld', 'FinePaid'])
      expect(signedIn(antitrust2)).not.toContain(note);
    expect(signedIn(merger)).not.toContain('PartiesAgreed');
    const byOthers = antitrust2.procedure.steps
      .filter(({ by }) => by !== 'officer' && by !== 'rfi-issued')
      .map(({ id }) => id);
    expect(signedIn(antitrust2).filter((id) => byOthers.includes(id))).toEqual([]);
  });

  test('a request, which is signed where it is issued', () => {
    const byRequest = antitrust2.procedure.steps.filter(({ by }) => by === 'rfi-issued').map(({ id }) => id);
    expect(byRequest.length).toBeGreaterThan(0);
    expect(signedIn(antitrust2)).toEqual(expect.arrayContaining(byRequest));
  });

  test('what the procedure says itself, the one way and the other', () => {
    const [first] = harbour.procedure.steps.filter(({ by }) => by === 'officer');
    for (const signed of [true, false]) expect(isSigned(harbour.procedure, { ...first!, signed })).toBe(signed);
  });
});
