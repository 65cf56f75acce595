import type { Response } from 'express';
import { formatPositions, type Positions } from './positions.js';

/** The entity tag of a version: strong, `"3"`. */
export const versionTag = (version: number): string => `"${version}"`;

/** Says in the headers what a command came to: `ETag`, `Dossier-Position`, and `Location` where something was created. */
export function answerHeaders(
  response: Pick<Response, 'set'>,
  answer: { version: number; positions: Positions; location?: string },
): void {
  response.set('ETag', versionTag(answer.version));
  response.set('Dossier-Position', formatPositions(answer.positions));
  if (answer.location) response.set('Location', answer.location);
}
