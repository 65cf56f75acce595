import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Service } from '../settings/services.js';
import { refsOf } from './json-schemas.js';
import { routesOf } from './routes.js';

interface DescribedOperation {
  operationId?: string;
  summary?: string;
  responses?: Record<string, { content?: Record<string, { schema?: Record<string, unknown> }> }>;
}

/**
 * What is missing in a service's document, one line each; empty when it is complete: a handler that is not in it, has no
 * operation id (or another's) or no summary, a success answer without a schema (save 204 and redirects), an input without
 * a schema, a reference to nothing. For tests.
 */
export function everyRouteIsDescribed(document: OpenAPIObject, app: INestApplication, service: Service): string[] {
  const missing: string[] = [];
  const operationIds = new Map<string, string>();
  for (const route of routesOf(app)) {
    if (route.excluded || !route.path.startsWith(`/api/${service}/`)) continue;
    const name = `${route.method.toUpperCase()} ${route.path} (${route.handler})`;
    const operation = (document.paths[route.path] as Record<string, DescribedOperation> | undefined)?.[route.method];
    if (!operation) {
      missing.push(`${name} is not in the document`);
      continue;
    }
    const { operationId, summary, responses = {} } = operation;
    if (!operationId) missing.push(`${name} has no operation id`);
    else if (operationIds.has(operationId))
      missing.push(`${name} has the operation id of ${operationIds.get(operationId)}`);
    else operationIds.set(operationId, name);
    if (!summary) missing.push(`${name} has no summary`);
    if (!route.validated) missing.push(`${name} has an input without a schema`);
    const successes = Object.entries(responses).filter(([status]) => /^[23]/.test(status));
    if (successes.length === 0) missing.push(`${name} has no answer that is a success`);
    for (const [status, { content }] of successes) {
      const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
      const described = schemas.length > 0 && schemas.every((schema) => schema && Object.keys(schema).length > 0);
      if (!described && status !== '204' && !status.startsWith('3'))
        missing.push(`${name} answers ${status} without a schema`);
    }
  }
  for (const ref of new Set(refsOf(document)))
    if (Object.keys((document.components?.schemas ?? {})[ref] ?? {}).length === 0)
      missing.push(`the schema ${ref} is referred to and not there`);
  return missing;
}
