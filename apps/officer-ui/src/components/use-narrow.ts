import { useSyncExternalStore } from 'react';

const query = '(max-width: 60rem)';

/** True on a screen too narrow for a wide picture. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      const media = matchMedia(query);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => matchMedia(query).matches,
  );
