import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Download, Table2 } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { DatasetSummary, PivotDescription, PivotTable, SavedView } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, ChoiceField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { PivotGrid, pathKey } from '../../ui/pivot-grid.tsx';
import type { CellPlace, Sort } from '../../ui/pivot-grid.tsx';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { addValue, openingView, partLabels, placedOn, placeField, setFilter, usualPart } from './description.ts';
import type { Filter, Well } from './description.ts';
import { Explanation } from './explanation.tsx';
import { FieldList } from './field-list.tsx';
import { FilterDialog } from './filter-dialog.tsx';
import { clipboardTable } from './table-text.ts';
import { SaveViewDialog, ViewsMenu } from './views.tsx';
import { Wells } from './wells.tsx';
import './explore-page.css';

/** What the address keeps: the description, and which saved view it came from. `open` asks for a dataset's opening view. */
interface ExploreState {
  readonly description?: PivotDescription;
  readonly view?: number;
  readonly open?: { readonly dataset: string; readonly measure?: string };
}

const readState = (state: unknown): ExploreState =>
  typeof state === 'object' && state !== null ? (state as ExploreState) : {};

export function ExplorePage(): ReactNode {
  const datasets = useAnswer('cube.datasets', {});
  const [state, setState] = usePlaceState('explore', readState);
  const filled = datasets.data?.filter(dataset => dataset.rows > 0) ?? [];
  const wanted = state.description?.dataset ?? state.open?.dataset;
  const dataset = filled.find(candidate => candidate.name === wanted) ?? filled[0];
  const description = useMemo(
    () =>
      dataset
        ? state.description?.dataset === dataset.name
          ? state.description
          : openingView(dataset, state.open?.measure)
        : null,
    [dataset, state.description, state.open?.measure],
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
      onChange={next => setState({ description: next, ...(state.view === undefined ? {} : { view: state.view }) })}
      onDataset={name => setState({ open: { dataset: name } })}
      onView={view => setState({ description: view.description, view: view.id })}
    />
  );
}

interface ExploreProps {
  readonly datasets: readonly DatasetSummary[];
  readonly dataset: DatasetSummary;
  readonly description: PivotDescription;
  readonly view: number | null;
  readonly onChange: (description: PivotDescription) => void;
  readonly onDataset: (name: string) => void;
  readonly onView: (view: SavedView) => void;
}

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
    .map(
      value => dataset.measures.find(measure => measure.name === value.measure)?.label.toLowerCase() ?? value.measure,
    )
    .join(', ');
  return `${[names('rows'), names('columns')].filter(Boolean).join(' × ') || 'Everything'} · ${values}`;
}

/** Many inner rows start closed: a person opens what they want to see. */
function closedAtFirst(table: PivotTable): ReadonlySet<string> {
  return table.rows.length > 60 ? new Set(table.rows.filter(row => row.kind === 'subtotal').map(pathKey)) : new Set();
}

function Explore({ datasets, dataset, description, view, onChange, onDataset, onView }: ExploreProps): ReactNode {
  const pivot = useAnswer('cube.pivot', description, { keep: true });
  const views = useAnswer('views.list', {}).data;
  const openView = views?.find(other => other.id === view) ?? null;
  const [filtering, setFiltering] = useState<{ field: Field; filter: Filter | null } | null>(null);
  const [saving, setSaving] = useState(false);
  const [place, setPlace] = useState<CellPlace | null>(null);
  const [message, setMessage] = useState<{ tone: 'plain' | 'stop'; text: string } | null>(null);
  const search = useRef<HTMLDivElement>(null);
  const table = pivot.data;
  const layout = table ? table.rowFields.map(field => field.field).join() : '';
  const [closed, setClosed] = useState<{ layout: string; paths: ReadonlySet<string> } | null>(null);
  const paths = table ? (closed?.layout === layout ? closed.paths : closedAtFirst(table)) : new Set<string>();

  useEffect(() => setPlace(null), [layout]);
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
        purpose: 'analyst’s own use',
      });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved: ${formatNumber(written.rows)} rows, ${formatNumber(written.columns)} columns. It holds exact figures: keep it as you keep this workspace.`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const copy = async () => {
    if (!table) return;
    try {
      await ask('clipboard.write', clipboardTable(table));
      setMessage({ tone: 'plain', text: 'The table is on the clipboard with its headers. It holds exact figures.' });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  useCommands({
    save: () => setSaving(true),
    export: () => void exportTable('csv'),
    'copy-table': () => void copy(),
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
  const subtotals = description.totals?.subtotals ?? false;
  return (
    <Page
      title={openView?.name ?? dataset.label}
      subtitle={layoutWords(dataset, description)}
      actions={
        <>
          <ViewsMenu onOpen={onView} onSave={() => setSaving(true)} />
          <Menu
            label="Export"
            trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
            items={[
              { id: 'csv', label: 'CSV…', keys: 'Ctrl+E', act: () => void exportTable('csv') },
              { id: 'xlsx', label: 'Excel workbook…', act: () => void exportTable('xlsx') },
              { id: 'copy', label: 'Copy table', keys: 'Ctrl+Shift+C', act: () => void copy() },
            ]}
          />
        </>
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      <div className="explore">
        <Card className="explore-fields" label="Fields">
          <ChoiceField
            label="Dataset"
            value={dataset.name}
            choices={datasets.map(other => ({
              id: other.name,
              label: other.label,
              hint: `${formatNumber(other.rows)} rows`,
            }))}
            onChange={onDataset}
          />
          <FieldList
            dataset={dataset}
            description={description}
            searchRef={search}
            onPlace={putField}
            onAddMeasure={measure => onChange(addValue(description, measure))}
          />
        </Card>
        <div className="explore-middle">
          <Card label="Wells">
            <Wells
              dataset={dataset}
              description={description}
              onChange={onChange}
              onFilter={(field, filter) => setFiltering({ field, filter })}
            />
            <div className="explore-totals">
              <CheckField
                checked={(description.totals?.rows ?? 'none') !== 'none'}
                onChange={checked =>
                  onChange({ ...description, totals: { ...description.totals, rows: checked ? 'after' : 'none' } })
                }
              >
                Total row
              </CheckField>
              <CheckField
                checked={(description.totals?.columns ?? 'none') !== 'none'}
                onChange={checked =>
                  onChange({ ...description, totals: { ...description.totals, columns: checked ? 'after' : 'none' } })
                }
              >
                Total column
              </CheckField>
              <CheckField
                checked={subtotals}
                onChange={checked =>
                  onChange({ ...description, totals: { ...description.totals, subtotals: checked } })
                }
              >
                Subtotals
              </CheckField>
            </div>
          </Card>
          <Card className="explore-table" label="Table">
            {pivot.error ? (
              <div className="explore-problem">
                <Notice tone="stop">{sentenceOf(pivot.error)}</Notice>
              </div>
            ) : table ? (
              <>
                <PivotGrid
                  label={`${dataset.label}: ${layoutWords(dataset, description)}`}
                  table={table}
                  stale={pivot.isPlaceholderData}
                  closed={paths}
                  onToggle={path => {
                    const next = new Set(paths);
                    if (!next.delete(path)) next.add(path);
                    setClosed({ layout, paths: next });
                  }}
                  onFocusCell={setPlace}
                  onSort={sort}
                />
                <footer className="explore-notes">
                  {table.notes.map(note => (
                    <span key={note.code}>{note.text} </span>
                  ))}
                  <span className="explore-time">
                    {formatNumber(table.provenance.milliseconds, table.provenance.milliseconds < 10 ? 1 : 0)} ms over{' '}
                    {formatNumber(table.provenance.rowsInDataset)} rows.
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
          onClose={() => setFiltering(null)}
          onSet={filter => {
            onChange(setFilter(description, filter));
            setFiltering(null);
          }}
        />
      ) : null}
      {saving ? (
        <SaveViewDialog
          suggested={layoutWords(dataset, description)}
          description={description}
          open={openView}
          onClose={() => setSaving(false)}
          onSaved={saved => {
            setSaving(false);
            onView(saved);
            setMessage({ tone: 'plain', text: `“${saved.name}” is saved in this workspace.` });
          }}
        />
      ) : null}
    </Page>
  );
}
