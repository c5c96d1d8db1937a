import { memo, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Download, Map as MapIcon, Pin, Table2 } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useAudience } from '../../bridge/audience.ts';
import { useCommands } from '../../bridge/commands.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DatasetSummary, PivotDescription } from '../../../shared/contract/cube.ts';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { AreaMap, veil } from '../../ui/area-map.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { areaColumns, AreaTable } from './area-table.tsx';
import { BaseMapSettings, useBaseMap } from './base-map.tsx';
import { useMapColours } from './colours.ts';
import type { MapColours } from './colours.ts';
import { canMap, countsOf, isCountedOnce, levelLabels, mapState, spanLabel } from './description.ts';
import type { MapState, Span } from './description.ts';
import { claimOf, titleOf, valueLabel } from './layer-view.ts';
import type { LayerView } from './layer-view.ts';
import { Legend } from './legend.tsx';
import { layerKind } from './layers.ts';
import { useMapActs } from './map-acts.ts';
import type { MapActs } from './map-acts.ts';
import { noShapes, useLayer, useMapAnswers } from './map-answers.ts';
import type { MapAnswers } from './map-answers.ts';
import { Findings, firstColumn, tableOf } from './map-findings.tsx';
import { MapSettings } from './settings.tsx';
import { TestsDialog } from './tests-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { WhenDialog } from './when-dialog.tsx';
import './map-page.css';

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

/** Which areas are chosen, and how they are. */
function useChosenAreas() {
  const [chosen, setChosen] = useKept(chosenAreas);
  const selected = useMemo<ReadonlySet<string>>(() => new Set(chosen), [chosen]);
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
  const chooseAll = useCallback((codes: readonly string[]) => setChosen(codes), [setChosen]);
  return { selected, choose, chooseAll };
}

/** Changes of what the address keeps, each the same function from one drawing to the next. */
function useChanges(state: MapState, onChange: (state: MapState) => void, setPlaying: (at: number | null) => void) {
  // What was asked for last holds, even by a part of the page that is drawn a moment later than the map.
  const latest = useRef(state);
  latest.current = state;
  const change = useCallback((next: Partial<MapState>) => onChange({ ...latest.current, ...next }), [onChange]);
  const showPeriod = useCallback(
    (period: Span | null) => {
      setPlaying(null);
      change({ period });
    },
    [change, setPlaying],
  );
  const showPart = useCallback(
    (by: MapState['by']) => {
      setPlaying(null);
      change({ by });
    },
    [change, setPlaying],
  );
  const showBaseMap = useCallback((shown: boolean) => change({ baseMap: shown }), [change]);
  return { change, showPeriod, showPart, showBaseMap };
}

const AreaMapPage = memo(function AreaMapPage({ datasets, dataset, state, onChange }: AreaMapPageProps): ReactNode {
  const audience = useAudience();
  const colours = useMapColours();
  const answers = useMapAnswers(state, dataset, audience);
  const { areas, series, description } = answers;
  const [playing, setPlaying] = useState<number | null>(null);
  const drawn = useLayer(answers, state, dataset, colours, playing);
  const areasChosen = useChosenAreas();
  const changes = useChanges(state, onChange, setPlaying);
  const baseMap = useBaseMap(state.baseMap);
  const [table, setTable] = useKept(shownAsTable);
  const [dialog, setDialog] = useState<'when' | 'tests' | null>(null);
  const openWhen = useCallback(() => setDialog('when'), []);
  const openTests = useCallback(() => setDialog('tests'), []);

  const { layer } = state;
  const measure = areas?.table.values[0]?.measure;
  const counted = countsOf(dataset, layer).find(one => one.id === (state.of ?? measure))?.label ?? dataset.label;
  const once = isCountedOnce(dataset, measure);
  const claim = claimOf(areas, layer);
  const title = titleOf(areas, state, counted);
  const subtitle = `${levelLabels[state.level]}s · ${description.period ? spanLabel(description.period as Span) : 'all periods'} · ${layerKind(layer).label}`;
  const acts = useMapActs({
    answers,
    layer,
    drawn,
    titles: { title, subtitle, claim },
    selected: areasChosen.selected,
    audience,
    hasBaseMap: baseMap.drawn !== null,
  });
  useCommands({
    pin: acts.pin,
    export: () => acts.save('png'),
    undo: () => history.back(),
    redo: () => history.forward(),
  });

  // A map is coloured first: what stands beside it follows when that is painted. Never what another audience may see.
  const { view } = drawn;
  const now = useMemo(
    () => ({ audience, state, areas, view, series: series.data ?? null }),
    [audience, state, areas, view, series.data],
  );
  const before = useDeferredValue(now);
  const beside = areas && before.areas && before.audience === audience ? before : now;
  const whenDescription = areas ? whenOf(areas, state, dataset, areasChosen.selected) : null;
  return (
    <Page
      title={title}
      {...(claim ? {} : { subtitle })}
      actions={<MapActions acts={acts} table={table} isThere={areas !== undefined} onTable={() => setTable(!table)} />}
    >
      {claim ? (
        <p className="map-claim">
          <span className="map-claim-view">{subtitle}</span> {claim.sentence}
        </p>
      ) : null}
      {acts.message ? <Notice tone={acts.message.tone}>{acts.message.text}</Notice> : null}
      <div className="map-page">
        <Card className="map-side" label="Layer and legend">
          <MapSettings datasets={datasets} dataset={dataset} state={beside.state} onChange={changes.change} />
          <h2>Legend</h2>
          {view ? (
            <Legend
              share={baseMap.drawn ? veil.plain : 1}
              items={view.legend}
              selected={areasChosen.selected}
              onSelect={areasChosen.chooseAll}
              lines={drawn.lines}
            />
          ) : null}
          <BaseMapSettings
            chosen={baseMap.chosen}
            problem={baseMap.problem}
            renew={baseMap.renew}
            shown={state.baseMap}
            onShow={changes.showBaseMap}
          />
        </Card>
        <Card className="map-middle" label={table ? 'Table of areas' : 'Map'}>
          <Canvas
            label={title}
            subtitle={subtitle}
            answers={answers}
            state={state}
            view={view}
            colours={colours}
            baseMap={baseMap.drawn}
            asTable={table}
            areasChosen={areasChosen}
          />
          {audience === 'analyst' && beside.series ? (
            <Timeline
              series={beside.series}
              by={beside.state.by}
              // The change of a place is of the period that the map shows, whoever chose it.
              period={layerKind(layer).measure === 'change' ? (areas?.description.period ?? null) : beside.state.period}
              selected={areasChosen.selected}
              playing={playing}
              once={once}
              onPlay={setPlaying}
              onPeriod={changes.showPeriod}
              onPart={changes.showPart}
            />
          ) : audience === 'analyst' ? null : (
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
              selected={areasChosen.selected}
              onSelect={areasChosen.choose}
              onSelectAll={areasChosen.chooseAll}
              onWhen={whenDescription ? openWhen : null}
              onTests={openTests}
            />
          ) : null}
        </Card>
      </div>
      {dialog === 'tests' && areas ? <TestsDialog found={areas} onClose={() => setDialog(null)} /> : null}
      {dialog === 'when' && whenDescription && areas ? (
        <WhenDialog
          description={whenDescription}
          where={
            areas.areas
              .filter(area => areasChosen.selected.has(area.code))
              .map(area => area.name)
              .join(', ') || 'all areas'
          }
          onClose={() => setDialog(null)}
        />
      ) : null}
    </Page>
  );
});

/** The table of weekdays and hours of what is chosen; null where a dataset has no hours. */
function whenOf(
  areas: HotSpots,
  state: MapState,
  dataset: DatasetSummary,
  selected: ReadonlySet<string>,
): PivotDescription | null {
  const hourField = dataset.fields.find(field => field.name === dataset.dateField && field.type === 'datetime');
  if (!hourField) return null;
  return {
    ...tableOf(areas, state, selected),
    rows: [{ field: hourField.name, by: 'weekday' }],
    columns: [{ field: hourField.name, by: 'hour' }],
  };
}

interface MapActionsProps {
  readonly acts: MapActs;
  readonly table: boolean;
  readonly isThere: boolean;
  readonly onTable: () => void;
}

function MapActions({ acts, table, isThere, onTable }: MapActionsProps): ReactNode {
  return (
    <>
      <Button icon={table ? <MapIcon aria-hidden /> : <Table2 aria-hidden />} onPress={onTable} isDisabled={!isThere}>
        {table ? 'Map' : 'Table'}
      </Button>
      <Menu
        label="Export"
        trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
        items={[
          { id: 'png', label: 'Picture (PNG)…', keys: 'Ctrl+E', act: () => acts.save('png') },
          { id: 'svg', label: 'Drawing (SVG)…', act: () => acts.save('svg') },
          { id: 'csv', label: 'Table of areas (CSV)…', act: () => acts.save('csv') },
          { id: 'xlsx', label: 'Table of areas (Excel workbook)…', act: () => acts.save('xlsx') },
        ]}
      />
      <Button kind="primary" icon={<Pin aria-hidden />} isDisabled={!isThere} onPress={acts.pin}>
        Add to briefing
      </Button>
    </>
  );
}

interface CanvasProps {
  readonly label: string;
  readonly subtitle: string;
  readonly answers: MapAnswers;
  readonly state: MapState;
  readonly view: LayerView | null;
  readonly colours: MapColours;
  readonly baseMap: ReturnType<typeof useBaseMap>['drawn'];
  readonly asTable: boolean;
  readonly areasChosen: ReturnType<typeof useChosenAreas>;
}

/** The map, or its table; over it what is waited for and what went wrong. */
function Canvas(props: CanvasProps): ReactNode {
  const { label, subtitle, answers, state, view, asTable, areasChosen } = props;
  const { found, areas, surface, hexagons, drawn } = answers;
  const { layer } = state;
  const { draws } = layerKind(layer);
  const byCode = useMemo(() => new Map(areas?.areas.map(area => [area.code, area])), [areas]);
  const waiting = found.waiting ?? surface.waiting ?? hexagons.waiting;
  const stopped = found.stopped ?? surface.stopped ?? hexagons.stopped;
  const problem =
    found.error ?? (draws === 'surface' ? surface.error : null) ?? (draws === 'hexagons' ? hexagons.error : null);
  return (
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
      {asTable && areas ? (
        <AreaTable
          label={`${label}, every area with its figures`}
          areas={areas.areas}
          columns={areaColumns(areas, layer, true)}
          selected={areasChosen.selected}
          onSelect={areasChosen.choose}
          first={firstColumn(areas, state)}
        />
      ) : (
        <AreaMap
          label={`${label}. ${subtitle}. Arrow keys move the map, plus and minus zoom; the table of areas says the same in words.`}
          shapes={problem || !view ? noShapes : view.shapes}
          fills={view?.fills ?? []}
          raster={problem ? null : (view?.raster ?? null)}
          outlines={answers.outlines}
          labels={answers.labels}
          selected={areasChosen.selected}
          colours={props.colours}
          baseMap={props.baseMap}
          onSelect={areasChosen.choose}
          tip={code => tipOf(code, byCode.get(code), areas, view, hexagons.data?.cells[hexagonAt(code)])}
        />
      )}
      {!asTable && drawn?.source.kind === 'schematic' ? (
        <div className="map-schematic" role="note" title={drawn.source.text}>
          Schematic areas, not real borders
        </div>
      ) : null}
    </div>
  );
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
