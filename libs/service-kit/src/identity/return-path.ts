/** Stands for ourselves while a path is parsed; what leaves it is another site. */
const HOME = 'https://home.invalid';

/** One slash, not followed by another of either kind; then anything printable but a backslash. */
const OUR_PATH = /^\/(?![/\\])[^\\\p{Cc}]*$/u;

/**
 * Where to go after signing in: a path of ours, or `/`. Whatever a browser could take for another site is not (`//host`,
 * `/\host`, `https:…`, control characters that browsers drop).
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2000 || !OUR_PATH.test(wanted) || !URL.canParse(wanted, HOME))
    return '/';
  const url = new URL(wanted, HOME);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Dots are resolved by now: `/.//host` has become `//host`.
  return url.origin === HOME && OUR_PATH.test(path) ? path : '/';
}
