import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'dossier-theme';
const watchers = new Set<() => void>();

const stored = (): Theme => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system'; // storage may be forbidden in this browser: the system's choice holds
  }
};

let theme: Theme = stored();

/** Sets `data-theme` on the document; `system` leaves it to `light-dark()`. */
export const applyTheme = (): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};

export const setTheme = (next: Theme): void => {
  theme = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // not kept then: it holds until the page is left
  }
  applyTheme();
  for (const tell of watchers) tell();
};

export const useTheme = (): Theme =>
  useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => theme,
  );
