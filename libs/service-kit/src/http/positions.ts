import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalidRequest } from '../problems/errors.js';
import { SERVICES, type Service } from '../settings/services.js';

/** How far each service's log had come, as far as the caller knows. */
export type Positions = Partial<Record<Service, number>>;

/**
 * Reads `Dossier-Position`: `intake=81, case-state=40`. A service at most once.
 * @throws Problem invalid-request
 */
export function parsePositions(header: string): Positions {
  const positions: Positions = {};
  for (const part of header.split(',')) {
    const match = /^\s*([a-z-]+)=(0|[1-9]\d{0,15})\s*$/.exec(part);
    const service = SERVICES.find((name) => name === match?.[1]);
    const position = Number(match?.[2]);
    if (!service || positions[service] !== undefined || !Number.isSafeInteger(position))
      throw invalidRequest([
        { path: 'Dossier-Position', message: 'positions by service, e.g. intake=81, case-state=40' },
      ]);
    positions[service] = position;
  }
  return positions;
}

/** The header's text; services in their settled order. */
export const formatPositions = (positions: Positions): string =>
  SERVICES.flatMap((service) => (positions[service] === undefined ? [] : [`${service}=${positions[service]}`])).join(
    ', ',
  );

/** What `@WaitFor()` gives. The OpenAPI document knows by it that a query may wait. */
export function positionsOfContext(_: unknown, context: ExecutionContext): Positions {
  const header = context.switchToHttp().getRequest<Request>().headers['dossier-position'];
  return typeof header === 'string' ? parsePositions(header) : {};
}

/** `@WaitFor() positions: Positions`: what the query has to have seen; `{}` without the header. */
export const WaitFor = createParamDecorator(positionsOfContext);
