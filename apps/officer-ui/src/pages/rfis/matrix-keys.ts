/** A cell of the matrix: row 0 is the row of questions, column 0 the addressees. */
export interface Cell {
  row: number;
  column: number;
}

/**
 * Where a key leads in a matrix of `rows` addressees and `columns` questions. Arrows go one on, Home and End to the ends of the row, with
 * Ctrl to those of the matrix. The corner above the addressees holds nothing.
 * @returns undefined when the key means nothing here or there is nothing further
 */
export const moveInMatrix = (
  { rows, columns }: { rows: number; columns: number },
  { row, column }: Cell,
  key: string,
  ctrl: boolean,
): Cell | undefined => {
  const first = row === 0 ? 1 : 0;
  switch (key) {
    case 'ArrowRight':
      return column < columns ? { row, column: column + 1 } : undefined;
    case 'ArrowLeft':
      return column > first ? { row, column: column - 1 } : undefined;
    case 'ArrowDown':
      return row < rows ? { row: row + 1, column } : undefined;
    case 'ArrowUp':
      return row > (column === 0 ? 1 : 0) ? { row: row - 1, column } : undefined;
    case 'Home':
      return ctrl ? { row: 0, column: 1 } : { row, column: first };
    case 'End':
      return ctrl ? { row: rows, column: columns } : { row, column: columns };
    default:
      return undefined;
  }
};
