import { useCallback } from 'react';
import type { ReactNode } from 'react';
import type { PivotTable } from '../../../shared/contract/cube.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { valueHeading } from '../../../shared/text/table-heads.ts';
import { valueText } from '../../ui/cell-text.ts';
import { Chart } from '../../ui/chart.tsx';
import type { ChartKind } from '../../ui/chart-marks.ts';
import { chartOf, chartSummary, roundScale } from './chart-data.ts';

interface ChartsProps {
  readonly table: PivotTable;
  readonly kind: ChartKind;
  readonly multiples: boolean;
}

const mostMultiples = 24;

/** The table as a chart, or as one small chart for each row on a scale that they share. */
export function Charts({ table, kind, multiples }: ChartsProps): ReactNode {
  const value = 0;
  const column = table.values[value]!;
  const format = useCallback((figure: number) => valueText(figure, column), [column]);
  const data = chartOf(table, multiples && kind !== 'heat' ? 'line' : kind, value);
  if (data.categories.length === 0 || data.series.length === 0)
    return <p className="chart-words quiet">There is nothing to draw: the table is empty.</p>;
  const heading = valueHeading(column);
  if (multiples && kind !== 'heat') {
    const shown = data.series.slice(0, mostMultiples);
    const highest = roundScale(
      Math.max(...shown.flatMap(one => (one.upper ?? one.values).map(figure => figure ?? 0)), 0),
    );
    const shape = kind === 'line' ? 'line' : 'bar';
    return (
      // Many charts scroll, so the region takes the focus and arrow keys move it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      <div className="chart-stage" role="region" tabIndex={0} aria-label={`${column.label} for each row`}>
        <p className="chart-words">
          {heading}: every chart has the same scale.
          {data.left > 0 ? ` ${formatCount(data.left, 'further row')} in the table.` : ''}
        </p>
        <div className="multiples">
          {shown.map(one => {
            const single = { categories: data.categories, series: [one] };
            return (
              <figure key={one.name}>
                <figcaption>{one.name}</figcaption>
                <Chart
                  small
                  kind={shape}
                  data={single}
                  highest={highest}
                  format={format}
                  summary={`${one.name}. ${chartSummary(table, single, shape, value)}`}
                  height={130}
                />
              </figure>
            );
          })}
        </div>
      </div>
    );
  }
  return (
    <div className="chart-stage">
      <p className="chart-words">
        {heading}
        {column.interval ? ', with 95 % intervals' : ''}
        {data.left > 0
          ? `. The first ${data.series.length}; ${formatCount(data.left, 'further one')} in the table.`
          : ''}
      </p>
      <div className="chart-frame">
        <Chart kind={kind} data={data} format={format} summary={chartSummary(table, data, kind, value)} />
      </div>
    </div>
  );
}
