import { memo } from 'react';
import type { ReactNode } from 'react';
import { ChartColumn, Download, Pin, Plus } from 'lucide-react';
import type { DatasetSummary, SavedView } from '../../../shared/contract/cube.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, ChoiceField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { chartLabels, shadingLabels } from './presentation.ts';
import type { Presentation } from './presentation.ts';
import { ViewsMenu } from './views.tsx';
import type { Change } from './wells.tsx';

// Parts of the page with many controls each, which neither a field that is moved nor an answer draws anew.

export const dialogNames = ['save', 'versions', 'measure'] as const;
export type DialogName = (typeof dialogNames)[number];

interface ActionsProps {
  readonly openView: SavedView | null;
  readonly presentation: Presentation;
  readonly onShow: (change: Partial<Presentation>) => void;
  readonly onOpen: (view: SavedView) => void;
  readonly onDialog: (dialog: DialogName) => void;
  readonly onDelete: () => void;
  readonly onExport: (format: 'csv' | 'xlsx') => void;
  readonly onCopy: () => void;
  readonly onPin: () => void;
}

/** Views, charts, files and briefings. */
export const Actions = memo(function Actions({
  openView,
  presentation,
  onShow,
  onOpen,
  onDialog,
  onDelete,
  onExport,
  onCopy,
  onPin,
}: ActionsProps): ReactNode {
  return (
    <>
      <ViewsMenu
        open={openView}
        onOpen={onOpen}
        onSave={() => onDialog('save')}
        onVersions={() => onDialog('versions')}
        onDelete={onDelete}
      />
      <Menu
        label="Show as"
        trigger={
          <Button icon={<ChartColumn aria-hidden />}>
            {presentation.chart ? chartLabels[presentation.chart] : 'Chart'}
          </Button>
        }
        items={[
          {
            id: 'table',
            label: 'Table alone',
            chosen: presentation.chart === null,
            act: () => onShow({ chart: null }),
          },
          ...Object.entries(chartLabels).map(([id, label]) => ({
            id,
            label,
            chosen: presentation.chart === id,
            act: () => onShow({ chart: id as Presentation['chart'] }),
          })),
          { kind: 'line', id: 'multiples-line' },
          {
            id: 'multiples',
            label: 'One small chart for each row',
            chosen: presentation.multiples,
            disabled: presentation.chart === null || presentation.chart === 'heat',
            act: () => onShow({ multiples: !presentation.multiples }),
          },
          {
            kind: 'section',
            id: 'shading',
            label: 'Shading of the table',
            items: Object.entries(shadingLabels).map(([id, label]) => ({
              id: `shading-${id}`,
              label,
              chosen: presentation.shading === id,
              act: () => onShow({ shading: id as Presentation['shading'] }),
            })),
          },
        ]}
      />
      <Menu
        label="Export"
        trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
        items={[
          { id: 'csv', label: 'CSV…', keys: 'Ctrl+E', act: () => onExport('csv') },
          { id: 'xlsx', label: 'Excel workbook…', act: () => onExport('xlsx') },
          { id: 'copy', label: 'Copy table', keys: 'Ctrl+Shift+C', act: () => onCopy() },
        ]}
      />
      <Button kind="primary" icon={<Pin aria-hidden />} onPress={onPin}>
        Add to briefing
      </Button>
    </>
  );
});

interface TotalsProps {
  readonly rows: boolean;
  readonly columns: boolean;
  readonly subtotals: boolean;
  readonly intervals: boolean;
  readonly top: number | null;
  readonly onChange: Change;
  readonly onDialog: (dialog: DialogName) => void;
}

/** Totals, intervals, how many rows, measures of one's own. */
export const Totals = memo(function Totals({
  rows,
  columns,
  subtotals,
  intervals,
  top,
  onChange,
  onDialog,
}: TotalsProps): ReactNode {
  return (
    <div className="explore-totals">
      <CheckField
        checked={rows}
        onChange={checked =>
          onChange(description => ({
            ...description,
            totals: { ...description.totals, rows: checked ? 'after' : 'none' },
          }))
        }
      >
        Total row
      </CheckField>
      <CheckField
        checked={columns}
        onChange={checked =>
          onChange(description => ({
            ...description,
            totals: { ...description.totals, columns: checked ? 'after' : 'none' },
          }))
        }
      >
        Total column
      </CheckField>
      <CheckField
        checked={subtotals}
        onChange={checked =>
          onChange(description => ({ ...description, totals: { ...description.totals, subtotals: checked } }))
        }
      >
        Subtotals
      </CheckField>
      <CheckField
        checked={intervals}
        onChange={checked =>
          onChange(description => ({
            ...description,
            values: description.values.map(value => ({ ...value, interval: checked })),
          }))
        }
      >
        95 % intervals
      </CheckField>
      <Menu
        label="Rows shown"
        trigger={
          <Button kind="quiet" size="small">
            {top === null ? 'All rows' : `Top ${top} and others`} <span aria-hidden>▾</span>
          </Button>
        }
        items={[null, 5, 10, 20, 50].map(n => ({
          id: String(n),
          label: n === null ? 'All rows' : `Top ${n} and others`,
          chosen: top === n,
          act: () =>
            onChange(description => {
              const { top: _, ...rest } = description;
              return n === null ? rest : { ...rest, top: { axis: 'rows', n, others: true } };
            }),
        }))}
      />
      <Button kind="quiet" size="small" icon={<Plus aria-hidden />} onPress={() => onDialog('measure')}>
        New measure
      </Button>
    </div>
  );
});

interface DatasetChoiceProps {
  readonly datasets: readonly DatasetSummary[];
  readonly chosen: string;
  /** Whether this audience may know how many rows there are. */
  readonly exact: boolean;
  readonly onChange: (name: string) => void;
}

export const DatasetChoice = memo(function DatasetChoice({
  datasets,
  chosen,
  exact,
  onChange,
}: DatasetChoiceProps): ReactNode {
  return (
    <ChoiceField
      label="Dataset"
      value={chosen}
      choices={datasets.map(other => ({
        id: other.name,
        label: other.label,
        ...(exact ? { hint: `${formatNumber(other.rows)} rows` } : {}),
      }))}
      onChange={onChange}
    />
  );
});
