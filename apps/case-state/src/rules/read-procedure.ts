import { ClockDefinition, Guard, ProcedureDefinition, RfiRule, StepDefinition } from '#contracts';
import { z } from 'zod';
import { faultsOf, type KnownRules } from '../domain/procedure/faults.js';
import { fault, type Fault } from '../domain/procedure/fault.js';
import { gapsOf } from '../domain/procedure/gaps.js';

/** A file that was read: the definition where its shape allows one, and everything that is wrong with it. */
export interface ReadProcedure {
  definition?: ProcedureDefinition;
  /** Empty = it can be published, and a case can follow it. */
  faults: Fault[];
}

/**
 * Reads a procedure that came from outside and says all that is wrong at once: its shape, then its meaning. Where the shape of some parts
 * is wrong, the meaning of the others, and of what else those parts say, is looked at all the same; what could only follow from what is broken is
 * not told.
 */
export function readProcedure(value: unknown, known: KnownRules): ReadProcedure {
  const read = ProcedureDefinition.safeParse(value);
  if (read.success) return { definition: read.data, faults: [...faultsOf(read.data, known), ...gapsOf(read.data)] };
  const shape = read.error.issues.flatMap((issue) => shapeFaults(issue, value));
  return { faults: [...shape, ...meaningOfTheRest(value, known)] };
}

type Issue = z.core.$ZodIssue;

/** An issue as faults; of the forms that a part could have, the one that it comes nearest to speaks. */
function shapeFaults(issue: Issue, value: unknown, above: PropertyKey[] = []): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => distance(a) - distance(b))[0] ?? [];
    if (distance(nearest) < FAR) return nearest.flatMap((inner) => shapeFaults(inner, value, path));
    return [fault(placeOf(path, value), 'has none of the forms that can stand here')];
  }
  return [fault(placeOf(path, value), inWords(issue, valueAt(path, value)))];
}

const FAR = 1_000;
/** How far a part is from a form: a form without its telling member is another one. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (isOtherForm(issue) ? FAR : 1), 0);
const isOtherForm = (issue: Issue): boolean =>
  issue.path.length <= 1 &&
  ((issue.code === 'invalid_type' && issue.input === undefined) || issue.code === 'unrecognized_keys');

function inWords(issue: Issue, found: unknown): string {
  if (issue.code === 'too_small' && issue.path.at(-1) === 'basis') return 'names no legal source';
  if (issue.code === 'invalid_type' && issue.path.at(-1) === 'basis') return 'names no legal source';
  if (found === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) return 'is missing';
  if (issue.code === 'invalid_type') return `is not ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `is none of ${issue.values.join(', ')}`;
  if (issue.code === 'unrecognized_keys') return `has a member that means nothing here: ${issue.keys.join(', ')}`;
  return issue.message;
}

const KINDS: Partial<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list: [ … ]',
  object: 'an object: { … }',
};

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
const valueAt = (path: PropertyKey[], value: unknown): unknown => path.reduce(memberOf, value);

/** `steps.ProceedingsOpened.guards`, not `steps.9.guards`. */
function placeOf(path: PropertyKey[], value: unknown): string {
  let at = value;
  const words = path.map((key) => {
    at = memberOf(at, key);
    const id = memberOf(at, 'id');
    return typeof key === 'number' && typeof id === 'string' ? id : String(key);
  });
  return words.length === 0 ? 'file' : words.join('.');
}

/** A part without what is wrong in it: of a list the elements, else the member; what it cannot be without becomes `neutral`. */
function withoutBroken(part: unknown, issues: readonly Issue[], neutral: Record<string, unknown>): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const left: Record<string, unknown> = { ...neutral, ...part };
  for (const member of new Set(issues.flatMap(({ path: [first] }) => (typeof first === 'string' ? [first] : [])))) {
    const elements = left[member];
    const wrong = issues.flatMap(({ path: [first, second] }) => (first === member ? [second] : []));
    if (Array.isArray(elements) && wrong.every((at) => typeof at === 'number'))
      left[member] = elements.filter((_, at) => !wrong.includes(at));
    else if (member in neutral) left[member] = neutral[member];
    else delete left[member];
  }
  return left;
}

/** A step that says nothing of anything. */
const NEUTRAL_STEP: Record<string, unknown> = {
  title: { en: '-' },
  done: { en: '-' },
  from: 'any',
  by: 'officer',
  may: [],
  guards: [],
  basis: [{ citation: '-' }],
  once: false,
};

const Stage = ProcedureDefinition.shape.stages.element;

function meaningOfTheRest(value: unknown, known: KnownRules): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  const file = value as Record<string, unknown>;
  const broken = new Set<string>();
  const sound = <Part>(member: string, schema: z.ZodType<Part>, neutral: Record<string, unknown> = {}): Part[] =>
    (Array.isArray(file[member]) ? (file[member] as unknown[]) : []).flatMap((part) => {
      const read = schema.safeParse(part);
      if (read.success) return [read.data];
      const id = (part as { id?: unknown } | null)?.id;
      broken.add(typeof id === 'string' ? id : member);
      const rest = schema.safeParse(withoutBroken(part, read.error.issues, neutral));
      return rest.success ? [rest.data] : [];
    });
  const stages = sound('stages', Stage);
  const clocks = sound('clocks', ClockDefinition);
  const guards = sound('guards', Guard);
  const steps = sound('steps', StepDefinition, NEUTRAL_STEP);
  const rfi = sound('rfi', RfiRule);
  const word = (member: string): string => (typeof file[member] === 'string' ? file[member] : '');
  const rest = {
    id: word('id'),
    version: 1,
    title: { en: '-' },
    basis: [],
    numberPrefixes: [],
    stages,
    clocks,
    guards,
    steps,
    rfi,
  };
  const definition = {
    ...rest,
    calendar: word('calendar'),
    ...(word('counting') !== '' && { counting: word('counting') }),
    ...(word('site') !== '' && { site: word('site') }),
  };
  const followsFromBroken = ({ path, message }: Fault): boolean =>
    (path === 'calendar' && definition.calendar === '') ||
    [...broken].some((id) => message.split(' ').includes(id)) ||
    (broken.size > 0 && WHOLE.test(message));
  return faultsOf(definition, known).filter((found) => !followsFromBroken(found));
}

/** What is said of something that nothing else names: it may be named by what is broken. */
const WHOLE = /^(no step|no clock|no stage|no terminal|none of these|nobody may (open|take))/;
