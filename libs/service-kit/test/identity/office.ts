import { randomUUID } from 'node:crypto';
import { Controller, Get, Module, Post, Req, Res, type Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  type BearerVerifier,
  DEMO_ISSUER,
  type Identity,
  type KeyStore,
  memoryKeyStore,
  openIdentity,
  OpenTo,
  type Person,
  type PersonFinder,
  Public,
  Reader,
  type RequestActor,
  Roles,
  Signs,
} from '../../src/identity/index.js';
import { Limited, type Rates } from '../../src/http/index.js';
import type { FaultLog } from '../../src/problems/index.js';
import { sendEvents, type ServerEvent } from '../../src/sse/index.js';
import { type Listening, listen } from '../listen.js';

export const person = (name: string, roles: string[], more: Partial<Person> = {}): Person => {
  const id = randomUUID();
  return {
    id,
    name,
    email: `${name}@authority.example`,
    issuer: DEMO_ISSUER,
    subject: id,
    roles,
    invented: true,
    ...more,
  };
};

/** A directory of a list, which tests may change. */
export const directoryOf = (persons: Person[]): PersonFinder => ({
  find: async (issuer, subject) => persons.find((one) => one.issuer === issuer && one.subject === subject),
  get: async (id) => persons.find((one) => one.id === id),
  list: async () => persons,
});

@Controller('api/intake')
export class DeskController {
  @Get('desk')
  desk(@Reader() reader: RequestActor) {
    return reader;
  }
  @Post('desk')
  act(@Reader() reader: RequestActor) {
    return reader;
  }
  @Post('signature')
  @Signs()
  sign(@Reader() reader: RequestActor) {
    return reader;
  }
  /** A live stream that says nothing by itself and never ends by itself. */
  @Get('stream')
  async stream(@Reader() reader: RequestActor, @Req() request: Request, @Res() response: Response) {
    await sendEvents(request, response, silence, { reader });
  }
  @Get('registry')
  @Roles('registry', 'administrator')
  registry() {
    return {};
  }
  @Get('open')
  @Public()
  open() {
    return {};
  }
  @Post('key')
  @Public()
  @Limited({ rate: 'link', secret: ({ body }) => (body as { key?: unknown }).key })
  key() {
    return {};
  }
  @Post('respondent/answers')
  @OpenTo('respondent')
  answers(@Reader() reader: RequestActor) {
    return reader;
  }
}

async function* silence(signal: AbortSignal): AsyncGenerator<ServerEvent> {
  yield { id: 1, data: 'listening' };
  await new Promise((gone) => signal.addEventListener('abort', gone, { once: true }));
}

export interface Office extends Listening {
  identity: Identity;
  keys: KeyStore;
  persons: Person[];
  /** Moves the clock that tokens go by. */
  pass(milliseconds: number): void;
}

/** What was logged as a fault where no log was given. */
const faults: object[] = [];

/** Opens an authority's office: the demo issuer, the sign-in doors and a desk to call at. */
export async function openOffice(
  persons: Person[],
  keys: KeyStore = memoryKeyStore(),
  {
    port = 0,
    keysAgainMs,
    services,
    rates = { signIn: 100_000, link: 100_000 },
    trustProxy,
    log = { error: (fields: object) => void faults.push(fields) },
    ...more
  }: {
    issuer?: string;
    port?: number;
    clientSecret?: string;
    keysAgainMs?: number;
    services?: BearerVerifier;
    /** Tries a minute; more than any test makes, unless it is about them. */
    rates?: Partial<Rates>;
    trustProxy?: string[];
    log?: FaultLog;
  } = {},
): Promise<Office> {
  let passed = 0;
  let url = '';
  const identity = openIdentity({
    settings: { host: '127.0.0.1', oidc: { clientId: 'dossier', ...more }, rates },
    publicUrl: () => url,
    keys,
    directory: directoryOf(persons),
    log,
    now: () => Date.now() + passed,
    ...(keysAgainMs !== undefined && { keysAgainMs }),
    ...(services && { services }),
  });
  const office = await listen(
    moduleOf([identity.signInController, DeskController]),
    {
      guard: identity.guard,
      mounts: identity.mounts,
      log,
      ...(trustProxy && { trustProxy }),
    },
    port,
  );
  url = office.url;
  return { ...office, identity, keys, persons, pass: (milliseconds) => (passed += milliseconds) };
}

export function moduleOf(controllers: Type[]): Type {
  @Module({ controllers })
  class OfficeModule {
    readonly controllers = controllers.length;
  }
  return OfficeModule;
}

/** A browser of one person: keeps cookies by path, follows redirects one by one, says where its requests come from. */
export class Browser {
  private readonly jar: { name: string; value: string; path: string }[] = [];

  constructor(private readonly home: string) {}

  cookie(name: string): string | undefined {
    return this.jar.find((cookie) => cookie.name === name)?.value;
  }
  setCookie(name: string, value: string, path = '/'): void {
    const at = this.jar.findIndex((cookie) => cookie.name === name && cookie.path === path);
    if (at >= 0) this.jar.splice(at, 1);
    if (value !== '') this.jar.push({ name, value, path });
  }

  async request(address: string, init: RequestInit = {}): Promise<globalThis.Response> {
    const url = new URL(address, this.home);
    const cookies = this.jar
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`);
    const response = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(cookies.length > 0 && { Cookie: cookies.join('; ') }),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
      const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute) || /1970/.test(attribute));
      this.setCookie(pair.slice(0, pair.indexOf('=')), gone ? '' : pair.slice(pair.indexOf('=') + 1), path);
    }
    return response;
  }

  /** Follows redirects, at most ten, to the last answer and its address. */
  async follow(address: string): Promise<{ response: globalThis.Response; url: string; trail: string[] }> {
    let url = new URL(address, this.home).href;
    const trail: string[] = [];
    for (let step = 0; step < 10; step++) {
      trail.push(url);
      const response = await this.request(url);
      const location = response.headers.get('location');
      if (location === null) return { response, url, trail };
      url = new URL(location, url).href;
    }
    throw new Error(`Redirected for ever: ${trail.join(' ')}`);
  }

  signIn(who: { id: string }, wanted = '/'): ReturnType<Browser['follow']> {
    return this.follow(`/api/case-state/sign-in?as=${who.id}&return=${encodeURIComponent(wanted)}`);
  }
}
