import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

/**
 * Whether an address can be a page of the application: it begins with a word in small letters, of which `api` and `oidc` are others',
 * and nothing in it is a hidden file. (A later part may hold a point: `/cases/AT.40684`.)
 */
const ownPath = (path: string): boolean =>
  /^\/([a-z][a-z-]*(\/|$)|$)/.test(path) && !/^\/(api|oidc)(\/|$)/.test(path) && !path.includes('/.');

/**
 * Serves the built pages. Files with a hash in their name never change and are kept for a year; `index.html` is asked for each
 * time. Every other address of a page is the application's to show; a missing file, `/api` and `/oidc` never become a page.
 * @param folder where the build put them
 */
export function servePages(app: NestExpressApplication, folder: string): void {
  const index = join(folder, 'index.html');
  app.useStaticAssets(folder, {
    index: false,
    setHeaders: (response: Response, file: string) =>
      response.setHeader(
        'Cache-Control',
        file.startsWith(join(folder, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const asks = request.method === 'GET' || request.method === 'HEAD';
    if (!asks || !ownPath(request.path) || request.path.startsWith('/assets/') || !request.accepts('html')) {
      next();
      return;
    }
    if (!existsSync(index)) {
      response.status(503).set({ 'Retry-After': '1', Refresh: '1' }).type('text/plain');
      response.send('The pages are not there yet. `npm start` is building them; otherwise `npm run build` does.\n');
      return;
    }
    response.set('Cache-Control', 'no-cache');
    response.sendFile(index);
  });
}
