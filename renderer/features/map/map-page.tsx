import { memo, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Download, Map as MapIcon, Pin, Table2 } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useAudience } from '../../bridge/audience.ts';
import { useCommands } from '../../bridge/commands.ts';
import { wantPin } from '../../bridge/pin.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { useJobAnswer } from '../../bridge/watched.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DatasetSummary, PivotDescription } from '../../../shared/contract/cube.ts';
import type { Hexagons, HotSpots, Surface } from '../../../shared/contract/geography.ts';
import type { InputOf } from '../../../shared/contract/index.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { AreaMap, veil } from '../../ui/area-map.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { shapesOf } from '../../ui/shapes.ts';
import type { Shape } from '../../ui/shapes.ts';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { areaColumns, AreaTable } from './area-table.tsx';
import { BaseMapSettings, useBaseMap } from './base-map.tsx';
import { paperColours, useMapColours } from './colours.ts';
import type { MapColours } from './colours.ts';
import {
  canMap,
  countsOf,
  describe,
  isCountedOnce,
  layerLabels,
  levelLabels,
  mapState,
  spanLabel,
} from './description.ts';
import type { MapState, Span } from './description.ts';
import { areaView, claimOf, hexagonView, legendLines, surfaceView, titleOf, valueLabel } from './layer-view.ts';
import type { LayerView } from './layer-view.ts';
import { Legend } from './legend.tsx';
import { Findings, firstColumn, tableOf } from './map-findings.tsx';
import { pictureOf, pngOf, svgOf } from './picture.ts';
import { MapSettings } from './settings.tsx';
import { TestsDialog } from './tests-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { WhenDialog } from './when-dialog.tsx';
import './map-page.css';

/** Layers that stand on a slide as they are; of the others their areas do. */
const pinnedLayers = ['places', 'hot-spots', 'clusters', 'change'] as const;

const noShapes: readonly Shape[] = [];

/** Areas that are chosen; they stand beside each other in map, table, legend and spread. */
const chosenAreas: Slot<readonly string[]> = {
  name: 'map-chosen',
  initial: [],
  draft: {
    saved: 'when-left',
    read: given => (Array.isArray(given) ? given.filter(one => typeof one === 'string') : null),
  },
};
const shownAsTable: Slot<boolean> = {
  name: 'map-as-table',
  initial: false,
  draft: { saved: 'when-left', read: given => given === true },
};

export function MapPage(): ReactNode {
  const datasets = useAnswer('cube.datasets', {});
  const [kept, keep] = usePlaceState('map', state => state);
  const possible = useMemo(() => datasets.data?.filter(canMap) ?? [], [datasets.data]);
  const wanted = (kept as { dataset?: unknown } | null)?.dataset;
  const dataset = possible.find(one => one.name === wanted) ?? possible[0];
  // As text, since the address is read anew, into other objects, even where it says the same.
  const keptText = JSON.stringify(kept);
  const state = useMemo(
    () => (dataset ? mapState(JSON.parse(keptText) as unknown, dataset) : null),
    [keptText, dataset],
  );
  if (datasets.error) return <Notice tone="stop">{sentenceOf(datasets.error)}</Notice>;
  if (!datasets.data) return null;
  if (!dataset || !state)
    return (
      <Page title="Map">
        <Empty
          icon={<MapIcon aria-hidden />}
          title="Nothing to map yet"
          action={
            <Button kind="primary" onPress={() => go({ place: 'data', state: null })}>
              Bring in a return
            </Button>
          }
        >
          Here you would see where it happens, and which places stand out by more than chance. First bring in a return,
          or a street-level file of police.uk.
        </Empty>
      </Page>
    );
  return <AreaMapPage key={dataset.name} datasets={possible} dataset={dataset} state={state} onChange={keep} />;
}

interface AreaMapPageProps {
  readonly datasets: readonly DatasetSummary[];
  readonly dataset: DatasetSummary;
  readonly state: MapState;
  readonly onChange: (state: MapState) => void;
}

const AreaMapPage = memo(function AreaMapPage({ datasets, dataset, state, onChange }: AreaMapPageProps): ReactNode {
  const audience = useAudience();
  const colours = useMapColours();
  const description = useMemo(() => describe(state, dataset, audience), [state, dataset, audience]);
  const sameAudience = (before: { description: { audience?: string } }) => before.description.audience === audience;
  const found = useJobAnswer('geography.hotspots', { description }, { keep: sameAudience });
  const surface = useJobAnswer(
    'geography.surface',
    { description, kind: state.surface },
    { enabled: state.layer === 'density', keep: sameAudience },
  );
  const hexagons = useJobAnswer(
    'geography.hexagons',
    { description },
    { enabled: state.layer === 'hexagons', keep: sameAudience },
  );
  // Periods are fixed by the whole of the data, so the span that is shown is no part of the question.
  const overTime = useMemo(() => {
    const { period: _, comparison: __, ...rest } = description;
    return { ...rest, statistic: 'none' as const, measure: state.measure };
  }, [description, state.measure]);
  const series = useJobAnswer(
    'geography.series',
    { description: overTime, by: state.by },
    { enabled: audience === 'analyst', keep: sameAudience },
  );
  const drawn = useAnswer('geography.shapes', { level: state.level }, { keep: true }).data;
  const districts = useAnswer('geography.shapes', { level: 'district' }).data;
  const shapes = useMemo(() => (drawn ? shapesOf(drawn.topology) : noShapes), [drawn]);
  const outlines = useMemo(() => (districts ? shapesOf(districts.topology) : noShapes), [districts]);
  const labels = useMemo(() => districts?.labels ?? [], [districts]);
  const [chosen, setChosen] = useKept(chosenAreas);
  const selected = useMemo<ReadonlySet<string>>(() => new Set(chosen), [chosen]);
  const [playing, setPlaying] = useState<number | null>(null);
  const [table, setTable] = useKept(shownAsTable);
  const [when, setWhen] = useState(false);
  const [tests, setTests] = useState(false);
  const [message, setMessage] = useState<{ readonly tone: 'plain' | 'stop'; readonly text: string } | null>(null);

  const { layer } = state;
  const areas = found.stopped ? undefined : found.data;
  const frame = useMemo(
    () => (playing !== null && series.data ? { series: series.data, period: playing } : null),
    [playing, series.data],
  );
  const viewIn = useCallback(
    (ink: MapColours): LayerView | null => {
      if (layer === 'hexagons') return hexagons.data ? hexagonView(hexagons.data, ink) : null;
      if (layer === 'density') return surface.data ? surfaceView(surface.data, shapes, ink) : null;
      return areas ? areaView(areas, layer, shapes, ink, frame) : null;
    },
    [layer, hexagons.data, surface.data, areas, shapes, frame],
  );
  const view = useMemo(() => viewIn(colours), [viewIn, colours]);
  const counted =
    countsOf(dataset, layer).find(one => one.id === (state.of ?? areas?.table.values[0]?.measure))?.label ??
    dataset.label;
  const once = isCountedOnce(dataset, areas?.table.values[0]?.measure);
  const playingLabel = frame ? (frame.series.periods[frame.period]?.label ?? null) : null;
  const lines = useMemo(
    () =>
      areas
        ? legendLines(areas, state, dataset, {
            surface: layer === 'density' ? (surface.data ?? null) : null,
            hexagons: layer === 'hexagons' ? (hexagons.data ?? null) : null,
            playing: playingLabel,
          })
        : [],
    [areas, state, dataset, layer, surface.data, hexagons.data, playingLabel],
  );

  // A map is coloured first: what stands beside it follows when that is painted. Never what another audience may see.
  const now = useMemo(
    () => ({ audience, state, areas, view, series: series.data ?? null }),
    [audience, state, areas, view, series.data],
  );
  const before = useDeferredValue(now);
  const beside = areas && before.areas && before.audience === audience ? before : now;

  const choose = useCallback(
    (code: string | null, add: boolean) => {
      setChosen(before => {
        if (code === null) return [];
        if (!add) return before.length === 1 && before[0] === code ? [] : [code];
        return before.includes(code) ? before.filter(other => other !== code) : [...before, code];
      });
    },
    [setChosen],
  );
  // What was asked for last holds, even by a part of the page that is drawn a moment later than the map.
  const latest = useRef(state);
  latest.current = state;
  const change = useCallback((next: Partial<MapState>) => onChange({ ...latest.current, ...next }), [onChange]);
  const showPeriod = useCallback(
    (period: Span | null) => {
      setPlaying(null);
      change({ period });
    },
    [change],
  );
  const showPart = useCallback(
    (by: MapState['by']) => {
      setPlaying(null);
      change({ by });
    },
    [change],
  );
  const baseMap = useBaseMap(state.baseMap);
  const showBaseMap = useCallback((shown: boolean) => change({ baseMap: shown }), [change]);
  const chooseAll = useCallback((codes: readonly string[]) => setChosen(codes), [setChosen]);
  const byCode = useMemo(() => new Map(areas?.areas.map(area => [area.code, area])), [areas]);
  const exact = audience === 'analyst';
  const claim = claimOf(areas, layer);
  const title = titleOf(areas, state, counted);
  const subtitle = `${levelLabels[state.level]}s · ${description.period ? spanLabel(description.period as Span) : 'all periods'} · ${layerLabels[layer]}`;

  const sources = [
    ...(exact ? [analystMark] : []),
    ...(areas?.notes.filter(note => note.code === 'back-test-reading').map(note => note.text) ?? []),
    'Contains National Statistics and OS data © Crown copyright and database right. Open Government Licence v3.0.',
  ];
  const save = async (format: 'png' | 'svg' | 'csv' | 'xlsx') => {
    const paper = paperColours();
    const printed = viewIn(paper);
    if (!areas || !printed) return;
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: title, extension: format });
      if (!file) return;
      const picture = pictureOf({
        title,
        subtitle,
        view: printed,
        outlines,
        labels,
        selected,
        lines: [
          ...(claim ? [{ name: 'Finding', text: claim.sentence }] : []),
          ...lines,
          ...(baseMap.drawn ? [{ name: 'Base map', text: 'on the screen only, not in this picture' }] : []),
        ],
        foot: sources,
        colours: paper,
      });
      await ask('geography.export', {
        description,
        format,
        file: file.grant,
        title,
        purpose: exact ? 'analyst’s own use' : `for a ${audience} audience`,
        ...(format === 'png' || format === 'svg'
          ? { drawn: drawnFrom(areas, layer, surface.data, hexagons.data) }
          : {}),
        ...(format === 'png' ? { picture: await pngOf(picture) } : {}),
        ...(format === 'svg' ? { picture: new TextEncoder().encode(svgOf(picture, title)) } : {}),
      });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved. ${exact ? 'It shows exact figures: keep it as you keep this workspace.' : 'It is protected: small counts, where there are any, and what would give them away are hidden in it.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const pinned = pinnedLayers.find(one => one === layer) ?? 'areas';
  const pin = () => {
    const { audience: _, ...asked } = description;
    wantPin({ title, pin: { kind: 'map', view: asked, layer: pinned } });
  };
  useCommands({ pin, export: () => void save('png'), undo: () => history.back(), redo: () => history.forward() });

  const waiting = found.waiting ?? surface.waiting ?? hexagons.waiting;
  const stopped = found.stopped ?? surface.stopped ?? hexagons.stopped;
  const problem =
    found.error ?? (layer === 'density' ? surface.error : null) ?? (layer === 'hexagons' ? hexagons.error : null);
  const hourField = dataset.fields.find(field => field.name === dataset.dateField && field.type === 'datetime');
  const whenDescription: PivotDescription | null =
    hourField && areas
      ? {
          ...tableOf(areas, state, selected),
          rows: [{ field: hourField.name, by: 'weekday' }],
          columns: [{ field: hourField.name, by: 'hour' }],
        }
      : null;
  const openWhen = useCallback(() => setWhen(true), []);
  const openTests = useCallback(() => setTests(true), []);
  const chosenFound = areas ? areas.areas.filter(area => selected.has(area.code)) : [];
  return (
    <Page
      title={title}
      {...(claim ? {} : { subtitle })}
      actions={
        <>
          <Button
            icon={table ? <MapIcon aria-hidden /> : <Table2 aria-hidden />}
            onPress={() => setTable(!table)}
            isDisabled={!areas}
          >
            {table ? 'Map' : 'Table'}
          </Button>
          <Menu
            label="Export"
            trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
            items={[
              { id: 'png', label: 'Picture (PNG)…', keys: 'Ctrl+E', act: () => void save('png') },
              { id: 'svg', label: 'Drawing (SVG)…', act: () => void save('svg') },
              { id: 'csv', label: 'Table of areas (CSV)…', act: () => void save('csv') },
              { id: 'xlsx', label: 'Table of areas (Excel workbook)…', act: () => void save('xlsx') },
            ]}
          />
          <Button kind="primary" icon={<Pin aria-hidden />} isDisabled={!areas} onPress={pin}>
            Add to briefing
          </Button>
        </>
      }
    >
      {claim ? (
        <p className="map-claim">
          <span className="map-claim-view">{subtitle}</span> {claim.sentence}
        </p>
      ) : null}
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      <div className="map-page">
        <Card className="map-side" label="Layer and legend">
          <MapSettings datasets={datasets} dataset={dataset} state={beside.state} onChange={change} />
          <h2>Legend</h2>
          {view ? (
            <Legend
              share={baseMap.drawn ? veil.plain : 1}
              items={view.legend}
              selected={selected}
              onSelect={chooseAll}
              lines={lines}
            />
          ) : null}
          <BaseMapSettings
            chosen={baseMap.chosen}
            problem={baseMap.problem}
            renew={baseMap.renew}
            shown={state.baseMap}
            onShow={showBaseMap}
          />
        </Card>
        <Card className="map-middle" label={table ? 'Table of areas' : 'Map'}>
          <div className="map-canvas" data-stale={found.isPlaceholderData}>
            {waiting || problem || stopped ? (
              <div className="map-over">
                {waiting ? (
                  <Progress label="Working out the map" progress={waiting.progress} onCancel={waiting.cancel} />
                ) : null}
                {problem ? <Notice tone="stop">{sentenceOf(problem)}</Notice> : null}
                {stopped ? (
                  <Notice tone="plain">
                    This map was not made: you cancelled it.{' '}
                    <Button size="small" onPress={stopped.again}>
                      Make it now
                    </Button>
                  </Notice>
                ) : null}
              </div>
            ) : null}
            {table && areas ? (
              <AreaTable
                label={`${title}, every area with its figures`}
                areas={areas.areas}
                columns={areaColumns(areas, layer, true)}
                selected={selected}
                onSelect={choose}
                first={firstColumn(areas, state)}
              />
            ) : (
              <AreaMap
                label={`${title}. ${subtitle}. Arrow keys move the map, plus and minus zoom; the table of areas says the same in words.`}
                shapes={problem || !view ? noShapes : view.shapes}
                fills={view?.fills ?? []}
                raster={problem ? null : (view?.raster ?? null)}
                outlines={outlines}
                labels={labels}
                selected={selected}
                colours={colours}
                baseMap={baseMap.drawn}
                onSelect={choose}
                tip={code => tipOf(code, byCode.get(code), areas, view, hexagons.data?.cells[hexagonAt(code)])}
              />
            )}
            {!table && drawn?.source.kind === 'schematic' ? (
              <div className="map-schematic" role="note" title={drawn.source.text}>
                Schematic areas, not real borders
              </div>
            ) : null}
          </div>
          {exact && beside.series ? (
            <Timeline
              series={beside.series}
              by={beside.state.by}
              // The change of a place is of the period that the map shows, whoever chose it.
              period={state.layer === 'change' ? (areas?.description.period ?? null) : beside.state.period}
              selected={selected}
              playing={playing}
              once={once}
              onPlay={setPlaying}
              onPeriod={showPeriod}
              onPart={showPart}
            />
          ) : exact ? null : (
            <p className="small map-time-words">
              Periods cannot be played for this audience: parts and wholes could be set against each other. Choose one
              period.
            </p>
          )}
        </Card>
        <Card className="map-right" label="Areas and findings">
          {beside.areas ? (
            <Findings
              areas={beside.areas}
              state={beside.state}
              view={beside.view}
              series={beside.series}
              once={once}
              colours={colours}
              selected={selected}
              onSelect={choose}
              onSelectAll={chooseAll}
              onWhen={whenDescription ? openWhen : null}
              onTests={openTests}
            />
          ) : null}
        </Card>
      </div>
      {tests && areas ? <TestsDialog found={areas} onClose={() => setTests(false)} /> : null}
      {when && whenDescription ? (
        <WhenDialog
          description={whenDescription}
          where={chosenFound.length > 0 ? chosenFound.map(area => area.name).join(', ') : 'all areas'}
          onClose={() => setWhen(false)}
        />
      ) : null}
    </Page>
  );
});

/** From which answer a picture is drawn: it leaves only while the same would be answered. */
function drawnFrom(
  areas: HotSpots,
  layer: MapState['layer'],
  surface: Surface | undefined,
  hexagons: Hexagons | undefined,
): InputOf<'geography.export'>['drawn'] {
  if (layer === 'density' && surface) return { layer: 'surface', kind: surface.kind, fingerprint: surface.fingerprint };
  if (layer === 'hexagons' && hexagons)
    return { layer: 'hexagons', radius: hexagons.radius, fingerprint: hexagons.fingerprint };
  return { layer: 'areas', fingerprint: areas.fingerprint };
}

const hexagonAt = (code: string) => Number(/^hexagon-(\d+)$/.exec(code)?.[1] ?? -1);

function tipOf(
  code: string,
  area: HotSpots['areas'][number] | undefined,
  found: HotSpots | undefined,
  view: LayerView | null,
  cell: { readonly count: number | null; readonly areas: number } | undefined,
): ReactNode {
  if (cell)
    return (
      <>
        <strong>{cell.count === null ? 'Hidden' : formatNumber(cell.count)}</strong> in {formatNumber(cell.areas)} areas
      </>
    );
  if (!area || !found) return null;
  const legend = view?.legend.find(item => item.codes.includes(code));
  return (
    <>
      <strong>{area.name}</strong> <span className="quiet">{area.district}</span>
      <br />
      {area.status === 'hidden'
        ? 'Hidden to protect children'
        : `${typeof area.againstRest?.ratio === 'number' ? `${formatNumber(area.againstRest.ratio, 1)} times the rest` : valueLabel(area.value, found.description.measure)}${area.numerator === null ? '' : ` · ${formatNumber(area.numerator)} counted`}`}
      {legend ? <br /> : null}
      {legend?.label}
    </>
  );
}
