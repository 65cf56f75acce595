import type { Language } from './language';
import type { Messages } from './merge';

const texts: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('./english'),
  fr: () => import('./french'),
};

/** Every text on screen in a language; of the others nothing is loaded. */
export const messagesOf = async (language: Language): Promise<Messages> => (await texts[language]()).messages;
