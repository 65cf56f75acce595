import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { z } from 'zod';
import { ProblemView } from '#contracts';
import { RESPONDENT_COOKIE, SESSION_COOKIE } from '../identity/cookies.js';
import { type ProblemCode, PROBLEMS } from '../problems/codes.js';
import type { Service } from '../settings/services.js';
import { refsOf, toComponents, withRefs } from './json-schemas.js';
import { type Route, routesOf } from './routes.js';

export interface ApiDescription {
  title: string;
  /** Markdown. */
  description: string;
  version: string;
}

/** An operation as it is completed here. */
interface Operation {
  operationId?: string;
  tags?: string[];
  parameters?: object[];
  responses: Record<string, Record<string, unknown>>;
  security?: Record<string, string[]>[];
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/**
 * The OpenAPI 3.1 document of one service: what its decorators and schemas say, completed by what every route has in common
 * (problems, credentials, the headers of commands and of queries that wait).
 */
export function buildDocument(app: INestApplication, service: Service, about: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(about.title)
    .setDescription(about.description)
    .setVersion(about.version)
    .setLicense('EUPL-1.2', 'https://eupl.eu/1.2/en/')
    .setExternalDoc('What the service puts on Kafka (AsyncAPI 3.0)', `/api/${service}/asyncapi.json`)
    .addCookieAuth(
      SESSION_COOKIE,
      { type: 'apiKey', in: 'cookie', description: 'Browsers, after signing in' },
      'session',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'Machines: an access token of the issuer, audience `dossier`',
      },
      'bearer',
    )
    .addCookieAuth(
      RESPONDENT_COOKIE,
      { type: 'apiKey', in: 'cookie', description: 'Respondents, after opening their personal link' },
      'respondent',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    autoTagControllers: false,
    standardSchemaConverter: (schema, { schemaType }) => toComponents(schema as z.ZodType, schemaType),
  });

  const routes = routesOf(app);
  document.paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => path.startsWith(`/api/${service}/`)),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!METHODS.has(method)) continue;
      const route = routes.find((one) => one.path === path && one.method === method);
      if (route) complete(operation as Operation, route, service);
    }
  }
  keepUsedSchemas(document, toComponents(ProblemView, 'output').components);
  return document;
}

function complete(operation: Operation, route: Route, service: Service): void {
  operation.tags ??= [route.path.slice(`/api/${service}/`.length).split('/')[0] ?? service];
  operation.parameters ??= [];
  if (route.command) operation.parameters.push(...COMMAND_PARAMETERS);
  if (route.waits) operation.parameters.push(POSITION_PARAMETER);
  operation.security = securityOf(route);
  if (route.roles) {
    const words = `Needs the role ${route.roles.map((role) => `\`${role}\``).join(' or ')}.`;
    const described = operation as { description?: string };
    described.description = described.description ? `${described.description}\n\n${words}` : words;
  }
  for (const [status, response] of Object.entries(operation.responses))
    if (route.command && status.startsWith('2'))
      response['headers'] = { ...COMMAND_ANSWER_HEADERS, ...(response['headers'] as object) };
  for (const [status, response] of Object.entries(operation.responses)) asProblem(status, response);
  for (const [status, codes] of problemsOf(route)) {
    operation.responses[status] ??= {
      description: codes.map((code) => `\`${service}.${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

/** A refusal that a route describes itself is a problem document, too: the one filter writes it. */
function asProblem(status: string, response: Record<string, unknown>): void {
  const { 'application/json': json, ...content } = (response['content'] ?? {}) as Record<string, unknown>;
  if (/^[45]/.test(status) && json !== undefined)
    response['content'] = { ...content, 'application/problem+json': json };
}

function securityOf(route: Route): Record<string, string[]>[] {
  if (route.public) return [];
  if (route.kinds?.includes('respondent'))
    return route.kinds.length === 1 ? [{ respondent: [] }] : [{ session: [] }, { bearer: [] }, { respondent: [] }];
  return [{ session: [] }, { bearer: [] }];
}

/** Which of the general problems a route may answer, by status. A domain's own rejections are 409. */
function problemsOf(route: Route): [string, ProblemCode[]][] {
  // Whatever a route does: its address and its bytes are looked at, and the service or its database may be away.
  const codes: ProblemCode[] = [
    'internal',
    'invalid-request',
    'unavailable',
    'log-unavailable',
    'too-many-headers',
    ...route.problems,
  ];
  // A body that nobody asked for is read all the same, and refused where it is no JSON.
  if (route.method !== 'get') codes.push('malformed-json', 'too-large', 'unsupported-media-type');
  // A session's cookie is refused from another site's page on public routes too.
  // Who comes with a name may be asked after: whether what is known of who may see what is of now.
  if (!route.public) codes.push('unauthenticated', 'access-unknown');
  if (!route.public || route.method !== 'get') codes.push('forbidden');
  // What a command's body names may not be there, as what a path names.
  if (route.path.includes('{') || route.command) codes.push('not-found');
  if (route.command) codes.push('rejected', 'stale-version', 'idempotency-key-reused', 'event-refused', 'queue-full');
  if (route.waits) codes.push('view-behind');
  if (route.limited) codes.push('too-many-requests');
  if (route.signs) codes.push('sign-in-again');
  const byStatus = new Map<string, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const status = String(PROBLEMS[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus];
}

const COMMAND_PARAMETERS = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Names this request. Sent again with the same key, it gets the first answer and takes effect once.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  },
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The version that was seen, as it came in `ETag`. If it is not the current one: 412.',
    schema: { type: 'string', pattern: '^"\\d+"$' },
  },
];

const POSITION_PARAMETER = {
  name: 'Dossier-Position',
  in: 'header',
  required: false,
  description:
    'What the answer has to have seen, as it came with the answer to a command. Waited for at most two seconds.',
  schema: { type: 'string', examples: ['intake=81, case-state=40'] },
};

const COMMAND_ANSWER_HEADERS = {
  ETag: { description: 'The new version', schema: { type: 'string' } },
  'Dossier-Position': { description: 'How far the log has come by this command', schema: { type: 'string' } },
};

/** Several services share one scan: only what this one refers to stays. */
function keepUsedSchemas(document: OpenAPIObject, ours: Record<string, object>): void {
  const all: Record<string, object> = { ...document.components?.schemas, ...ours };
  const used = new Set<string>();
  const waiting = refsOf(document.paths);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    waiting.push(...refsOf(all[name]));
  }
  // What is only ever sent needs no other name.
  const settled = (name: string): string => {
    const plain = name.replace(/Input$/, '');
    return used.has(plain) ? name : plain;
  };
  document.paths = withRefs(document.paths, settled);
  const schemas = [...used].sort().map((name) => [settled(name), withRefs(all[name] ?? {}, settled)]);
  document.components = { ...document.components, schemas: Object.fromEntries(schemas) as never };
}
