import {
  asRead,
  roleInWords,
  type Day,
  type LegalBasis,
  type LocalizedText,
  type QuestionnaireContent,
  type RfiRule,
  type Role,
  type RulePin,
} from '#contracts';
import { dayInWords, isBefore, parsePeriod, periodInWords } from '#legal-clock';
import { questionsOf } from '../questionnaire/questions.js';
import { bytesOf, MOST_DATA_BYTES } from '../size.js';
import type { Draft } from './draft.js';
import { reckonLimit, yearMissing, type CountingAt, type ReckonedLimit, type Unreckonable } from './limit.js';

/** What must be known to say whether a request can go out. */
export interface IssueFacts {
  effectiveOn: Day;
  case: {
    open: boolean;
    /** What the case's procedure asks of requests, by kind. */
    rules: readonly RfiRule[];
    procedure: RulePin;
    /** Id of the calendar that the case's limits are reckoned on. */
    calendarId: string;
  };
  /** How its limits are counted; absent when this service knows no such calendar or rules. */
  counting?: CountingAt & { pin: RulePin };
  /** The version of the questionnaire that the draft names; absent when there is none. */
  questionnaire?: QuestionnaireContent;
  /** Roles that the signer exercises on the inquiry. */
  signer: readonly string[];
}

/** One line of the list of what a request still lacks. */
export interface Check {
  guard: string;
  ok: boolean;
  sentence: LocalizedText;
  basis: LegalBasis[];
  /** Where in the request it stands. */
  path: string;
}

/** The article behind a way of counting, as the counting rules of the case name it. */
function lawOf({ counting }: IssueFacts, rule: 'event-not-counted' | 'last-day-moved'): LegalBasis[] {
  return counting ? [{ citation: counting.rules.sources[rule] ?? counting.rules.title }] : [];
}

/** The rule for the draft's kind, if the procedure has one. */
export function ruleOf(draft: Draft, rules: readonly RfiRule[]): RfiRule | undefined {
  return rules.find((rule) => rule.kind === draft.kind);
}

/** The limit of the draft, reckoned; undefined while there is no date, no rule or no calendar to reckon by. */
export function limitOf(draft: Draft, facts: IssueFacts): ReckonedLimit | Unreckonable | undefined {
  const rule = ruleOf(draft, facts.case.rules);
  if (!draft.limit || !rule || !facts.counting) return undefined;
  return reckonLimit({
    effectiveOn: facts.effectiveOn,
    written: draft.limit,
    minimum: minimumOf(draft, rule),
    counting: facts.counting,
  });
}

/** The shortest limit: a narrow request may have a shorter one, where the rule says so. */
export function minimumOf(draft: Draft, rule: RfiRule): string {
  return (draft.narrow && rule.minimumIfNarrow) || rule.minimum;
}

/**
 * Everything that is asked of a request before it goes out, in the order of a clerk's list: what fails and what holds.
 * The law is in the procedure's rule; here is only what is done with it.
 */
export function checksOf(draft: Draft, facts: IssueFacts): Check[] {
  const rule = ruleOf(draft, facts.case.rules);
  const basis = rule?.basis ?? facts.case.rules.flatMap((each) => each.basis);
  return [
    caseOpen(facts, basis),
    kindAllowed(draft, facts, rule, basis),
    legalBasis(draft, rule, basis),
    stated('subject-stated', 'draft.subject', draft.subject?.en, 'subject', basis),
    stated('purpose-stated', 'draft.purpose', draft.purpose, 'purpose', basis),
    questionsAsked(draft, facts, basis),
    ...limitChecks(draft, facts, rule, basis),
    ...noticeChecks(draft, rule),
    addresseesNamed(draft, basis),
    noAddresseeTwice(draft, basis),
    signerMaySign(facts, rule, basis),
    requestFits(draft, rule),
  ];
}

function check(guard: string, path: string, ok: boolean, basis: LegalBasis[], holds: string, otherwise: string): Check {
  return { guard, ok, path, basis, sentence: { en: ok ? holds : otherwise } };
}

function caseOpen(facts: IssueFacts, basis: LegalBasis[]): Check {
  return check(
    'case-open',
    'caseId',
    facts.case.open,
    basis,
    'The case is open.',
    'The case is closed: no request can be issued on it.',
  );
}

function kindAllowed(draft: Draft, facts: IssueFacts, rule: RfiRule | undefined, basis: LegalBasis[]): Check {
  const known = facts.case.rules.map((each) => each.kind).join(', ') || 'no request at all';
  return check(
    'kind-allowed',
    'draft.kind',
    rule !== undefined,
    basis,
    `The procedure knows this kind of request: ${rule?.title.en ?? ''}.`,
    draft.kind
      ? `The procedure of this case does not know a request by ${draft.kind}; it knows: ${known}.`
      : `Choose the kind of request; the procedure of this case knows: ${known}.`,
  );
}

function legalBasis(draft: Draft, rule: RfiRule | undefined, basis: LegalBasis[]): Check {
  const named = draft.basis ?? [];
  const allowed = basis.map((each) => each.citation);
  const foreign = named.find((each) => !allowed.includes(each.citation));
  return check(
    'legal-basis-named',
    'draft.basis',
    rule !== undefined && named.length > 0 && !foreign,
    basis,
    `The legal basis is named: ${named.map((each) => each.citation).join(', ')}.`,
    foreign
      ? `${foreign.citation} is no basis for this kind of request; name one of: ${allowed.join(', ')}.`
      : `Name the legal basis of the request: ${allowed.join(', ')}.`,
  );
}

function stated(guard: string, path: string, text: string | undefined, what: string, basis: LegalBasis[]): Check {
  return check(
    guard,
    path,
    Boolean(text?.trim()),
    basis,
    `The ${what} is stated.`,
    `State the ${what} of the request.`,
  );
}

function questionsAsked(draft: Draft, facts: IssueFacts, basis: LegalBasis[]): Check {
  const questions = facts.questionnaire ? questionsOf(facts.questionnaire).length : 0;
  return check(
    'questions-asked',
    'draft.questionnaire',
    questions > 0,
    basis,
    `The request asks ${questions} ${questions === 1 ? 'question' : 'questions'}.`,
    draft.questionnaire
      ? 'There is no such version of the questionnaire: choose one that has been published.'
      : 'Choose the questionnaire that the request carries.',
  );
}

function limitChecks(draft: Draft, facts: IssueFacts, rule: RfiRule | undefined, basis: LegalBasis[]): Check[] {
  const path = 'draft.limit';
  const written = draft.limit;
  const dated = check(
    'limit-is-a-date',
    path,
    written !== undefined,
    basis,
    `The limit is a calendar date: ${written ? dayInWords(written) : ''}.`,
    'Set the limit of the request as a calendar date.',
  );
  if (!written) return [dated];
  const ahead = check(
    'limit-not-before-effect',
    path,
    !isBefore(written, facts.effectiveOn),
    lawOf(facts, 'event-not-counted'),
    `The limit does not lie before ${dayInWords(facts.effectiveOn)}, the day on which the request takes effect.`,
    `The limit, ${dayInWords(written)}, lies before ${dayInWords(facts.effectiveOn)}, the day on which the request takes effect.`,
  );
  const limit = limitOf(draft, facts);
  if (!limit || !rule) {
    if (facts.counting) return [dated, ahead];
    const unknown = `The calendar of this case, ${facts.case.calendarId}, is not known here: its limits cannot be reckoned.`;
    return [dated, ahead, check('limit-can-be-reckoned', path, false, lawOf(facts, 'last-day-moved'), '', unknown)];
  }
  if ('calendarYearMissing' in limit) {
    const missing = yearMissing(facts.counting?.calendar.title ?? facts.case.calendarId, limit.calendarYearMissing);
    return [dated, ahead, check('limit-can-be-reckoned', path, false, lawOf(facts, 'last-day-moved'), '', missing)];
  }
  const minimum = minimumOf(draft, rule);
  const long = check(
    'limit-not-too-short',
    path,
    !isBefore(limit.end, limit.earliest),
    rule.basis,
    `The limit is not shorter than ${periodInWords(parsePeriod(minimum))}: it could not end before ${dayInWords(limit.earliest)}.`,
    `The limit, ${dayInWords(written)}, is shorter than ${periodInWords(parsePeriod(minimum))} from ${dayInWords(facts.effectiveOn)}: the first day possible is ${dayInWords(limit.earliest)}.`,
  );
  const moves = check(
    'limit-on-a-working-day',
    path,
    true,
    lawOf(facts, 'last-day-moved'),
    limit.end === written
      ? 'The limit falls on a working day.'
      : `Nobody works on ${dayInWords(written)}: the limit ends with the next working day, ${dayInWords(limit.end)}.`,
    '',
  );
  return [dated, ahead, long, moves];
}

function noticeChecks(draft: Draft, rule: RfiRule | undefined): Check[] {
  if (!rule) return [];
  const carried = draft.notices ?? [];
  const known = rule.notices.map((notice) => notice.id);
  const foreign = carried.find((id) => !known.includes(id));
  const strange = foreign
    ? [
        check(
          'notice-known',
          'draft.notices',
          false,
          rule.basis,
          '',
          `The rule knows no notice "${foreign}"; it knows: ${known.join(', ')}.`,
        ),
      ]
    : [];
  return [
    ...rule.notices.map((notice) =>
      check(
        `notice-${notice.id}`,
        'draft.notices',
        carried.includes(notice.id),
        notice.basis,
        `The request carries this notice: ${notice.text.en}`,
        `The request must carry this notice: ${notice.text.en}`,
      ),
    ),
    ...strange,
  ];
}

function addresseesNamed(draft: Draft, basis: LegalBasis[]): Check {
  const named = draft.addressees?.length ?? 0;
  return check(
    'addressees-named',
    'draft.addressees',
    named > 0,
    basis,
    `The request has ${named} ${named === 1 ? 'addressee' : 'addressees'}.`,
    'Name at least one undertaking to be asked.',
  );
}

/** The same undertaking: a name that is read alike, in the same country. */
function noAddresseeTwice(draft: Draft, basis: LegalBasis[]): Check {
  const names = (draft.addressees ?? []).map(({ name, country }) => `${asRead(name)} ${country}`);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  return check(
    'no-addressee-twice',
    twice < 0 ? 'draft.addressees' : `draft.addressees.${twice}`,
    twice < 0,
    basis,
    'No undertaking is asked twice.',
    `${draft.addressees?.[twice]?.name ?? ''} stands among the addressees twice.`,
  );
}

function signerMaySign(facts: IssueFacts, rule: RfiRule | undefined, basis: LegalBasis[]): Check {
  const may: readonly Role[] = rule?.maySign ?? [];
  return check(
    'signer-may-sign',
    '',
    may.some((role) => facts.signer.includes(role)),
    basis,
    'You may sign this request.',
    rule
      ? `This kind of request is signed by the ${may.map(roleInWords).join(' or ')}. You are here as ${facts.signer.map(roleInWords).join(' or ') || 'nobody'}.`
      : 'Who may sign follows from the kind of request: choose it first.',
  );
}

function requestFits(draft: Draft, rule: RfiRule | undefined): Check {
  const bytes = bytesOf(draft) + bytesOf(rule?.notices ?? []) + ROOM_FOR_THE_RECKONING;
  return check(
    'request-fits',
    'draft',
    bytes <= MOST_DATA_BYTES,
    [],
    'The request fits into one act.',
    `The request takes ${bytes} bytes, and one act has room for ${MOST_DATA_BYTES}: ask fewer addressees at once, or shorten its texts.`,
  );
}

/** Bytes kept for what issuing adds: the explained limit, pins, ids. */
const ROOM_FOR_THE_RECKONING = 8_000;
