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
 * is wrong, the meaning of the others is looked at all the same; what could only follow from a broken part is not told.
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
  return [fault(placeOf(path, value), inWords(issue))];
}

const FAR = 1_000;
/** How far a part is from a form: a form without its telling member is another one. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (isOtherForm(issue) ? FAR : 1), 0);
const isOtherForm = (issue: Issue): boolean =>
  issue.path.length <= 1 &&
  ((issue.code === 'invalid_type' && issue.input === undefined) || issue.code === 'unrecognized_keys');

function inWords(issue: Issue): string {
  if (issue.code === 'too_small' && issue.path.at(-1) === 'basis') return 'names no legal source';
  if (issue.code === 'invalid_type' && issue.path.at(-1) === 'basis') return 'names no legal source';
  if (issue.code === 'unrecognized_keys') return `has a member that means nothing here: ${issue.keys.join(', ')}`;
  return issue.message;
}

/** `steps.ProceedingsOpened.guards`, not `steps.9.guards`. */
function placeOf(path: PropertyKey[], value: unknown): string {
  let at = value;
  const words = path.map((key) => {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const id = typeof at === 'object' && at !== null ? (at as { id?: unknown }).id : undefined;
    return typeof key === 'number' && typeof id === 'string' ? id : String(key);
  });
  return words.length === 0 ? 'file' : words.join('.');
}

const Stage = ProcedureDefinition.shape.stages.element;

function meaningOfTheRest(value: unknown, known: KnownRules): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  const file = value as Record<string, unknown>;
  const broken = new Set<string>();
  const sound = <Part>(member: string, schema: z.ZodType<Part>): Part[] =>
    (Array.isArray(file[member]) ? (file[member] as unknown[]) : []).flatMap((part) => {
      const read = schema.safeParse(part);
      if (read.success) return [read.data];
      const id = (part as { id?: unknown } | null)?.id;
      broken.add(typeof id === 'string' ? id : member);
      return [];
    });
  const stages = sound('stages', Stage);
  const clocks = sound('clocks', ClockDefinition);
  const guards = sound('guards', Guard);
  const steps = sound('steps', StepDefinition);
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
const WHOLE = /^(no step|no clock|no stage|no terminal|none of these|nobody may open)/;
