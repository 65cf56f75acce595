import { NotCaughtUp, PublisherUnavailable, type FeedSource } from '#event-feed';
import { eventually } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CatchingUp } from '../src/consumer/catching-up.js';
import { consuming, effectIn, NOTED, notes, publisherIn, world, type World } from './contract/feed-world.js';

/** A publisher whose door does not answer the first times that each thing is asked. */
function awayAtFirst(source: FeedSource, times: number): FeedSource {
  const asked = new Map<string | symbol, number>();
  return new Proxy(source, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const before = asked.get(name) ?? 0;
        asked.set(name, before + 1);
        if (before < times) throw new PublisherUnavailable('intake', 'answered 502');
        return (value as (...all: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

describe('waiting for a consumer whose publisher is being restarted', () => {
  let intake: World;
  let reader: World;
  beforeAll(async () => {
    [intake, reader] = await Promise.all([world(), world()]);
  });
  afterAll(async () => {
    await Promise.all([intake?.dispose(), reader?.dispose()]);
  });

  test('it goes on as soon as the publisher answers', async () => {
    const publisher = publisherIn(intake);
    await publisher.start();
    const position = await notes(intake.log, ['one', 'two'], 1, 3);
    const server = await consuming(reader, [publisher.source], { handlers: { [NOTED]: effectIn(reader.pool) } });
    await eventually(() => server.consumer.status().handled === 6);
    const waiting = new CatchingUp(reader.pool, 'reader');
    await waiting.wait(awayAtFirst(publisher.source, 3), position, AbortSignal.timeout(30_000));
    // Once more, from where it knows that all was handled.
    const further = await notes(intake.log, ['two'], 4, 4);
    await waiting.wait(awayAtFirst(publisher.source, 2), further, AbortSignal.timeout(30_000));
    expect(server.consumer.status().handled).toBe(7);
    await server.close();
    await publisher.close();
  });

  test('when time is up it says that it has not caught up, not that something broke', async () => {
    const { source } = publisherIn(intake);
    const waiting = new CatchingUp(reader.pool, 'nobody');
    await expect(waiting.wait(awayAtFirst(source, Infinity), 1, AbortSignal.timeout(100))).rejects.toThrow(NotCaughtUp);
  });
});
