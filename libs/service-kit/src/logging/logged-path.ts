/** A path without what is secret in it: a personal link's token. The query is left out: it may hold codes and tokens. */
export const loggedPath = (url: string): string => (url.split('?', 1)[0] ?? '').replace(/^\/r\/.*/, '/r/[token]');
