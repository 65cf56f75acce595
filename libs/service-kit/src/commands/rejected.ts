import type { Rejection } from '#contracts';
import { Problem } from '../problems/errors.js';

/** The version that the caller had seen is not the present one (RFC 9110 §13.1.1, If-Match). 412. */
export const staleVersion = (seen: number, present: number): Problem =>
  new Problem('stale-version', `It has moved on: you saw version ${seen}, it is now at version ${present}.`);

export const isRejection = (x: unknown): x is Rejection =>
  typeof x === 'object' && x !== null && (x as Rejection).rejected === true;
