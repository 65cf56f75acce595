import { useEffect, useSyncExternalStore } from 'react';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';

/** What a live stream announces: ids and a position, never content. */
export interface Announcement {
  position: number;
  stream?: string;
  type?: string;
  [field: string]: unknown;
}

/** How the live connection stands. `since` is the moment (ms) of the loss. */
export type Connection = { state: 'idle' | 'open' } | { state: 'lost'; since: number };

let connection: Connection = { state: 'idle' };
const lost = new Set<symbol>();
const open = new Set<symbol>();
const watchers = new Set<() => void>();

const settle = (): void => {
  const was = connection;
  if (lost.size > 0) connection = was.state === 'lost' ? was : { state: 'lost', since: Date.now() };
  else connection = open.size > 0 ? { state: 'open' } : { state: 'idle' };
  if (was.state !== connection.state) for (const tell of watchers) tell();
};

/** The state of all live streams of this page together: one lost is lost. */
export const useConnection = (): Connection =>
  useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => connection,
  );

const RECONNECT_MS = 2000;

/**
 * Listens to a service's stream (server-sent events) and calls back for each announcement. The browser reconnects by itself and
 * sends `Last-Event-ID`; when it gives up (an answer that is not a stream), we begin again after 2 s, and call back once: what was listened to may be
 * nothing for this person any more, or nobody may be signed in. While the page is hidden
 * the stream is closed, so that many open tabs do not use up the browser's six connections.
 */
export const listen = (
  path: string,
  onAnnouncement: (what: Announcement) => void,
  onChanged: () => void,
): (() => void) => {
  const me = Symbol(path);
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let everOpen = false;
  let refused = false;

  const stop = (): void => {
    clearTimeout(again);
    source?.close();
    source = undefined;
    open.delete(me);
    lost.delete(me);
    settle();
  };
  const start = (): void => {
    if (source || document.hidden) return;
    const mine = new EventSource(path);
    source = mine;
    mine.addEventListener('open', () => {
      lost.delete(me);
      open.add(me);
      settle();
      if (everOpen) onChanged();
      everOpen = true;
      refused = false;
    });
    mine.addEventListener('message', (message: MessageEvent<string>) =>
      onAnnouncement(JSON.parse(message.data) as Announcement),
    );
    mine.addEventListener('error', () => {
      open.delete(me);
      lost.add(me);
      settle();
      if (mine.readyState !== EventSource.CLOSED) return;
      source = undefined;
      if (everOpen && !refused) onChanged();
      refused = true;
      again = setTimeout(start, RECONNECT_MS);
    });
  };
  const onVisibility = (): void => (document.hidden ? stop() : start());

  start();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    stop();
  };
};

/**
 * Keeps the queries under `keys` fresh for as long as the component is there: each announcement makes them stale, and so does
 * a connection that came back. `path` undefined: nothing to listen to yet.
 */
export const useLive = (
  path: string | undefined,
  keys: QueryKey[],
  onAnnouncement?: (what: Announcement) => void,
): void => {
  const queries = useQueryClient();
  const print = JSON.stringify(keys);
  useEffect(() => {
    if (!path) return;
    // One act is often several events: what is being asked is not thrown away for the next of them, but asked once more after it.
    let asking = false;
    let again = false;
    const refresh = async (): Promise<void> => {
      again = true;
      if (asking) return;
      asking = true;
      while (again) {
        again = false;
        await Promise.allSettled(
          (JSON.parse(print) as QueryKey[]).map((queryKey) => queries.invalidateQueries({ queryKey })),
        );
      }
      asking = false;
    };
    return listen(
      path,
      (what) => {
        onAnnouncement?.(what);
        void refresh();
      },
      () => void refresh(),
    );
  }, [path, print, queries, onAnnouncement]);
};
