import { useEffect, useId, useRef, useSyncExternalStore } from 'react';
import { useBlocker } from 'react-router';
import { Text } from '../text/text';
import { useText } from '../text/use-text';
import { Notice } from './notice';

/** Forms with something written and not yet recorded: by the form, whether it is left with the page only, or with any step of it. */
const written = new Map<string, 'page' | 'step'>();
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());
const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * Says whether a form holds something that leaving would lose. `step`: a change of the address's query leaves it, too.
 * Answers a function that lets go: for what navigates because the writing has been recorded.
 */
export const useUnsaved = (unsaved: boolean, leftWith: 'page' | 'step' = 'page'): (() => void) => {
  const id = useId();
  useEffect(() => {
    if (!unsaved) return undefined;
    written.set(id, leftWith);
    tell();
    return () => {
      written.delete(id);
      tell();
    };
  }, [unsaved, id, leftWith]);
  return () => {
    written.delete(id);
    tell();
  };
};

/** Lets go of every form: what they hold is kept for who comes back. */
export const letGo = (): void => {
  written.clear();
  tell();
};

/** Stops who would leave something half written, and asks, in the page; the browser asks itself before a window is closed. One per frame. */
export const Leaving = () => {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const some = useSyncExternalStore(listen, () => written.size > 0);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      (written.size > 0 && currentLocation.pathname !== nextLocation.pathname) ||
      ([...written.values()].includes('step') && currentLocation.search !== nextLocation.search),
  );
  const stopped = blocker.state === 'blocked';
  useEffect(() => {
    if (!some) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [some]);
  useEffect(() => {
    if (stopped) box.current?.querySelector('button')?.focus();
  }, [stopped]);
  if (!stopped) return null;
  return (
    <div className="page shell-notices shell-notices--leaving" ref={box}>
      <Notice
        kind="stop"
        act={
          <span className="row row--wrap">
            <button type="button" className="btn btn--small" onClick={() => blocker.reset()}>
              {t('leaving.stay')}
            </button>
            <button type="button" className="btn btn--quiet btn--small" onClick={() => blocker.proceed()}>
              {t('leaving.leave')}
            </button>
          </span>
        }
      >
        <Text id="leaving.say" />
      </Notice>
    </div>
  );
};
