import { valueHeading } from '../../shared/text/table-heads.ts';
import type { CellStyle, ColDef, ColGroupDef } from 'ag-grid-community';
import { cellText } from './cell-text.ts';
import { GroupHeader, RowHeaderCell, SortHeader } from './grid-cells.ts';
import { headerWords, pathKey } from './grid-rows.ts';
import type { Surroundings } from './grid-cells.ts';
import type { GridRow, Layout } from './grid-rows.ts';

/** The longest bar leaves room for its figure. */
const barShare = 0.82;

const differ = () => false;

type Column = ColDef<GridRow> | ColGroupDef<GridRow>;

/** The columns of a table: its members first, which stay in sight, then its values under their headings. */
export const columnsOf = (layout: Layout): Column[] => [memberColumn, ...valueColumns(layout)];

const memberColumn: Column = {
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
};

function valueColumns(layout: Layout): Column[] {
  const several = layout.values.length > 1;
  const columnDef = (c: number, v: number, name: string): ColDef<GridRow> => {
    const header = layout.columns[c]!;
    const value = layout.values[v]!;
    const colId = `${pathKey(header)}${header.kind}:${value.measure}:${value.show}:${v}`;
    // Most columns never have a bar, and a style of its own for each of their cells is time of every change.
    const bar = (row: GridRow, { barred }: Surroundings): CellStyle | undefined => {
      const length = (row.shades(row.r, c, v).bar ?? 0) * 100 * barShare;
      if (length > 0) barred.add(colId);
      else if (!barred.has(colId)) return undefined;
      return {
        backgroundImage:
          length > 0 ? `linear-gradient(to right, var(--accent-soft) ${length}%, transparent ${length}%)` : 'none',
      };
    };
    return {
      colId,
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
        return `figure figure-${status}${heat ? ` heat heat-${heat}` : ''}`;
      },
      cellStyle: ({ data, context }) => (data?.layout === layout ? bar(data, context as Surroundings) : undefined),
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
          children: layout.values.map((value, v) => columnDef(c, v, valueHeading(value))),
        }
      : columnDef(c, 0, name);
  if (layout.columnFields.length === 0) return layout.values.map((value, v) => columnDef(0, v, valueHeading(value)));

  const top: Column[] = [];
  const open: { key: string; children: Column[] }[] = [];
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
      open.push({ key, children: group.children as Column[] });
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
