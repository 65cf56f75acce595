/**
 * The log refuses an envelope over 65,535 bytes in canonical form. What stands around an event's data (ids, actor, days)
 * takes about one thousand of them; the rest is room for growth of the envelope.
 */
export const MOST_DATA_BYTES = 60_000;

/** Bytes of a value as JSON in UTF-8. RFC 8785 orders members and leaves out white space: the number of bytes is the same. */
export function bytesOf(value: unknown): number {
  const json = JSON.stringify(value);
  let bytes = 0;
  for (let index = 0; index < json.length; index++) {
    const unit = json.charCodeAt(index);
    // A surrogate pair is four bytes: two for each half.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}
