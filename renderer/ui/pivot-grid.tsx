import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { AgGridReact } from 'ag-grid-react';
import type { PivotTable } from '../../shared/contract/cube.ts';
import type { Surroundings } from './grid-cells.ts';
import { columnsOf } from './grid-columns.ts';
import { openRows, pathKey } from './grid-rows.ts';
import type { CellPlace, GridRow, Layout, Sort } from './grid-rows.ts';
import { drawWhole, groupHeadingHeight, MountedGrid, rowHeight, scrollBarHeight } from './mounted-grid.tsx';
import type { Contents } from './mounted-grid.tsx';
import { shadesOf } from './shading.ts';
import type { Shading } from './shading.ts';
import './pivot-grid.css';

interface PivotGridProps {
  readonly label: string;
  readonly table: PivotTable;
  /** An answer to the question before: shown until the new one is there. */
  readonly stale: boolean;
  readonly closed: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
  readonly onFocusCell: (place: CellPlace | null) => void;
  readonly onSort: (sort: Sort | null) => void;
  readonly shading: Shading;
  /** The right mouse button or the menu key on a cell. */
  readonly onCellMenu: (place: CellPlace, element: HTMLElement) => void;
}

const none: GridRow[] = [];

/** The same function from one drawing to the next, which does what the latest one would. */
function useSteady(act: () => void): () => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback(() => latest.current(), []);
}

/** A pivot's table. The only place that knows AG Grid: rows open and close, headings sort, each cell can be asked about. */
export function PivotGrid({
  label,
  table,
  stale,
  closed,
  shading,
  onToggle,
  onFocusCell,
  onSort,
  onCellMenu,
}: PivotGridProps): ReactNode {
  // As text, so that the columns of an answer that has the same ones as the answer before stay as they are.
  const layoutText = useMemo(() => {
    const { columns: headers, values, columnFields } = table;
    return JSON.stringify({ columns: headers, values, columnFields } satisfies Layout);
  }, [table]);
  const layout = useMemo(() => JSON.parse(layoutText) as Layout, [layoutText]);
  const common = useMemo(() => ({ table, layout, shades: shadesOf(table, shading) }), [table, layout, shading]);
  const rows = useMemo(() => openRows(table, closed, common), [table, closed, common]);
  const totals = useMemo(
    () =>
      table.rows
        .flatMap((header, r) => (header.kind === 'total' ? [{ ...common, r, header, depth: 0, opens: false }] : []))
        .map((row, place) => ({ ...row, id: `total-${place}` })),
    [table, common],
  );
  const columns = useMemo(() => columnsOf(layout), [layout]);
  const places = useMemo(() => {
    const found = new Map<string, { column: number; value: number }>();
    table.columns.forEach((header, c) =>
      table.values.forEach((value, v) =>
        found.set(`${pathKey(header)}${header.kind}:${value.measure}:${value.show}:${v}`, { column: c, value: v }),
      ),
    );
    return found;
  }, [table]);
  const [scrolls, setScrolls] = useState(false);
  const latest = {
    closed,
    member: table.rowFields.map(field => field.label).join(' › '),
    sort: table.description.sort,
    placeOf: (colId: string, rowIndex: number | null, pinned: unknown): CellPlace | null => {
      if (rowIndex === null) return null;
      const place = places.get(colId);
      const row = pinned === 'bottom' || pinned === 'top' ? totals[rowIndex]?.r : rows[rowIndex]?.r;
      return place && row !== undefined ? { row, ...place } : null;
    },
    onToggle,
    onSort,
    onFocusCell,
    onCellMenu,
    onWidths: setScrolls,
  };
  const [surroundings] = useState<Surroundings>(() => ({ ...latest, barred: new Set(), headings: new Set() }));
  const totalsAfter = table.description.totals.rows !== 'before';
  const headingRows =
    table.columnFields.length === 0 ? 1 : table.columnFields.length + (table.values.length > 1 ? 1 : 0);
  // As high as its rows, so that a total stands under the last of them; less where the card is lower, and then it scrolls.
  const height =
    (headingRows - 1) * groupHeadingHeight +
    rowHeight +
    (rows.length + totals.length) * rowHeight +
    (scrolls ? scrollBarHeight : 0) +
    4;
  const grid = useRef<AgGridReact<GridRow>>(null);
  const contents: Contents = {
    columnDefs: columns,
    rowData: rows as GridRow[],
    pinnedTopRowData: totalsAfter ? none : totals,
    pinnedBottomRowData: totalsAfter ? totals : none,
  };
  /** What the grid shows now, once it is there. */
  const shown = useRef(contents);
  const handOver = useSteady(() => {
    const api = grid.current?.api;
    if (!api) return;
    const changed = Object.entries(contents).filter(([name, value]) => shown.current[name as keyof Contents] !== value);
    shown.current = contents;
    if (changed.length > 0) api.updateGridOptions(Object.fromEntries(changed) as Partial<Contents>);
    api.setGridAriaProperty('label', label);
    drawWhole({ api });
  });
  useLayoutEffect(() => {
    const before = surroundings.member + JSON.stringify(surroundings.sort);
    Object.assign(surroundings, latest);
    handOver();
    if (before !== surroundings.member + JSON.stringify(surroundings.sort))
      for (const heading of surroundings.headings) heading.write();
  });
  return (
    <div className="pivot-grid" data-stale={stale} aria-busy={stale} style={{ height }}>
      <MountedGrid grid={grid} surroundings={surroundings} first={contents} onReady={handOver} />
    </div>
  );
}
