import { useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { formatCount } from '../../../shared/text/format.ts';

interface HistogramProps {
  readonly values: readonly { readonly code: string; readonly value: number }[];
  readonly words: (value: number) => string;
  /** The colour of a value on the map. */
  readonly colourOf: (value: number) => string;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (codes: readonly string[]) => void;
}

const steps = 20;

/** How the values spread, in equal steps; a bar chooses its areas. Arrow keys move between bars. */
export function Histogram({ values, words, colourOf, selected, onSelect }: HistogramProps): ReactNode {
  const bars = useRef<HTMLDivElement>(null);
  if (values.length === 0) return <p className="small">There is nothing to spread out.</p>;
  const numbers = values.map(one => one.value);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const width = (high - low) / steps || 1;
  const groups = Array.from({ length: steps }, (_, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    codes: [] as string[],
  }));
  for (const { code, value } of values)
    groups[Math.min(steps - 1, Math.floor((value - low) / width))]!.codes.push(code);
  const most = Math.max(...groups.map(group => group.codes.length));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const list = [...(bars.current?.querySelectorAll('button') ?? [])];
    const to = list[list.indexOf(document.activeElement as HTMLButtonElement) + by];
    to?.focus();
    event.preventDefault();
  };
  return (
    <div className="map-histogram">
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the bars in it take the focus */}
      <div ref={bars} className="map-histogram-bars" role="toolbar" aria-label="Spread of values" onKeyDown={onKeyDown}>
        {groups.map(({ from, to, codes }, i) => (
          <button
            key={from}
            type="button"
            tabIndex={i === 0 ? 0 : -1}
            aria-label={`${formatCount(codes.length, 'area')} from ${words(from)} to ${words(to)}`}
            aria-pressed={codes.length > 0 && codes.every(code => selected.has(code))}
            title={`${formatCount(codes.length, 'area')} from ${words(from)} to ${words(to)}`}
            onClick={() => onSelect(codes)}
          >
            <span
              style={{
                height: `${codes.length === 0 ? 0 : Math.max(4, (codes.length / most) * 100)}%`,
                background: colourOf((from + to) / 2),
              }}
            />
          </button>
        ))}
      </div>
      <div className="map-histogram-ends small">
        <span>{words(low)}</span>
        <span>{words(high)}</span>
      </div>
    </div>
  );
}
