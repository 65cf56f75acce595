import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { publishedContracts, publishedExamples } from '#contracts';
import { asyncApiOf } from '#event-feed';
import type { NextFunction, Request, Response } from 'express';
import type { Service } from '../settings/services.js';
import { type ApiDescription, buildDocument } from './build-document.js';

/**
 * Serves `GET /api/<service>/openapi.json`, `asyncapi.json` beside it (what the service puts on Kafka), and a page for people,
 * `/api/<service>/docs` (Swagger UI from our own address, under our own security policy). Call it before `init` or `listen`.
 * @returns the OpenAPI document, built at the first call
 */
export function describeApi(app: NestExpressApplication, service: Service, about: ApiDescription): () => OpenAPIObject {
  let document: OpenAPIObject | undefined;
  const described = () => (document ??= buildDocument(app, service, about));
  const docs = `/api/${service}/docs`;
  const serve = (path: string, answer: (response: Response) => void) =>
    app.use(path, (request: Request, response: Response, next: NextFunction) => {
      if (request.path === '/' && (request.method === 'GET' || request.method === 'HEAD')) answer(response);
      else next();
    });
  serve(`/api/${service}/openapi.json`, (response) => response.set('Cache-Control', 'no-cache').json(described()));
  const feed = asyncApiOf(service, about, publishedContracts, publishedExamples);
  serve(`/api/${service}/asyncapi.json`, (response) => response.set('Cache-Control', 'no-cache').json(feed));
  serve(docs, (response) => response.type('html').send(docsPage(docs, about.title)));
  serve(`${docs}/start.js`, (response) => response.type('js').send(START));
  app.useStaticAssets(swaggerUiFolder(), { prefix: `${docs}/assets`, index: false });
  return described;
}

/** Swagger UI comes with @nestjs/swagger. */
function swaggerUiFolder(): string {
  const ours = createRequire(import.meta.url);
  const nests = createRequire(ours.resolve('@nestjs/swagger'));
  return dirname(nests.resolve('swagger-ui-dist/package.json'));
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Nothing inline: neither script nor style. */
const docsPage = (docs: string, title: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${docs}/assets/swagger-ui.css">
<link rel="icon" href="${docs}/assets/favicon-32x32.png">
</head>
<body>
<div id="description"></div>
<script src="${docs}/assets/swagger-ui-bundle.js"></script>
<script src="${docs}/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '../' + location.pathname.split('/')[2] + '/openapi.json',
  dom_id: '#description',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
});
`;
