/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or an HTTP date.
 * @returns seconds from `now`, at least 0; undefined when it is absent or makes no sense
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // An HTTP date names its day or has the old C form; `Date.parse` alone would take a lone number for a year.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1_000));
}
