import type { DomainEvent, Rejection } from '#contracts';
import { isRejection, type Act, type Loaded } from '../commands/index.js';

/** Adds what was decided to its stream; hands a rejection on. */
export function record<State, Event extends DomainEvent>(
  act: Act,
  loaded: Loaded<State>,
  decided: Event[] | Rejection,
): Rejection | undefined {
  if (isRejection(decided)) return decided;
  act.add(loaded, decided);
  return undefined;
}
