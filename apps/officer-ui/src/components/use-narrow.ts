import { useSyncExternalStore } from 'react';

const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (tell) => {
      const media = matchMedia(query);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => matchMedia(query).matches,
  );

/** True where two columns stand below one another. */
export const useOneColumn = (): boolean => useMedia('(max-width: 74rem)');

/** True on a screen too narrow for a wide picture. */
export const useNarrow = (): boolean => useMedia('(max-width: 60rem)');

/** True on a phone: what does not matter first is folded, and a list's row stands as a block. */
export const usePhone = (): boolean => useMedia('(max-width: 40rem)');
