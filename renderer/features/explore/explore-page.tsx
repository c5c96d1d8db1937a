import { useCallback, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Table2 } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { usePivotAhead } from '../../bridge/pivot.ts';
import { useCommands } from '../../bridge/commands.ts';
import { useAudience } from '../../bridge/audience.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { Member, PivotDescription, PivotTable, SavedView } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { Button } from '../../ui/button.tsx';
import { MenuAt } from '../../ui/menu.tsx';
import type { CellPlace, Sort } from '../../ui/grid-rows.ts';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { addValue, layoutWords, openingView, placedOn, placeField, setFilter, usualPart } from './description.ts';
import type { Filter, Well } from './description.ts';
import { CalculatedDialog } from './calculated-dialog.tsx';
import { cellItems } from './cell-items.ts';
import { Explanation } from './explanation.tsx';
import { useActs, useMessage } from './explore-acts.ts';
import type { ExploreProps } from './explore-acts.ts';
import { Actions, DatasetChoice, Totals } from './explore-controls.tsx';
import { dialogNames } from './explore-controls.tsx';
import type { DialogName } from './explore-controls.tsx';
import { TableCard, useShownTable } from './explore-table.tsx';
import { FieldList } from './field-list.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { presentationOf } from './presentation.ts';
import type { Presentation } from './presentation.ts';
import { RowsDialog } from './rows-dialog.tsx';
import { useSteady } from './steady.ts';
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

/** The dialog that stands over the table: it is there again with its words. */
const openDialog: Slot<DialogName | null> = {
  name: 'explore-dialog',
  initial: null,
  draft: { saved: 'when-left', read: given => dialogNames.find(name => name === given) ?? null },
};

/** Members that the columns stand for, for measures that are set against one of them. */
function useBases(table: PivotTable | undefined): readonly Member[] {
  // As text, so that wells are not drawn anew for an answer with the same columns.
  const basesText = JSON.stringify([
    ...new Map(
      table?.columns
        .flatMap(header => (header.kind === 'leaf' ? header.path.slice(-1) : []))
        .map(member => [member.code, member]),
    ).values(),
  ]);
  return useMemo(() => JSON.parse(basesText) as readonly Member[], [basesText]);
}

/** What is used, as text: the list of fields is long and seldom changes, and is drawn anew only when this does. */
const usedIn = (description: PivotDescription): string =>
  [
    ...new Set([...placedOn(description, 'rows'), ...placedOn(description, 'columns')].map(placed => placed.field)),
    ...description.values.map(value => `measure:${value.measure}`),
  ]
    .toSorted()
    .join(' ');

function Explore(props: ExploreProps): ReactNode {
  const { datasets, dataset, description, view, presentation, onChange } = props;
  const views = useAnswer('views.list', {}).data;
  const openView = views?.find(other => other.id === view) ?? null;
  const exact = description.audience === 'analyst';
  const shown = useShownTable(description, dataset);
  const { table } = shown;
  const [message, setMessage] = useMessage(description);
  const acts = useActs(props, openView, table, setMessage);
  const [filtering, setFiltering] = useState<Filtering | null>(null);
  const [dialog, setDialog] = useKept(openDialog);
  const [menu, setMenu] = useState<{ readonly place: CellPlace; readonly element: HTMLElement } | null>(null);
  const askMenu = useCallback((place: CellPlace, element: HTMLElement) => setMenu({ place, element }), []);
  const [rowsOf, setRowsOf] = useState<CellPlace | null>(null);
  const search = useRef<HTMLDivElement>(null);
  const bases = useBases(table);
  useCommands({
    save: () => setDialog('save'),
    export: () => acts.exportTable('csv'),
    'copy-table': acts.copy,
    pin: acts.pin,
    find: () => search.current?.querySelector('input')?.focus(),
    undo: () => history.back(),
    redo: () => history.forward(),
  });

  const sort = (next: Sort | null) => onChange({ ...description, sort: next ? [next] : [] });
  const putField = (name: string, well: Well) => {
    const field = dataset.fields.find(candidate => candidate.name === name)!;
    if (well === 'filters') setFiltering({ field, filter: null });
    else if (well !== 'values')
      onChange(placeField(description, well, { field: name, ...(usualPart(field) ? { by: usualPart(field)! } : {}) }));
  };
  const changeSteadily = useSteady<Parameters<Change>>(from => onChange(from(description)));
  const filterSteadily = useSteady((field: Field, filter: Filter | null) => setFiltering({ field, filter }));
  const sortSteadily = useSteady(sort);
  const placeSteadily = useSteady(putField);
  const showSteadily = useSteady((change: Partial<Presentation>) =>
    onChange(description, { ...presentation, ...change }),
  );
  const openSteadily = useSteady(props.onView);
  const datasetSteadily = useSteady(props.onDataset);
  const addSteadily = useSteady((measure: string) => onChange(addValue(description, measure)));
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
          onDelete={acts.deleteView}
          onExport={acts.exportTable}
          onCopy={acts.copy}
          onPin={acts.pin}
        />
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      <div className="explore">
        <Card className="explore-fields" label="Fields">
          <DatasetChoice datasets={datasets} chosen={dataset.name} exact={exact} onChange={datasetSteadily} />
          <FieldList
            dataset={dataset}
            used={usedIn(description)}
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
          <TableCard
            label={`${dataset.label}: ${layoutWords(dataset, description)}`}
            shown={shown}
            description={description}
            presentation={presentation}
            onTake={props.onChange}
            onMenu={askMenu}
            onSort={sortSteadily}
          />
        </div>
        {table ? <Explanation table={table} place={shown.place} /> : <Card className="explanation">{null}</Card>}
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
            onWhat: shown.setPlace,
            onRows: setRowsOf,
            onChange,
            onSort: sort,
            onPin: acts.pin,
          })}
          onClose={() => setMenu(null)}
        />
      ) : null}
      {rowsOf && table ? (
        <RowsOf table={table} place={rowsOf} description={description} onClose={() => setRowsOf(null)} />
      ) : null}
      <OpenDialog
        {...props}
        dialog={dialog}
        openView={openView}
        onClose={() => setDialog(null)}
        onSaidSaved={name => setMessage({ tone: 'plain', text: `“${name}” is saved in this workspace.` })}
      />
    </Page>
  );
}

/** A field whose filter is being set. */
interface Filtering {
  readonly field: Field;
  readonly filter: Filter | null;
}

interface RowsOfProps {
  readonly table: PivotTable;
  readonly place: CellPlace;
  readonly description: PivotDescription;
  readonly onClose: () => void;
}

/** The rows behind one number. */
function RowsOf({ table, place, description, onClose }: RowsOfProps): ReactNode {
  const [row, column] = [table.rows[place.row]!.path, table.columns[place.column]!.path];
  return (
    <RowsDialog
      description={description}
      row={row.map(member => member.code)}
      column={column.map(member => member.code)}
      where={[...row, ...column].map(member => member.label).join(', ') || 'the whole table'}
      onClose={onClose}
    />
  );
}

interface OpenDialogProps extends ExploreProps {
  readonly dialog: DialogName | null;
  readonly openView: SavedView | null;
  readonly onClose: () => void;
  readonly onSaidSaved: (name: string) => void;
}

/** The dialog that a button or a menu asked for. */
function OpenDialog(props: OpenDialogProps): ReactNode {
  const { dialog, openView, dataset, description, presentation, onClose } = props;
  if (dialog === 'versions' && openView)
    return (
      <VersionsDialog
        view={openView}
        onClose={onClose}
        onOpen={version => {
          onClose();
          props.onView(version);
        }}
      />
    );
  if (dialog === 'measure')
    return (
      <CalculatedDialog
        dataset={dataset}
        description={description}
        onClose={onClose}
        onAdd={calculated => {
          onClose();
          props.onChange({
            ...description,
            calculated: [...(description.calculated ?? []), calculated],
            values: [...description.values, { measure: calculated.name }],
          });
        }}
      />
    );
  if (dialog === 'save')
    return (
      <SaveViewDialog
        suggested={layoutWords(dataset, description)}
        description={description}
        presentation={presentation}
        open={openView}
        onClose={onClose}
        onSaved={saved => {
          onClose();
          props.onSaved(saved.id);
          props.onSaidSaved(saved.name);
        }}
      />
    );
  return null;
}
