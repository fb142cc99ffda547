import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { classes } from '../../common/classes.ts';
import { nextSort, type Sort, type SortValue, sortRows } from './sort.ts';
import style from './table.module.css';

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** What the cell shows. */
  readonly cell: (row: T) => ReactNode;
  /** What it is sorted by; without, the column cannot be sorted. */
  readonly by?: (row: T) => SortValue;
  /** Figures stand at the right, all digits equally wide. */
  readonly isFigure?: boolean;
  /** Takes what is left of the width and breaks its lines. */
  readonly isWide?: boolean;
}

export interface TableProps<T> {
  /** Read out as the table's name. */
  readonly label: string;
  /** The first one names the row: it heads the row's card on a phone. */
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** In the place of the rows when there are none. */
  readonly empty: ReactNode;
  /** Without, the order of `rows`. */
  readonly sort?: Sort;
}

/** Rows under heads that sort them; on a narrow screen each row is a card of names and values. */
export function Table<T>({ label, columns, rows, rowKey, empty, sort: first }: TableProps<T>) {
  const [sort, setSort] = useState<Sort | undefined>(first);
  if (rows.length === 0) return <>{empty}</>;
  const by = columns.find(({ id }) => id === sort?.column)?.by;
  const shown = sort === undefined || by === undefined ? rows : sortRows(rows, by, sort.descending);
  return (
    <div className={style['scroll']}>
      <table className={style['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                sort={sort?.column === column.id ? sort : undefined}
                onSort={() => setSort(nextSort(sort, column.id, column.isFigure === true))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} className={style['row']}>
              {columns.map((column, index) => (
                <Cell key={column.id} column={column} row={row} isFirst={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  const className = classes(style['head'], column.isFigure && style['figure']);
  if (column.by === undefined) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  }
  const Icon = sort === undefined ? ChevronsUpDown : sort.descending ? ArrowDown : ArrowUp;
  const order = sort === undefined ? 'none' : sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button type="button" className={style['sort']} onClick={onSort}>
        {column.label}
        <Icon size={14} aria-hidden="true" />
      </button>
    </th>
  );
}

interface HeadProps<T> {
  readonly column: Column<T>;
  readonly sort: Sort | undefined;
  readonly onSort: () => void;
}

function Cell<T>({ column, row, isFirst }: CellProps<T>) {
  const className = classes(
    style['cell'],
    column.isFigure && style['figure'],
    column.isWide && style['wide'],
    isFirst && style['first'],
  );
  const inside = (
    <>
      <span className={style['name']} aria-hidden="true">
        {column.label}
      </span>
      <span className={style['value']}>{column.cell(row)}</span>
    </>
  );
  return isFirst ? (
    <th scope="row" className={className}>
      {inside}
    </th>
  ) : (
    <td className={className}>{inside}</td>
  );
}

interface CellProps<T> {
  readonly column: Column<T>;
  readonly row: T;
  readonly isFirst: boolean;
}
