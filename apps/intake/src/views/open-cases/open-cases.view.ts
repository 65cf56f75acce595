import type { CaseOpenedV1, ProcedureMovedV1, StepTakenV1 } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '#service-kit';
import type { z } from 'zod';
import { KnownCaseRow } from './known-case.entity.js';

/** The cases on which requests can be prepared, and the rules that their procedures have for them. */
export const openCasesView: View = {
  name: 'open-cases',
  version: 1,
  tables: ['known_case'],
  sight: { known_case: { inquiry: 'inquiry_id' } },
  foreign: {
    'dossier.case-state.CaseOpened.v1': async (event, db) => {
      const opened = (event as FeedEvent<z.infer<typeof CaseOpenedV1>>).data;
      await db.insert(KnownCaseRow, {
        id: opened.caseId,
        inquiryId: opened.inquiryId,
        number: opened.number,
        title: opened.title,
        rules: opened.rfiRules,
        procedure: opened.procedure,
        calendarId: opened.calendar.id,
        counting: opened.counting ?? null,
        site: opened.site ?? null,
        stage: opened.stage,
        open: true,
      } as KnownCaseRow);
    },
    'dossier.case-state.ProcedureMoved.v1': async (event, db) => {
      const { caseId, to, rfiRules, counting, site } = (event as FeedEvent<z.infer<typeof ProcedureMovedV1>>).data;
      const counted = { counting: counting ?? null, site: site ?? null };
      await db.update(KnownCaseRow, { id: caseId }, { procedure: to, rules: rfiRules, ...counted } as never);
    },
    'dossier.case-state.StepTaken.v1': async (event, db) => {
      const { caseId, toStage, closes, reopens, corrects } = (event as FeedEvent<z.infer<typeof StepTakenV1>>).data;
      // A step that is recorded anew moved the case when it was recorded first.
      if (corrects !== undefined) return;
      await db.update(
        KnownCaseRow,
        { id: caseId },
        { stage: toStage, ...(closes && { open: false }), ...(reopens && { open: true }) },
      );
    },
  },
};
