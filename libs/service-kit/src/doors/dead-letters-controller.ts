import { Body, Controller, Get, HttpCode, Param, Post, Query, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DeadLetterList, DeadLetterQuery, DeadLetterView, Moment, SkipRequest, Uuid } from '#contracts';
import {
  AlreadyResolved,
  PublisherUnavailable,
  UnknownDeadLetter,
  type DeadLetter,
  type DeadLetters,
} from '#event-feed';
import { decodeCursor, toPage } from '../http/pages.js';
import { Roles } from '../identity/access-decorators.js';
import { Reader, type RequestActor } from '../identity/request-actor.js';
import { notFound, Problem, Rejected } from '../problems/errors.js';
import type { ServiceRuntime } from '../runtime/index.js';

/** A lane of what has no inquiry yet is a stream's name, or anything else that its publisher has chosen. */
const isUuid = (lane: string): boolean => Uuid.safeParse(lane).success;

/** Where a page begins: after this one. */
const Place = z.tuple([Moment, Uuid]);

/**
 * `/api/<service>/dead-letters`: facts of other services that could not be taken in. The lane of each waits behind it until
 * an administrator tries again or skips it.
 */
export function deadLettersController({
  service,
  reactions,
  foreignViews,
  access,
}: Pick<ServiceRuntime, 'service' | 'reactions' | 'foreignViews' | 'access'>): Type {
  /** Of the reactions, and of the views' folds of foreign facts. */
  const shelves = (): DeadLetters[] => [reactions.consumer.deadLetters, foreignViews.consumer.deadLetters];

  /** Those that no wall keeps from the administrator: a lane is an inquiry, and another administrator sees to it. */
  async function seenBy({ person }: RequestActor, letters: DeadLetter[]): Promise<DeadLetter[]> {
    const walled = await access.walledFrom(person, [...new Set(letters.map(({ lane }) => lane))].filter(isUuid));
    return letters.filter(({ lane }) => !walled.has(lane));
  }

  async function mustSee(reader: RequestActor, id: Uuid): Promise<void> {
    const letters = (await Promise.all(shelves().map((shelf) => shelf.list({ all: true })))).flat();
    const one = letters.filter((letter) => letter.id === id);
    if ((await seenBy(reader, one)).length < one.length) throw notFound();
  }

  async function onItsShelf(act: (shelf: DeadLetters) => Promise<DeadLetter>): Promise<DeadLetterView> {
    for (const shelf of shelves()) {
      try {
        return deadLetterView(await act(shelf));
      } catch (error) {
        if (error instanceof AlreadyResolved)
          throw new Rejected({
            rejected: true,
            code: 'dead-letter-resolved',
            detail: { en: ALREADY[error.state] ?? 'Somebody was first: nothing waits behind it any more.' },
          });
        if (error instanceof PublisherUnavailable)
          throw new Problem('unavailable', `${error.publisher}, which published it, cannot be read just now.`, {
            headers: { 'Retry-After': '2' },
            cause: error,
          });
        if (!(error instanceof UnknownDeadLetter)) throw error;
      }
    }
    throw notFound();
  }

  @ApiTags('dead letters')
  @Controller(`api/${service}/dead-letters`)
  @Roles('administrator')
  class DeadLettersController {
    @Get()
    @ApiOperation({ operationId: 'listDeadLetters', summary: 'Facts that could not be taken in' })
    @ApiResponse({
      status: 200,
      standardSchema: DeadLetterList,
      description:
        'What is parked, newest first; with `all`, also what has been resolved. Each with what was done about it.',
    })
    async list(
      @Reader() reader: RequestActor,
      @Query({ schema: DeadLetterQuery }) { all, cursor, limit }: z.infer<typeof DeadLetterQuery>,
    ): Promise<DeadLetterList> {
      const after = decodeCursor(cursor, Place);
      const kept = (await Promise.all(shelves().map((shelf) => shelf.list({ all: all === 'true' })))).flat();
      const letters = (await seenBy(reader, kept)).sort((a, b) => newestFirst(placeOf(a), placeOf(b)));
      const rest = after ? letters.filter((letter) => newestFirst(placeOf(letter), after) > 0) : letters;
      return toPage(rest.slice(0, limit + 1), limit, letters.length, placeOf, deadLetterView);
    }

    @Post(':id/retry')
    @ApiOperation({ operationId: 'retryDeadLetter', summary: 'Try a dead letter again' })
    @HttpCode(200)
    @ApiResponse({
      status: 200,
      standardSchema: DeadLetterView,
      description: 'It was tried again; `state` says what came of it.',
    })
    async retry(@Reader() reader: RequestActor, @Param('id', { schema: Uuid }) id: Uuid): Promise<DeadLetterView> {
      await mustSee(reader, id);
      return onItsShelf((shelf) => shelf.retry(id, { by: reader.person }));
    }

    @Post(':id/skip')
    @ApiOperation({ operationId: 'skipDeadLetter', summary: 'Pass a dead letter over' })
    @HttpCode(200)
    @ApiResponse({
      status: 200,
      standardSchema: DeadLetterView,
      description: 'It is passed over, and its lane flows again.',
    })
    async skip(
      @Reader() reader: RequestActor,
      @Param('id', { schema: Uuid }) id: Uuid,
      @Body({ schema: SkipRequest }) { reason }: z.infer<typeof SkipRequest>,
    ): Promise<DeadLetterView> {
      await mustSee(reader, id);
      return onItsShelf((shelf) => shelf.skip(id, { by: reader.person, reason }));
    }
  }
  return DeadLettersController;
}

const ALREADY: Record<string, string> = {
  settled: 'It has had its effect already, and nothing waits behind it any more.',
  skipped: 'It was skipped already, and nothing waits behind it any more.',
};

const placeOf = ({ failedAt, id }: DeadLetter): z.infer<typeof Place> => [failedAt, id];

const newestFirst = (a: z.infer<typeof Place>, b: z.infer<typeof Place>): number =>
  b[0].localeCompare(a[0]) || b[1].localeCompare(a[1]);

/** As the door shows it. */
export const deadLetterView = (letter: DeadLetter): DeadLetterView => ({
  id: letter.id,
  consumer: letter.consumer,
  publisher: letter.publisher,
  lane: letter.lane,
  sequence: letter.sequence,
  eventId: letter.eventId,
  type: letter.type,
  code: letter.code,
  error: letter.error,
  attempts: letter.tries,
  parkedAt: letter.failedAt,
  state: letter.state === 'settled' ? 'retried' : letter.state,
  waiting: letter.waiting ?? 0,
  history: letter.history,
});
