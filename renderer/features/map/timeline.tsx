import { memo, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { Pause, Play } from 'lucide-react';
import type { AreaSeries } from '../../../shared/contract/geography.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { partNames } from './description.ts';
import type { SeriesPart, Span } from './description.ts';

interface TimelineProps {
  readonly series: AreaSeries;
  readonly by: SeriesPart;
  /** The period on the map; null for all. */
  readonly period: Span | null;
  readonly selected: ReadonlySet<string>;
  /** The period that is played now. */
  readonly playing: number | null;
  /** Whether a child counts once in each area and period, so that they do not add up. */
  readonly once: boolean;
  readonly onPlay: (period: number | null) => void;
  readonly onPeriod: (span: Span | null) => void;
  readonly onPart: (by: SeriesPart) => void;
}

/** Time from one picture to the next: quick enough to see movement, slow enough to follow it. */
const frameMilliseconds = 450;

/** How many in each period, for all areas and for those chosen; a range to choose, and a way to see it pass. */
export const Timeline = memo(function Timeline({
  series,
  by,
  period,
  selected,
  playing,
  once,
  onPlay,
  onPeriod,
  onPart,
}: TimelineProps): ReactNode {
  const { periods, codes, counts } = series;
  const last = periods.length - 1;
  const inPeriod = (at: number, wanted: (code: string) => boolean) =>
    codes.reduce((sum, code, i) => {
      const count = counts[at * codes.length + i]!;
      return wanted(code) && !Number.isNaN(count) ? sum + count : sum;
    }, 0);
  const totals = periods.map((_, at) => inPeriod(at, () => true));
  const chosen = selected.size > 0 ? periods.map((_, at) => inPeriod(at, code => selected.has(code))) : null;
  const most = Math.max(1, ...totals);
  const mostChosen = chosen ? Math.max(1, ...chosen) : 1;
  const from = period
    ? Math.max(
        0,
        periods.findIndex(one => one.to >= period.from),
      )
    : 0;
  const to = period
    ? Math.max(
        from,
        periods.findLastIndex(one => one.from <= period.to),
      )
    : last;
  const [range, setRange] = useState<readonly [number, number]>([from, to]);
  useEffect(() => setRange([from, to]), [from, to, last]);

  useEffect(() => {
    if (playing === null) return undefined;
    const timer = setTimeout(() => onPlay(playing >= last ? 0 : playing + 1), frameMilliseconds);
    return () => clearTimeout(timer);
  }, [playing, last, onPlay]);

  const commit = ([a, b]: readonly [number, number]) =>
    onPeriod(a === 0 && b === last ? null : { from: periods[a]!.from, to: periods[b]!.to });
  const shownAt = (at: number) => (playing === null ? at >= range[0] && at <= range[1] : at === playing);
  if (periods.length < 2) return <p className="small map-time-words">There is one period; nothing to play.</p>;
  return (
    <div className="map-time">
      <Button
        aria-label={playing === null ? 'Play the periods' : 'Stop'}
        icon={playing === null ? <Play aria-hidden /> : <Pause aria-hidden />}
        onPress={() => onPlay(playing === null ? range[0] : null)}
      />
      <div className="map-time-bars">
        <div className="map-bars" aria-hidden>
          {periods.map((one, at) => (
            <button
              type="button"
              tabIndex={-1}
              key={one.code}
              className="map-bar"
              data-shown={shownAt(at)}
              data-part={!one.complete}
              title={`${one.label}: ${formatNumber(totals[at]!)}${one.complete ? '' : ' (incomplete)'}${chosen ? `; chosen areas ${formatNumber(chosen[at]!)}` : ''}`}
              onClick={() => commit([at, at])}
            >
              <span style={{ height: `${(totals[at]! / most) * 100}%` }} />
              {chosen ? <i style={{ bottom: `${(chosen[at]! / mostChosen) * 90}%` }} /> : null}
            </button>
          ))}
        </div>
        <Slider
          className="map-slider"
          aria-label="Period on the map"
          minValue={0}
          maxValue={last}
          value={[...range]}
          onChange={value => setRange(value as unknown as [number, number])}
          onChangeEnd={value => commit(value as unknown as [number, number])}
        >
          <SliderTrack className="map-slider-track">
            {[0, 1].map(index => (
              <SliderThumb
                key={index}
                index={index}
                className="map-slider-thumb"
                aria-label={`${index === 0 ? 'From' : 'To'} ${periods[range[index]!]?.label ?? ''}`}
              />
            ))}
          </SliderTrack>
        </Slider>
      </div>
      <div className="map-time-words" aria-live="polite">
        <strong>
          {playing === null
            ? range[0] === range[1]
              ? periods[range[0]]?.label
              : `${periods[range[0]]?.label} – ${periods[range[1]]?.label}`
            : periods[playing]?.label}
        </strong>
        <span className="small">
          {playing !== null
            ? 'colours fixed over time'
            : once
              ? 'each child once an area and period; periods do not add up'
              : `${formatNumber(inRange(totals, range))} in all`}
        </span>
      </div>
      <div className="map-time-part">
        <ChoiceField
          label="Steps of time"
          hideLabel
          value={by}
          choices={Object.entries(partNames).map(([id, label]) => ({ id, label }))}
          onChange={id => onPart(id as SeriesPart)}
        />
      </div>
    </div>
  );
});

const inRange = (totals: readonly number[], [a, b]: readonly [number, number]) =>
  totals.slice(a, b + 1).reduce((sum, one) => sum + one, 0);
