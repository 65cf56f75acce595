import { SetMetadata } from '@nestjs/common';
import type { ActorKind } from '#contracts';
import type { Service } from '../settings/services.js';

export const PUBLIC = 'dossier:public';
export const ROLES = 'dossier:roles';
export const OUR_PAGES = 'dossier:our-pages';
export const KINDS = 'dossier:kinds';

/** The route needs nobody to be signed in. Who is, is still known to it. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/**
 * The route begins or ends a session by a cookie: it is for pages of ours alone, whether or not the request brings a cookie along. A page of another
 * site could else sign somebody in as somebody else (login CSRF) or out.
 */
export const FromOurPages = (): MethodDecorator & ClassDecorator => SetMetadata(OUR_PAGES, true);

/** The route needs one of these roles (held in the authority). Without it every officer may call; what he sees is the access function's. */
export const Roles = (...roles: [string, ...string[]]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

/** What a service is before another one: by its name, so that each door is opened to those that need it. */
export const serviceRole = (service: Service): string => `service:${service}`;

/** The route is for these services, and for nobody else: no person, no machine, no other service. */
export const ForServices = (...services: readonly Service[]): MethodDecorator & ClassDecorator =>
  SetMetadata(ROLES, services.length > 0 ? services.map(serviceRole) : ['service:none']);

/** The kinds of actor that the route is open to. Without it: officers, subscribers and machines, never respondents. */
export const OpenTo = (...kinds: [ActorKind, ...ActorKind[]]): MethodDecorator & ClassDecorator =>
  SetMetadata(KINDS, kinds);

export const DEFAULT_KINDS: readonly ActorKind[] = ['officer', 'subscriber', 'machine'];
