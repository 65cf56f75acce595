import type { ReactNode } from 'react';
import { ScrollBox } from './scroll-box';
import { useNarrow } from './use-narrow';

export interface Column<Row> {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand right. */
  figures?: boolean;
  nowrap?: boolean;
  /** This cell names the row. */
  rowHead?: boolean;
}

interface ListProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  picked?: (row: Row) => boolean;
  className?: string;
}

/**
 * Dense rows: the number is the link, the state stands last; on a narrow screen second, where it is seen without scrolling. Wider than its place, it scrolls by itself and takes focus for that.
 */
export const List = <Row,>({ caption, columns: given, rows, keyOf, picked, className }: ListProps<Row>) => {
  const narrow = useNarrow();
  const state = narrow ? given.find(({ id }) => id === 'state') : undefined;
  const [first, ...rest] = given.filter((column) => column !== state);
  const columns = state && first ? [first, state, ...rest] : given;
  return (
    <ScrollBox label={caption}>
      <table className={['list', className].filter(Boolean).join(' ')}>
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.figures ? 'r' : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={picked?.(row) ? 'is-picked' : undefined}>
              {columns.map((column) => {
                const className =
                  [column.figures && 'r', column.nowrap && 'nowrap'].filter(Boolean).join(' ') || undefined;
                return column.rowHead ? (
                  <th key={column.id} scope="row" className={className}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} className={className}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
};
