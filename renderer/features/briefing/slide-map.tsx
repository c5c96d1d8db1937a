import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { FrozenMap } from '../../../shared/contract/briefing.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { boundsOf, shapesOf } from '../../ui/shapes.ts';
import type { Shape } from '../../ui/shapes.ts';

/** What the room needs to read the map; the rest of its legend is in the notes and in every file. */
const onSlide: readonly string[] = ['Period', 'Hidden'];

/** Points of the longer side; the other follows the shape of the area. */
const longest = 600;

/** One clear pixel. */
const clearPicture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII=';

/** A frozen map: drawn once, with a legend that says how it was made. */
export function SlideMap({ map }: { readonly map: FrozenMap }): ReactNode {
  const drawn = useMemo(() => {
    const areas = shapesOf(map.areas);
    const outlines = shapesOf(map.outlines);
    const [west, south, east, north] = boundsOf([...areas, ...outlines]);
    const scale = longest / Math.max(east - west, north - south);
    const at = ([x, y]: readonly [number, number]) => [(x - west) * scale, (north - y) * scale];
    const path = (shape: Shape) =>
      shape.polygons
        .flatMap(rings =>
          rings.map(
            ring =>
              `M${ring
                .map(point => at(point))
                .map(([x, y]) => `${x!.toFixed(1)} ${y!.toFixed(1)}`)
                .join('L')}Z`,
          ),
        )
        .join('');
    return {
      size: [(east - west) * scale, (north - south) * scale],
      areas: areas.map(path),
      outlines: outlines.map(path),
    };
  }, [map]);
  return (
    <div className="slide-map">
      <div className="slide-drawing">
        {/* In a PDF a drawing has no words of its own; a clear picture over it has. */}
        <img className="slide-drawing-words" src={clearPicture} alt={map.summary} />
        <svg viewBox={`-2 -2 ${drawn.size[0]! + 4} ${drawn.size[1]! + 4}`} aria-hidden>
          <defs>
            <pattern id="hidden-areas" width="8" height="8" patternUnits="userSpaceOnUse">
              <path d="M0 8L8 0" className="slide-hatch" />
            </pattern>
          </defs>
          {drawn.areas.map((d, i) => {
            const place = map.fills[i] ?? null;
            const tone = place === null ? null : (map.legend[place]?.tone ?? null);
            return (
              // The order of the areas is that of the map, and never changes.
              // oxlint-disable-next-line react/no-array-index-key
              <path key={i} d={d} fillRule="evenodd" className={`slide-area tone-${tone ?? 'open'}`} />
            );
          })}
          {drawn.outlines.map(d => (
            <path key={d.slice(0, 40)} d={d} className="slide-outline" />
          ))}
        </svg>
      </div>
      <div className="slide-legend">
        <ul>
          {map.legend.map(item => (
            <li key={item.label}>
              <span className={`slide-swatch tone-${item.tone}`} aria-hidden />
              <span>{item.label}</span>
              <span className="figures">{item.count === null ? '' : formatNumber(item.count)}</span>
            </li>
          ))}
        </ul>
        {map.lines
          .filter(line => onSlide.includes(line.name))
          .map(line => (
            <p key={line.name}>
              {line.name}: {line.text}
            </p>
          ))}
      </div>
    </div>
  );
}
