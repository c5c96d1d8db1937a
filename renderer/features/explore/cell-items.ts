import { go } from '../../bridge/route.ts';
import type { DatasetSummary, Header, PivotDescription, PivotTable } from '../../../shared/contract/cube.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import type { CellPlace, Sort } from '../../ui/grid-rows.ts';
import { placedOn, setFilter } from './description.ts';

interface CellActs {
  /** Whether the audience may see rows. */
  readonly exact: boolean;
  readonly onWhat: (at: CellPlace) => void;
  readonly onRows: (at: CellPlace) => void;
  readonly onChange: (description: PivotDescription) => void;
  readonly onSort: (sort: Sort) => void;
  readonly onPin: () => void;
}

/** What can be done with one number of a table. */
export function cellItems(
  at: CellPlace,
  table: PivotTable,
  dataset: DatasetSummary,
  description: PivotDescription,
  { exact, onWhat, onRows, onChange, onSort, onPin }: CellActs,
): readonly MenuEntry[] {
  const along = (axis: 'rows' | 'columns', path: Header['path']) =>
    path.map((member, level) => ({ member, by: placedOn(description, axis)[level]?.by }));
  const row = along('rows', table.rows[at.row]!.path);
  const all = [...row, ...along('columns', table.columns[at.column]!.path)];
  const named = all.filter(({ member }) => !member.others);
  const innermost = row.at(-1);
  const { measure } = table.values[at.value]!;
  return [
    { id: 'what', label: 'What is this number?', act: () => onWhat(at) },
    {
      id: 'rows',
      label: 'See the rows behind it…',
      disabled: !exact || named.length < all.length,
      act: () => onRows(at),
    },
    { kind: 'line', id: 'filter-line' },
    ...named.map(({ member, by }) => ({
      id: `only-${member.field}-${by}-${member.code}`,
      label: `Only ${member.label}`,
      act: () => onChange(setFilter(description, { field: member.field, in: [member.code], ...(by ? { by } : {}) })),
    })),
    ...(innermost && !innermost.member.others
      ? [
          {
            id: 'without',
            label: `Without ${innermost.member.label}`,
            act: () => {
              const { member, by } = innermost;
              const left =
                description.filters?.find(filter => filter.field === member.field && filter.by === by)?.notIn ?? [];
              onChange(
                setFilter(description, { field: member.field, notIn: [...left, member.code], ...(by ? { by } : {}) }),
              );
            },
          },
        ]
      : []),
    { kind: 'line', id: 'send-line' },
    {
      id: 'map',
      label: 'Show on the map',
      disabled: !dataset.fields.some(field => field.type === 'area'),
      act: () => go({ place: 'map', state: { dataset: dataset.name, of: measure, layer: 'areas' } }),
    },
    {
      id: 'scorecard',
      label: 'Show on the scorecard',
      act: () => go({ place: 'scorecard', state: { of: { dataset: dataset.name, measure } } }),
    },
    { id: 'pin', label: 'Add to a briefing…', act: onPin },
    { kind: 'line', id: 'sort-line' },
    {
      id: 'sort',
      label: 'Sort by this column',
      act: () => {
        const header = table.columns[at.column]!;
        onSort({
          axis: 'rows',
          by: measure,
          column: header.kind === 'total' ? 'total' : header.path.map(member => member.code),
          direction: 'descending',
        });
      },
    },
  ];
}
