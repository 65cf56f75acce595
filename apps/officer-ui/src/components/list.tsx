import type { ReactNode } from 'react';
import { ScrollBox } from './scroll-box';
import { useNarrow, usePhone } from './use-narrow';

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
 * On a phone a row is a block, with each head beside its value; roles are named then, for a browser that forgets a table by its display.
 */
export const List = <Row,>({ caption, columns: given, rows, keyOf, picked, className }: ListProps<Row>) => {
  const narrow = useNarrow();
  const roleOf = usePhone() ? (role: string) => ({ role }) : () => ({});
  const state = narrow ? given.find(({ id }) => id === 'state') : undefined;
  const [first, ...rest] = given.filter((column) => column !== state);
  const columns = state && first ? [first, state, ...rest] : given;
  return (
    <ScrollBox label={caption}>
      <table className={['list stacks', className].filter(Boolean).join(' ')} {...roleOf('table')}>
        <caption className="vh">{caption}</caption>
        <thead {...roleOf('rowgroup')}>
          <tr {...roleOf('row')}>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.figures ? 'r' : undefined} {...roleOf('columnheader')}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roleOf('rowgroup')}>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={picked?.(row) ? 'is-picked' : undefined} {...roleOf('row')}>
              {columns.map((column) => {
                const className =
                  [column.figures && 'r', column.nowrap && 'nowrap'].filter(Boolean).join(' ') || undefined;
                return column.rowHead ? (
                  <th key={column.id} scope="row" className={className} {...roleOf('rowheader')}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    key={column.id}
                    className={className}
                    data-head={column !== first && column !== state ? headOf(column) : undefined}
                    {...roleOf('cell')}
                  >
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

const headOf = <Row,>({ head }: Column<Row>): string | undefined => (typeof head === 'string' ? head : undefined);
