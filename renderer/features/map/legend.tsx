import { memo } from 'react';
import type { ReactNode } from 'react';
import { formatNumber } from '../../../shared/text/format.ts';
import type { LegendItem } from './layer-view.ts';

interface LegendProps {
  /** How much of each colour stays on the map, from 0 to 1, so that the colours here are those there. */
  readonly share: number;
  readonly items: readonly LegendItem[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (codes: readonly string[]) => void;
  readonly lines: readonly { readonly name: string; readonly text: string }[];
}

/** What the colours stand for and how the map was made; a line of it chooses its areas. */
export const Legend = memo(function Legend({ share, items, selected, onSelect, lines }: LegendProps): ReactNode {
  return (
    <>
      <ul className="map-legend">
        {items.map(item => (
          <li key={item.id}>
            <button
              type="button"
              disabled={item.codes.length === 0}
              aria-pressed={item.codes.length > 0 && item.codes.every(code => selected.has(code))}
              onClick={() => onSelect(item.codes)}
            >
              <span
                className="map-swatch"
                data-hatched={item.hatched}
                aria-hidden
                style={{
                  backgroundColor: item.hatched
                    ? item.colour
                    : `color-mix(in srgb, ${item.colour} ${share * 100}%, var(--surface))`,
                }}
              />
              <span>{item.label}</span>
              <span className="figures">{item.count === null ? '' : formatNumber(item.count)}</span>
            </button>
          </li>
        ))}
      </ul>
      <dl className="map-lines">
        {lines.map(line => (
          <div key={line.name}>
            <dt>{line.name}: </dt>
            <dd>{line.text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
});
