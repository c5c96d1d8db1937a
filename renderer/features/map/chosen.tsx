import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { AreaSeries, HotSpotArea, HotSpots } from '../../../shared/contract/geography.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart.tsx';
import type { ChartData } from '../../ui/chart-marks.ts';
import { binLabel, placeLabel } from './area-table.tsx';
import { valueLabel } from './layer-view.ts';

interface ChosenProps {
  readonly areas: readonly HotSpotArea[];
  readonly found: HotSpots;
  /** Null where a trend may not be shown. */
  readonly series: AreaSeries | null;
  /** Whether a child counts once in each area, so that areas do not add up. */
  readonly once: boolean;
  readonly onExplore: () => void;
  readonly onWhen: (() => void) | null;
}

/** The trend of the chosen areas: their count in each period. A period that is not covered is a gap. */
function trendOf(series: AreaSeries, chosen: ReadonlySet<string>): (number | null)[] {
  const width = series.codes.length;
  return series.periods.map((_, at) => {
    const counts = series.codes.flatMap((code, i) =>
      chosen.size === 0 || chosen.has(code) ? [series.counts[at * width + i]!] : [],
    );
    return counts.some(Number.isNaN) ? null : counts.reduce((sum, one) => sum + one, 0);
  });
}

/** The same object for as long as it says the same: a chart is not drawn anew for a measure that has the same counts. */
function useSame<T>(value: T): T {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as T, [text]);
}

const countText = (value: number) => formatNumber(value);

function placeWords(area: HotSpotArea): string {
  if (!area.againstRest) return '';
  const { ratio, lower, upper } = area.againstRest;
  const size = ratio === null ? 'None anywhere else' : `${formatNumber(ratio, 1)} times the rate of the rest`;
  const to = upper === null ? 'up' : `to ${formatNumber(upper, 1)}`;
  return `${size} (95 % interval ${formatNumber(lower, 1)} ${to}): ${placeLabel(area) === 'yes' ? 'above the rest' : 'no more than chance makes'}.`;
}

/** The areas chosen on the map, in the table, in the legend or in the histogram; all of them where none is. */
export function Chosen({ areas, found, series, once, onExplore, onWhen }: ChosenProps): ReactNode {
  const [one] = areas;
  const single = areas.length === 1 && one ? one : null;
  const { measure, per } = found.description;
  const name = single ? single.name : areas.length === 0 ? 'All areas' : formatCount(areas.length, 'area');
  const known = areas.filter(area => area.numerator !== null);
  const counted = known.reduce((sum, area) => sum + area.numerator!, 0);
  const trend = series ? trendOf(series, new Set(areas.map(area => area.code))) : null;
  const chart = useSame<ChartData | null>(
    series && trend
      ? { categories: series.periods.map(period => period.label), series: [{ name: 'Count', values: trend }] }
      : null,
  );
  return (
    <section className="map-chosen" aria-live="polite">
      <h2>{areas.length === 0 ? name : `Chosen: ${name}`}</h2>
      {single ? (
        <p>
          {single.status === 'hidden'
            ? 'Hidden to protect children. '
            : `${formatNumber(single.numerator ?? 0)} counted; ${valueLabel(single.value, measure)}${measure === 'rate' || measure === 'smoothed-rate' ? ` per ${formatNumber(per)}` : ''}. `}
          {found.description.statistic === 'above-rest'
            ? placeWords(single)
            : single.bin === null
              ? ''
              : `${binLabel(single.bin)}${single.pattern ? `; ${single.pattern}` : ''}.`}
        </p>
      ) : areas.length > 0 ? (
        <p>
          {known.length < areas.length
            ? `${formatNumber(areas.length - known.length)} of them hidden.`
            : `${formatNumber(counted)} counted${once ? ', a child of two areas in each' : ''}.`}
        </p>
      ) : null}
      {series && trend && chart && series.periods.length > 1 ? (
        <Chart
          kind="line"
          small
          height={92}
          format={countText}
          summary={`Count by period, ${name}: ${series.periods.map((period, i) => `${period.label} ${trend[i] === null ? 'not covered' : formatNumber(trend[i]!)}`).join(', ')}`}
          data={chart}
        />
      ) : null}
      <div className="map-chosen-actions">
        <Button size="small" onPress={onExplore}>
          Open in Explore
        </Button>
        {onWhen ? (
          <Button size="small" onPress={onWhen}>
            When does it happen?
          </Button>
        ) : null}
      </div>
    </section>
  );
}
