import { SetMetadata } from '@nestjs/common';
import type { ProblemCode } from '../problems/codes.js';

export const PROBLEMS_OF_ROUTE = 'dossier:problems';

/** Problems that a route answers besides those that every route of its kind has: those the description adds by itself. */
export const MayAnswer = (...codes: [ProblemCode, ...ProblemCode[]]): MethodDecorator & ClassDecorator =>
  SetMetadata(PROBLEMS_OF_ROUTE, codes);
