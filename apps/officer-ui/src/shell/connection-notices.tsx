import { useEffect, useState, useSyncExternalStore } from 'react';
import { useConnection } from '../api/live';
import { Notice } from '../components/notice';
import { Text } from '../text/text';
import { useClock } from '../time/clock';
import { useDates } from '../time/use-dates';

/** A loss shorter than this is not worth a word. */
const GRACE_MS = 1500;

const useOnline = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      addEventListener('online', tell);
      addEventListener('offline', tell);
      return () => {
        removeEventListener('online', tell);
        removeEventListener('offline', tell);
      };
    },
    () => navigator.onLine,
  );

/** One line when what is seen may be old: this machine is offline, or the live connection is lost. */
export const ConnectionNotices = () => {
  const online = useOnline();
  const connection = useConnection();
  const clock = useClock();
  const dates = useDates();
  const since = connection.state === 'lost' ? connection.since : undefined;
  const [waited, setWaited] = useState<number>();
  useEffect(() => {
    if (since === undefined) return;
    const wait = setTimeout(() => setWaited(since), GRACE_MS);
    return () => clearTimeout(wait);
  }, [since]);
  const shown = since !== undefined && waited === since;
  if (online && !shown) return null;
  // The machine's own moment of the loss, carried over to the service's clock.
  const moment =
    since === undefined
      ? undefined
      : new Date(Date.parse(clock.now) + (since - performance.timeOrigin - clock.readAt)).toISOString();
  return (
    <div className="page shell-notices">
      <Notice kind="warn">
        {online && moment ? (
          <Text id="connection.lost" values={{ time: dates.time(moment) }} />
        ) : (
          <Text id="connection.offline" />
        )}
      </Notice>
    </div>
  );
};
