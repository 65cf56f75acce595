/** A guard by its name, in words: the name is made of them, joined for programs. */
export const guardWords = (guard: string): string => guard.replaceAll('-', ' ');
