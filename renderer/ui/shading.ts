import type { PivotTable } from '../../shared/contract/cube.ts';

/** Bars behind totals, bars everywhere, or a shade by how high a figure is in the table, its row or its column. */
export type Shading = 'none' | 'bars' | 'all-bars' | 'heat-table' | 'heat-row' | 'heat-column';

export interface Shade {
  /** Length of the bar, 0 to 1. */
  readonly bar?: number;
  /** Step of the sequence, 1 (lowest) to 5. */
  readonly heat?: 1 | 2 | 3 | 4 | 5;
}

const none: Shade = {};

/**
 * How each cell of a table is shaded. Leaves are compared with leaves only: a total would dwarf its parts. Bars start at
 * zero; heat runs from the lowest to the highest figure of its group in five equal steps.
 */
export function shadesOf(table: PivotTable, shading: Shading): (row: number, column: number, value: number) => Shade {
  if (shading === 'none') return () => none;
  const { rows, columns, values, cells } = table;
  const number = (r: number, c: number, v: number) => cells[(r * columns.length + c) * values.length + v]!;
  const comparable = (r: number) => rows[r]!.kind === 'leaf' && rows[r]!.path.length > 0;

  if (shading === 'bars' || shading === 'all-bars') {
    const most = columns.map((_, c) =>
      values.map((__, v) =>
        rows.reduce((high, ___, r) => (comparable(r) && number(r, c, v) > high ? number(r, c, v) : high), 0),
      ),
    );
    return (r, c, v) => {
      const { show, format } = values[v]!;
      const wanted =
        shading === 'all-bars' || (columns[c]!.kind !== 'leaf' && columns.length > 1 && format !== 'percent');
      const high = most[c]![v]!;
      if (!wanted || show !== 'value' || high <= 0 || rows[r]!.kind === 'total' || !(number(r, c, v) > 0)) return none;
      return { bar: Math.min(1, number(r, c, v) / high) };
    };
  }

  const ranges = new Map<string, [low: number, high: number]>();
  const group = (r: number, c: number, v: number) =>
    shading === 'heat-table' ? `${v}` : shading === 'heat-row' ? `${r}:${v}` : `${c}:${v}`;
  const leafColumn = (c: number) => columns[c]!.kind === 'leaf' || columns.length === 1;
  rows.forEach((_, r) => {
    if (!comparable(r)) return;
    columns.forEach((__, c) => {
      if (!leafColumn(c)) return;
      values.forEach((___, v) => {
        const figure = number(r, c, v);
        if (Number.isNaN(figure)) return;
        const range = ranges.get(group(r, c, v));
        if (range) {
          range[0] = Math.min(range[0], figure);
          range[1] = Math.max(range[1], figure);
        } else ranges.set(group(r, c, v), [figure, figure]);
      });
    });
  });
  return (r, c, v) => {
    const figure = number(r, c, v);
    const range = ranges.get(group(r, c, v));
    if (!range || Number.isNaN(figure) || !comparable(r) || !leafColumn(c) || range[1] === range[0]) return none;
    return {
      heat: (Math.min(4, Math.floor(((figure - range[0]) / (range[1] - range[0])) * 5)) + 1) as 1 | 2 | 3 | 4 | 5,
    };
  };
}
