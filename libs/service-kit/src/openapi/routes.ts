import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { MODULE_PATH, PATH_METADATA, METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { DECORATORS } from '@nestjs/swagger';
import type { ActorKind } from '#contracts';
import { commandOfContext } from '../http/command-headers.js';
import { LIMITED } from '../http/rate-limits.js';
import { positionsOfContext } from '../http/positions.js';
import { KINDS, PUBLIC, ROLES } from '../identity/access-decorators.js';
import { SIGNS } from '../identity/fresh-sign-in.js';
import type { ProblemCode } from '../problems/codes.js';
import { PROBLEMS_OF_ROUTE } from './may-answer.js';

/** One HTTP handler of an application and what its decorators say. */
export interface Route {
  /** As in OpenAPI: `/api/intake/rfis/{id}`. */
  path: string;
  /** Lower case: `get`. */
  method: string;
  /** `RfisController.issue`, for messages. */
  handler: string;
  public: boolean;
  kinds: ActorKind[] | undefined;
  roles: string[] | undefined;
  /** Takes `@Command()` headers. */
  command: boolean;
  /** Takes `@WaitFor()`. */
  waits: boolean;
  /** Takes only so many tries a minute (`@Limited`). */
  limited: boolean;
  /** Asks for a fresh sign-in (`@Signs`). */
  signs: boolean;
  /** Whether it takes a body. */
  body: boolean;
  /** Whether each of its `@Body`, `@Query` and `@Param` inputs has a schema. */
  validated: boolean;
  /** Problems besides those that follow from the above (`@MayAnswer`). */
  problems: ProblemCode[];
  /** Kept out of the document on purpose (`@ApiExcludeEndpoint`). */
  excluded: boolean;
}

/** Nest's numbers of parameter kinds (RouteParamtypes). */
const BODY = 3;
const QUERY = 4;
const PARAM = 5;

/** The HTTP handlers of every controller of an application. */
export function routesOf(app: INestApplication): Route[] {
  const container = app.get(ModulesContainer, { strict: false });
  const scanner = new MetadataScanner();
  const routes: Route[] = [];
  for (const module of container.values()) {
    const modulePath =
      own<string>(`${MODULE_PATH}${container.applicationId}`, module.metatype) ??
      own<string>(MODULE_PATH, module.metatype) ??
      '';
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = own<RequestMethod>(METHOD_METADATA, prototype[name] as object);
        if (method === undefined) continue;
        for (const base of listOf(own<string | string[]>(PATH_METADATA, metatype)))
          for (const path of listOf(own<string | string[]>(PATH_METADATA, prototype[name] as object)))
            routes.push(
              describe(metatype as Type, name, RequestMethod[method].toLowerCase(), joined(modulePath, base, path)),
            );
      }
    }
  }
  return routes;
}

function describe(controller: Type, name: string, method: string, path: string): Route {
  const handler = (controller.prototype as Record<string, object>)[name] as object;
  const either = <T>(key: string): T | undefined => own<T>(key, handler) ?? own<T>(key, controller);
  const inputs = Object.entries(
    own<Record<string, { factory?: unknown; schema?: unknown }>>(ROUTE_ARGS_METADATA, controller, name) ?? {},
  ).map(([key, input]) => ({ kind: Number(key.split(':')[0]), ...input }));
  return {
    path,
    method,
    handler: `${controller.name}.${name}`,
    public: either<boolean>(PUBLIC) ?? false,
    kinds: either<ActorKind[]>(KINDS),
    roles: either<string[]>(ROLES),
    command: inputs.some(({ factory }) => factory === commandOfContext),
    waits: inputs.some(({ factory }) => factory === positionsOfContext),
    limited: either<object>(LIMITED) !== undefined,
    signs: either<boolean>(SIGNS) ?? false,
    body: inputs.some(({ kind }) => kind === BODY),
    validated: inputs.every(({ kind, schema }) => ![BODY, QUERY, PARAM].includes(kind) || schema !== undefined),
    problems: either<ProblemCode[]>(PROBLEMS_OF_ROUTE) ?? [],
    excluded:
      own<{ disable?: boolean }>(DECORATORS.API_EXCLUDE_ENDPOINT, handler)?.disable ??
      Boolean(own(DECORATORS.API_EXCLUDE_CONTROLLER, controller)),
  };
}

const own = <T>(key: string, target: object, property?: string): T | undefined =>
  (property === undefined ? Reflect.getMetadata(key, target) : Reflect.getMetadata(key, target, property)) as
    T | undefined;

const listOf = (path: string | string[] | undefined): string[] => (Array.isArray(path) ? path : [path ?? '']);

/** `/api/intake/` + `/rfis/:id` → `/api/intake/rfis/{id}`. */
const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
