import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import type { MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { FeedServer } from './feed-server.js';

/** Nest's own filter would put "Internal server error" in the place of what a handler threw; the feed must see the error itself. */
@Catch()
class AsThrown implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/**
 * Connects a consumer to an application: its handlers are those that name it by `feedOf`. Handling begins with `app.startAllMicroservices()`
 * and ends, cooperatively, with `app.close()`: release database connections in `onApplicationShutdown`, not earlier.
 */
export function connectFeed(app: INestApplication, server: FeedServer): void {
  // Deferred, because a filter counts for those handlers only that are registered after it.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: server },
    { deferInitialization: true },
  ) as unknown as NestMicroservice;
  microservice.useGlobalFilters(new AsThrown());
  microservice.registerListeners();
  // The application runs the hooks of the container that the two share.
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
}
