/** The languages that the pages speak, each as it calls itself. */
export const languages = { en: 'English', fr: 'Français' } as const;
export type Language = keyof typeof languages;

const KEY = 'dossier-language';
const spoken = (tag: string | null): Language | undefined =>
  (Object.keys(languages) as Language[]).find((language) => tag === language);

const chosen = (): Language | undefined => {
  try {
    return spoken(localStorage.getItem(KEY));
  } catch {
    return undefined; // storage may be forbidden in this browser: its own languages hold
  }
};

/** What the reader has chosen, else the first of the browser's languages that the pages speak, else English. */
export const language: Language =
  chosen() ?? navigator.languages.map((tag) => spoken(tag.split('-')[0] ?? null)).find(Boolean) ?? 'en';

/** The page is loaded anew in another language; what is half written is asked about first. */
export const speak = (next: Language): void => {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // not kept then: the browser's own languages hold
  }
  window.location.reload();
};
