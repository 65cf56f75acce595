/** A line for people. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** One JSON document for tools. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Rows as aligned columns, two spaces apart; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((wide, row) => {
    row.forEach((cell, i) => (wide[i] = Math.max(wide[i] ?? 0, cell.length)));
    return wide;
  }, []);
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
