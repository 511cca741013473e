/**
 * A list of the directory: a search above it, rows that open by Enter, more at the end. A table on
 * a desk, cards on a phone. Keys: `/` searches, `j` and `k` move, `n` makes a new one.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { Button, Input } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { Empty, Failed, LoadingRows } from '../../../design/states.tsx';
import { useWords } from './words.ts';

/** One row: where it leads, or what it does, and its cells; the first is its name. */
export interface ListRow {
  key: string;
  href?: string;
  open?: () => void;
  cells: readonly ReactNode[];
}

/** How the list is being loaded. */
export interface Loading {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

export interface ListingProps {
  title: string;
  search?: { value: string; change: (value: string) => void; placeholder: string };
  create?: { href?: string; open?: () => void; label: string };
  columns: readonly string[];
  /** CSS widths of the columns. */
  widths: string;
  rows: readonly ListRow[];
  loading: Loading;
  /** Said where there is nothing. */
  none: string;
  /** Beside the title. */
  extra?: ReactNode;
}

/** The list with all its states. */
export function Listing(props: ListingProps): ReactNode {
  const { title, search, create, rows, extra } = props;
  const input = useRef<InputRef>(null);
  const page = useRef<HTMLElement>(null);
  useListKeys(page, input, create);
  return (
    <section className="card admin-list" aria-label={title} ref={page}>
      <header>
        <h1>{title}</h1>
        {extra}
        {create === undefined ? null : (
          <Button
            type="primary"
            {...(create.href === undefined ? {} : { href: create.href })}
            {...(create.open === undefined ? {} : { onClick: create.open })}
          >
            {create.label}
          </Button>
        )}
      </header>
      {search === undefined ? null : (
        <Input
          ref={input}
          type="search"
          className="admin-search"
          prefix={<Icon name="search" />}
          suffix={<kbd aria-hidden="true">/</kbd>}
          aria-label={search.placeholder}
          placeholder={search.placeholder}
          autoComplete="off"
          spellCheck={false}
          value={search.value}
          onChange={(event) => search.change(event.target.value)}
        />
      )}
      <Rows {...props} rows={rows} />
    </section>
  );
}

function Rows({ columns, widths, rows, loading, none, title }: ListingProps): ReactNode {
  const words = useWords();
  const { isPending, isError, error, refetch } = loading;
  if (isError) return <Failed error={error} retry={() => void refetch()} />;
  if (isPending) return <LoadingRows rows={8} widths={[22, 30, 16, 12]} />;
  if (rows.length === 0) return <Empty text={none} />;
  return (
    <>
      <div className="admin-head" aria-hidden="true" style={{ gridTemplateColumns: widths }}>
        {columns.map((column) => (
          <span key={column}>{column}</span>
        ))}
      </div>
      <ul className="admin-rows" aria-label={title}>
        {rows.map((row) => (
          <li key={row.key} style={{ gridTemplateColumns: widths }}>
            <RowCells row={row} />
          </li>
        ))}
      </ul>
      {loading.hasNextPage ? (
        <Button
          className="admin-more"
          loading={loading.isFetchingNextPage === true}
          onClick={() => void loading.fetchNextPage?.()}
        >
          {words.list.more}
        </Button>
      ) : null}
    </>
  );
}

function RowCells({ row }: { row: ListRow }): ReactNode {
  const [name, ...cells] = row.cells;
  return (
    <>
      {row.href === undefined ? (
        <button type="button" className="plain admin-open" onClick={row.open}>
          {name}
        </button>
      ) : (
        <a className="admin-open" href={row.href}>
          {name}
        </a>
      )}
      {cells.map((cell, index) => (
        <span key={index}>{cell}</span>
      ))}
    </>
  );
}

function useListKeys(
  page: RefObject<HTMLElement | null>,
  input: RefObject<InputRef | null>,
  create: ListingProps['create'],
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const field = target.closest('input, textarea, select, [contenteditable], [role=dialog]');
      if (field !== null || event.ctrlKey || event.metaKey || event.altKey) return;
      const links = [...(page.current?.querySelectorAll<HTMLElement>('.admin-open') ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      const moves: Record<string, () => void> = {
        '/': () => input.current?.focus({ cursor: 'all' }),
        j: () => links[Math.min(at + 1, links.length - 1)]?.focus(),
        k: () => links[Math.max(at - 1, 0)]?.focus(),
        n: () => {
          if (create?.href !== undefined) location.hash = create.href;
          else create?.open?.();
        },
      };
      const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
      if (move === undefined) return;
      event.preventDefault();
      move();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [page, input, create]);
}
