import { useCallback, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Table2 } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { wantPin } from '../../bridge/pin.ts';
import { usePivot, usePivotAhead } from '../../bridge/pivot.ts';
import { useCommands } from '../../bridge/commands.ts';
import { useAudience } from '../../bridge/audience.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DatasetSummary, Member, PivotDescription, PivotTable, SavedView } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { MenuAt } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { pathKey } from '../../ui/grid-rows.ts';
import { PivotGrid } from '../../ui/pivot-grid.tsx';
import type { CellPlace, Sort } from '../../ui/grid-rows.ts';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import {
  addValue,
  measureLabel,
  openingView,
  partLabels,
  placedOn,
  placeField,
  setFilter,
  usualPart,
} from './description.ts';
import type { Filter, Well } from './description.ts';
import { CalculatedDialog } from './calculated-dialog.tsx';
import { cellItems } from './cell-items.ts';
import { Charts } from './charts.tsx';
import { Explanation } from './explanation.tsx';
import { Actions, DatasetChoice, Totals } from './explore-controls.tsx';
import { dialogNames } from './explore-controls.tsx';
import type { DialogName } from './explore-controls.tsx';
import { FieldList } from './field-list.tsx';
import { Refused } from './freeing.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { presentationOf } from './presentation.ts';
import type { Presentation } from './presentation.ts';
import { RowsDialog } from './rows-dialog.tsx';
import { SaveViewDialog, VersionsDialog } from './views.tsx';
import { Wells } from './wells.tsx';
import type { Change } from './wells.tsx';
import './explore-page.css';

/** What the address keeps: the description, and which saved view it came from. `open` asks for a dataset's opening view. */
interface ExploreState {
  readonly description?: PivotDescription;
  readonly presentation?: Presentation;
  readonly view?: number;
  readonly open?: { readonly dataset: string; readonly measure?: string };
}

interface Message {
  readonly tone: 'plain' | 'stop';
  readonly text: string;
}

const readState = (state: unknown): ExploreState =>
  typeof state === 'object' && state !== null ? (state as ExploreState) : {};

export function ExplorePage(): ReactNode {
  const datasets = useAnswer('cube.datasets', {});
  const [state, setState] = usePlaceState('explore', readState);
  const filled = useMemo(() => datasets.data?.filter(dataset => dataset.rows > 0) ?? [], [datasets.data]);
  const wanted = state.description?.dataset ?? state.open?.dataset;
  const dataset = filled.find(candidate => candidate.name === wanted) ?? filled[0];
  const audience = useAudience();
  const { shading, chart, multiples } = presentationOf(state.presentation);
  const presentation = useMemo<Presentation>(() => ({ shading, chart, multiples }), [shading, chart, multiples]);
  const pivotAhead = usePivotAhead();
  const description = useMemo<PivotDescription | null>(
    () =>
      dataset
        ? {
            ...(state.description?.dataset === dataset.name
              ? state.description
              : openingView(dataset, state.open?.measure)),
            audience,
          }
        : null,
    [dataset, state.description, state.open?.measure, audience],
  );
  if (datasets.error) return <Notice tone="stop">{sentenceOf(datasets.error)}</Notice>;
  if (!datasets.data) return null;
  if (!dataset || !description)
    return (
      <Page title="Explore">
        <Empty
          icon={<Table2 aria-hidden />}
          title="Nothing to explore yet"
          action={
            <Button kind="primary" onPress={() => go({ place: 'data', state: null })}>
              Bring in a return
            </Button>
          }
        >
          Here you would put districts, quarters and measures side by side. First bring in a return or a public file.
        </Empty>
      </Page>
    );
  return (
    <Explore
      key={dataset.name}
      datasets={filled}
      dataset={dataset}
      description={description}
      view={state.view ?? null}
      presentation={presentation}
      onChange={(next, nextPresentation = state.presentation) => {
        pivotAhead(next);
        setState({
          description: next,
          ...(nextPresentation ? { presentation: nextPresentation } : {}),
          ...(state.view === undefined ? {} : { view: state.view }),
        });
      }}
      onDataset={name => setState({ open: { dataset: name } })}
      onView={view =>
        setState(
          view
            ? { description: view.description, presentation: presentationOf(view.presentation), view: view.id }
            : { description },
        )
      }
      onSaved={id => setState({ description, presentation, view: id })}
    />
  );
}

interface ExploreProps {
  readonly datasets: readonly DatasetSummary[];
  readonly dataset: DatasetSummary;
  readonly description: PivotDescription;
  readonly view: number | null;
  readonly presentation: Presentation;
  readonly onChange: (description: PivotDescription, presentation?: Presentation) => void;
  readonly onDataset: (name: string) => void;
  /** Opens a saved view; null leaves the one that is open and keeps what it shows. */
  readonly onView: (view: SavedView | null) => void;
  /** What is shown is saved under this number now; it stays as it is. */
  readonly onSaved: (view: number) => void;
}

/** The cell that is explained, and the rows that are closed, in the layout that they belong to. */
const chosenCell: Slot<{ readonly layout: string; readonly place: CellPlace } | null> = {
  name: 'explore-cell',
  initial: null,
};
const closedRows: Slot<{ readonly layout: string; readonly paths: readonly string[] } | null> = {
  name: 'explore-closed',
  initial: null,
  draft: {
    saved: 'when-left',
    read: given => {
      const { layout, paths } = (given ?? {}) as { layout?: unknown; paths?: unknown };
      return typeof layout === 'string' && Array.isArray(paths) ? { layout, paths: paths as string[] } : null;
    },
  },
};

/** The dialog that stands over the table: it is there again with its words. */
const openDialog: Slot<DialogName | null> = {
  name: 'explore-dialog',
  initial: null,
  draft: { saved: 'when-left', read: given => dialogNames.find(name => name === given) ?? null },
};

/** "District × financial year, financial quarter" */
function layoutWords(dataset: DatasetSummary, description: PivotDescription): string {
  const names = (axis: 'rows' | 'columns') =>
    placedOn(description, axis)
      .map(placed =>
        placed.by
          ? partLabels[placed.by]
          : (dataset.fields.find(field => field.name === placed.field)?.label ?? placed.field),
      )
      .join(', ');
  const values = description.values
    .map(value => measureLabel(dataset, description, value.measure).toLowerCase())
    .join(', ');
  return `${[names('rows'), names('columns')].filter(Boolean).join(' × ') || 'Everything'} · ${values}`;
}

/** The same function from one drawing to the next, which does what the latest one would. */
function useSteady<A extends readonly unknown[]>(act: (...given: A) => void): (...given: A) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...given: A) => latest.current(...given), []);
}

/** Many inner rows start closed: a person opens what they want to see. */
function closedAtFirst(table: PivotTable): ReadonlySet<string> {
  return table.rows.length > 60 ? new Set(table.rows.filter(row => row.kind === 'subtotal').map(pathKey)) : new Set();
}

function Explore({
  datasets,
  dataset,
  description,
  view,
  presentation,
  onChange,
  onDataset,
  onView,
  onSaved,
}: ExploreProps): ReactNode {
  // What one audience may see must never stand for a moment where another looks.
  const pivot = usePivot(description, { keep: before => before.audience === description.audience });
  const exact = description.audience === 'analyst';
  const views = useAnswer('views.list', {}).data;
  const openView = views?.find(other => other.id === view) ?? null;
  const [filtering, setFiltering] = useState<{ field: Field; filter: Filter | null } | null>(null);
  const [dialog, setDialog] = useKept(openDialog);
  const [menu, setMenu] = useState<{ readonly place: CellPlace; readonly element: HTMLElement } | null>(null);
  const askMenu = useCallback((place: CellPlace, element: HTMLElement) => setMenu({ place, element }), []);
  const [rowsOf, setRowsOf] = useState<CellPlace | null>(null);
  const remove = useChange('views.delete');
  const [chosen, setChosen] = useKept(chosenCell);
  /** What was done last, and with which table: it is said beside that table only. */
  const [told, setTold] = useState<{ readonly message: Message; readonly about: string } | null>(null);
  const about = JSON.stringify(description);
  const setMessage = (next: Message | null) => setTold(next && { message: next, about });
  const message = told?.about === about ? told.message : null;
  const search = useRef<HTMLDivElement>(null);
  const table = pivot.stopped ? undefined : pivot.data;
  const layout = table ? `${dataset.name}: ${table.rowFields.map(field => field.field).join()}` : '';
  const [closed, setClosed] = useKept(closedRows);
  const paths = useMemo<ReadonlySet<string>>(
    () => (table ? (closed?.layout === layout ? new Set(closed.paths) : closedAtFirst(table)) : new Set()),
    [table, closed, layout],
  );
  const setPlace = useSteady((next: CellPlace | null) => setChosen(next && { layout, place: next }));
  const place = chosen?.layout === layout ? chosen.place : null;
  const shownPlace =
    place &&
    table &&
    place.row < table.rows.length &&
    place.column < table.columns.length &&
    place.value < table.values.length
      ? place
      : null;

  const exportTable = async (format: 'csv' | 'xlsx') => {
    setMessage(null);
    try {
      const file = await ask('files.save', {
        purpose: 'export',
        suggested: openView?.name ?? dataset.label,
        extension: format,
      });
      if (!file) return;
      const written = await ask('cube.export', {
        description,
        format,
        file: file.grant,
        title: openView?.name ?? dataset.label,
        purpose: exact ? 'analyst’s own use' : `for a ${description.audience} audience`,
      });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved: ${formatNumber(written.rows)} rows, ${formatNumber(written.columns)} columns. ${exact ? 'It holds exact figures: keep it as you keep this workspace.' : 'It is protected: small counts, where there are any, and what would give them away are hidden in it.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const copy = async () => {
    if (!table) return;
    try {
      await ask('clipboard.table', { description, title: openView?.name ?? dataset.label });
      setMessage({
        tone: 'plain',
        text: `The table is on the clipboard with its headers. ${exact ? 'It holds exact figures.' : 'It is protected as on the screen.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const pin = () => {
    const { audience: _, ...view } = description;
    wantPin({
      title: openView?.name ?? `${dataset.label}: ${layoutWords(dataset, description)}`,
      pin: presentation.chart ? { kind: 'chart', view, chart: presentation.chart } : { kind: 'table', view },
    });
  };
  useCommands({
    save: () => setDialog('save'),
    export: () => void exportTable('csv'),
    'copy-table': () => void copy(),
    pin,
    find: () => search.current?.querySelector('input')?.focus(),
    undo: () => history.back(),
    redo: () => history.forward(),
  });

  const show = (change: Partial<Presentation>) => onChange(description, { ...presentation, ...change });
  const whereOf = (at: CellPlace): string =>
    table
      ? [...table.rows[at.row]!.path, ...table.columns[at.column]!.path].map(member => member.label).join(', ') ||
        'the whole table'
      : '';
  const sort = (next: Sort | null) => onChange({ ...description, sort: next ? [next] : [] });
  const putField = (name: string, well: Well) => {
    const field = dataset.fields.find(candidate => candidate.name === name)!;
    if (well === 'filters') setFiltering({ field, filter: null });
    else if (well !== 'values')
      onChange(placeField(description, well, { field: name, ...(usualPart(field) ? { by: usualPart(field)! } : {}) }));
  };
  // The list of fields is long and seldom changes: it is drawn anew only when what is used changes.
  // As text, so that wells are not drawn anew for an answer with the same columns.
  const basesText = JSON.stringify([
    ...new Map(
      table?.columns
        .flatMap(header => (header.kind === 'leaf' ? header.path.slice(-1) : []))
        .map(member => [member.code, member]),
    ).values(),
  ]);
  const bases = useMemo(() => JSON.parse(basesText) as readonly Member[], [basesText]);
  const changeSteadily = useSteady<Parameters<Change>>(from => onChange(from(description)));
  const filterSteadily = useSteady((field: Field, filter: Filter | null) => setFiltering({ field, filter }));
  const toggle = useSteady((path: string) => {
    const next = new Set(paths);
    if (!next.delete(path)) next.add(path);
    setClosed({ layout, paths: [...next] });
  });
  const sortSteadily = useSteady(sort);
  const placeSteadily = useSteady(putField);
  const showSteadily = useSteady(show);
  const openSteadily = useSteady(onView);
  const datasetSteadily = useSteady(onDataset);
  const exportSteadily = useSteady((format: 'csv' | 'xlsx') => void exportTable(format));
  const copySteadily = useSteady(() => void copy());
  const pinSteadily = useSteady(pin);
  const deleteSteadily = useSteady(() => {
    if (!openView) return;
    const { name } = openView;
    remove.mutate(
      { id: openView.id },
      {
        onSuccess: () => {
          onView(null);
          setMessage({
            tone: 'plain',
            text: `“${name}” is deleted. What it showed is still here: save it again to keep it.`,
          });
        },
      },
    );
  });
  const addSteadily = useSteady((measure: string) => onChange(addValue(description, measure)));
  const used = [
    ...new Set([...placedOn(description, 'rows'), ...placedOn(description, 'columns')].map(placed => placed.field)),
    ...description.values.map(value => `measure:${value.measure}`),
  ]
    .toSorted()
    .join(' ');
  return (
    <Page
      title={openView?.name ?? dataset.label}
      subtitle={layoutWords(dataset, description)}
      actions={
        <Actions
          openView={openView}
          presentation={presentation}
          onShow={showSteadily}
          onOpen={openSteadily}
          onDialog={setDialog}
          onDelete={deleteSteadily}
          onExport={exportSteadily}
          onCopy={copySteadily}
          onPin={pinSteadily}
        />
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      <div className="explore">
        <Card className="explore-fields" label="Fields">
          <DatasetChoice datasets={datasets} chosen={dataset.name} exact={exact} onChange={datasetSteadily} />
          <FieldList
            dataset={dataset}
            used={used}
            searchRef={search}
            onPlace={placeSteadily}
            onAddMeasure={addSteadily}
          />
        </Card>
        <div className="explore-middle">
          <Card label="Wells">
            <Wells
              bases={bases}
              dataset={dataset}
              description={description}
              onChange={changeSteadily}
              onFilter={filterSteadily}
            />
            <Totals
              rows={(description.totals?.rows ?? 'none') !== 'none'}
              columns={(description.totals?.columns ?? 'none') !== 'none'}
              subtotals={description.totals?.subtotals ?? false}
              intervals={description.values.some(value => value.interval)}
              top={description.top?.n ?? null}
              onChange={changeSteadily}
              onDialog={setDialog}
            />
          </Card>
          <Card className="explore-table" label="Table">
            {pivot.waiting ? (
              <div className="explore-problem">
                <Progress
                  label="Protecting the table"
                  progress={pivot.waiting.progress}
                  onCancel={pivot.waiting.cancel}
                />
              </div>
            ) : null}
            {pivot.stopped ? (
              <div className="explore-problem">
                <Notice tone="plain">
                  This table was not made: you cancelled it. Nothing of it is shown.{' '}
                  <Button size="small" onPress={pivot.stopped.again}>
                    Make it now
                  </Button>
                </Notice>
              </div>
            ) : pivot.error ? (
              <div className="explore-problem">
                <Refused error={pivot.error} description={description} onTake={onChange} />
              </div>
            ) : table ? (
              <>
                {presentation.chart ? (
                  <Charts table={table} kind={presentation.chart} multiples={presentation.multiples} />
                ) : null}
                <PivotGrid
                  shading={presentation.shading}
                  onCellMenu={askMenu}
                  label={`${dataset.label}: ${layoutWords(dataset, description)}`}
                  table={table}
                  stale={pivot.isPlaceholderData}
                  closed={paths}
                  onToggle={toggle}
                  onFocusCell={setPlace}
                  onSort={sortSteadily}
                />
                <footer className="explore-notes">
                  {table.notes.map(note => (
                    <span key={note.code}>{note.text} </span>
                  ))}
                  <span className="explore-time">
                    {formatNumber(table.provenance.milliseconds, table.provenance.milliseconds < 10 ? 1 : 0)} ms
                    {table.provenance.rowsInDataset === null
                      ? '.'
                      : ` over ${formatNumber(table.provenance.rowsInDataset)} rows.`}
                  </span>
                </footer>
              </>
            ) : null}
          </Card>
        </div>
        {table ? <Explanation table={table} place={shownPlace} /> : <Card className="explanation">{null}</Card>}
      </div>
      {filtering ? (
        <FilterDialog
          dataset={dataset}
          field={filtering.field}
          filter={filtering.filter}
          counts={exact}
          onClose={() => setFiltering(null)}
          onSet={filter => {
            onChange(setFilter(description, filter));
            setFiltering(null);
          }}
        />
      ) : null}
      {menu && table ? (
        <MenuAt
          label="This number"
          element={menu.element}
          items={cellItems(menu.place, table, dataset, description, {
            exact,
            onWhat: setPlace,
            onRows: setRowsOf,
            onChange,
            onSort: sort,
            onPin: pin,
          })}
          onClose={() => setMenu(null)}
        />
      ) : null}
      {rowsOf && table ? (
        <RowsDialog
          description={description}
          row={table.rows[rowsOf.row]!.path.map(member => member.code)}
          column={table.columns[rowsOf.column]!.path.map(member => member.code)}
          where={whereOf(rowsOf)}
          onClose={() => setRowsOf(null)}
        />
      ) : null}
      {dialog === 'versions' && openView ? (
        <VersionsDialog
          view={openView}
          onClose={() => setDialog(null)}
          onOpen={version => {
            setDialog(null);
            onView(version);
          }}
        />
      ) : null}
      {dialog === 'measure' ? (
        <CalculatedDialog
          dataset={dataset}
          description={description}
          onClose={() => setDialog(null)}
          onAdd={calculated => {
            setDialog(null);
            onChange({
              ...description,
              calculated: [...(description.calculated ?? []), calculated],
              values: [...description.values, { measure: calculated.name }],
            });
          }}
        />
      ) : null}
      {dialog === 'save' ? (
        <SaveViewDialog
          suggested={layoutWords(dataset, description)}
          description={description}
          presentation={presentation}
          open={openView}
          onClose={() => setDialog(null)}
          onSaved={saved => {
            setDialog(null);
            onSaved(saved.id);
            setMessage({ tone: 'plain', text: `“${saved.name}” is saved in this workspace.` });
          }}
        />
      ) : null}
    </Page>
  );
}
