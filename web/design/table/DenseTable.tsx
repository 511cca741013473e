/**
 * The dense table of worklists: rows of 32 pixels, the first cell of each opens it, keys move; with
 * its states: loading, failed, empty. https://ant.design/components/table
 */
import { Table } from 'antd';
import type { TableColumnType } from 'antd';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Empty, Failed, LoadingRows } from '../states.tsx';
import './dense-table.css';
import { useRowKeys } from './use-row-keys.ts';

/** A column. */
export interface DenseColumn<Row> {
  key: string;
  title: string;
  /** CSS pixels; without it the column takes what is left. */
  width?: number;
  /** Numbers stand on the right, their digits under each other. */
  numeric?: boolean;
  /** Left out where the screen is narrower than 900 pixels. */
  wide?: boolean;
  cell: (row: Row) => ReactNode;
}

interface DenseProps<Row> {
  /** Names the table for who does not see it. */
  label: string;
  columns: readonly DenseColumn<Row>[];
  /** Undefined while they come. */
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string;
  error?: unknown;
  retry?: () => void;
  /** What is said where there is none. */
  empty: ReactNode;
  /** The key of the row that is open beside the table. */
  chosen?: string | undefined;
  /** Drawn dimmed: what is over. */
  isOver?: (row: Row) => boolean;
}

/** The table. The first cell should hold something of class `row-open`, an action `row-act`. */
export function DenseTable<Row extends object>(props: DenseProps<Row>): ReactNode {
  const { label, columns, rows, keyOf, error, retry, empty, chosen, isOver } = props;
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
  if (error !== undefined && error !== null) {
    return <Failed error={error} retry={() => retry?.()} />;
  }
  if (rows === undefined) return <LoadingRows rows={8} widths={[12, 18, 26, 14]} />;
  if (rows.length === 0) return typeof empty === 'string' ? <Empty text={empty} /> : empty;
  return (
    <div className="dense" ref={table} role="region" aria-label={label}>
      <Table<Row>
        size="small"
        pagination={false}
        columns={columns.map((column) => tableColumn(column))}
        dataSource={[...rows]}
        rowKey={keyOf}
        rowClassName={(row) =>
          [keyOf(row) === chosen ? 'dense-chosen' : '', isOver?.(row) ? 'dense-over' : ''].join(' ')
        }
      />
    </div>
  );
}

function tableColumn<Row>(column: DenseColumn<Row>): TableColumnType<Row> {
  const { key, title, width, numeric, wide, cell } = column;
  return {
    key,
    title,
    ...(width === undefined ? {} : { width }),
    ...(numeric ? { align: 'right' as const } : {}),
    ...(wide ? { responsive: ['lg'] as const satisfies readonly 'lg'[] as ['lg'] } : {}),
    render: (_value: unknown, row: Row) => cell(row),
  };
}
