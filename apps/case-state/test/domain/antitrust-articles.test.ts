import { describe, expect, test } from '@jest/globals';
import type { LocalizedText } from '#contracts';
import type { ClockState } from '../../src/domain/case/case.events.js';
import { noteReply, noteRfi } from '../../src/domain/case/case.decide.js';
import { moveProcedure } from '../../src/domain/case/move-procedure.js';
import { reopenCase } from '../../src/domain/case/reopen.js';
import { checklistOf } from '../../src/domain/procedure/engine/explain.js';
import { and, antitrust2, antitrust3, antitrust4, facts, reply, request, stand, team } from './a-case.js';
import { Story, type Deed } from './story.js';

/**
 * Every row of the antitrust procedure by its article, in each version that has the whole of it; a row that came with a later version says so.
 * The dates are of 2024, on the Commission's calendar in Brussels.
 */
describe.each([antitrust2, antitrust3, antitrust4])('$procedure.id $procedure.version', (rules) => {
  const { version } = rules.procedure;
  const opened = () => Story.opened(rules, '2024-01-10', 'AT.90204');
  const assessed = () =>
    opened().asked('2024-01-15', '2024-02-05', '2024-02-02').went(['2024-02-12', 'AssessmentBegun']);
  const proceedings = () => assessed().went(['2024-02-19', 'ProceedingsOpened']);
  const legal = (on: string, act: string): Deed => [on, 'LegalServiceConsulted', { act }];
  /** Who is consulted within the Commission; from version 4 on a decision waits for the departments associated, too. */
  const services = (on: string, act: string): Deed[] =>
    version >= 4 ? [legal(on, act), [on, 'DepartmentsConsulted', { act }]] : [legal(on, act)];
  const signed = (on: string, act: string): Deed => [on, 'ActSigned', { act }];
  /** From version 4 on each act has a notice to the Committee of its own. */
  const sooner = (on: string, act: string): Deed =>
    version >= 4 ? [on, 'ShorterNoticeAccepted', { act }] : [on, 'ShorterNoticeAccepted'];
  const alpha = { undertaking: 'Alpha' };
  /** Monday 4 March 2024, eight weeks. */
  const objected = () =>
    proceedings().went(legal('2024-03-01', 'objections'), [
      '2024-03-04',
      'StatementOfObjectionsNotified',
      { ...alpha, weeks: 8 },
    ]);
  const answered = () => objected().went(['2024-04-15', 'ReplyToObjectionsReceived', alpha]);
  /** From version 4 on objections for interim measures have a time to reply, a reply and a consultation of their own. */
  const forInterim =
    version >= 4
      ? { clock: 'reply-to-interim-objections', reply: 'InterimObjectionsAnswered', act: 'interim-objections' }
      : { clock: 'reply-to-objections', reply: 'ReplyToObjectionsReceived', act: 'art-8' };
  /** From version 4 on a judgment can be appealed against, and a decision has to be made known to all before the case is closed. */
  const final = version >= 4 ? '2026-06-01' : '2026-03-03';
  const madeKnown = (on: string): Deed[] => (version >= 4 ? [[on, 'DecisionPublished']] : []);
  const noted = (on: string): Deed[] => (version >= 4 ? [[on, 'DecisionNotified', { undertaking: 'Alpha' }]] : []);
  const complaint = (name = 'Complainant') => ({ complainant: name });

  /** From version 4 on: the objections before a procedural fine or the definitive amount of a payment, and the reply to them. */
  const objections = (before: 'Fine' | 'Payment', on: string, answeredOn: string, undertaking = 'Alpha'): Deed[] =>
    version >= 4
      ? [
          legal(on, `${before.toLowerCase()}-objections`),
          [on, `${before}ObjectionsNotified`, { undertaking, weeks: 4 }],
          [answeredOn, `${before}ObjectionsAnswered`, { undertaking }],
        ]
      : [];

  /** That a decision for which more than one must be consulted waits for the Advisory Committee, too: Reg 1/2003 Art 14(1). */
  const waitsForCommittee = (story: Story, on: string, step: string, inputs: Record<string, string | number>): void => {
    const { errors } = story.refusal(on, step, inputs) as { errors: { message: LocalizedText }[] };
    expect(errors.map(({ message }) => message.en)).toContain(
      'The Advisory Committee must be consulted on this first.',
    );
  };

  describe('Reg 773/2004 Art 5 and 7: complaints', () => {
    const lodged = () => opened().went(['2024-01-15', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]);

    test('Art 5: the complainant hears within about four months; that is indicative, and each has its own', () => {
      const two = lodged().went(['2024-01-22', 'ComplaintLodged', { ...complaint('Other'), formC: 'waived' }]);
      expect(two.clock('inform-complainant:Complainant')).toMatchObject({ end: '2024-05-15', indicative: true });
      expect(two.clock('inform-complainant:Other')).toMatchObject({ end: '2024-05-22' });
    });

    if (version >= 3)
      test('Art 5: a complaint has no last day; one that comes after the objections is heard, and holds up the closing', () => {
        const late = answered().went(['2024-05-02', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]);
        expect(late.state).toMatchObject({ stage: 'objections', complaintsPending: 1 });
        const told = late.went(['2024-05-06', 'ComplainantInformed', complaint()]);
        expect(told.clock('inform-complainant:Complainant').state).toBe('ended');
      });

    test('Art 7(1), 17(2): the letter gives at least four weeks', () => {
      lodged().refusesInput('2024-02-01', 'Art7LetterSent', 'weeks', { ...complaint(), weeks: 3, reasons: 'No.' });
      const sent = lodged().went(['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }]);
      expect(sent.clock('answer-to-art7-letter:Complainant')).toMatchObject({ end: '2024-02-29', state: 'running' });
    });

    test('Art 7(3): silence withdraws the complaint by itself, once, on the last day, and closing is open again', () => {
      const sent = lodged().went(['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }]);
      sent.refuses('2024-02-29', 'CaseClosed', 'no-complaint-pending', 'Reg 773/2004 Art 7', {
        outcome: 'no-grounds',
      });
      const silent = sent.by('2024-06-01');
      expect(silent.state.taken['ComplaintDeemedWithdrawn']).toMatchObject([
        { on: '2024-02-29', inputs: [{ value: 'Complainant' }] },
      ]);
      expect(silent.by('2024-07-01').history).toEqual(silent.history);
      expect(silent.state.complaintsPending).toBe(0);
      expect(silent.openOn('2024-06-03')).toContain('CaseClosed');
    });

    test('Art 7(3): of two complainants, silence settles the silent one alone', () => {
      const two = lodged().went(
        ['2024-01-22', 'ComplaintLodged', { ...complaint('Other'), formC: 'complete' }],
        ['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }],
        ['2024-02-01', 'Art7LetterSent', { ...complaint('Other'), weeks: 4, reasons: 'No.' }],
        ['2024-02-20', 'Art7AnswerReceived', complaint('Other')],
      );
      const later = two.by('2024-04-01');
      expect(later.state.taken['ComplaintDeemedWithdrawn']).toHaveLength(1);
      expect(later.state.complaintsPending).toBe(1);
      later.refusesInput('2024-04-02', 'ComplaintRejected', 'complainant', {
        ...complaint(),
        ground: 'no-interest',
        reasons: 'x',
      });
    });

    test('Art 7(2): a rejection on substance needs the Legal Service and the departments; for lack of interest they are only informed', () => {
      const replied = lodged().went(
        ['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }],
        ['2024-02-20', 'Art7AnswerReceived', complaint()],
      );
      const reject = (ground: string) => ({ ...complaint(), ground, reasons: 'None shown.' });
      replied.refuses('2024-03-01', 'ComplaintRejected', 'consent', 'Rules of Procedure', reject('substance'));
      const informed = replied.went(['2024-03-01', 'ComplaintRejected', reject('no-interest')]);
      expect(informed.history.at(-1)).toMatchObject({
        data: { informed: [{ who: { en: expect.stringContaining('Legal Service') } }] },
      });
      expect(informed.state.complaintsPending).toBe(0);
      replied.went(
        legal('2024-02-26', 'rejection'),
        ['2024-02-27', 'DepartmentsConsulted', { act: 'rejection' }],
        ['2024-03-01', 'ComplaintRejected', reject('substance')],
      );
    });

    test('Art 7(2): a complaint is not rejected before its complainant has answered', () => {
      lodged()
        .refuses('2024-02-01', 'ComplaintRejected', 'complainant-answered', 'Reg 773/2004 Art 7(2)', {
          ...complaint(),
          ground: 'substance',
          reasons: 'x',
        })
        .refusesInput('2024-02-01', 'ComplaintWithdrawn', 'complainant', complaint('Nobody'));
    });

    test('Art 17(4): the time for the answer can be extended', () => {
      const more = lodged().went(
        ['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }],
        ['2024-02-20', 'Art7LimitExtended', { ...complaint(), weeks: 2, reasons: 'Ill.' }],
      );
      expect(more.clock('answer-to-art7-letter:Complainant').end).toBe('2024-03-14');
    });

    if (version >= 4)
      describe.each(['decision', 'review'])('Art 7: a complaint that is pending at the stage “%s”', (at) => {
        /** Lodged on 2 May, the infringement found on 21 May 2024. */
        const pending = () => {
          const adopted = decided(
            answered().went(['2024-05-02', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]),
          ).went(['2024-05-22', 'DecisionNotified', alpha], ['2024-05-22', 'DecisionPublished']);
          return at === 'decision' ? adopted : adopted.went(['2024-05-23', 'ActionBrought', alpha]);
        };
        const letter = { ...complaint(), weeks: 4, reasons: 'No.' };
        const settles = (story: Story) =>
          expect(story.state).toMatchObject({
            stage: at,
            complaintsPending: 0,
            stageSince: pending().state.stageSince,
          });

        test('is deemed withdrawn by silence, also on a letter that was sent before the decision', () => {
          settles(pending().went(['2024-05-27', 'Art7LetterSent', letter]).by('2024-06-25'));
          const before = decided(
            answered().went(
              ['2024-05-02', 'ComplaintLodged', { ...complaint(), formC: 'complete' }],
              ['2024-05-02', 'Art7LetterSent', letter],
            ),
          ).by('2024-06-01');
          expect(before.history.filter(({ type }) => type === 'StepRefused')).toEqual([]);
          expect(before.state.taken['ComplaintDeemedWithdrawn']).toMatchObject([{ on: '2024-05-30' }]);
        });

        test('is rejected after the letter, more time and the answer', () => {
          settles(
            pending().went(
              ['2024-05-27', 'Art7LetterSent', letter],
              ['2024-05-28', 'Art7LimitExtended', { ...complaint(), weeks: 2, reasons: 'Ill.' }],
              ['2024-07-05', 'Art7AnswerReceived', complaint()],
              ['2024-07-08', 'ComplaintRejected', { ...complaint(), ground: 'no-interest', reasons: 'None.' }],
            ),
          );
        });

        test('is withdrawn', () => settles(pending().went(['2024-05-27', 'ComplaintWithdrawn', complaint()])));

        test('Reg 1/2003 Art 7(1): is upheld by the finding of an infringement', () => {
          const upheld = pending().went(['2024-05-27', 'ComplaintUpheld', complaint()]);
          settles(upheld);
          expect(upheld.clock('inform-complainant:Complainant').state).toBe('ended');
          upheld.refuses('2024-05-28', 'ComplaintUpheld', 'complaint-pending', 'Reg 773/2004 Art 5', complaint());
        });
      });
  });

  describe('Reg 1/2003 Art 18, 23(1), 24: requests and their enforcement', () => {
    if (version >= 4)
      test('Best practices: two weeks from receipt are normal, for a narrow request one week or less', () => {
        expect(rules.procedure.rfi.map(({ minimum, minimumIfNarrow }) => [minimum, minimumIfNarrow])).toEqual([
          ['2w', '1d'],
          ['2w', '1d'],
        ]);
      });

    test('Art 18: a request leads into fact-finding', () => {
      expect(opened().asked('2024-01-15', '2024-02-05').state.stage).toBe('fact-finding');
    });

    if (version >= 3)
      test('Art 18: what is asked after the objections is answered like all else', () => {
        const { history, rules } = objected();
        const asked = and(
          history,
          noteRfi(history, { rfi: request(2, [2], '2024-03-22'), effectiveOn: '2024-03-06' }, facts(rules)),
          '2024-03-06',
        );
        expect(stand(asked)).toMatchObject({
          stage: 'objections',
          taken: { FurtherRfiIssued: [{ on: '2024-03-06' }] },
        });
        const given = { reply: reply(2, 2, '2024-03-20', '2024-03-22'), effectiveOn: '2024-03-20' };
        const answer = and(asked, noteReply(asked, given, facts(rules)), '2024-03-20');
        expect(answer.filter(({ type }) => type === 'StepRefused')).toEqual([]);
        expect(stand(answer).taken['ReplyReceived']).toMatchObject([{ on: '2024-02-02' }, { on: '2024-03-20' }]);
      });

    test('Decision 2011/695 Art 9: a dispute over a limit goes to the Hearing Officer', () => {
      const asked = opened().asked('2024-01-15', '2024-02-05');
      const referred = asked.went(['2024-01-22', 'ExtensionDisputeReferred', { ...alpha, reasons: 'Too short.' }]);
      referred.went(['2024-01-26', 'ExtensionDisputeDecided', { ...alpha, outcome: 'extended' }]);
      asked.refuses('2024-01-26', 'ExtensionDisputeDecided', 'nothing-to-choose', 'Decision 2011/695 Art 9', {
        ...alpha,
        outcome: 'extended',
      });
    });

    const consulted = () =>
      assessed().went(
        ['2024-02-13', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
        ...objections('Fine', '2024-02-13', '2024-02-13'),
        ['2024-02-13', 'AdvisoryCommitteeConvened', { act: 'fine' }],
        ['2024-02-28', 'AdvisoryCommitteeConsulted', { act: 'fine' }],
        ...services('2024-02-28', 'fine'),
        signed('2024-02-28', 'fine'),
      );
    const fine = (amount: string) => ({ ...alpha, fine: amount, turnover: '1234567890.01 EUR' });

    test('Art 23(1): at most 1 % of turnover, to the cent', () => {
      consulted()
        .refuses(
          '2024-03-01',
          'ProceduralFineImposed',
          'one-percent-of-turnover',
          'Reg 1/2003 Art 23(1)',
          fine('12345678.91 EUR'),
        )
        .refuses(
          '2024-03-01',
          'ProceduralFineImposed',
          'one-percent-of-turnover',
          'Reg 1/2003 Art 23(1)',
          fine('1.00 USD'),
        )
        .went(['2024-03-01', 'ProceduralFineImposed', fine('12345678.90 EUR')]);
    });

    if (version >= 4)
      test('Art 18(3), 23(1): a simple request binds to the truth alone; nobody has to be asked to obstruct an inspection', () => {
        const asked = opened().asked('2024-01-15', '2024-02-05', undefined, 'simple');
        const opens = (breach: string) => ({ undertaking: 'Alpha', breach });
        for (const breach of ['decision-incorrect', 'decision-incomplete', 'decision-late'])
          asked.refuses('2024-02-12', 'ProceduralFineOpened', 'decision-request-issued', 'Art 18(3)', opens(breach));
        asked.refuses('2024-02-12', 'ExtensionDisputeReferred', 'decision-request-issued', 'Art 18(3)', {
          undertaking: 'Alpha',
          reasons: 'Ten weeks of work.',
        });
        for (const breach of ['simple-incorrect', 'inspection'])
          asked.went(['2024-02-12', 'ProceduralFineOpened', opens(breach)]);
        opened()
          .asked('2024-01-15', '2024-02-05')
          .went(['2024-02-12', 'ProceduralFineOpened', opens('decision-late')]);
      });

    test('Art 23(1): not without proceedings, nor before the Advisory Committee', () => {
      assessed()
        .refuses('2024-03-01', 'ProceduralFineImposed', 'fine-proceedings-open', 'Reg 1/2003 Art 23(1)', fine('1 EUR'))
        .refusesInput('2024-03-01', 'ProceduralFineOpened', 'breach', { ...alpha, breach: 'simple-late' })
        .refusesInput('2024-03-01', 'ProceduralFineOpened', 'breach', { ...alpha, breach: 'simple-incomplete' });
      const open = assessed().went(['2024-02-13', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }]);
      waitsForCommittee(open, '2024-03-01', 'ProceduralFineImposed', fine('1.00 EUR'));
    });

    test('Art 24(1): a periodic payment is at most 5 % of the average daily turnover', () => {
      const ready = assessed().went(...services('2024-02-20', 'fine'), signed('2024-02-20', 'fine'));
      const pay = (perDay: string) => ({ ...alpha, perDay, turnover: '7300000.00 EUR' });
      ready
        .refuses(
          '2024-02-21',
          'PeriodicPaymentImposed',
          'five-percent-of-daily-turnover',
          'Art 24(1)',
          pay('1000.01 EUR'),
        )
        .went(['2024-02-21', 'PeriodicPaymentImposed', pay('1000.00 EUR')]);
    });

    if (version >= 3)
      describe('Art 24(2): the definitive amount of a periodic penalty payment', () => {
        const fixed = { ...alpha, amount: '4000.00 EUR' };
        const imposed = () =>
          consulted().went([
            '2024-02-29',
            'PeriodicPaymentImposed',
            { ...alpha, perDay: '1000.00 EUR', turnover: '7300000.00 EUR' },
          ]);
        /** What the decision under Article 24(2) asks for, from the notice to the Committee to the signature. */
        const asked = (called: string, on: string): Deed[] => [
          [called, 'AdvisoryCommitteeConvened', { act: 'art-24-2' }],
          [on, 'AdvisoryCommitteeConsulted', { act: 'art-24-2' }],
          ...services(on, 'art-24-2'),
          signed(on, 'art-24-2'),
        ];

        test('is fixed of what was imposed, once', () => {
          assessed()
            .went(...asked('2024-02-13', '2024-02-28'))
            .refuses('2024-03-01', 'PeriodicPaymentFixed', 'payment-imposed', 'Reg 1/2003 Art 24(2)', fixed);
          imposed()
            .went(...objections('Payment', '2024-03-01', '2024-03-04'), ...asked('2024-03-04', '2024-03-19'), [
              '2024-03-20',
              'PeriodicPaymentFixed',
              fixed,
            ])
            .refuses('2024-03-21', 'PeriodicPaymentFixed', 'payment-imposed', 'Reg 1/2003 Art 24(2)', fixed);
        });

        test('Art 14(1): after a consultation and a signature of its own; those of the fine and of the payment do not count', () => {
          const heard = imposed()
            .went(...objections('Payment', '2024-03-01', '2024-03-04'))
            .refusal('2024-03-20', 'PeriodicPaymentFixed', fixed);
          expect(heard).toMatchObject({ guard: 'consent' });
          expect((heard as { errors: { message: LocalizedText }[] }).errors.map(({ message }) => message.en)).toEqual([
            'The Legal Service must be consulted on this first.',
            ...(version >= 4 ? ['The departments associated must be consulted on this first.'] : []),
            'The Advisory Committee must be consulted on this first.',
            'The College, or whom it has empowered, must sign this first.',
          ]);
        });

        test.each(['decision', 'review'])(
          'is fixed at the stage “%s” too: undertakings often comply only after the final decision',
          (at) => {
            const perDay = { ...alpha, perDay: '1000.00 EUR', turnover: '7300000.00 EUR' };
            const adopted = ready().went(
              ...services('2024-05-17', 'fine'),
              signed('2024-05-17', 'fine'),
              ['2024-05-17', 'PeriodicPaymentImposed', perDay],
              ['2024-05-21', 'DecisionAdopted', { fine: '10.00 EUR', turnover: '100.00 EUR' }],
            );
            const there =
              at === 'decision'
                ? adopted
                : adopted.went(['2024-05-22', 'DecisionNotified', alpha], ['2024-05-30', 'ActionBrought', alpha]);
            expect(there.state.stage).toBe(at);
            const done = there.went(
              ...objections('Payment', '2024-05-31', '2024-06-03'),
              ['2024-06-03', 'AdvisoryCommitteeConvened', { act: 'art-24-2' }],
              sooner('2024-06-03', 'art-24-2'),
              ['2024-06-04', 'AdvisoryCommitteeConsulted', { act: 'art-24-2' }],
              ...services('2024-06-04', 'art-24-2'),
              signed('2024-06-04', 'art-24-2'),
              ['2024-06-05', 'PeriodicPaymentFixed', fixed],
            );
            expect(done.state).toMatchObject({ stage: at, taken: { PeriodicPaymentFixed: [{ on: '2024-06-05' }] } });
          },
        );
      });
  });

  if (version >= 4)
    describe('Reg 1/2003 Art 27(1): a decision rests only on objections on which the undertaking could comment', () => {
      const beta = { undertaking: 'Beta' };
      const fine = { ...alpha, fine: '1.00 EUR', turnover: '1000.00 EUR' };
      const fineReady = () =>
        assessed().went(
          ['2024-02-13', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
          ['2024-02-13', 'ProceduralFineOpened', { ...beta, breach: 'decision-late' }],
          ['2024-02-13', 'AdvisoryCommitteeConvened', { act: 'fine' }],
          ['2024-02-28', 'AdvisoryCommitteeConsulted', { act: 'fine' }],
          ...services('2024-02-28', 'fine'),
          signed('2024-02-28', 'fine'),
          legal('2024-02-28', 'fine-objections'),
        );
      const paymentReady = () =>
        fineReady().went(
          ['2024-02-29', 'PeriodicPaymentImposed', { ...alpha, perDay: '1.00 EUR', turnover: '7300000.00 EUR' }],
          ['2024-03-01', 'AdvisoryCommitteeConvened', { act: 'art-24-2' }],
          ['2024-03-18', 'AdvisoryCommitteeConsulted', { act: 'art-24-2' }],
          ...services('2024-03-18', 'art-24-2'),
          signed('2024-03-18', 'art-24-2'),
          legal('2024-03-18', 'payment-objections'),
        );

      test.each([
        ['Art 23, a procedural fine', fineReady, 'Fine', 'ProceduralFineImposed', fine],
        [
          'Art 24(2), the definitive amount',
          paymentReady,
          'Payment',
          'PeriodicPaymentFixed',
          { ...alpha, amount: '1.00 EUR' },
        ],
      ] as const)(
        '%s: not before the objections, nor while the time for a reply runs',
        (_, ready, before, step, said) => {
          const guard = `${before.toLowerCase()}-objections`;
          ready()
            .refuses('2024-03-19', step, `${guard}-notified`, 'Reg 1/2003 Art 27(1)', said)
            .refusesInput('2024-03-19', `${before}ObjectionsNotified`, 'weeks', { ...alpha, weeks: 3 });
          const notified = ready().went(['2024-03-19', `${before}ObjectionsNotified`, { ...alpha, weeks: 4 }]);
          // Four weeks from Tuesday 19 March 2024.
          notified.refuses('2024-04-16', step, `${guard}-answered`, 'Reg 1/2003 Art 27(1)', said);
          expect(notified.went(['2024-04-17', step, said]).state.taken[step]).toHaveLength(1);
          const answered = notified.went(['2024-03-25', `${before}ObjectionsAnswered`, alpha]);
          expect(answered.went(['2024-03-26', step, said]).state.taken[step]).toHaveLength(1);
          // Notified once more, with less time: what was given first stands.
          const twice = ready().went(
            ['2024-03-19', `${before}ObjectionsNotified`, { ...alpha, weeks: 6 }],
            legal('2024-03-20', guard),
            ['2024-03-20', `${before}ObjectionsNotified`, { ...alpha, weeks: 4 }],
          );
          twice.refuses('2024-04-30', step, `${guard}-answered`, 'Reg 1/2003 Art 27(1)', said);
          expect(twice.went(['2024-05-02', step, said]).state.taken[step]).toHaveLength(1);
        },
      );

      test('the Legal Service is consulted on each kind of objections, and on what is decided after them', () => {
        const kinds = [
          ['StatementOfObjectionsNotified', 'objections'],
          ['InterimObjectionsNotified', 'interim-objections'],
          ['FineObjectionsNotified', 'fine-objections'],
          ['PaymentObjectionsNotified', 'payment-objections'],
        ] as const;
        const pending = proceedings().went(
          ['2024-02-26', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
          ...services('2024-02-26', 'fine'),
          signed('2024-02-26', 'fine'),
          ['2024-02-26', 'PeriodicPaymentImposed', { ...alpha, perDay: '1.00 EUR', turnover: '7300000.00 EUR' }],
        );
        for (const [, act] of [...kinds, ['', 'art-8']] as const) {
          const consulted = pending.went(legal('2024-03-01', act));
          for (const [step, own] of kinds)
            if (own === act) consulted.went(['2024-03-04', step, { ...alpha, weeks: 4 }]);
            else consulted.refuses('2024-03-04', step, 'consent', 'Rules of Procedure', { ...alpha, weeks: 4 });
        }
      });

      test('Art 23: what another undertaking could comment on does not count, nor what a fine was imposed for before', () => {
        const other = fineReady().went(
          ['2024-03-01', 'FineObjectionsNotified', { ...beta, weeks: 4 }],
          ['2024-03-04', 'FineObjectionsAnswered', beta],
        );
        other
          .refusesInput('2024-03-05', 'ProceduralFineImposed', 'undertaking', fine)
          .went(
            ['2024-03-05', 'ProceduralFineImposed', { ...fine, ...beta }],
            ['2024-03-06', 'ProceduralFineOpened', { ...beta, breach: 'decision-incomplete' }],
          )
          .refuses('2024-03-07', 'ProceduralFineImposed', 'fine-objections-notified', 'Art 27(1)', {
            ...fine,
            ...beta,
          });
      });

      test('Art 23: proceedings that are dropped leave no time for a reply', () => {
        const dropped = fineReady().went(
          ['2024-03-01', 'FineObjectionsNotified', { ...alpha, weeks: 4 }],
          ['2024-03-04', 'ProceduralFineDropped', { ...alpha, reasons: 'It was sent in time.' }],
        );
        expect(dropped.clock('reply-to-fine-objections:Alpha').state).toBe('ended');
      });

      test('Art 7 and 8: the objections on the infringement, and those for interim measures, each for their own decision', () => {
        const interim = proceedings().went(
          legal('2024-03-01', 'interim-objections'),
          ['2024-03-04', 'InterimObjectionsNotified', { ...alpha, weeks: 1 }],
          ['2024-03-08', 'InterimObjectionsAnswered', alpha],
        );
        interim.refuses('2024-03-11', 'DecisionAdopted', 'infringement-objections-notified', 'Reg 1/2003 Art 27(1)');
        answered().refuses(
          '2024-05-21',
          'InterimMeasuresOrdered',
          'interim-objections-notified',
          'Reg 1/2003 Art 27(1)',
        );
      });

      describe('both to one undertaking: each has a time to reply of its own', () => {
        /** Eight weeks from Monday 4 March 2024 on the infringement; two from Tuesday 5 March on interim measures. */
        const both = () =>
          objected().went(legal('2024-03-05', 'interim-objections'), [
            '2024-03-05',
            'InterimObjectionsNotified',
            { ...alpha, weeks: 2 },
          ]);
        const onInfringement = 'reply-to-objections:Alpha';
        const onInterim = 'reply-to-interim-objections:Alpha';

        test('objections for interim measures do not cut short the time of a Statement of Objections', () => {
          expect(both().clock(onInfringement)).toMatchObject({ state: 'running', end: '2024-04-29' });
          expect(both().clock(onInterim)).toMatchObject({ state: 'running', end: '2024-03-19' });
          // The time on interim measures is over, the other is not.
          both()
            .refuses('2024-03-20', 'DecisionAdopted', 'objections-answered', 'Reg 1/2003 Art 27(1)')
            .refuses('2024-04-29', 'DecisionAdopted', 'objections-answered', 'Reg 1/2003 Art 27(1)')
            .refuses('2024-04-30', 'DecisionAdopted', 'consent', 'Rules of Procedure');
        });

        test('a Statement of Objections does not hold interim measures up; their own time does', () => {
          both()
            .refuses('2024-03-19', 'InterimMeasuresOrdered', 'interim-objections-answered', 'Reg 1/2003 Art 27(1)')
            .refuses('2024-03-20', 'InterimMeasuresOrdered', 'consent', 'Rules of Procedure');
          const reverse = proceedings().went(
            legal('2024-03-01', 'interim-objections'),
            ['2024-03-04', 'InterimObjectionsNotified', { ...alpha, weeks: 1 }],
            legal('2024-03-05', 'objections'),
            ['2024-03-05', 'StatementOfObjectionsNotified', { ...alpha, weeks: 52 }],
          );
          expect(reverse.clock(onInterim).end).toBe('2024-03-11');
          reverse.refuses('2024-03-12', 'InterimMeasuresOrdered', 'consent', 'Rules of Procedure');
        });

        test('a reply to the one is none to the other, and each can ask for a hearing', () => {
          const one = both().went(['2024-03-12', 'InterimObjectionsAnswered', alpha]);
          expect([one.clock(onInterim).state, one.clock(onInfringement).state]).toEqual(['ended', 'running']);
          one.refuses('2024-03-13', 'InterimObjectionsAnswered', 'nothing-to-choose', 'Reg 773/2004 Art 10', alpha);
          const other = both().went(['2024-03-12', 'ReplyToObjectionsReceived', alpha]);
          expect([other.clock(onInterim).state, other.clock(onInfringement).state]).toEqual(['running', 'ended']);
          for (const heard of [one, other])
            expect(heard.went(['2024-03-13', 'HearingRequested', alpha]).clock('hearing:Alpha').state).toBe('running');
        });

        test('Reg 773/2004 Art 15, 17(4): access to the file and more time move the time that they are for', () => {
          const accessed = both().went(['2024-03-06', 'InterimFileAccessGranted', { ...alpha, excluded: 'yes' }]);
          expect([accessed.clock(onInterim).end, accessed.clock(onInfringement).end]).toEqual([
            '2024-03-20',
            '2024-04-29',
          ]);
          const more = { ...alpha, weeks: 1, reasons: 'Size of the file.' };
          const extended = both().went(['2024-03-19', 'InterimReplyLimitExtended', more]);
          expect([extended.clock(onInterim).end, extended.clock(onInfringement).end]).toEqual([
            '2024-03-26',
            '2024-04-29',
          ]);
          both().refuses('2024-03-20', 'InterimReplyLimitExtended', 'nothing-to-choose', 'Art 17(4)', more);
        });
      });

      test('objections for interim measures alone are not supplemented, nor answered as those on the infringement', () => {
        const interim = proceedings().went(legal('2024-03-01', 'interim-objections'), [
          '2024-03-04',
          'InterimObjectionsNotified',
          { ...alpha, weeks: 1 },
        ]);
        interim
          .refuses('2024-03-05', 'SupplementarySoNotified', 'infringement-objections-notified', 'Art 27(1)', {
            ...alpha,
            weeks: 4,
          })
          .refuses('2024-03-05', 'ReplyToObjectionsReceived', 'infringement-objections-notified', 'Art 27(1)', alpha);
      });
    });

  describe('Reg 773/2004 Art 16: confidentiality', () => {
    const claimed = () => assessed().went(['2024-02-13', 'ConfidentialityClaimed', { ...alpha, weeks: 2 }]);

    test('Art 16(3), 17(3): at least two weeks for the non-confidential version', () => {
      expect(claimed().clock('public-version:Alpha').end).toBe('2024-02-27');
      assessed().refusesInput('2024-02-13', 'ConfidentialityClaimed', 'weeks', { ...alpha, weeks: 1 });
    });

    test('Art 16(4): assumed accessible by an officer’s act, after the limit and a reminder; never by itself', () => {
      const said = { ...alpha, reasons: 'No version came.' };
      claimed().refuses(
        '2024-02-20',
        'AssumedAccessible',
        'limit-for-public-version-over',
        'Reg 773/2004 Art 16',
        said,
      );
      const late = claimed().by('2024-04-01');
      expect(late.state.taken).not.toHaveProperty('AssumedAccessible');
      late.refuses('2024-03-01', 'AssumedAccessible', 'reminded', 'Reg 773/2004 Art 16(4)', said);
      claimed().went(['2024-02-28', 'ConfidentialityReminded', alpha], ['2024-03-08', 'AssumedAccessible', said]);
    });

    if (version >= 3)
      test('Art 17(4): the time for the non-confidential version can be extended, before it is over', () => {
        const more = { ...alpha, weeks: 1, reasons: 'Many documents.' };
        expect(
          claimed().went(['2024-02-27', 'PublicVersionLimitExtended', more]).clock('public-version:Alpha').end,
        ).toBe('2024-03-05');
        claimed().refuses(
          '2024-02-28',
          'PublicVersionLimitExtended',
          'nothing-to-choose',
          'Reg 773/2004 Art 17(4)',
          more,
        );
      });

    test('Art 16(3): a substantiated claim is not assumed away', () => {
      claimed()
        .went(['2024-02-28', 'ConfidentialityReminded', alpha], ['2024-03-01', 'ConfidentialitySubstantiated', alpha])
        .refuses('2024-03-08', 'AssumedAccessible', 'nothing-to-choose', 'Reg 773/2004 Art 16(4)', {
          ...alpha,
          reasons: 'x',
        });
    });
  });

  describe('Reg 1/2003 Art 11(6), Reg 773/2004 Art 2: proceedings', () => {
    test('come before objections, preliminary assessment and a request for interest in a settlement', () => {
      for (const step of ['StatementOfObjectionsNotified', 'PreliminaryAssessmentSent', 'SettlementInterestAsked'])
        expect(assessed().openOn('2024-02-19')).not.toContain(step);
      expect(proceedings().openOn('2024-02-20')).toContain('SettlementInterestAsked');
      assessed().refuses('2024-02-19', 'SettlementInterestAsked', 'stage', 'Reg 773/2004 Art 10a', { weeks: 2 });
    });

    test('wait for the assessment', () => {
      opened().refuses('2024-02-19', 'ProceedingsOpened', 'assessment-concluded', 'Reg 1/2003 Art 11(6)');
    });

    if (version >= 4)
      test('wait for the replies to a further request, which can be waived', () => {
        const { history } = assessed();
        const further = { rfi: request(2, [2], '2024-03-04'), effectiveOn: '2024-02-13' };
        const waiting = new Story(rules, and(history, noteRfi(history, further, facts(rules)), '2024-02-13'));
        expect(waiting.refusal('2024-02-19', 'ProceedingsOpened')).toMatchObject({
          guard: 'replies-in-or-waived',
          first: ['ReplyReceived', 'RepliesWaived'],
        });
        waiting.went(
          ['2024-02-19', 'RepliesWaived', { reasons: 'The file says it already.' }],
          ['2024-02-19', 'ProceedingsOpened'],
        );
      });

    test('are opened once', () => {
      // From version 4 on they can be opened anew, in a case that was reopened at an earlier stage.
      const guard = version >= 4 ? 'stage' : 'taken-once';
      expect(proceedings().refusal('2024-02-20', 'ProceedingsOpened')).toMatchObject({ guard });
    });

    test('the authorities of the Member States are informed', () => {
      expect(proceedings().history.at(-1)).toMatchObject({ data: { step: 'ProceedingsOpened', informed: [{}] } });
    });

    test('Art 10a: an answer on a settlement is asked for first', () => {
      proceedings().refuses('2024-02-20', 'SettlementInterestAnswered', 'settlement-asked', 'Art 10a');
      const asked = proceedings().went(['2024-02-20', 'SettlementInterestAsked', { weeks: 2 }]);
      expect(asked.clock('settlement-interest').end).toBe('2024-03-05');
      expect(asked.went(['2024-03-01', 'SettlementInterestAnswered']).clock('settlement-interest').state).toBe('ended');
    });
  });

  describe('Reg 773/2004 Art 10 and 17: objections and the reply', () => {
    const end = (story: Story) => story.clock('reply-to-objections:Alpha').end;

    test('Art 17(2): at least four weeks; one for interim measures', () => {
      const ready = proceedings().went(legal('2024-03-01', 'objections'), legal('2024-03-01', forInterim.act));
      ready.refusesInput('2024-03-04', 'StatementOfObjectionsNotified', 'weeks', { ...alpha, weeks: 3 });
      expect(
        ready
          .went(['2024-03-04', 'InterimObjectionsNotified', { ...alpha, weeks: 1 }])
          .clock(`${forInterim.clock}:Alpha`).end,
      ).toBe('2024-03-11');
    });

    test('Art 10(2): the reply is counted from the notification, then anew from access to the file', () => {
      expect(objected().clock('reply-to-objections:Alpha')).toMatchObject({ end: '2024-04-29' });
      const accessed = objected().went(['2024-03-11', 'AccessToFileGranted', { ...alpha, excluded: 'yes' }]);
      expect(accessed.clock('reply-to-objections:Alpha')).toMatchObject({
        startedOn: '2024-03-11',
        end: '2024-05-06',
      });
    });

    test('Art 15: access to the file follows the objections', () => {
      const guard = version >= 4 ? 'infringement-objections-notified' : 'objections-notified';
      proceedings().refuses('2024-03-11', 'AccessToFileGranted', guard, 'Art 27(1)', { ...alpha, excluded: 'yes' });
    });

    test('Art 17(4): more time is asked for at least ten working days before the limit', () => {
      // Back from Monday 29 April 2024, over no holiday: Monday 15 April.
      const ask = { ...alpha, reasons: 'Size of the file.' };
      objected().refuses('2024-04-16', 'ReplyExtensionAsked', 'asked-in-time', 'Reg 773/2004 Art 17(4)', ask);
      const asked = objected().went(['2024-04-15', 'ReplyExtensionAsked', ask]);
      expect(
        asked.went(['2024-04-17', 'ReplyExtensionGranted', { ...alpha, weeks: 2 }]).clock('reply-to-objections:Alpha')
          .end,
      ).toBe('2024-05-13');
      expect(asked.went(['2024-04-17', 'ReplyExtensionRefused', ask]).openOn('2024-04-18')).not.toContain(
        'ReplyExtensionGranted',
      );
      objected().refuses('2024-04-15', 'ReplyExtensionGranted', 'extension-asked', 'Art 17(4)', {
        ...alpha,
        weeks: 2,
      });
    });

    test('Best practices: new objections get a limit of their own, corroborating evidence a fixed date', () => {
      const more = answered().went(legal('2024-05-02', 'objections'), [
        '2024-05-03',
        'SupplementarySoNotified',
        { ...alpha, weeks: 4 },
      ]);
      expect(more.clock('reply-to-objections:Alpha')).toMatchObject({ state: 'running', end: '2024-05-31' });
      const letter = answered().went(['2024-05-03', 'LetterOfFactsSent', { ...alpha, days: 14 }]);
      expect(letter.clock('letter-of-facts:Alpha').end).toBe('2024-05-17');
      expect(letter.went(['2024-05-16', 'LetterOfFactsAnswered', alpha]).clock('letter-of-facts:Alpha').state).toBe(
        'ended',
      );
    });

    test('Art 10(2): new objections, or access to the file after more time was granted, take no time to reply away', () => {
      const more = (on: string) =>
        objected().went(legal(on, 'objections'), [on, 'SupplementarySoNotified', { ...alpha, weeks: 4 }]);
      const granted = objected().went(
        ['2024-03-05', 'ReplyExtensionAsked', { ...alpha, reasons: 'Size of the file.' }],
        ['2024-03-06', 'ReplyExtensionGranted', { ...alpha, weeks: 10 }],
        ['2024-03-11', 'AccessToFileGranted', { ...alpha, excluded: 'yes' }],
      );
      const ends = [more('2024-03-05'), granted].map((story) => end(story));
      // What was released comes out as it did.
      expect(ends).toEqual(version >= 4 ? ['2024-04-29', '2024-07-08'] : ['2024-04-02', '2024-05-06']);
      // Where the time for the new ones ends later, it is that which stands.
      expect(end(more('2024-04-15'))).toBe('2024-05-13');
    });

    test('the Legal Service is consulted on objections, anew for each', () => {
      proceedings().refuses('2024-03-04', 'StatementOfObjectionsNotified', 'consent', 'Rules of Procedure', {
        ...alpha,
        weeks: 8,
      });
      objected().refuses('2024-03-05', 'StatementOfObjectionsNotified', 'consent', 'Rules of Procedure', {
        undertaking: 'Beta',
        weeks: 8,
      });
    });
  });

  describe('Reg 773/2004 Art 12: the hearing', () => {
    test('is asked for in the written reply, and held or given up before a decision', () => {
      objected().refuses('2024-03-20', 'HearingRequested', 'reply-to-objections-in', 'Reg 773/2004 Art 12', alpha);
      const asked = answered().went(['2024-04-15', 'HearingRequested', alpha]);
      expect(asked.clock('hearing:Alpha')).toMatchObject({ end: '2024-05-15', indicative: true });
      asked.refuses('2024-06-03', 'DecisionAdopted', 'no-hearing-pending', 'Reg 773/2004 Art 12');
      answered().refuses('2024-05-14', 'HearingHeld', 'hearing-asked-for', 'Reg 773/2004 Art 12', alpha);
      expect(asked.went(['2024-05-14', 'HearingHeld', alpha]).clock('hearing:Alpha').state).toBe('ended');
    });
  });

  describe('Reg 1/2003 Art 14: the Advisory Committee', () => {
    const called = (act: string) => answered().went(['2024-05-02', 'AdvisoryCommitteeConvened', { act }]);

    test('Art 14(3): meets at the earliest 14 days after its notice', () => {
      // 2 May 2024 and 14 days: 16 May.
      called('art-7')
        .refuses('2024-05-16', 'AdvisoryCommitteeConsulted', 'committee-notice-over', 'Reg 1/2003 Art 14(3)', {
          act: 'art-7',
        })
        .went(['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-7' }]);
      answered().refuses('2024-05-17', 'AdvisoryCommitteeConsulted', 'committee-called', 'Reg 1/2003 Art 14(3)', {
        act: 'art-7',
      });
    });

    test('Art 14(3): seven days for interim measures; sooner when no Member State objects', () => {
      // 2 May 2024 and 7 days: 9 May, a holiday as the 10th; the last day moves to Monday 13 May.
      const interim = called('art-8').went(
        ...(version >= 4 ? [] : [['2024-05-02', 'InterimCommitteeConvened'] as const]),
      );
      interim
        .refuses('2024-05-13', 'AdvisoryCommitteeConsulted', 'committee-notice-over', 'Art 14(3)', { act: 'art-8' })
        .went(['2024-05-14', 'AdvisoryCommitteeConsulted', { act: 'art-8' }]);
      if (version >= 4) expect(called('art-7').clock('committee-notice')).toMatchObject({ end: '2024-05-16' });
      called('art-7').went(sooner('2024-05-03', 'art-7'), [
        '2024-05-06',
        'AdvisoryCommitteeConsulted',
        { act: 'art-7' },
      ]);
    });

    if (version >= 4) {
      test('Art 14(3): the notice of one act is none of another, and each has its own days', () => {
        const one = called('art-7');
        one.refuses('2024-05-17', 'AdvisoryCommitteeConsulted', 'committee-notice-fine-over', 'Art 14(3)', {
          act: 'fine',
        });
        const both = one.went(['2024-05-16', 'AdvisoryCommitteeConvened', { act: 'fine' }]);
        expect([both.clock('committee-notice').end, both.clock('committee-notice-fine').end]).toEqual([
          '2024-05-16',
          '2024-05-30',
        ]);
        both
          .went(['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-7' }])
          .refuses('2024-05-30', 'AdvisoryCommitteeConsulted', 'committee-notice-fine-over', 'Art 14(3)', {
            act: 'fine',
          })
          .went(['2024-05-31', 'AdvisoryCommitteeConsulted', { act: 'fine' }]);
        // That no Member State objects to a shorter notice of the one says nothing of the other.
        both
          .went(sooner('2024-05-17', 'art-7'))
          .refuses('2024-05-17', 'AdvisoryCommitteeConsulted', 'committee-notice-fine-over', 'Art 14(3)', {
            act: 'fine',
          })
          .went(sooner('2024-05-17', 'fine'), ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'fine' }]);
      });

      test.each(['art-7', 'art-9'])(
        'Art 14(3): after an annulment the notice of the first round is over: %s',
        (act) => {
          const resumed = decided(
            answered().went(
              ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-9' }],
              ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-9' }],
            ),
          ).went(
            ['2024-05-22', 'DecisionNotified', alpha],
            ['2024-07-30', 'ActionBrought', alpha],
            ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'annulled' }],
            ['2026-03-09', 'ProcedureResumed'],
          );
          resumed
            .refuses('2026-03-10', 'AdvisoryCommitteeConsulted', 'committee-notice-over', 'Art 14(3)', { act })
            .went(['2026-03-10', 'AdvisoryCommitteeConvened', { act }])
            .refuses('2026-03-24', 'AdvisoryCommitteeConsulted', 'committee-notice-over', 'Art 14(3)', { act })
            .went(['2026-03-25', 'AdvisoryCommitteeConsulted', { act }]);
        },
      );
    }
  });

  /** Everything that a decision under Article 7 asks for, by 20 May 2024. */
  const ready = (from = answered()) =>
    from.went(
      ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-7' }],
      ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-7' }],
      ...services('2024-05-17', 'art-7'),
      ['2024-05-17', 'HearingOfficerReported'],
      signed('2024-05-17', 'art-7'),
    );
  const decided = (from?: Story) =>
    ready(from).went(['2024-05-21', 'DecisionAdopted', { fine: '10.00 EUR', turnover: '100.00 EUR' }]);

  describe('Reg 1/2003 Art 7, 8, 10, 23(2): decisions', () => {
    test('Art 23(2): a fine is not measured against nothing', () => {
      ready().refuses('2024-05-21', 'DecisionAdopted', 'ten-percent-of-turnover', 'Reg 1/2003 Art 23(2)', {
        fine: '10.00 EUR',
      });
      ready().went(['2024-05-21', 'DecisionAdopted']);
    });

    if (version >= 4)
      test.each(['ActSigned', 'DepartmentsConsulted', 'LegalServiceConsulted', 'AdvisoryCommitteeConsulted'])(
        '%s: every act that can be named is one that a step waits for',
        (by) => {
          const { steps } = rules.procedure;
          const waited = steps.flatMap(({ consents = [] }) =>
            consents.filter(({ step }) => step === by).map((consent) => consent.with?.['act']),
          );
          const { inputs = [] } = steps.find(({ id }) => id === by)!;
          const acts = inputs.find(({ id }) => id === 'act')?.choices?.map(({ id }) => id) ?? [];
          expect(acts.toSorted()).toEqual([...new Set(waited)].toSorted());
        },
      );

    if (version >= 4)
      test('the College signs what was consulted on: a signature from before does not count', () => {
        const early = answered().went(
          signed('2024-05-02', 'art-7'),
          ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-7' }],
          ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-7' }],
          ...services('2024-05-17', 'art-7'),
          ['2024-05-17', 'HearingOfficerReported'],
        );
        expect(early.refusal('2024-05-21', 'DecisionAdopted')).toMatchObject({
          guard: 'consent',
          first: ['ActSigned'],
          detail: { en: expect.stringContaining('signed before all who must be consulted were') },
        });
        early.went(signed('2024-05-20', 'art-7'), ['2024-05-21', 'DecisionAdopted']);
      });

    test('Art 7: needs the consultations, each named with its basis', () => {
      const heard = answered().refusal('2024-05-21', 'DecisionAdopted') as {
        errors: { message: LocalizedText }[];
        first: string[];
      };
      expect(heard).toMatchObject({ guard: 'consent' });
      expect(heard.errors.map(({ message }) => message.en)).toEqual([
        'The Legal Service must be consulted on this first.',
        ...(version >= 4 ? ['The departments associated must be consulted on this first.'] : []),
        'The Advisory Committee must be consulted on this first.',
        'The Hearing Officer (final report) must be consulted on this first.',
        'The College, or whom it has empowered, must sign this first.',
      ]);
      expect(heard.first).toEqual([
        'LegalServiceConsulted',
        ...(version >= 4 ? ['DepartmentsConsulted'] : []),
        'AdvisoryCommitteeConsulted',
        'HearingOfficerReported',
        'ActSigned',
      ]);
      expect(decided().state.stage).toBe('decision');
    });

    test('Art 7: not while a reply to the objections can still come', () => {
      objected().refuses('2024-04-29', 'DecisionAdopted', 'objections-answered', 'Reg 1/2003 Art 27(1)');
    });

    if (version >= 4)
      test('Reg 1/2003 Art 27(1): not while the time for an answer to a letter of facts runs', () => {
        const sent = ready(answered().went(['2024-05-02', 'LetterOfFactsSent', { ...alpha, days: 21 }]));
        // 2 May and 21 days: Thursday 23 May 2024.
        sent
          .refuses('2024-05-23', 'DecisionAdopted', 'facts-answered', 'Reg 1/2003 Art 27(1)')
          .went(['2024-05-24', 'DecisionAdopted']);
        sent.went(['2024-05-21', 'LetterOfFactsAnswered', alpha], ['2024-05-21', 'DecisionAdopted']);
      });

    test('Art 23(2): a fine is at most 10 % of turnover', () => {
      ready().refuses('2024-05-21', 'DecisionAdopted', 'ten-percent-of-turnover', 'Reg 1/2003 Art 23(2)', {
        fine: '10.01 EUR',
        turnover: '100.00 EUR',
      });
    });

    test('Art 8: interim measures leave the case where it is', () => {
      const measures = answered().went(
        legal('2024-04-16', forInterim.act),
        ['2024-04-16', 'InterimObjectionsNotified', { ...alpha, weeks: 1 }],
        ['2024-04-22', forInterim.reply, alpha],
        ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-8' }],
        ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-8' }],
        ...services('2024-05-17', 'art-8'),
        signed('2024-05-17', 'art-8'),
        ['2024-05-21', 'InterimMeasuresOrdered'],
      );
      expect(measures.state.stage).toBe('objections');
    });

    test('Art 10: inapplicability is found without objections', () => {
      proceedings()
        .refuses('2024-03-20', 'InapplicabilityFound', 'consent', 'Rules of Procedure')
        .went(
          ['2024-02-20', 'AdvisoryCommitteeConvened', { act: 'art-10' }],
          ['2024-03-20', 'AdvisoryCommitteeConsulted', { act: 'art-10' }],
          ...services('2024-03-20', 'art-10'),
          signed('2024-03-20', 'art-10'),
          ['2024-03-21', 'InapplicabilityFound'],
        );
    });
  });

  if (version >= 3)
    describe('Reg 1/2003 Art 29(1): block exemptions', () => {
      test('the benefit of one is withdrawn by decision, after the Advisory Committee; the decision can be sued over', () => {
        const said = { regulation: 'Regulation 2022/720' };
        waitsForCommittee(proceedings(), '2024-03-20', 'BlockExemptionWithdrawn', said);
        const withdrawn = proceedings().went(
          ['2024-02-20', 'AdvisoryCommitteeConvened', { act: 'art-29' }],
          ['2024-03-20', 'AdvisoryCommitteeConsulted', { act: 'art-29' }],
          ...services('2024-03-20', 'art-29'),
          signed('2024-03-20', 'art-29'),
          ['2024-03-21', 'BlockExemptionWithdrawn', said],
          ['2024-03-22', 'DecisionNotified', alpha],
        );
        expect(withdrawn.state.stage).toBe('decision');
        withdrawn
          .went(...madeKnown('2024-03-22'))
          .refuses('2024-03-25', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', { outcome: 'decision-final' });
      });
    });

  describe('Reg 1/2003 Art 9, 27(4): commitments', () => {
    const offered = () =>
      proceedings().went(
        ...services('2024-02-20', 'art-9'),
        ['2024-02-21', 'PreliminaryAssessmentSent', alpha],
        ['2024-03-11', 'CommitmentsOffered', alpha],
      );
    const tested = () => offered().went(['2024-03-18', 'MarketTestPublished', { months: 1 }]);
    const consulted = (story: Story) =>
      story.went(
        ['2024-04-02', 'AdvisoryCommitteeConvened', { act: 'art-9' }],
        ['2024-04-17', 'AdvisoryCommitteeConsulted', { act: 'art-9' }],
        ...services('2024-04-17', 'art-9'),
        signed('2024-04-17', 'art-9'),
      );

    test('Art 9(1): assessment, then commitments, then a market test', () => {
      proceedings().refuses('2024-03-11', 'CommitmentsOffered', 'assessment-sent', 'Reg 1/2003 Art 9(1)', alpha);
      proceedings().refuses('2024-03-11', 'MarketTestPublished', 'commitments-offered', 'Art 9(1)', { months: 1 });
      consulted(offered()).refuses(
        '2024-04-18',
        'CommitmentsMadeBinding',
        'market-test-published',
        'Reg 1/2003 Art 27(4)',
      );
    });

    test('Art 27(4): at least a month, and no decision before it is over', () => {
      offered().refusesInput('2024-03-18', 'MarketTestPublished', 'months', { months: 0 });
      expect(tested().clock('market-test').end).toBe('2024-04-18');
      consulted(tested())
        .refuses('2024-04-18', 'CommitmentsMadeBinding', 'market-test-over', 'Reg 1/2003 Art 27(4)')
        .went(['2024-04-19', 'CommitmentsMadeBinding']);
    });

    test('Art 27(4): changed commitments are tested anew', () => {
      consulted(tested().went(['2024-04-01', 'CommitmentsOffered', alpha])).refuses(
        '2024-04-19',
        'CommitmentsMadeBinding',
        'market-test-published',
        'Art 27(4)',
      );
    });

    test('a pending complaint is rejected separately: the decision can come, the closing cannot', () => {
      const pending = consulted(
        tested().went(['2024-03-19', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]),
      );
      const binding = pending.went(['2024-04-19', 'CommitmentsMadeBinding']);
      binding.refuses('2024-04-22', 'CaseClosed', 'no-complaint-pending', 'Reg 773/2004 Art 7', {
        outcome: 'conduct-ended',
      });
      if (version < 4) return;
      const rejected = binding
        .refuses('2024-04-22', 'ComplaintUpheld', 'infringement-found', 'Reg 1/2003 Art 7(1)', complaint())
        .went(
          ['2024-04-22', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'The commitments meet it.' }],
          ['2024-05-02', 'Art7AnswerReceived', complaint()],
          ['2024-05-03', 'ComplaintRejected', { ...complaint(), ground: 'no-interest', reasons: 'They meet it.' }],
        );
      expect(rejected.state).toMatchObject({ stage: 'decision', complaintsPending: 0 });
    });
  });

  describe('TFEU Art 263: court review', () => {
    const notified = () =>
      decided().went(
        ['2024-05-22', 'DecisionNotified', alpha],
        ['2024-05-22', 'DecisionNotified', { undertaking: 'Beta' }],
      );

    test('two months and ten days are one period, moved once, on the holidays of the Court', () => {
      // 22 July, and ten days: Thursday 1 August 2024.
      expect(notified().clock('action:Alpha')).toMatchObject({ period: '2m', plus: ['10d'], end: '2024-08-01' });
      expect(notified().clock('action:Alpha').explanation).toMatchObject({
        calendar: { id: 'cjeu-luxembourg' },
        rules: { id: 'cjeu-rules-of-procedure' },
      });
      // Notified on 5 June: 5 August and ten days are 15 August, a holiday of the Court: Friday 16 August.
      const moved = decided().went(['2024-06-05', 'DecisionNotified', alpha]).clock('action:Alpha');
      expect(moved.end).toBe('2024-08-16');
    });

    test('from publication fourteen days more', () => {
      const published = decided().went(['2024-05-22', 'DecisionPublished']).clock('action-from-publication');
      // 5 June, 5 August, 15 August, a holiday of the Court: Friday 16 August.
      expect(published).toMatchObject({ period: '14d', plus: ['2m', '10d'], end: '2024-08-16' });
    });

    if (version >= 3)
      test('from publication: who was not notified can sue within that time, and the case waits for the judgment', () => {
        const published = decided().went(['2024-05-22', 'DecisionPublished'], ...noted('2024-05-22'));
        const ended = { outcome: 'decision-final' };
        published.refuses('2024-08-16', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', ended);
        const rival = { undertaking: 'Rival' };
        published.refuses('2024-08-19', 'ActionByOtherBrought', 'publication-period-runs', 'TFEU Art 263', rival);
        const sued = published.went(['2024-08-16', 'ActionByOtherBrought', rival]);
        expect(sued.state.stage).toBe('review');
        sued.refuses('2025-01-06', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', ended);
        const judged = sued.went(['2026-03-02', 'JudgmentGiven', { ...rival, outcome: 'upheld' }]);
        expect(judged.went([final, 'CaseClosed', ended]).state.closedOn).toBe(final);
      });

    test('silence makes the decision final for each addressee alone; the case is closed when none can sue', () => {
      const sued = notified().went(...madeKnown('2024-05-22'), ['2024-07-30', 'ActionBrought', alpha]);
      expect(sued.state.stage).toBe('review');
      const later = sued.by('2024-09-02');
      expect(later.state.taken['ActionPeriodExpired']).toMatchObject([
        { on: '2024-08-01', inputs: [{ value: 'Beta' }] },
      ]);
      later.refuses('2024-09-02', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', { outcome: 'decision-final' });
      const done = later.went(['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'upheld' }]);
      expect(done.went([final, 'CaseClosed', { outcome: 'decision-final' }]).state.closedOn).toBe(final);
    });

    if (version >= 4) {
      const judged = (outcome: string, from?: Story) =>
        decided(from).went(
          ['2024-05-22', 'DecisionNotified', alpha],
          ['2024-05-22', 'DecisionPublished'],
          ['2024-07-30', 'ActionBrought', alpha],
          ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome }],
        );
      const ended = { outcome: 'decision-final' };
      const appealed = (outcome: string) =>
        judged(outcome).went(['2026-05-12', 'AppealBrought', { ...alpha, appellant: 'undertaking' }]);

      test('Statute Art 56: a judgment is final when nobody has appealed within two months and ten days', () => {
        // 2 May 2026, and ten days: Tuesday 12 May.
        expect(judged('upheld').clock('appeal:Alpha')).toMatchObject({ plus: ['10d'], end: '2026-05-12' });
        judged('upheld').refuses('2026-05-12', 'CaseClosed', 'no-action-possible', 'Statute', ended);
        const silent = judged('upheld').by('2026-05-13');
        expect(silent.state.taken['AppealPeriodExpired']).toMatchObject([{ on: '2026-05-12' }]);
        expect(silent.went(['2026-05-13', 'CaseClosed', ended]).state.stage).toBe('closed');
        expect(judged('annulled').clock('appeal-from-annulment:Alpha').end).toBe('2026-05-12');
        expect(judged('annulled').by('2026-05-13').state.taken['AnnulmentFinal']).toHaveLength(1);
        silent.refuses('2026-05-13', 'AppealBrought', 'appeal-possible', 'Statute', { ...alpha, appellant: 'other' });
      });

      test('Statute Art 61: an appeal ends with a judgment, or the General Court judges again', () => {
        appealed('upheld').refuses('2026-06-01', 'CaseClosed', 'no-action-possible', 'Statute', ended);
        const dismissed = appealed('upheld').went([
          '2027-03-01',
          'AppealJudgmentGiven',
          { ...alpha, outcome: 'upheld' },
        ]);
        expect(dismissed.went(['2027-03-02', 'CaseClosed', ended]).state.stage).toBe('closed');
        const back = appealed('upheld').went(['2027-03-01', 'ReferredBack', alpha]);
        back.refuses('2027-03-02', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', ended);
        const again = back.went(['2027-06-01', 'JudgmentGiven', { ...alpha, outcome: 'amended' }]);
        expect(again.clock('appeal:Alpha')).toMatchObject({ state: 'running', startedOn: '2027-06-01' });
      });

      test('Art 25(6): the limitation period stands still until the last court has ruled', () => {
        const infringed = answered().went(['2024-04-16', 'InfringementNoted', { ...alpha, ceasedOn: '2023-06-30' }]);
        const limitation = (story: Story) => story.clock('limitation:Alpha').state;
        const given = (outcome: string) => judged(outcome, infringed);
        expect(limitation(given('upheld'))).toBe('suspended');
        expect(limitation(given('upheld').by('2026-06-01'))).toBe('ended');
        expect(limitation(given('annulled'))).toBe('running');
        const appeal = { ...alpha, appellant: 'authority' };
        const pending = given('annulled').went(['2026-05-11', 'AppealBrought', appeal]);
        expect(limitation(pending)).toBe('suspended');
        const ruled = (outcome: string) =>
          limitation(pending.went(['2027-03-01', 'AppealJudgmentGiven', { ...alpha, outcome }]));
        expect([ruled('annulled'), ruled('upheld')]).toEqual(['running', 'ended']);
      });

      test('closing: with an outcome that the file bears out', () => {
        const outcomes = (story: Story, on: string) =>
          ['no-grounds', 'not-a-priority', 'other-authority', 'conduct-ended', 'decision-final'].filter(
            (outcome) => !('rejected' in story.refusal(on, 'CaseClosed', { outcome })),
          );
        const others = ['no-grounds', 'not-a-priority', 'other-authority', 'conduct-ended'];
        expect(outcomes(assessed(), '2024-02-13')).toEqual(others);
        assessed().refuses('2024-02-13', 'CaseClosed', 'decision-stands', 'Best practices', ended);
        expect(outcomes(judged('upheld'), '2026-06-01')).toEqual(['decision-final']);
        expect(outcomes(judged('annulled'), '2026-06-01')).toEqual(others);
        judged('upheld').refuses('2026-06-01', 'CaseClosed', 'no-decision-stands', 'Best practices', {
          outcome: 'no-grounds',
        });
        const overturned = judged('annulled').went(
          ['2026-05-11', 'AppealBrought', { ...alpha, appellant: 'authority' }],
          ['2027-03-01', 'AppealJudgmentGiven', { ...alpha, outcome: 'upheld' }],
        );
        expect(outcomes(overturned, '2027-03-02')).toContain('decision-final');
      });

      test('closing: not before the decision was notified and published', () => {
        decided().refuses('2024-05-22', 'CaseClosed', 'decision-made-known', 'TFEU Art 263', ended);
        notified().refuses('2025-05-22', 'CaseClosed', 'decision-made-known', 'Reg 1/2003 Art 30', ended);
      });

      test('closing: not while a procedural fine or a periodic payment is pending; both can be ended after the decision', () => {
        const pending = answered().went(
          ['2024-04-16', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
          ...services('2024-04-16', 'fine'),
          signed('2024-04-16', 'fine'),
          ['2024-04-16', 'PeriodicPaymentImposed', { ...alpha, perDay: '1.00 EUR', turnover: '7300000.00 EUR' }],
        );
        const fined = judged('upheld', pending).refuses(
          '2026-06-01',
          'CaseClosed',
          'no-fine-proceedings-open',
          'Reg 1/2003 Art 23(1)',
          ended,
        );
        fined
          .went(['2026-06-01', 'ProceduralFineDropped', { ...alpha, reasons: 'Of no weight any more.' }])
          .refuses('2026-06-01', 'CaseClosed', 'no-payment-open', 'Reg 1/2003 Art 24(2)', ended)
          .went(
            ['2026-06-02', 'PeriodicPaymentNotDue', { ...alpha, reasons: 'It answered before the first day.' }],
            ['2026-06-03', 'CaseClosed', ended],
          );
      });
    }

    test('an action after the period is not taken', () => {
      notified().refuses('2024-08-02', 'ActionBrought', 'nothing-to-choose', 'TFEU Art 263', alpha);
    });

    test('TFEU Art 266: after an annulment the procedure can be resumed', () => {
      const annulled = notified().went(
        ['2024-07-30', 'ActionBrought', alpha],
        ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'annulled' }],
      );
      expect(annulled.went(['2026-03-09', 'ProcedureResumed']).state.stage).toBe('objections');
      notified()
        .went(['2024-07-30', 'ActionBrought', alpha])
        .refuses('2024-08-01', 'ProcedureResumed', 'annulled', 'TFEU Art 264');
    });

    if (version >= 4)
      describe('TFEU Art 266: a procedure that is resumed', () => {
        const resumed = (from?: Story) =>
          decided(from).went(
            ['2024-05-22', 'DecisionNotified', alpha],
            ['2024-05-22', 'DecisionPublished'],
            ['2024-07-30', 'ActionBrought', alpha],
            ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'annulled' }],
            ['2026-03-09', 'ProcedureResumed'],
          );
        /** Everything that a second decision under Article 7 asks for, and the decision. */
        const again = () =>
          resumed().went(
            ['2026-03-10', 'AdvisoryCommitteeConvened', { act: 'art-7' }],
            ['2026-03-25', 'AdvisoryCommitteeConsulted', { act: 'art-7' }],
            ...services('2026-03-25', 'art-7'),
            ['2026-03-25', 'HearingOfficerReported'],
            signed('2026-03-25', 'art-7'),
            ['2026-03-26', 'DecisionAdopted'],
          );

        test('ends without a decision only with a closing decision and its publication', () => {
          const silent = resumed().by('2026-05-13');
          silent
            .refuses('2026-05-13', 'CaseClosed', 'proceedings-ended', 'Best practices', { outcome: 'no-grounds' })
            .refuses('2026-05-13', 'ClosingPublished', 'closing-decided', 'Best practices');
          const closed = silent.went(
            legal('2026-05-13', 'closing'),
            ['2026-05-18', 'ClosingDecisionAdopted', { reasons: 'No grounds are left.' }],
            ['2026-05-19', 'ClosingPublished'],
            ['2026-05-20', 'CaseClosed', { outcome: 'no-grounds' }],
          );
          expect(closed.state.closedOn).toBe('2026-05-20');
        });

        test('TFEU Art 297, Reg 1/2003 Art 30: its second decision is notified and published, and sued over, like the first', () => {
          const final = { outcome: 'decision-final' };
          const adopted = again()
            .by('2026-06-01')
            .refuses('2026-06-01', 'CaseClosed', 'decision-made-known', 'Art 30', final);
          const notified = adopted
            .went(['2026-06-01', 'DecisionNotified', alpha])
            .refuses('2026-06-01', 'CaseClosed', 'decision-made-known', 'Art 30', final);
          const published = notified
            .went(['2026-06-02', 'DecisionPublished'])
            .refuses('2026-06-03', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', final)
            .refuses('2026-06-03', 'DecisionPublished', 'decision-to-publish', 'Reg 1/2003 Art 30');
          expect(published.clock('action-from-publication')).toMatchObject({
            state: 'running',
            startedOn: '2026-06-02',
          });
          const done = published.by('2026-10-01').went(['2026-10-01', 'CaseClosed', final]);
          expect(done.state.closedOn).toBe('2026-10-01');
        });

        test('Statute Art 56, TFEU Art 264: what others still have before the courts ends while it goes on', () => {
          const beta = { undertaking: 'Beta' };
          const both = decided().went(
            ['2024-05-22', 'DecisionNotified', alpha],
            ['2024-05-22', 'DecisionNotified', beta],
            ['2024-05-22', 'DecisionPublished'],
            ['2024-07-30', 'ActionBrought', alpha],
            ['2024-07-30', 'ActionBrought', beta],
            ['2026-03-02', 'JudgmentGiven', { ...alpha, outcome: 'annulled' }],
            ['2026-03-09', 'ProcedureResumed'],
          );
          const silent = both.by('2026-05-13');
          expect(silent.history.filter(({ type }) => type === 'StepRefused')).toEqual([]);
          expect(silent.state.taken['AnnulmentFinal']).toMatchObject([{ on: '2026-05-12' }]);
          const appealed = both.went(
            ['2026-05-11', 'AppealBrought', { ...alpha, appellant: 'authority' }],
            ['2026-06-01', 'JudgmentGiven', { ...beta, outcome: 'upheld' }],
            ['2027-03-01', 'AppealJudgmentGiven', { ...alpha, outcome: 'annulled' }],
          );
          const ended = appealed.went(
            legal('2027-03-02', 'closing'),
            ['2027-03-02', 'ClosingDecisionAdopted', { reasons: 'No grounds are left.' }],
            ['2027-03-03', 'ClosingPublished'],
          );
          expect(ended.state.stage).toBe('objections');
          expect(ended.openOn('2027-03-04')).toContain('CaseClosed');
        });

        test('Reg 1/2003 Art 9(1): makes no commitments of before the annulment binding', () => {
          const offered = answered().went(
            ...services('2024-04-16', 'art-9'),
            ['2024-04-16', 'PreliminaryAssessmentSent', alpha],
            ['2024-04-17', 'CommitmentsOffered', alpha],
            ['2024-04-18', 'MarketTestPublished', { months: 1 }],
          );
          resumed(offered).refuses(
            '2026-03-10',
            'CommitmentsMadeBinding',
            'commitments-offered',
            'Reg 1/2003 Art 9(1)',
          );
        });
      });

    test('Reg 1/2003 Art 26: enforcement within five years of the final decision', () => {
      const enforced = notified().went(['2024-09-02', 'EnforcementStarted', { ...alpha, finalOn: '2024-08-01' }]);
      expect(enforced.clock('enforcement:Alpha')).toMatchObject({ end: '2029-08-01' });
      expect(enforced.went(['2024-10-01', 'FinePaid', alpha]).clock('enforcement:Alpha').state).toBe('ended');
      notified().refuses('2024-10-01', 'FinePaid', 'fine-to-be-paid', 'Reg 1/2003 Art 26', alpha);
    });
  });

  if (version >= 4)
    describe('TFEU Art 263 and 297(2): decisions that are taken before the one on the substance, or beside it', () => {
      const clock = 'separate-action:Alpha';
      /** Interim measures of Tuesday 21 May 2024. */
      const ordered = () =>
        answered().went(
          legal('2024-04-16', 'interim-objections'),
          ['2024-04-16', 'InterimObjectionsNotified', { ...alpha, weeks: 1 }],
          ['2024-04-22', 'InterimObjectionsAnswered', alpha],
          ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-8' }],
          ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-8' }],
          ...services('2024-05-17', 'art-8'),
          signed('2024-05-17', 'art-8'),
          ['2024-05-21', 'InterimMeasuresOrdered'],
        );
      const fined = () =>
        assessed().went(
          ['2024-02-13', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
          ...objections('Fine', '2024-02-13', '2024-02-13'),
          ['2024-02-13', 'AdvisoryCommitteeConvened', { act: 'fine' }],
          ['2024-02-28', 'AdvisoryCommitteeConsulted', { act: 'fine' }],
          ...services('2024-02-28', 'fine'),
          signed('2024-02-28', 'fine'),
          ['2024-03-01', 'ProceduralFineImposed', { ...alpha, fine: '1.00 EUR', turnover: '1000.00 EUR' }],
        );
      const told = (on: string, decision: string, undertaking = 'Alpha'): Deed => [
        on,
        'SeparateDecisionNotified',
        { decision, undertaking },
      ];
      const judged = (on: string, court: string, outcome: string, undertaking = 'Alpha'): Deed => [
        on,
        'SeparateJudgmentGiven',
        { undertaking, court, outcome },
      ];

      test('Art 8: interim measures are notified, sued over and judged while the case goes on', () => {
        const notified = ordered().went(told('2024-05-22', 'interim-measures'), [
          '2024-05-22',
          'SeparateDecisionPublished',
          { decision: 'interim-measures' },
        ]);
        // 22 July, and ten days: Thursday 1 August 2024.
        expect(notified.clock(clock)).toMatchObject({ period: '2m', plus: ['10d'], end: '2024-08-01' });
        expect(notified.clock(clock).explanation).toMatchObject({ calendar: { id: 'cjeu-luxembourg' } });
        const sued = notified.went(['2024-07-30', 'SeparateActionBrought', alpha]);
        expect([sued.state.stage, sued.clock(clock).state]).toEqual(['objections', 'ended']);
        const first = sued.went(judged('2026-03-02', 'general-court', 'upheld'));
        expect(first.clock(clock)).toMatchObject({ state: 'running', end: '2026-05-12' });
        const appealed = first.went(['2026-05-11', 'SeparateActionBrought', alpha]);
        const last = appealed.went(judged('2027-03-01', 'court-of-justice', 'upheld'));
        expect([last.state.stage, last.clock(clock).state]).toEqual(['objections', 'ended']);
      });

      test('Art 23(1): a procedural fine is notified and, when nobody has sued in time, enforced', () => {
        fined().refuses('2024-03-04', 'EnforcementStarted', 'fine-notified', 'TFEU Art 263', {
          ...alpha,
          finalOn: '2024-03-01',
        });
        // 4 May, and ten days: Tuesday 14 May 2024.
        const silent = fined().went(told('2024-03-04', 'procedural-fine')).by('2024-05-15');
        expect(silent.state.taken['SeparateDecisionFinal']).toMatchObject([
          { on: '2024-05-14', inputs: [{ value: 'Alpha' }] },
        ]);
        silent.refuses('2024-05-15', 'SeparateActionBrought', 'nothing-to-choose', 'TFEU Art 263', alpha);
        const enforced = silent.went(['2024-05-15', 'EnforcementStarted', { ...alpha, finalOn: '2024-05-14' }]);
        expect(enforced.clock('enforcement:Alpha').end).toBe('2029-05-14');
        const paid = enforced.went(['2024-06-03', 'FinePaid', alpha]);
        expect([paid.state.stage, paid.clock('enforcement:Alpha').state]).toEqual(['assessment', 'ended']);
      });

      test('Art 24(2): the definitive amount of a periodic penalty payment is notified once it is fixed', () => {
        const imposed = fined()
          .went(
            ...services('2024-03-04', 'fine'),
            signed('2024-03-04', 'fine'),
            ['2024-03-04', 'PeriodicPaymentImposed', { ...alpha, perDay: '1.00 EUR', turnover: '7300000.00 EUR' }],
            ...objections('Payment', '2024-03-05', '2024-03-06'),
          )
          .refuses('2024-03-06', 'SeparateDecisionNotified', 'periodic-payment-fixed', 'Reg 1/2003 Art 24(2)', {
            ...alpha,
            decision: 'periodic-payment',
          });
        const fixed = imposed.went(
          ['2024-03-06', 'AdvisoryCommitteeConvened', { act: 'art-24-2' }],
          ['2024-03-21', 'AdvisoryCommitteeConsulted', { act: 'art-24-2' }],
          ...services('2024-03-21', 'art-24-2'),
          signed('2024-03-21', 'art-24-2'),
          ['2024-03-22', 'PeriodicPaymentFixed', { ...alpha, amount: '1.00 EUR' }],
          told('2024-03-25', 'periodic-payment'),
        );
        expect(fixed.clock(clock)).toMatchObject({ state: 'running', startedOn: '2024-03-25' });
      });

      test('Reg 773/2004 Art 7(2): who complained sues over the rejection, and the case is not closed before the judgment is final', () => {
        const ended = { outcome: 'not-a-priority' };
        const rejected = opened().went(
          ['2024-01-15', 'ComplaintLodged', { ...complaint(), formC: 'complete' }],
          ['2024-02-01', 'Art7LetterSent', { ...complaint(), weeks: 4, reasons: 'No.' }],
          ['2024-02-20', 'Art7AnswerReceived', complaint()],
          ['2024-03-01', 'ComplaintRejected', { ...complaint(), ground: 'no-interest', reasons: 'None.' }],
          told('2024-03-04', 'rejection', 'Complainant'),
        );
        rejected.refuses('2024-05-14', 'CaseClosed', 'no-action-possible', 'TFEU Art 263', ended);
        const sued = rejected.went(['2024-05-14', 'SeparateActionBrought', { undertaking: 'Complainant' }]);
        const dismissed = sued.went(judged('2025-03-03', 'general-court', 'upheld', 'Complainant'));
        expect(dismissed.state.stage).toBe('screening');
        // 3 May 2025, and ten days: Tuesday 13 May.
        dismissed
          .refuses('2025-05-13', 'CaseClosed', 'no-action-possible', 'Statute', ended)
          .went(['2025-05-14', 'CaseClosed', ended]);
      });

      test('what has not been decided is not notified', () => {
        answered().refuses('2024-05-22', 'SeparateDecisionNotified', 'separate-decision-there', 'TFEU Art 297(2)', {
          ...alpha,
          decision: 'interim-measures',
        });
        fined().refuses('2024-05-22', 'SeparateDecisionPublished', 'interim-measures-ordered', 'Reg 1/2003 Art 8', {
          decision: 'interim-measures',
        });
        ordered().refuses('2024-05-22', 'SeparateDecisionNotified', 'complaint-rejected', 'Reg 773/2004 Art 7(2)', {
          ...alpha,
          decision: 'rejection',
        });
      });
    });

  describe('Reg 1/2003 Art 25: the limitation ledger', () => {
    const ARTICLE_25 = 'Reg 1/2003 Art 25(1)(b); Reg 1/2003 Art 25(5) and (6) [m]';
    const told = ({ explanation }: ClockState, rule: string): string[] =>
      explanation.steps.filter((step) => step.rule === rule).map(({ source }) => source);

    const entered = () =>
      opened().went(
        ['2024-01-11', 'InfringementNoted', { undertaking: 'Alpha', ceasedOn: '2021-06-30' }],
        ['2024-01-11', 'InfringementNoted', { undertaking: 'Beta', ceasedOn: '2022-01-31' }],
        ['2024-01-11', 'ProceduralBreachNoted', { undertaking: 'Gamma', ceasedOn: '2024-01-10' }],
      );

    test('(1)(b), (2): five years from the day on which the infringement ceased, per undertaking; twice that is the hard end', () => {
      expect(entered().clock('limitation:Alpha')).toMatchObject({
        startedOn: '2021-06-30',
        end: '2026-06-30',
        hardEnd: '2031-06-30',
      });
      expect(entered().clock('limitation:Beta')).toMatchObject({ end: '2027-01-31' });
      expect(entered().clock('limitation-procedural:Gamma')).toMatchObject({
        end: '2027-01-10',
        hardEnd: '2030-01-10',
      });
    });

    test('(3), (4), (5): an interruption binds all and restarts each; the hard end stays', () => {
      const asked = entered().asked('2024-01-15', '2024-02-05', '2024-02-02');
      expect(asked.clock('limitation:Alpha')).toMatchObject({
        startedOn: '2024-01-15',
        end: '2029-01-15',
        hardEnd: '2031-06-30',
      });
      const again = asked.went(['2024-02-12', 'LimitationInterrupted', { act: 'Inspection by a national authority' }]);
      expect(again.clock('limitation:Beta')).toMatchObject({ end: '2029-02-12', hardEnd: '2032-01-31' });
      expect(again.clock('limitation-procedural:Gamma')).toMatchObject({ end: '2027-02-12' });
    });

    if (version >= 4)
      test('(3), (5): what interrupted it before it was entered counts; a day outside the period is refused', () => {
        const alpha2018 = { undertaking: 'Alpha', ceasedOn: '2018-03-12' };
        const late = opened().went(['2024-06-24', 'InfringementNoted', { ...alpha2018, interruptedOn: '2022-03-01' }]);
        expect(late.clock('limitation:Alpha')).toMatchObject({
          startedOn: '2022-03-01',
          firstStartedOn: '2018-03-12',
          end: '2027-03-01',
          hardEnd: '2028-03-12',
        });
        opened()
          .refuses('2024-06-24', 'InfringementNoted', 'clock', 'Art 25', { ...alpha2018, interruptedOn: '2018-03-09' })
          .refuses('2024-06-24', 'InfringementNoted', 'clock', 'Art 25', { ...alpha2018, interruptedOn: '2023-06-01' });
      });

    test('an entry is not made twice: what was done since would be forgotten', () => {
      entered().refuses('2024-01-12', 'InfringementNoted', 'clock', 'Reg 1/2003 Art 25', {
        undertaking: 'Alpha',
        ceasedOn: '2021-07-30',
      });
    });

    if (version >= 4)
      test('(3): objections before a procedural fine restart the period of the breach that they are about', () => {
        const noted = assessed().went(
          ['2024-06-06', 'ProceduralBreachNoted', { ...alpha, ceasedOn: '2024-06-05' }],
          ['2024-06-06', 'ProceduralBreachNoted', { undertaking: 'Beta', ceasedOn: '2024-06-05' }],
          ['2024-06-12', 'ProceduralFineOpened', { ...alpha, breach: 'decision-late' }],
          legal('2024-06-12', 'fine-objections'),
        );
        expect(noted.clock('limitation-procedural:Alpha').end).toBe('2027-06-05');
        const notified = noted.went(['2024-06-13', 'FineObjectionsNotified', { ...alpha, weeks: 4 }]);
        expect(notified.clock('limitation-procedural:Alpha')).toMatchObject({
          startedOn: '2024-06-13',
          end: '2027-06-13',
          hardEnd: '2030-06-05',
        });
        expect(notified.clock('limitation-procedural:Beta').end).toBe('2027-06-05');
        // A breach that the ledger does not know holds nothing up.
        noted.went(
          ['2024-06-12', 'ProceduralFineOpened', { undertaking: 'Gamma', breach: 'inspection' }],
          ['2024-06-13', 'FineObjectionsNotified', { undertaking: 'Gamma', weeks: 4 }],
        );
      });

    test('(5): no interruption leads beyond twice the period', () => {
      const old = opened().went(['2024-01-11', 'InfringementNoted', { undertaking: 'Alpha', ceasedOn: '2015-03-02' }]);
      // Five years ran out on 2 March 2020: what is expired is not revived.
      expect(old.asked('2024-01-15', '2024-02-05').clock('limitation:Alpha')).toMatchObject({ end: '2020-03-02' });
      const near = opened()
        .went(['2024-01-11', 'InfringementNoted', { undertaking: 'Alpha', ceasedOn: '2019-02-01' }])
        .asked('2024-01-15', '2024-02-05', '2024-02-02')
        .went(['2024-12-02', 'LimitationInterrupted', { act: 'Request' }]);
      expect(near.clock('limitation:Alpha')).toMatchObject({ end: '2029-02-01', hardEnd: '2029-02-01' });
      expect(told(near.clock('limitation:Alpha'), 'hard-end')).toEqual([ARTICLE_25]);
    });

    test('(6): an action suspends it for the one who sued alone, and moves its hard end', () => {
      const sued = decided()
        .history.slice(0, 0)
        .concat(
          entered()
            .asked('2024-01-15', '2024-02-05', '2024-02-02')
            .went(
              ['2024-02-12', 'AssessmentBegun'],
              ['2024-02-19', 'ProceedingsOpened'],
              legal('2024-03-01', 'objections'),
              ['2024-03-04', 'StatementOfObjectionsNotified', { ...alpha, weeks: 8 }],
              ['2024-04-15', 'ReplyToObjectionsReceived', alpha],
              ['2024-05-02', 'AdvisoryCommitteeConvened', { act: 'art-7' }],
              ['2024-05-17', 'AdvisoryCommitteeConsulted', { act: 'art-7' }],
              ...services('2024-05-17', 'art-7'),
              ['2024-05-17', 'HearingOfficerReported'],
              signed('2024-05-17', 'art-7'),
              ['2024-05-21', 'DecisionAdopted'],
              ['2024-05-22', 'DecisionNotified', alpha],
              ['2024-07-30', 'ActionBrought', alpha],
            ).history,
        );
      const before = new Story(rules, sued);
      expect(before.clock('limitation:Alpha')).toMatchObject({ state: 'suspended', end: null });
      expect(before.clock('limitation:Beta')).toMatchObject({ state: 'running', end: '2029-03-04' });
      const annulled = before.went(['2024-08-09', 'JudgmentGiven', { ...alpha, outcome: 'annulled' }]);
      // Ten days stood still: 31 July to 9 August.
      expect(annulled.clock('limitation:Alpha')).toMatchObject({
        state: 'running',
        end: '2029-03-14',
        hardEnd: '2031-07-10',
      });
      // What stops it, and what ends it for good, is no rule of counting: it is in the article itself.
      expect(told(before.clock('limitation:Alpha'), 'suspended')).toEqual([ARTICLE_25]);
      expect(told(annulled.clock('limitation:Alpha'), 'suspended')).toEqual([ARTICLE_25]);
    });

    test('bars nothing: what is expired, or of nobody, holds no act up', () => {
      const none = opened().asked('2024-01-15', '2024-02-05');
      expect(none.state.stage).toBe('fact-finding');
    });
  });

  describe('closing', () => {
    test('Best practices: once proceedings are open, with a closing decision and its publication', () => {
      const ended = { outcome: 'no-grounds' };
      proceedings()
        .refuses('2024-03-01', 'CaseClosed', 'proceedings-ended', 'Best practices', ended)
        .refuses('2024-03-01', 'ClosingPublished', 'closing-decided', 'Best practices');
      const closed = proceedings().went(
        legal('2024-03-01', 'closing'),
        ['2024-03-04', 'ClosingDecisionAdopted', { reasons: 'No grounds.' }],
        ['2024-03-05', 'ClosingPublished'],
        ['2024-03-06', 'CaseClosed', ended],
      );
      expect(closed.state).toMatchObject({ stage: 'closed', closedOn: '2024-03-06' });
    });

    if (version >= 4) {
      const reopened = (story: Story, on: string, stage: string) => {
        const command = { reason: 'New facts.', stage, role: 'head-of-unit', effectiveOn: on };
        return new Story(rules, and(story.history, reopenCase(story.history, command, facts(rules)), on));
      };

      test('Best practices: a case that was reopened can have another closing decision, with a publication of its own', () => {
        const ended = { outcome: 'no-grounds' };
        const closed = proceedings().went(
          legal('2024-03-01', 'closing'),
          ['2024-03-04', 'ClosingDecisionAdopted', { reasons: 'No grounds.' }],
          ['2024-03-05', 'ClosingPublished'],
          ['2024-03-06', 'CaseClosed', ended],
        );
        reopened(closed, '2024-06-03', 'proceedings')
          .refuses('2024-06-03', 'CaseClosed', 'proceedings-ended', 'Best practices', ended)
          .refuses('2024-06-03', 'ClosingPublished', 'closing-decided', 'Best practices')
          .refuses('2024-06-03', 'ClosingDecisionAdopted', 'consent', 'Rules of Procedure', { reasons: 'None yet.' })
          .went(legal('2024-06-03', 'closing'), ['2024-06-04', 'ClosingDecisionAdopted', { reasons: 'None yet.' }])
          .refuses('2024-06-05', 'CaseClosed', 'proceedings-ended', 'Best practices', ended)
          .went(['2024-06-05', 'ClosingPublished'], ['2024-06-06', 'CaseClosed', ended]);
      });

      test('Reg 1/2003 Art 11(6): a case that was reopened at an earlier stage comes to proceedings again', () => {
        const closed = assessed().went(
          ['2024-02-19', 'ProceedingsOpened'],
          legal('2024-03-01', 'closing'),
          ['2024-03-04', 'ClosingDecisionAdopted', { reasons: 'No grounds.' }],
          ['2024-03-05', 'ClosingPublished'],
          ['2024-03-06', 'CaseClosed', { outcome: 'no-grounds' }],
        );
        const again = reopened(closed, '2024-06-03', 'fact-finding').went(
          ['2024-06-04', 'AssessmentBegun'],
          ['2024-06-05', 'ProceedingsOpened'],
        );
        expect(again.state.stage).toBe('proceedings');
      });
    }

    test('the checklist says of each condition whether it holds', () => {
      const story = proceedings().went(['2024-03-01', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]);
      const close = rules.procedure.steps.find(({ id }) => id === 'CaseClosed')!;
      const list = checklistOf(rules, { case: story.state, team: team(), day: '2024-03-04' }, close);
      expect(list.map(({ guard, met, sentence }) => [guard, met, sentence.en])).toEqual([
        ['no-complaint-pending', false, 'Complaints still pending: 1. A case is closed when none is.'],
        ...(version >= 4
          ? [
              ['no-fine-proceedings-open', true, 'No proceedings for a procedural fine are pending.'],
              ['no-payment-open', true, 'No periodic penalty payment waits for its definitive amount.'],
            ]
          : []),
        ['proceedings-ended', false, expect.stringContaining('closing decision')],
        ...(version >= 4 ? [['decision-made-known', true, 'No decision waits to be notified or published.']] : []),
        ['no-action-possible', true, expect.stringMatching(/^No action.*, and none can be brought any longer\.$/)],
      ]);
    });

    test('before proceedings, without ceremony', () => {
      expect(assessed().went(['2024-02-13', 'CaseClosed', { outcome: 'not-a-priority' }]).state.stage).toBe('closed');
    });

    test('European Competition Network: a case is reallocated, and the network is informed', () => {
      const moved = opened().went([
        '2024-01-20',
        'CaseReallocated',
        { authority: 'Bundeskartellamt', direction: 'given-up' },
      ]);
      expect(moved.history.at(-1)).toMatchObject({
        data: { informed: [{ basis: [{ citation: 'Reg 1/2003 Art 11' }] }] },
      });
    });
  });

  test('an undertaking is one, in whatever way the letters of its name are written', () => {
    const [composed, decomposed] = ['NFC', 'NFD'].map((form) => 'Zoë'.normalize(form));
    expect(composed).not.toBe(decomposed);
    const noted = opened().went([
      '2024-01-11',
      'InfringementNoted',
      { undertaking: decomposed!, ceasedOn: '2021-06-30' },
    ]);
    expect(Object.keys(noted.state.clocks)).toContain(`limitation:${composed}`);
    const claimed = assessed().went(['2024-02-13', 'ConfidentialityClaimed', { undertaking: decomposed!, weeks: 2 }]);
    const given = (story: Story, name: string) =>
      story.went(['2024-02-20', 'ConfidentialitySubstantiated', { undertaking: name }]);
    expect(given(claimed, decomposed!).clock(`public-version:${composed}`).state).toBe('ended');
    // Recorded before it was kept in one form: it is the same all the same, and stays as it stands.
    const before = new Story(
      rules,
      JSON.parse(JSON.stringify(claimed.history).replaceAll(composed!, decomposed!)) as typeof claimed.history,
    );
    for (const name of [composed!, decomposed!])
      expect(given(before, name).clock(`public-version:${decomposed}`).state).toBe('ended');
  });

  test('29 February: a month from 31 January ends with February, and a day that does not exist is not taken', () => {
    const month = opened().went(['2024-01-31', 'ComplaintLodged', { ...complaint(), formC: 'complete' }]);
    expect(month.clock('inform-complainant:Complainant').end).toBe('2024-05-31');
    expect(
      opened()
        .went(['2024-02-01', 'InfringementNoted', { ...alpha, ceasedOn: '2024-02-01' }])
        .clock('limitation:Alpha').end,
    ).toBe('2029-02-01');
    opened().refusesInput('2024-02-01', 'InfringementNoted', 'ceasedOn', { ...alpha, ceasedOn: '2023-02-29' });
    const leap = opened().went(['2024-03-01', 'InfringementNoted', { ...alpha, ceasedOn: '2024-02-29' }]);
    expect(leap.clock('limitation:Alpha')).toMatchObject({ end: '2029-02-28', hardEnd: '2034-02-28' });
  });

  test('every figure has a source, and the file says as of when the law was looked up', () => {
    const { procedure } = rules;
    expect(procedure.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { basis } of [...procedure.clocks, ...procedure.guards, ...procedure.steps])
      expect(basis).not.toEqual([]);
    expect(JSON.stringify(procedure)).not.toContain('[m]"');
  });
});

test('Reg 1/2003 Art 14(3): the notice that was given under version 3 counts for its act when the case goes on under version 4', () => {
  const called = Story.opened(antitrust3, '2024-01-10', 'AT.90204')
    .asked('2024-01-15', '2024-02-05', '2024-02-02')
    .went(
      ['2024-02-12', 'AssessmentBegun'],
      ['2024-02-19', 'ProceedingsOpened'],
      ['2024-02-20', 'AdvisoryCommitteeConvened', { act: 'art-9' }],
    );
  const { id, version } = antitrust4.procedure;
  const moved = moveProcedure(
    called.state,
    { reason: 'The version in force', role: 'registry', effectiveOn: '2024-03-11' },
    antitrust3,
    { pin: { id, version, hash: 'b'.repeat(64) }, rules: antitrust4, calendars: [] },
  );
  const story = new Story(antitrust4, and(called.history, moved, '2024-03-11'));
  story
    .refuses('2024-03-12', 'AdvisoryCommitteeConsulted', 'committee-notice-art-10-over', 'Art 14(3)', { act: 'art-10' })
    .went(['2024-03-12', 'AdvisoryCommitteeConsulted', { act: 'art-9' }]);
});
