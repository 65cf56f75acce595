import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { type ProblemCode, PROBLEMS } from '#service-kit';

/**
 * `GET /problems/<code>`: what a problem document's `type` leads to (RFC 9457 §3.1.1). A code that is not among the general
 * problems is a domain's own rejection: its document says by itself which rule refused.
 */
export function serveProblemPages(app: NestExpressApplication): void {
  app.use('/problems', (request: Request, response: Response, next: NextFunction) => {
    const code = /^\/([a-z][a-z0-9-]{0,63})$/.exec(request.path)?.[1];
    if (!code || request.method !== 'GET') {
      next();
      return;
    }
    const known = Object.hasOwn(PROBLEMS, code);
    const { status, title, explanation } = PROBLEMS[known ? (code as ProblemCode) : 'rejected'];
    response.set('Cache-Control', 'no-cache').format({
      html: () => response.send(page(code, status, title, explanation)),
      json: () => response.json({ code, status, title, explanation }),
    });
  });
}

const page = (code: string, status: number, title: string, explanation: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1><p>${explanation.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p><p><code>${code}</code>, ${status}</p></main></body>
</html>
`;
