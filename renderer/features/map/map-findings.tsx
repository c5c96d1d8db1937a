import { memo, useMemo } from 'react';
import type { ReactNode } from 'react';
import { go } from '../../bridge/route.ts';
import type { PivotDescription } from '../../../shared/contract/cube.ts';
import type { AreaSeries, HotSpots } from '../../../shared/contract/geography.ts';
import { Button } from '../../ui/button.tsx';
import { areaColumns, AreaTable } from './area-table.tsx';
import { Chosen } from './chosen.tsx';
import type { MapColours } from './colours.ts';
import type { MapState } from './description.ts';
import { Histogram } from './histogram.tsx';
import { valueLabel } from './layer-view.ts';
import { layerKind } from './layers.ts';
import type { LayerView } from './layer-view.ts';

interface FindingsProps {
  readonly areas: HotSpots;
  readonly state: MapState;
  readonly view: LayerView | null;
  readonly series: AreaSeries | null;
  readonly once: boolean;
  readonly colours: MapColours;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (code: string | null, add: boolean) => void;
  readonly onSelectAll: (codes: readonly string[]) => void;
  readonly onWhen: (() => void) | null;
  readonly onTests: () => void;
}

/** What stands beside the map: its areas, how their values spread, and those that are chosen. */
export const Findings = memo(function Findings({
  areas,
  state,
  view,
  series,
  once,
  colours,
  selected,
  onSelect,
  onSelectAll,
  onWhen,
  onTests,
}: FindingsProps): ReactNode {
  const { layer } = state;
  const columns = useMemo(() => areaColumns(areas, layer, false), [areas, layer]);
  return (
    <>
      <section className="map-twin">
        <h2>Areas</h2>
        <AreaTable
          label="Areas"
          areas={areas.areas}
          columns={columns}
          selected={selected}
          onSelect={onSelect}
          first={firstColumn(areas, state)}
        />
      </section>
      <section>
        <div className="map-spread-head">
          <h2>Spread</h2>
          <Button size="small" onPress={onTests}>
            Tests of the whole map
          </Button>
        </div>
        {/* Hexagons and surfaces are no areas: their colours say nothing of these values. */}
        {layerKind(layer).draws !== 'areas' ? null : (
          <Histogram
            values={areas.areas.flatMap(area => (area.value === null ? [] : [{ code: area.code, value: area.value }]))}
            words={value => valueLabel(value, areas.description.measure)}
            colourOf={value => shadeOf(value, areas, view, colours.none)}
            selected={selected}
            onSelect={onSelectAll}
          />
        )}
      </section>
      {layerKind(layer).hasBackTest ? <BackTest found={areas} /> : null}
      <Chosen
        areas={areas.areas.filter(area => selected.has(area.code))}
        found={areas}
        series={series}
        once={once}
        onExplore={() =>
          go({
            place: 'explore',
            state: { description: { ...tableOf(areas, state, selected), audience: undefined } },
          })
        }
        onWhen={onWhen}
      />
    </>
  );
});

/** The table that the areas were counted in, of those chosen or of all. */
export function tableOf(found: HotSpots, { level }: MapState, chosen: ReadonlySet<string>): PivotDescription {
  if (chosen.size === 0) return found.table;
  return { ...found.table, filters: [...(found.table.filters ?? []), { field: level, in: [...chosen] }] };
}

export function firstColumn(found: HotSpots, { layer }: MapState): string {
  return layerKind(layer).first ?? (found.description.measure === 'count' ? 'numerator' : 'rate');
}

/** The colour of a class, for a bar of the histogram; hot and cold are not told by a value alone. */
function shadeOf(value: number, found: HotSpots, view: LayerView | null, plain: string): string {
  if (!view?.legend[0]?.id.startsWith('class-') || view.raster) return plain;
  const at = found.breaks.upper.findIndex(bound => value <= bound);
  return view.legend[at < 0 ? found.breaks.upper.length - 1 : at]?.colour ?? plain;
}

function BackTest({ found }: { readonly found: HotSpots }): ReactNode {
  const { backTest } = found;
  const reading = found.notes.find(note => note.code === 'back-test-reading')?.text;
  if (!backTest || !reading) return null;
  return (
    <section aria-label="Would it have helped?">
      <h2>Would it have helped?</h2>
      <p>{reading}</p>
    </section>
  );
}
