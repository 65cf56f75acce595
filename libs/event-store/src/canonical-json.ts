import { createHash } from 'node:crypto';

/** Deeper than anything that the log stores; it keeps hostile input off the end of the stack. */
const DEPTH_LIMIT = 256;

/**
 * The canonical form of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units (section 3.2.3), numbers and
 * strings as ECMAScript writes them (3.2.2), which is what JSON.stringify does. Properties that are undefined are left out.
 * @throws TypeError on what JSON has no word for (NaN, infinities, bigint, functions, symbols, lone surrogates), and beyond 256 levels
 */
export const canonicalJson = (value: unknown): string => canonical(value, 0);

function canonical(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      if (/\p{Surrogate}/u.test(value)) throw new TypeError('a lone surrogate has no canonical form');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth === DEPTH_LIMIT) throw new TypeError(`nested deeper than ${DEPTH_LIMIT}`);
      if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
      return canonicalObject(value as Record<string, unknown>, depth);
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`);
  }
}

function canonicalObject(value: Record<string, unknown>, depth: number): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined)
      text += `${text === '' ? '' : ','}${canonical(key, depth)}:${canonical(value[key], depth + 1)}`;
  }
  return `{${text}}`;
}

/** SHA-256 (hex) of the canonical form: two requests are the same when their fingerprints are. */
export const fingerprintOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');
