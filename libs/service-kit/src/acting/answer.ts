import type { Response } from 'express';
import type { CommandAnswer } from '#contracts';
import type { CommandOutcome } from '../commands/index.js';
import { answerHeaders } from '../http/index.js';
import type { Service } from '../settings/index.js';

/**
 * How a service answers commands: with id and version, and with version and position in the headers, too.
 * @returns the answer's body; `location` is where what was created is found
 */
export const answersOf =
  (service: Service) =>
  (response: Response, outcome: CommandOutcome, location?: string): CommandAnswer => {
    const { id, version, position, unchanged } = outcome;
    answerHeaders(response, { version, positions: { [service]: position }, ...(location && { location }) });
    return { id, version, unchanged };
  };
