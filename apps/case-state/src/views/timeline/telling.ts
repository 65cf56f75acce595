import type { LegalBasis, LocalizedText, Provenance } from '#contracts';
import type { Stored } from '../../domain/events.js';

/** What a timeline says of an event besides its times and its hand. */
export interface Telling {
  told: boolean;
  title?: LocalizedText;
  params: Record<string, string | number | boolean | LocalizedText>;
  basis: LegalBasis[];
  rfiId?: string;
  caseNumber?: string;
  provenance?: Provenance;
}

const untold: Telling = { told: false, params: {}, basis: [] };

/** Words for the screen's message of each kind. Total over the events of an inquiry. */
export function tellingOf(event: Stored): Telling {
  switch (event.type) {
    case 'InquiryOpened': {
      const { number, title, provenance } = event.data;
      return { told: true, params: { number, title }, basis: [], ...(provenance && { provenance }) };
    }
    case 'TeamMemberJoined': {
      const { person, role, conflict } = event.data;
      return { told: true, params: { person, role, conflict }, basis: [] };
    }
    case 'ConflictDeclared':
      return { told: true, params: { person: event.data.person, conflict: event.data.conflict }, basis: [] };
    case 'TeamMemberLeft':
      return { told: true, params: { person: event.data.person, reason: reasonOf(event) }, basis: [] };
    case 'AccessGranted': {
      const { person, role, until } = event.data;
      return { told: true, params: { person, role, until, reason: reasonOf(event) }, basis: [] };
    }
    case 'AccessRevoked':
      return { told: true, params: { person: event.data.person, reason: reasonOf(event) }, basis: [] };
    // Why a wall stands, a reply is restricted or access was taken is for those who decide on it: the page of the access tells them.
    case 'WallRaised':
      return {
        told: true,
        params: { person: event.data.person, declared: event.data.cause === 'conflict-declared' },
        basis: [],
      };
    case 'WallLifted':
      return { told: true, params: { person: event.data.person }, basis: [] };
    // Who is named stands on the page of the access.
    case 'AccessRestricted': {
      const { object, people, replaces } = event.data;
      const { addressee, number, rfiId } = object;
      const changed = replaces !== undefined && { changed: true };
      return { told: true, params: { addressee, number, people: people.length, ...changed }, basis: [], rfiId };
    }
    case 'RestrictionLifted': {
      const { addressee, number, rfiId } = event.data.object;
      return { told: true, params: { addressee, number }, basis: [], rfiId };
    }
    case 'AccessChallenged': {
      const { person, role, endsAt } = event.data;
      return { told: true, params: { person, role, endsAt }, basis: [] };
    }
    case 'ChallengedAccessReviewed': {
      const { person, outcome } = event.data;
      return { told: true, params: { person, outcome }, basis: [] };
    }
    case 'CaseOpened': {
      const { number, title, basis, procedureTitle, provenance } = event.data;
      return {
        told: true,
        params: { number, title, procedure: procedureTitle },
        basis,
        caseNumber: number,
        ...(provenance && { provenance }),
      };
    }
    case 'StepTaken':
      return stepTaken(event);
    case 'StepRefused': {
      const { title, why, caseNumber } = event.data;
      const [first] = why;
      return {
        told: true,
        ...(title && { title }),
        params: { reason: first?.sentence ?? { en: '' }, guard: first?.guard ?? '' },
        basis: first?.basis ?? [],
        caseNumber,
      };
    }
    case 'ExpiryWarningGiven': {
      const { title, caseNumber, end, provisional, subject, onLapse, basis } = event.data;
      return {
        told: true,
        params: {
          clock: title,
          end,
          provisional,
          silence: onLapse !== undefined,
          ...(subject !== undefined && { of: subject }),
        },
        basis,
        caseNumber,
      };
    }
    case 'ClocksRecomputed': {
      const { calendar, caseNumber, moved, kept } = event.data;
      return {
        // A case whose dates stay is counted on the new list without anybody having to read it.
        told: moved.length + kept.length > 0,
        params: {
          calendar: calendar.id,
          version: calendar.version,
          moved: moved.length,
          kept: kept.length,
          ...(moved.length === 1 && {
            clock: moved[0]?.title ?? { en: '' },
            from: moved[0]?.from.end ?? '',
            until: moved[0]?.to.end ?? '',
          }),
        },
        basis: [],
        caseNumber,
      };
    }
    case 'ProcedureMoved': {
      const { caseNumber, procedureTitle, from, to, reason } = event.data;
      return {
        told: true,
        params: { procedure: procedureTitle, from: from.version, version: to.version, reason },
        basis: [],
        caseNumber,
      };
    }
    case 'RfiNoted': {
      const { rfiId, number, kind, subject, limit, basis, addressees, provenance } = event.data;
      return {
        told: true,
        params: { number, kind, subject, limit, asked: addressees.length },
        basis,
        rfiId,
        ...(provenance && { provenance }),
      };
    }
    // How much of it is answered is not told here: the reply may be for named people alone.
    case 'ReplyNoted': {
      const { rfiId, number, addressee, limit, late, workingDaysLate, provenance } = event.data;
      return {
        told: true,
        params: { number, addressee, limit, late, workingDaysLate },
        basis: [],
        rfiId,
        ...(provenance && { provenance }),
      };
    }
    case 'ReplyOverdueNoted': {
      const { rfiId, number, addressee, limit } = event.data;
      return { told: true, params: { number, addressee, limit }, basis: [], rfiId };
    }
    // CaseOpened tells it; the others belong to no inquiry.
    case 'CaseLinked':
    // Told on the pages of both cases, to who sees both.
    case 'CasesLinked':
    case 'CasesUnlinked':
    case 'NumberReserved':
    case 'LeadNoted':
    case 'LeadTakenUp':
    case 'PersonAdded':
    case 'SessionEnded':
    case 'MachineClientRegistered':
    case 'MachineClientSecretMade':
    case 'MachineClientRevoked':
    case 'ProcedurePublished':
    case 'ProcedureContinued':
    case 'CalendarPublished':
    case 'RecomputationStarted':
    case 'RecomputationStopped':
    case 'RecomputationResumed':
    case 'RecomputationFinished':
      return untold;
  }
}

/** Why, said of a person: personal data, and so not there any more once it has been erased. */
const reasonOf = ({
  data,
  personal,
}: Stored<'TeamMemberLeft' | 'AccessGranted' | 'AccessRevoked' | 'AccessChallenged'>): string =>
  personal?.[data.person]?.['reason'] ?? '';

/** The opening's steps are told by CaseOpened, those that follow a request or a reply by that fact. */
function stepTaken({ data }: Stored<'StepTaken'>): Telling {
  const told = data.by === 'officer' || data.by === 'lapse';
  const said = Object.fromEntries(data.inputs.map(({ id, text }) => [id, text]));
  return {
    told,
    title: data.done,
    params: {
      outcome: { en: '' },
      note: { en: '' },
      ...said,
      step: data.step,
      stage: data.toTitle,
      moved: data.fromStage !== data.toStage,
      by: data.by,
    },
    basis: data.basis,
    caseNumber: data.caseNumber,
    ...(data.provenance && { provenance: data.provenance }),
  };
}
