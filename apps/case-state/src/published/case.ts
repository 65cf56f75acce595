import type { LocalizedText } from '#contracts';
import type { PublishedAs } from '#event-feed';
import { actedBy } from '#service-kit';
import type { Stored } from '../domain/events.js';

/** A case, with what intake must know of its rules: what a request must contain, and how its limits are counted. */
export const caseOpened: PublishedAs<Stored<'CaseOpened'>> = {
  type: 'dossier.case-state.CaseOpened.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data, actor }) => ({
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    number: data.number,
    title: data.title,
    procedure: data.procedure,
    calendar: data.calendar,
    ...(data.counting !== undefined && { counting: data.counting }),
    ...(data.site !== undefined && { site: data.site }),
    stage: data.stage,
    ...(data.follows && { follows: data.follows.id }),
    rfiRules: data.rfiRules,
    ...(data.provenance && { provenance: data.provenance }),
    ...actedBy({ actor }),
  }),
};

/** Where the dates of a case lie on a corrected calendar. */
export const clocksRecomputed: PublishedAs<Stored<'ClocksRecomputed'>> = {
  type: 'dossier.case-state.ClocksRecomputed.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data: { inquiryId, caseId, caseNumber, calendar, moved, kept } }) => ({
    inquiryId,
    caseId,
    caseNumber,
    calendar,
    moved,
    kept,
  }),
};

/** Another version of the rules, with what intake must know of it. Why stays here. */
export const procedureMoved: PublishedAs<Stored<'ProcedureMoved'>> = {
  type: 'dossier.case-state.ProcedureMoved.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data, actor }) => ({
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    caseNumber: data.caseNumber,
    from: data.from,
    to: data.to,
    ...(data.counting !== undefined && { counting: data.counting }),
    ...(data.site !== undefined && { site: data.site }),
    rfiRules: data.rfiRules,
    ...actedBy({ actor }),
  }),
};

/** What was done, and the ends of the clocks that it touched; what was said in doing it stays here. */
export const stepTaken: PublishedAs<Stored<'StepTaken'>> = {
  type: 'dossier.case-state.StepTaken.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data, actor, corrects }) => ({
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    caseNumber: data.caseNumber,
    step: data.step,
    title: corrects === undefined ? data.done : asCorrected(data.done),
    fromStage: data.fromStage,
    toStage: data.toStage,
    closes: data.closes,
    ...(data.reopens !== undefined && { reopens: true }),
    ...(corrects !== undefined && { corrects }),
    by: data.by,
    clocks: data.clocks.map(({ clock, state, end }) => ({ clock, state, end })),
    ...(data.hypothetical !== undefined && { hypothetical: data.hypothetical }),
    ...(data.provenance && { provenance: data.provenance }),
    ...actedBy({ actor }),
  }),
};

/** A warning ahead of the end of a clock, for whoever follows the inquiry. */
export const expiryWarningGiven: PublishedAs<Stored<'ExpiryWarningGiven'>> = {
  type: 'dossier.case-state.ExpiryWarningGiven.v1',
  lane: ({ data }) => data.inquiryId,
  data: ({ data }) => ({
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    caseNumber: data.caseNumber,
    clock: data.clock,
    ...(data.subject !== undefined && { subject: data.subject }),
    title: data.title,
    ahead: data.ahead,
    end: data.end,
    indicative: data.indicative,
    provisional: data.provisional,
    silenceSpeaks: data.onLapse !== undefined,
  }),
};

/** What was done, said to be recorded anew. */
const asCorrected = ({ fr, ...done }: LocalizedText): LocalizedText => ({
  ...done,
  en: `${done.en}, corrected`,
  ...(fr !== undefined && { fr: `${fr}, rectifié` }),
});
