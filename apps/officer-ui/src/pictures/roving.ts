/** Moving through a picture whose parts stand in columns: one tab stop, arrows inside it. */
export type Place = [column: number, row: number];

/**
 * Where a key leads from `here`. ← → go to the neighbouring column that has parts, keeping the row as far as it reaches;
 * ↑ ↓ within the column; Home and End to its first and last part, with Ctrl to the first and last of all.
 * Undefined: the key means nothing here, or there is nothing further.
 */
export const moveInColumns = (
  lengths: number[],
  [column, row]: Place,
  key: string,
  ctrl: boolean,
): Place | undefined => {
  const filled = lengths
    .map((length, index) => [length, index] as const)
    .filter(([length]) => length > 0)
    .map(([, index]) => index);
  const last = (index: number): number => (lengths[index] ?? 1) - 1;
  const at = filled.indexOf(column);
  const beside = (step: 1 | -1): Place | undefined => {
    const to = filled[at + step];
    return to === undefined ? undefined : [to, Math.min(row, last(to))];
  };
  switch (key) {
    case 'ArrowRight':
      return beside(1);
    case 'ArrowLeft':
      return beside(-1);
    case 'ArrowDown':
      return row < last(column) ? [column, row + 1] : undefined;
    case 'ArrowUp':
      return row > 0 ? [column, row - 1] : undefined;
    case 'Home':
      return ctrl ? [filled[0] ?? column, 0] : [column, 0];
    case 'End': {
      const to = ctrl ? (filled[filled.length - 1] ?? column) : column;
      return [to, last(to)];
    }
    default:
      return undefined;
  }
};
