import { memo, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent, ReactNode } from 'react';
import { Plus } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import type { DatasetSummary, Member, PivotDescription, ShowAs } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import {
  addValue,
  filterWords,
  measureLabel,
  moveField,
  moveValue,
  partLabels,
  partsOf,
  placedOn,
  placeField,
  removeField,
  removeFilter,
  removeValue,
  replaceField,
  usualPart,
} from './description.ts';
import type { Axis, Filter, Placed } from './description.ts';
import { droppedOf, isDragged, startDrag } from './dragging.ts';

const showLabels: Partial<Record<ShowAs, string>> = {
  value: 'Value',
  'share-of-row': '% of row',
  'share-of-column': '% of column',
  'share-of-parent-row': '% of parent row',
  'share-of-parent-column': '% of parent column',
  'share-of-total': '% of grand total',
  'difference-from-previous': 'Difference from previous',
  'change-from-previous': '% change from previous',
  'running-total': 'Running total',
  rank: 'Rank',
  index: 'Index, whole area = 100',
};

const baseLabels = { 'difference-from': 'Difference from', 'change-from': '% change from' } as const;

interface WellsProps {
  readonly dataset: DatasetSummary;
  /** Innermost members of the columns as they stand: what a figure can be compared with. */
  readonly bases: readonly Member[];
  readonly description: PivotDescription;
  readonly onChange: Change;
  readonly onFilter: (field: Field, filter: Filter | null) => void;
}

/** Makes another description from the one that stands: a well need not be drawn anew for what it does not show. */
export type Change = (from: (description: PivotDescription) => PivotDescription) => void;

/** The value of before for as long as it says the same. */
function useSame<T>(value: T): T {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as T, [text]);
}

const fieldLabel = (dataset: DatasetSummary, name: string) =>
  dataset.fields.find(field => field.name === name)?.label ?? name;

/** Four wells of real controls. A chip opens a menu with Enter; Alt with an arrow moves it; Delete takes it away. */
export const Wells = memo(function Wells({ dataset, bases, description, onChange, onFilter }: WellsProps): ReactNode {
  const rows = useSame(placedOn(description, 'rows'));
  const columns = useSame(placedOn(description, 'columns'));
  const values = useSame(description.values);
  const calculated = useSame(description.calculated ?? []);
  const filters = useSame(description.filters ?? []);
  const focusChip = useChipFocus(rows, columns, values);
  const common = { dataset, onChange, focusChip };
  return (
    <div className="wells">
      <AxisWell axis="rows" label="Rows" placed={rows} onFilter={onFilter} {...common} />
      <AxisWell axis="columns" label="Columns" placed={columns} onFilter={onFilter} {...common} />
      <ValuesWell values={values} calculated={calculated} bases={bases} {...common} />
      <FiltersWell filters={filters} onFilter={onFilter} dataset={dataset} onChange={onChange} />
    </div>
  );
});

interface WellFrameProps {
  readonly label: string;
  readonly onDrop: (event: DragEvent) => void;
  readonly children: ReactNode;
}

function WellFrame({ label, onDrop, children }: WellFrameProps): ReactNode {
  const [over, setOver] = useState(false);
  return (
    // Dragging is one way in; each chip and the plus sign do the same by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="well"
      role="group"
      aria-label={label}
      data-over={over}
      onDragOver={event => {
        if (!isDragged(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false);
        onDrop(event);
      }}
    >
      <span className="well-label">{label}</span>
      <div className="well-chips">{children}</div>
    </div>
  );
}

const focusNow = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-chip="${CSS.escape(id)}"] button`)?.focus();

/**
 * Moves the focus to a chip as soon as the wells are drawn again, so that the next key finds it there; and once more when
 * a menu that was open has given the focus back.
 * @param drawn what the wells are drawn from
 */
function useChipFocus(...drawn: readonly unknown[]): (id: string) => void {
  /** The chip that shall have the focus, by the latest key. */
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current) focusNow(wanted.current);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each time that the wells are drawn from something else
  }, drawn);
  return useCallback((id: string) => {
    wanted.current = id;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (wanted.current !== id) return;
        wanted.current = null;
        focusNow(id);
      }),
    );
  }, []);
}

interface AxisWellProps extends Pick<WellsProps, 'dataset' | 'onChange' | 'onFilter'> {
  readonly focusChip: (id: string) => void;
  readonly axis: Axis;
  readonly label: string;
  readonly placed: readonly Placed[];
}

const AxisWell = memo(function AxisWell({
  axis,
  label,
  placed,
  dataset,
  onChange,
  onFilter,
  focusChip,
}: AxisWellProps): ReactNode {
  const other: Axis = axis === 'rows' ? 'columns' : 'rows';
  const drop = (event: DragEvent) => {
    const dragged = droppedOf(event);
    if (!dragged || dragged.kind === 'measure') return;
    event.preventDefault();
    const chips = [...event.currentTarget.querySelectorAll('[data-chip]')];
    const before = chips.findIndex(chip => {
      const box = chip.getBoundingClientRect();
      return event.clientX < box.left + box.width / 2 && event.clientY < box.bottom;
    });
    const field = dataset.fields.find(
      candidate => candidate.name === (dragged.kind === 'field' ? dragged.field : dragged.placed.field),
    );
    if (!field) return;
    const what: Placed =
      dragged.kind === 'placed'
        ? dragged.placed
        : { field: field.name, ...(usualPart(field) ? { by: usualPart(field)! } : {}) };
    onChange(description => placeField(description, axis, what, before < 0 ? undefined : before));
  };
  const move = (at: number, by: -1 | 1) => {
    onChange(description => moveField(description, axis, at, by));
    focusChip(`${axis}-${Math.min(placed.length - 1, Math.max(0, at + by))}`);
  };
  const swap = (at: number) => {
    onChange(description => {
      focusChip(`${other}-${placedOn(description, other).length}`);
      return placeField(description, other, placed[at]!);
    });
  };
  const remove = (at: number) => {
    onChange(description => removeField(description, axis, at));
    focusChip(`${axis}-${Math.max(0, at - 1)}`);
  };
  return (
    <WellFrame label={label} onDrop={drop}>
      {placed.map((there, at) => {
        const field = dataset.fields.find(candidate => candidate.name === there.field);
        const name = field?.label ?? there.field;
        const words = there.by ? `${name} · ${partLabels[there.by]}` : name;
        const keys = (event: KeyboardEvent) => {
          if (event.altKey && event.key === 'ArrowLeft') move(at, -1);
          else if (event.altKey && event.key === 'ArrowRight') move(at, 1);
          else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) swap(at);
          else if (event.key === 'Delete' || event.key === 'Backspace') remove(at);
          else return;
          event.preventDefault();
          event.stopPropagation();
        };
        const items: MenuEntry[] = [
          ...(field && partsOf(field).length > 0
            ? [
                {
                  kind: 'section' as const,
                  id: 'parts',
                  label: 'Taken by',
                  items: partsOf(field).map(part => ({
                    id: part,
                    label: partLabels[part],
                    chosen: there.by === part,
                    act: () =>
                      onChange(description => replaceField(description, axis, at, { field: there.field, by: part })),
                  })),
                },
                { kind: 'line' as const, id: 'parts-line' },
              ]
            : []),
          { id: 'left', label: 'Move before', keys: 'Alt ←', disabled: at === 0, act: () => move(at, -1) },
          {
            id: 'right',
            label: 'Move after',
            keys: 'Alt →',
            disabled: at === placed.length - 1,
            act: () => move(at, 1),
          },
          {
            id: 'swap',
            label: axis === 'rows' ? 'Move to columns' : 'Move to rows',
            keys: 'Alt ↓',
            act: () => swap(at),
          },
          ...(field ? [{ id: 'filter', label: `Filter by ${name}…`, act: () => onFilter(field, null) }] : []),
          { kind: 'line', id: 'remove-line' },
          { id: 'remove', label: 'Remove', keys: 'Del', stop: true, act: () => remove(at) },
        ];
        return (
          <div
            key={`${there.field}-${there.by}`}
            className="well-chip"
            data-chip={`${axis}-${at}`}
            draggable
            onDragStart={event => startDrag(event, { kind: 'placed', axis, at, placed: there })}
            onKeyDownCapture={keys}
          >
            <Menu
              label={`${words}, in ${label.toLowerCase()}`}
              trigger={
                <Button size="small" aria-label={`${words}, in ${label.toLowerCase()}`}>
                  {words} <span aria-hidden>▾</span>
                </Button>
              }
              items={items}
            />
          </div>
        );
      })}
      <Menu
        label={`Add to ${label.toLowerCase()}`}
        trigger={
          <Button kind="quiet" size="small" aria-label={`Add a field to ${label.toLowerCase()}`}>
            <Plus aria-hidden />
          </Button>
        }
        items={dataset.fields
          .filter(field => field.axis)
          .map(field => ({
            id: field.name,
            label: field.label,
            act: () => {
              onChange(description =>
                placeField(description, axis, {
                  field: field.name,
                  ...(usualPart(field) ? { by: usualPart(field)! } : {}),
                }),
              );
              focusChip(`${axis}-${placed.length}`);
            },
          }))}
      />
    </WellFrame>
  );
});

interface ValuesWellProps extends Pick<WellsProps, 'dataset' | 'bases' | 'onChange'> {
  readonly focusChip: (id: string) => void;
  readonly values: PivotDescription['values'];
  readonly calculated: NonNullable<PivotDescription['calculated']>;
}

const ValuesWell = memo(function ValuesWell({
  values,
  calculated,
  dataset,
  bases,
  onChange,
  focusChip,
}: ValuesWellProps): ReactNode {
  const drop = (event: DragEvent) => {
    const dragged = droppedOf(event);
    if (dragged?.kind !== 'measure') return;
    event.preventDefault();
    onChange(description => addValue(description, dragged.measure));
  };
  return (
    <WellFrame label="Values" onDrop={drop}>
      {values.map((value, at) => {
        const name = measureLabel(dataset, { calculated }, value.measure);
        const show = value.show ?? 'value';
        const base = bases.find(member => member.code === value.base)?.label ?? value.base ?? '';
        const shown =
          show === 'difference-from' || show === 'change-from'
            ? `${baseLabels[show]} ${base}`
            : (showLabels[show] ?? show);
        const words = show === 'value' ? name : `${name} · ${shown}`;
        const showAs = (next: ShowAs, from?: string | null) =>
          onChange(description => ({
            ...description,
            values: description.values.map((other, place) => {
              if (place !== at) return other;
              const { base: _, ...rest } = other;
              return { ...rest, show: next, ...(from === undefined ? {} : { base: from }) };
            }),
            sort: [],
          }));
        const remove = () => {
          onChange(description => removeValue(description, at));
          focusChip(`values-${Math.max(0, at - 1)}`);
        };
        const move = (by: -1 | 1) => {
          onChange(description => moveValue(description, at, by));
          focusChip(`values-${Math.min(values.length - 1, Math.max(0, at + by))}`);
        };
        const keys = (event: KeyboardEvent) => {
          if (event.altKey && event.key === 'ArrowLeft') move(-1);
          else if (event.altKey && event.key === 'ArrowRight') move(1);
          else if (event.key === 'Delete' || event.key === 'Backspace') remove();
          else return;
          event.preventDefault();
          event.stopPropagation();
        };
        return (
          <div
            key={`${value.measure}-${show}`}
            className="well-chip"
            data-chip={`values-${at}`}
            onKeyDownCapture={keys}
          >
            <Menu
              label={`${words}, in values`}
              trigger={
                <Button size="small" aria-label={`${words}, in values`}>
                  {words} <span aria-hidden>▾</span>
                </Button>
              }
              items={[
                {
                  kind: 'section',
                  id: 'show',
                  label: 'Show as',
                  items: Object.entries(showLabels).map(([id, text]) => ({
                    id,
                    label: text,
                    chosen: show === id,
                    act: () => showAs(id as ShowAs),
                  })),
                },
                ...Object.entries(baseLabels).map(([id, text]) => ({
                  kind: 'sub' as const,
                  id,
                  label: text,
                  items: bases.map(member => ({
                    id: `${id}-${member.code}`,
                    label: member.label,
                    chosen: show === id && value.base === member.code,
                    act: () => showAs(id as ShowAs, member.code),
                  })),
                })),
                { kind: 'line', id: 'line' },
                { id: 'left', label: 'Move before', keys: 'Alt ←', disabled: at === 0, act: () => move(-1) },
                {
                  id: 'right',
                  label: 'Move after',
                  keys: 'Alt →',
                  disabled: at === values.length - 1,
                  act: () => move(1),
                },
                {
                  id: 'remove',
                  label: 'Remove',
                  keys: 'Del',
                  stop: true,
                  disabled: values.length === 1,
                  act: remove,
                },
              ]}
            />
          </div>
        );
      })}
      <Menu
        label="Add a value"
        trigger={
          <Button kind="quiet" size="small" aria-label="Add a value">
            <Plus aria-hidden />
          </Button>
        }
        items={[...dataset.measures, ...calculated].map(measure => ({
          id: measure.name,
          label: measure.label,
          act: () => onChange(description => addValue(description, measure.name)),
        }))}
      />
    </WellFrame>
  );
});

interface FiltersWellProps extends Pick<WellsProps, 'dataset' | 'onChange' | 'onFilter'> {
  readonly filters: readonly Filter[];
}

const FiltersWell = memo(function FiltersWell({ filters, dataset, onChange, onFilter }: FiltersWellProps): ReactNode {
  const drop = (event: DragEvent) => {
    const dragged = droppedOf(event);
    if (!dragged || dragged.kind === 'measure') return;
    event.preventDefault();
    const field = dataset.fields.find(
      candidate => candidate.name === (dragged.kind === 'field' ? dragged.field : dragged.placed.field),
    );
    if (field) onFilter(field, null);
  };
  return (
    <WellFrame label="Filters" onDrop={drop}>
      {filters.map((filter, at) => (
        <FilterChip
          key={`${filter.field}-${filter.by}`}
          dataset={dataset}
          filter={filter}
          at={at}
          onRemove={() => onChange(description => removeFilter(description, at))}
          onFilter={onFilter}
        />
      ))}
      <Menu
        label="Add a filter"
        trigger={
          <Button kind="quiet" size="small" aria-label="Add a filter">
            <Plus aria-hidden />
          </Button>
        }
        items={dataset.fields
          .filter(field => field.axis)
          .map(field => ({ id: field.name, label: field.label, act: () => onFilter(field, null) }))}
      />
    </WellFrame>
  );
});

interface FilterChipProps {
  readonly dataset: DatasetSummary;
  readonly filter: Filter;
  readonly at: number;
  readonly onRemove: () => void;
  readonly onFilter: WellsProps['onFilter'];
}

function FilterChip({ dataset, filter, at, onRemove, onFilter }: FilterChipProps): ReactNode {
  const field = dataset.fields.find(candidate => candidate.name === filter.field);
  const named = (filter.in ?? filter.notIn ?? []).length > 0;
  const members = useAnswer(
    'cube.members',
    { dataset: dataset.name, field: filter.field, ...(filter.by ? { by: filter.by } : {}) },
    { enabled: named },
  ).data;
  const labelOf = (code: string | null) =>
    code === null ? 'Not recorded' : (members?.find(member => member.code === code)?.label ?? code);
  const words = `${fieldLabel(dataset, filter.field)}: ${filterWords(filter, labelOf)}`;
  return (
    <div
      className="well-chip"
      data-chip={`filters-${at}`}
      onKeyDownCapture={event => {
        if (event.key !== 'Delete' && event.key !== 'Backspace') return;
        event.preventDefault();
        onRemove();
      }}
    >
      <Menu
        label={words}
        trigger={
          <Button size="small" aria-label={`${words}, filter`}>
            {words} <span aria-hidden>▾</span>
          </Button>
        }
        items={[
          { id: 'change', label: 'Change…', act: () => (field ? onFilter(field, filter) : undefined) },
          { id: 'remove', label: 'Remove', keys: 'Del', stop: true, act: onRemove },
        ]}
      />
    </div>
  );
}
