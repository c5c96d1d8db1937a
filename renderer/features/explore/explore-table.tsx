import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { usePivot } from '../../bridge/pivot.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DatasetSummary, PivotDescription, PivotTable } from '../../../shared/contract/cube.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { pathKey } from '../../ui/grid-rows.ts';
import type { CellPlace, Sort } from '../../ui/grid-rows.ts';
import { PivotGrid } from '../../ui/pivot-grid.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Notice } from '../../ui/surface.tsx';
import { Charts } from './charts.tsx';
import { Refused } from './freeing.tsx';
import type { Presentation } from './presentation.ts';
import { useSteady } from './steady.ts';

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

/** Many inner rows start closed: a person opens what they want to see. */
function closedAtFirst(table: PivotTable): ReadonlySet<string> {
  return table.rows.length > 60 ? new Set(table.rows.filter(row => row.kind === 'subtotal').map(pathKey)) : new Set();
}

/** The table as it is now, the cell that is explained in it, and the rows that are closed. */
export function useShownTable(description: PivotDescription, dataset: DatasetSummary) {
  // What one audience may see must never stand for a moment where another looks.
  const pivot = usePivot(description, { keep: before => before.audience === description.audience });
  const [chosen, setChosen] = useKept(chosenCell);
  const [closed, setClosed] = useKept(closedRows);
  const table = pivot.stopped ? undefined : pivot.data;
  const layout = table ? `${dataset.name}: ${table.rowFields.map(field => field.field).join()}` : '';
  const paths = useMemo<ReadonlySet<string>>(
    () => (table ? (closed?.layout === layout ? new Set(closed.paths) : closedAtFirst(table)) : new Set()),
    [table, closed, layout],
  );
  const setPlace = useSteady((next: CellPlace | null) => setChosen(next && { layout, place: next }));
  const toggle = useSteady((path: string) => {
    const next = new Set(paths);
    if (!next.delete(path)) next.add(path);
    setClosed({ layout, paths: [...next] });
  });
  const place = chosen?.layout === layout ? chosen.place : null;
  const isInTable =
    place &&
    table &&
    place.row < table.rows.length &&
    place.column < table.columns.length &&
    place.value < table.values.length;
  return { pivot, table, paths, toggle, setPlace, place: isInTable ? place : null };
}

type ShownTable = ReturnType<typeof useShownTable>;

interface TableCardProps {
  readonly label: string;
  readonly shown: ShownTable;
  readonly description: PivotDescription;
  readonly presentation: Presentation;
  /** Takes a coarser table where this one cannot be had. */
  readonly onTake: (description: PivotDescription) => void;
  readonly onMenu: (place: CellPlace, element: HTMLElement) => void;
  readonly onSort: (sort: Sort | null) => void;
}

/** The table with its chart and notes, or why there is none. */
export function TableCard({
  label,
  shown,
  description,
  presentation,
  onTake,
  onMenu,
  onSort,
}: TableCardProps): ReactNode {
  const { pivot, table } = shown;
  return (
    <Card className="explore-table" label="Table">
      {pivot.waiting ? (
        <div className="explore-problem">
          <Progress label="Protecting the table" progress={pivot.waiting.progress} onCancel={pivot.waiting.cancel} />
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
          <Refused error={pivot.error} description={description} onTake={onTake} />
        </div>
      ) : table ? (
        <>
          {presentation.chart ? (
            <Charts table={table} kind={presentation.chart} multiples={presentation.multiples} />
          ) : null}
          <PivotGrid
            shading={presentation.shading}
            onCellMenu={onMenu}
            label={label}
            table={table}
            stale={pivot.isPlaceholderData}
            closed={shown.paths}
            onToggle={shown.toggle}
            onFocusCell={shown.setPlace}
            onSort={onSort}
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
  );
}
