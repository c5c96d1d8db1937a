import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import {
  CellStyleModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  createGrid,
  PinnedRowModule,
  RenderApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  TooltipModule,
} from 'ag-grid-community';
import type {
  CellStyle,
  ColDef,
  ColGroupDef,
  GetRowIdParams,
  GridApi,
  GridOptions,
  ICellRendererComp,
  ICellRendererParams,
  IHeaderComp,
  IHeaderGroupComp,
  IHeaderGroupParams,
  IHeaderParams,
  RowClassRules,
} from 'ag-grid-community';
import type { Header, ParsedPivot, PivotTable } from '../../shared/contract/cube.ts';
import { cellText } from './cell-text.ts';
import { shadesOf } from './shading.ts';
import type { Shading } from './shading.ts';
import './pivot-grid.css';

const modules = [
  ClientSideRowModelModule,
  CellStyleModule,
  RowStyleModule,
  PinnedRowModule,
  RenderApiModule,
  ColumnApiModule,
  ScrollApiModule,
  TooltipModule,
];

const theme = themeQuartz.withParams({
  fontFamily: 'inherit',
  // Lengths, since the grid works out others from them and measures again at every row what it cannot work out.
  fontSize: '0.8125rem',
  dataFontSize: '0.8125rem',
  rowHeight: 30,
  headerHeight: 30,
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--ink)',
  headerBackgroundColor: 'var(--surface)',
  headerTextColor: 'var(--ink-2)',
  headerFontWeight: 600,
  headerFontSize: '0.75rem',
  borderColor: 'var(--line-2)',
  rowBorder: { color: 'var(--line-2)' },
  columnBorder: false,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  oddRowBackgroundColor: 'transparent',
  rowHoverColor: 'var(--sunken)',
  accentColor: 'var(--focus)',
  cellHorizontalPadding: 8,
  headerColumnBorder: false,
  headerColumnResizeHandleColor: 'transparent',
});

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? '';

/** Where a cell is: indexes into the table's rows, columns and values. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

export type Sort = ParsedPivot['sort'][number];

/** What the columns of a grid are made from: as long as it is the same one, the grid keeps them and takes rows only. */
type Layout = Pick<PivotTable, 'columns' | 'values' | 'columnFields'>;

/** A row of the grid: the index of the table's row, and where it stands in the tree. */
interface GridRow {
  readonly id: string;
  readonly table: PivotTable;
  /** The grid takes new columns and new rows one after the other; a row is only read by columns of its own layout. */
  readonly layout: Layout;
  readonly shades: ReturnType<typeof shadesOf>;
  readonly r: number;
  readonly header: Header;
  readonly depth: number;
  readonly opens: boolean;
}

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

export const pathKey = (header: Header): string =>
  JSON.stringify(header.path.map(member => (member.others ? { others: true } : member.code)));

function headerWords(header: Header, table: PivotTable): string {
  const last = header.path.at(-1);
  if (header.kind === 'total') return 'All';
  return last?.label ?? table.description.dataset;
}

/** The rows to show, in order, without those inside a closed one. */
function openRows(
  table: PivotTable,
  closed: ReadonlySet<string>,
  common: Pick<GridRow, 'table' | 'layout' | 'shades'>,
): readonly GridRow[] {
  const rows: GridRow[] = [];
  const parents = new Set(table.rows.filter(header => header.kind === 'subtotal').map(pathKey));
  table.rows.forEach((header, r) => {
    if (header.kind === 'total') return;
    for (let depth = 1; depth < header.path.length; depth++) {
      if (
        closed.has(
          JSON.stringify(header.path.slice(0, depth).map(member => (member.others ? { others: true } : member.code))),
        )
      )
        return;
    }
    rows.push({
      ...common,
      // By place, so that the grid writes another table into the cells that it has instead of making them anew.
      id: `row-${rows.length}`,
      r,
      header,
      depth: header.path.length - 1,
      opens: parents.has(pathKey(header)),
    });
  });
  return rows;
}

/** What cells and headings of the grid know of the page: one object for as long as the grid stands, its contents the latest. */
interface Surroundings {
  closed: ReadonlySet<string>;
  /** What the rows are, for the heading above them. */
  member: string;
  sort: readonly Sort[];
  placeOf: (colId: string, rowIndex: number | null, pinned: unknown) => CellPlace | null;
  onToggle: PivotGridProps['onToggle'];
  onSort: PivotGridProps['onSort'];
  onFocusCell: PivotGridProps['onFocusCell'];
  onCellMenu: PivotGridProps['onCellMenu'];
  /** Whether the columns are wider than the grid. */
  onWidths: (scrolls: boolean) => void;
  /** Headings that stand: columns are not made anew for another sort or other rows, their headings are written anew. */
  readonly headings: Set<SortHeader>;
}

// What stands in cells and headings is made without React: a component for each of them is most of the time of a change.

function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function plainButton(className: string, act: () => void): HTMLButtonElement {
  const button = element('button', className);
  button.type = 'button';
  button.tabIndex = -1;
  button.addEventListener('click', act);
  return button;
}

/** The member of a row, with the sign that opens it. */
class RowHeaderCell implements ICellRendererComp<GridRow> {
  readonly #words = element('span', '');
  readonly #gui = element('span', 'row-header', this.#words);
  #toggle: HTMLButtonElement | null = null;
  #key = '';

  init(params: ICellRendererParams<GridRow, unknown, Surroundings>): void {
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  /** Writes into what stands, so that the focus stays where it is. */
  refresh({ data, context }: ICellRendererParams<GridRow, unknown, Surroundings>): boolean {
    if (!data) return false;
    this.#key = pathKey(data.header);
    const closed = context.closed.has(this.#key);
    const last = data.header.path.at(-1);
    const words = data.header.kind === 'total' ? 'All' : (last?.label ?? '');
    this.#gui.dataset['depth'] = String(data.depth);
    this.#words.textContent = words;
    this.#words.dataset['missing'] = String(last?.code === null && data.header.kind !== 'total');
    if (!data.opens) {
      this.#toggle?.remove();
      this.#toggle = null;
      return true;
    }
    if (!this.#toggle) {
      this.#toggle = plainButton('row-toggle', () => context.onToggle(this.#key));
      this.#gui.prepend(this.#toggle);
    }
    this.#toggle.ariaExpanded = String(!closed);
    this.#toggle.ariaLabel = `${closed ? 'Open' : 'Close'} ${words}`;
    this.#toggle.textContent = closed ? '▸' : '▾';
    return true;
  }
}

interface SortHeaderParams extends IHeaderParams<GridRow, Surroundings> {
  readonly by: string;
  readonly at: 'total' | (string | null)[];
  readonly part: boolean;
}

/** A heading that sorts: most first, then least first, then as it was. */
class SortHeader implements IHeaderComp {
  readonly #gui = plainButton('sort-header', () => this.#params?.context.onSort(this.#next()));
  #params: SortHeaderParams | null = null;

  init(params: SortHeaderParams): void {
    params.context.headings.add(this);
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  refresh(params: SortHeaderParams): boolean {
    this.#params = params;
    this.write();
    return true;
  }

  destroy(): void {
    this.#params?.context.headings.delete(this);
  }

  write(): void {
    if (!this.#params) return;
    const { displayName, by, part, context } = this.#params;
    const words = by === 'label' ? context.member : displayName;
    const present = this.#present();
    this.#gui.dataset['kind'] = by === 'label' ? 'words' : 'figures';
    this.#gui.title = `Sort by ${words || 'this column'}`;
    const name = element('span', '', words, ...(part ? [element('em', 'part', ' part')] : []));
    if (!present) return this.#gui.replaceChildren(name);
    const sign = element('span', '', present.direction === 'descending' ? '↓' : '↑');
    sign.ariaLabel = `sorted ${present.direction}`;
    this.#gui.replaceChildren(name, sign);
  }

  #present(): Sort | undefined {
    const { by, at, context } = this.#params!;
    return context.sort.find(
      sort => sort.axis === 'rows' && sort.by === by && JSON.stringify(sort.column) === JSON.stringify(at),
    );
  }

  #next(): Sort | null {
    const { by, at } = this.#params!;
    const present = this.#present();
    if (!present) return { axis: 'rows', by, column: at, direction: 'descending' };
    return present.direction === 'descending' ? { ...present, direction: 'ascending' } : null;
  }
}

class GroupHeader implements IHeaderGroupComp {
  readonly #gui = element('span', 'group-header');

  init(params: IHeaderGroupParams<GridRow> & { part?: boolean }): void {
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  refresh({ displayName, part }: IHeaderGroupParams<GridRow> & { part?: boolean }): boolean {
    this.#gui.replaceChildren(displayName, ...(part ? [element('em', 'part', ' part-year')] : []));
    return true;
  }
}

/** Pixels. */
const rowHeight = 30;
const groupHeadingHeight = 28;
const scrollBarHeight = 15;

/** Drawn above and below what is in sight: every row more is in the time of each change of the table. */
const rowsOutOfSight = 4;

// The grid measures itself anew whenever it is handed another function, so what does not change stays the same one.
const rowId = ({ data }: GetRowIdParams<GridRow>) => data.id;
const rowClasses: RowClassRules<GridRow> = {
  'total-row': ({ data }) => data?.header.kind === 'total',
  'subtotal-row': ({ data }) => data?.header.kind === 'subtotal',
};

/** The longest bar leaves room for its figure. */
const barShare = 0.82;

const differ = () => false;

/** What changes in a grid that stands. */
type Contents = Required<
  Pick<GridOptions<GridRow>, 'columnDefs' | 'rowData' | 'pinnedTopRowData' | 'pinnedBottomRowData'>
>;

const none: GridRow[] = [];

function tellWidths({ api, context }: { api: GridApi<GridRow>; context: unknown }): void {
  const { left, right } = api.getHorizontalPixelRange();
  const wanted = api
    .getAllDisplayedColumns()
    .reduce((sum, column) => sum + (column.isPinned() ? 0 : column.getActualWidth()), 0);
  (context as Surroundings).onWidths(wanted > right - left);
}

/** The members of new rows too, which the grid would leave for the frame after. */
const drawWhole = ({ api }: { api: GridApi<GridRow> }): void => api.flushAllAnimationFrames();

const options: GridOptions<GridRow> = {
  theme,
  styleNonce: nonce,
  getRowId: rowId,
  rowHeight,
  rowBuffer: rowsOutOfSight,
  headerHeight: rowHeight,
  groupHeaderHeight: groupHeadingHeight,
  rowClassRules: rowClasses,
  preventDefaultOnContextMenu: true,
  onCellContextMenu: ({ context, column, rowIndex, rowPinned, event }) => {
    const { placeOf, onCellMenu } = context as Surroundings;
    const place = placeOf(column.getColId(), rowIndex, rowPinned);
    const cell = (event?.target as HTMLElement | null)?.closest<HTMLElement>('.ag-cell');
    if (place && cell) onCellMenu(place, cell);
  },
  onCellFocused: ({ context, column, rowIndex, rowPinned }) => {
    const { placeOf, onFocusCell } = context as Surroundings;
    onFocusCell(!column || typeof column === 'string' ? null : placeOf(column.getColId(), rowIndex, rowPinned));
  },
  onCellKeyDown: event => {
    const { context, data } = event;
    const key = (event.event as KeyboardEvent | null)?.key;
    const column = 'column' in event ? event.column.getColId() : null;
    if (column === 'member' && data?.opens && (key === 'Enter' || key === ' '))
      (context as Surroundings).onToggle(pathKey(data.header));
  },
  onFirstDataRendered: drawWhole,
  onGridSizeChanged: tellWidths,
  onDisplayedColumnsChanged: tellWidths,
  ensureDomOrder: true,
  suppressDragLeaveHidesColumns: true,
  animateRows: false,
  suppressNoRowsOverlay: true,
};

function valueColumns(layout: Layout): (ColDef<GridRow> | ColGroupDef<GridRow>)[] {
  const several = layout.values.length > 1;
  const columnDef = (c: number, v: number, name: string): ColDef<GridRow> => {
    const header = layout.columns[c]!;
    const value = layout.values[v]!;
    const bar = (row: GridRow): CellStyle => {
      const length = (row.shades(row.r, c, v).bar ?? 0) * 100 * barShare;
      return {
        backgroundImage:
          length > 0 ? `linear-gradient(to right, var(--accent-soft) ${length}%, transparent ${length}%)` : 'none',
      };
    };
    return {
      colId: `${pathKey(header)}${header.kind}:${value.measure}:${value.show}:${v}`,
      headerName: name,
      headerComponent: SortHeader,
      headerComponentParams: {
        by: value.measure,
        at: header.kind === 'total' ? 'total' : header.path.map(member => member.code),
        part: header.incomplete === true && header.kind === 'leaf',
      },
      valueGetter: ({ data }) => (data?.layout === layout ? cellText(data.table, data.r, c, v).text : ''),
      equals: differ,
      cellClass: ({ data }) => {
        if (data?.layout !== layout) return 'figure';
        const { status } = cellText(data.table, data.r, c, v);
        const { heat } = data.shades(data.r, c, v);
        return `figure figure-${status} figure-of-${header.kind}${heat ? ` heat heat-${heat}` : ''}`;
      },
      cellStyle: ({ data }) => (data?.layout === layout ? bar(data) : undefined),
      minWidth: 50,
      width: Math.max(60, 32 + (name.length + (header.incomplete && header.kind === 'leaf' ? 5 : 0)) * 7.2),
      sortable: false,
      resizable: true,
      suppressMovable: true,
    };
  };
  const valuesOf = (c: number, name: string): ColDef<GridRow> | ColGroupDef<GridRow> =>
    several
      ? {
          groupId: `values-${c}`,
          headerName: name,
          headerGroupComponent: GroupHeader,
          headerGroupComponentParams: { part: layout.columns[c]!.incomplete === true },
          marryChildren: true,
          children: layout.values.map((value, v) =>
            columnDef(c, v, value.unit && value.unit !== '%' ? `${value.label} ${value.unit}` : value.label),
          ),
        }
      : columnDef(c, 0, name);
  if (layout.columnFields.length === 0)
    return layout.values.map((value, v) =>
      columnDef(0, v, value.unit && value.unit !== '%' ? `${value.label} ${value.unit}` : value.label),
    );

  const top: (ColDef<GridRow> | ColGroupDef<GridRow>)[] = [];
  const open: { key: string; children: (ColDef<GridRow> | ColGroupDef<GridRow>)[] }[] = [];
  layout.columns.forEach((header, c) => {
    const groups = header.kind === 'subtotal' ? header.path : header.path.slice(0, -1);
    let depth = 0;
    while (
      depth < groups.length &&
      open[depth]?.key === JSON.stringify(groups.slice(0, depth + 1).map(member => member.code))
    )
      depth += 1;
    open.length = depth;
    while (open.length < groups.length) {
      const member = groups[open.length]!;
      const key = JSON.stringify(groups.slice(0, open.length + 1).map(other => other.code));
      const part = layout.columns.some(
        other =>
          other.incomplete &&
          other.kind === 'subtotal' &&
          other.path.length === open.length + 1 &&
          pathKey(other) === key,
      );
      const group: ColGroupDef<GridRow> = {
        groupId: key,
        headerName: member.label,
        headerGroupComponent: GroupHeader,
        headerGroupComponentParams: { part },
        marryChildren: true,
        children: [],
      };
      (open.at(-1)?.children ?? top).push(group);
      open.push({ key, children: group.children as (ColDef<GridRow> | ColGroupDef<GridRow>)[] });
    }
    const last = header.path.at(-1);
    const yearly = last && /^\d{4}(\/\d{2})?$/.test(last.code ?? '');
    const name =
      header.kind === 'total'
        ? 'All'
        : header.kind === 'subtotal'
          ? yearly
            ? header.incomplete
              ? 'Part'
              : 'Year'
            : 'All'
          : (last?.label ?? '');
    (open.at(-1)?.children ?? top).push(valuesOf(c, name));
  });
  return top;
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
  const columns = useMemo<(ColDef<GridRow> | ColGroupDef<GridRow>)[]>(
    () => [
      {
        colId: 'member',
        headerComponent: SortHeader,
        headerComponentParams: { by: 'label', at: 'total', part: false },
        pinned: 'left',
        lockPinned: true,
        width: 178,
        minWidth: 120,
        resizable: true,
        suppressMovable: true,
        valueGetter: ({ data }) => (data ? headerWords(data.header, data.table) : ''),
        equals: differ,
        cellRenderer: RowHeaderCell,
        cellClass: 'member',
        cellAriaRole: 'rowheader',
      },
      ...valueColumns(layout),
    ],
    [layout],
  );
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
  const [surroundings] = useState<Surroundings>(() => ({ ...latest, headings: new Set() }));
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
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<{ readonly api: GridApi<GridRow>; shown: Contents } | null>(null);
  const contents: Contents = {
    columnDefs: columns,
    rowData: rows as GridRow[],
    pinnedTopRowData: totalsAfter ? none : totals,
    pinnedBottomRowData: totalsAfter ? totals : none,
  };
  useLayoutEffect(() => {
    const before = surroundings.member + JSON.stringify(surroundings.sort);
    Object.assign(surroundings, latest);
    if (!grid.current) {
      const api = createGrid(host.current!, { ...options, ...contents, context: surroundings }, { modules });
      grid.current = { api, shown: contents };
      drawWhole({ api });
      return;
    }
    const { api, shown } = grid.current;
    const changed = Object.entries(contents).filter(([name, value]) => shown[name as keyof Contents] !== value);
    grid.current.shown = contents;
    if (changed.length > 0) {
      api.updateGridOptions(Object.fromEntries(changed) as Partial<Contents>);
      drawWhole({ api });
    }
    if (before !== surroundings.member + JSON.stringify(surroundings.sort))
      for (const heading of surroundings.headings) heading.write();
  });
  useLayoutEffect(
    () => () => {
      grid.current?.api.destroy();
      grid.current = null;
    },
    [],
  );
  useLayoutEffect(() => {
    grid.current?.api.setGridAriaProperty('label', label);
  }, [label]);
  return <div ref={host} className="pivot-grid" data-stale={stale} aria-busy={stale} style={{ height }} />;
}
