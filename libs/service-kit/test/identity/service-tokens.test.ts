import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import type { Service } from '../../src/settings/index.js';
import {
  ForServices,
  memoryKeyStore,
  openRemoteIdentity,
  serviceKeysController,
  serviceTokens,
  serviceVerifier,
} from '../../src/identity/index.js';
import { listen } from '../listen.js';
import { moduleOf } from './office.js';

@Controller('api/case-state/feed')
@ForServices('intake')
class FeedController {
  @Get()
  read() {
    return { read: true };
  }
}

@Controller('api/case-state/others')
@ForServices('notifications')
class OthersController {
  @Get()
  read() {
    return { read: true };
  }
}

@Controller('api/case-state/inquiries')
class InquiriesController {
  @Get()
  list() {
    return { items: [] };
  }
}

const keys = memoryKeyStore();
let intake: Awaited<ReturnType<typeof listen>>;
let caseState: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  const nobody = openRemoteIdentity({ caseStateUrl: 'http://127.0.0.1:1', publicUrl: () => 'http://127.0.0.1:1' });
  intake = await listen(moduleOf([serviceKeysController('intake', keys)]), { guard: nobody.guard });
  const urlOf = (service: Service) => (service === 'intake' ? intake.url : 'http://127.0.0.1:1');
  const { guard } = openRemoteIdentity({
    caseStateUrl: 'http://127.0.0.1:1',
    publicUrl: () => 'http://127.0.0.1:1',
    services: serviceVerifier('case-state', urlOf),
  });
  caseState = await listen(moduleOf([FeedController, OthersController, InquiriesController]), { guard });
});
afterAll(async () => {
  await caseState.close();
  await intake.close();
});

const ask = async (path: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(caseState.url + path, { headers })).status;

describe('a service that asks another one', () => {
  test('reads what is for it by name, and nothing that is for another service, for people or for machines', async () => {
    const headers = await serviceTokens(keys, 'intake').headersFor('case-state');
    expect(await ask('/api/case-state/feed', headers)).toBe(200);
    expect(await ask('/api/case-state/others', headers)).toBe(403);
    expect(await ask('/api/case-state/inquiries', headers)).toBe(403);
  });

  test('cannot use a token that was made for a third one', async () => {
    expect(await ask('/api/case-state/feed', await serviceTokens(keys, 'intake').headersFor('notifications'))).toBe(
      401,
    );
  });

  test('is refused with a key that it has not published, under another name, or too late', async () => {
    const of = (store: typeof keys, service: Service, now?: () => number) =>
      serviceTokens(store, service, now).headersFor('case-state');
    expect(await ask('/api/case-state/feed', await of(memoryKeyStore(), 'intake'))).toBe(401);
    expect(await ask('/api/case-state/feed', await of(keys, 'case-state'))).toBe(401);
    expect(await ask('/api/case-state/feed', await of(keys, 'intake', () => Date.now() - 3_600_000))).toBe(401);
  });

  test('is told to come again while its keys cannot be read', async () => {
    const { guard } = openRemoteIdentity({
      caseStateUrl: 'http://127.0.0.1:1',
      publicUrl: () => 'http://127.0.0.1:1',
      services: serviceVerifier('case-state', () => 'http://127.0.0.1:1'),
    });
    const alone = await listen(moduleOf([FeedController]), { guard });
    const headers = await serviceTokens(keys, 'intake').headersFor('case-state');
    expect((await fetch(`${alone.url}/api/case-state/feed`, { headers })).status).toBe(503);
    await alone.close();
  });

  test('gets the same token again while it holds for long enough, then another', async () => {
    let now = Date.now();
    const tokens = serviceTokens(keys, 'intake', () => now);
    const first = await tokens.headersFor('case-state');
    expect(await tokens.headersFor('case-state')).toEqual(first);
    now += 4 * 60_000;
    expect(await tokens.headersFor('case-state')).not.toEqual(first);
  });
});
