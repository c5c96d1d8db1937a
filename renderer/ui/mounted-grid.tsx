import { memo } from 'react';
import type { RefObject } from 'react';
import {
  CellStyleModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  PinnedRowModule,
  RenderApiModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  TooltipModule,
} from 'ag-grid-community';
import type { GetRowIdParams, GridApi, GridOptions, RowClassRules } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { Surroundings } from './grid-cells.ts';
import { pathKey } from './grid-rows.ts';
import type { GridRow } from './grid-rows.ts';

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

/** Pixels. */
export const rowHeight = 30;
export const groupHeadingHeight = 28;
export const scrollBarHeight = 15;

/** Drawn above and below what is in sight: every row more is in the time of each change of the table. */
const rowsOutOfSight = 2;

// The grid measures itself anew whenever it is handed another function, so what does not change stays the same one.
const rowId = ({ data }: GetRowIdParams<GridRow>) => data.id;
const rowClasses: RowClassRules<GridRow> = {
  'total-row': ({ data }) => data?.header.kind === 'total',
  'subtotal-row': ({ data }) => data?.header.kind === 'subtotal',
};

/** What changes in a grid that stands. */
export type Contents = Required<
  Pick<GridOptions<GridRow>, 'columnDefs' | 'rowData' | 'pinnedTopRowData' | 'pinnedBottomRowData'>
>;

function tellWidths({ api, context }: { api: GridApi<GridRow>; context: unknown }): void {
  const { left, right } = api.getHorizontalPixelRange();
  const wanted = api
    .getAllDisplayedColumns()
    .reduce((sum, column) => sum + (column.isPinned() ? 0 : column.getActualWidth()), 0);
  (context as Surroundings).onWidths(wanted > right - left);
}

/** The members of new rows too, which the grid would leave for the frame after. */
export const drawWhole = ({ api }: { api: GridApi<GridRow> }): void => api.flushAllAnimationFrames();

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

interface MountedGridProps {
  readonly grid: RefObject<AgGridReact<GridRow> | null>;
  readonly surroundings: Surroundings;
  readonly first: Contents;
  readonly onReady: () => void;
}

/**
 * AG Grid where it stands: mounted once with what it shows first. React never draws it again; rows and columns that change
 * are handed over through its own interface.
 */
export const MountedGrid = memo(
  function MountedGrid({ grid, surroundings, first, onReady }: MountedGridProps) {
    return (
      <AgGridReact ref={grid} modules={modules} {...options} {...first} context={surroundings} onGridReady={onReady} />
    );
  },
  () => true,
);
