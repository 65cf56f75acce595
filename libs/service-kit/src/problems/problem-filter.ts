import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ProblemView } from '#contracts';
import { contextOf } from '../http/request-context.js';
import { serviceOfPath } from '../settings/services.js';
import { actorOf } from '../identity/request-actor.js';
import { fromError } from './from-error.js';
import { oauthError } from './oauth-error.js';
import { noteSuspicion, suspicionOf } from './security-log.js';

/** What the filter needs of a logger; pino's and Nest's both fit. */
export interface FaultLog {
  error(fields: object, message: string): void;
  /** Takes what looks like an attack, or passes by itself. */
  warn?(fields: object, message: string): void;
}

/** The one exception filter: every error of every route leaves as an RFC 9457 problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: FaultLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { requestId } = contextOf(request);
    const mapped = fromError(error, request.acceptsLanguages?.() ?? []);
    if (mapped.fault) this.log.error({ err: error, requestId }, 'A request failed');
    const suspicion = suspicionOf(error);
    if (suspicion) {
      const { cause } = error as { cause?: unknown };
      const person = actorOf(request)?.person;
      noteSuspicion(this.log, suspicion, request, {
        ...(cause instanceof Error && { reason: cause.message }),
        ...(person !== undefined && { person }),
      });
    }
    if (response.headersSent) {
      // Half an answer cannot become a problem document: cut it, so that nobody takes it for a whole one.
      response.destroy();
      return;
    }
    const service = serviceOfPath(request.path);
    const oauth = oauthError(request, mapped.body.status);
    const document: ProblemView & { error?: string } = {
      type: `/problems/${mapped.code}`,
      ...mapped.body,
      code: service ? `${service}.${mapped.code}` : mapped.code,
      instance: `urn:dossier:request:${requestId}`,
      ...(oauth && { error: oauth }),
    };
    response
      .status(document.status)
      .set(mapped.headers)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(document));
  }
}
