import { describe, expect, test } from '@jest/globals';
import { sectorInquiry } from './a-case.js';
import { Story } from './story.js';

const prepared = () => Story.opened(sectorInquiry, '2024-01-10', 'SI.1');
const opened = () =>
  prepared().went(
    ['2024-01-15', 'ActSigned', { act: 'opening' }],
    ['2024-01-16', 'SectorInquiryOpened', { sector: 'Cloud', reasons: 'Rigid prices.' }],
  );
const reported = () =>
  opened()
    .asked('2024-01-22', '2024-02-12', '2024-02-09')
    .went(['2024-05-06', 'PreliminaryReportPublished', { weeks: 8 }]);

describe('Reg 1/2003 Art 17: a sector inquiry', () => {
  test('(1): is opened by decision, and the network is informed', () => {
    prepared().refuses('2024-01-16', 'SectorInquiryOpened', 'consent', 'Rules of Procedure', {
      sector: 'Cloud',
      reasons: 'x',
    });
    expect(opened().history.at(-1)).toMatchObject({ data: { toStage: 'fact-finding', informed: [{}] } });
  });

  test('(2): requests and inspections', () => {
    expect(opened().asked('2024-01-22', '2024-02-12').state.taken).toHaveProperty('RfiIssued');
    opened().refuses('2024-02-01', 'InspectionDecided', 'consent', 'Rules of Procedure', {
      undertaking: 'One',
      reasons: 'x',
    });
  });

  test('(1): a report, on which the parties concerned are heard', () => {
    opened().refuses('2024-05-06', 'PreliminaryReportPublished', 'request-issued', 'Reg 1/2003 Art 18(1)', {
      weeks: 8,
    });
    expect(reported().clock('comments').end).toBe('2024-07-01');
    expect(
      reported()
        .went(['2024-06-03', 'CommentsProlonged', { weeks: 2 }])
        .clock('comments').end,
    ).toBe('2024-07-15');
    reported().refuses('2024-07-01', 'FinalReportPublished', 'consultation-over', 'Reg 1/2003 Art 17(1)');
    const done = reported().went(
      ['2024-07-02', 'ActSigned', { act: 'report' }],
      ['2024-07-03', 'FinalReportPublished'],
    );
    expect(done.went(['2024-07-04', 'CaseClosed', { outcome: 'cases-follow' }]).state.stage).toBe('closed');
  });

  test('ends with a report, or with the decision to publish none', () => {
    opened().refuses('2024-02-01', 'CaseClosed', 'report-or-none', 'Reg 1/2003 Art 17(1)', { outcome: 'no-cases' });
    const none = opened().went(['2024-03-01', 'ReportDispensedWith', { reasons: 'Nothing found.' }]);
    expect(none.went(['2024-03-04', 'CaseClosed', { outcome: 'no-cases' }]).state.closedOn).toBe('2024-03-04');
    expect(prepared().went(['2024-01-20', 'CaseClosed', { outcome: 'not-opened' }]).state.stage).toBe('closed');
  });
});
