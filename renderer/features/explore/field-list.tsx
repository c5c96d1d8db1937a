import { memo } from 'react';
import type { ReactNode, RefObject } from 'react';
import { GripVertical, Sigma } from 'lucide-react';
import { useKeptSearch } from '../../bridge/typed-words.ts';
import type { DatasetSummary } from '../../../shared/contract/cube.ts';
import type { Field, FieldGroup } from '../../../shared/model/dataset.ts';
import { Button } from '../../ui/button.tsx';
import { SearchField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { Well } from './description.ts';
import { startDrag } from './dragging.ts';

const groups: readonly { readonly id: FieldGroup; readonly label: string }[] = [
  { id: 'when', label: 'When' },
  { id: 'where', label: 'Where' },
  { id: 'child', label: 'Child' },
  { id: 'what', label: 'What' },
  { id: 'who', label: 'Who' },
  { id: 'supply', label: 'Supply' },
];

interface FieldListProps {
  readonly dataset: DatasetSummary;
  /** Names of the fields on an axis and, after `measure:`, of the measures shown, in one text. */
  readonly used: string;
  readonly searchRef: RefObject<HTMLDivElement | null>;
  readonly onPlace: (field: string, well: Well) => void;
  readonly onAddMeasure: (measure: string) => void;
}

/** Everything that can be put in a well: by dragging, or by the menu of each one. */
export const FieldList = memo(function FieldList({
  dataset,
  used: usedText,
  searchRef,
  onPlace,
  onAddMeasure,
}: FieldListProps): ReactNode {
  const [search, setSearch] = useKeptSearch('fields');
  const text = search.trim().toLowerCase();
  const fits = (label: string, words: string) => `${label} ${words}`.toLowerCase().includes(text);
  const fields = dataset.fields.filter(field => field.axis && fits(field.label, field.description));
  const measures = dataset.measures.filter(measure => fits(measure.label, measure.definition));
  const used = new Set(usedText.split(' '));
  return (
    <div className="field-list" ref={searchRef}>
      <SearchField
        label={`Search ${dataset.fields.filter(field => field.axis).length + dataset.measures.length} fields`}
        value={search}
        onChange={setSearch}
      />
      <div className="field-groups">
        {measures.length > 0 ? (
          <section aria-label="Measures">
            <h2 className="field-group">Measures</h2>
            {measures.map(measure => (
              <MeasureItem
                key={measure.name}
                measure={measure}
                used={used.has(`measure:${measure.name}`)}
                onAddMeasure={onAddMeasure}
              />
            ))}
          </section>
        ) : null}
        {groups.map(group => {
          const members = fields.filter(field => field.group === group.id);
          if (members.length === 0) return null;
          return (
            <section key={group.id} aria-label={group.label}>
              <h2 className="field-group">{group.label}</h2>
              {members.map(field => (
                <FieldItem key={field.name} field={field} used={used.has(field.name)} onPlace={onPlace} />
              ))}
            </section>
          );
        })}
        {fields.length + measures.length === 0 ? <p className="quiet">No field is called that.</p> : null}
      </div>
    </div>
  );
});

interface MeasureItemProps {
  readonly measure: DatasetSummary['measures'][number];
  readonly used: boolean;
  readonly onAddMeasure: (measure: string) => void;
}

const MeasureItem = memo(function MeasureItem({ measure, used, onAddMeasure }: MeasureItemProps): ReactNode {
  return (
    <div
      className="field-item"
      data-used={used}
      draggable
      onDragStart={event => startDrag(event, { kind: 'measure', measure: measure.name })}
    >
      <Sigma aria-hidden />
      <Button
        kind="quiet"
        size="small"
        onPress={() => onAddMeasure(measure.name)}
        aria-label={`${measure.label}: add to values`}
      >
        <span title={measure.definition}>{measure.label}</span>
      </Button>
    </div>
  );
});

interface FieldItemProps {
  readonly field: Field;
  readonly used: boolean;
  readonly onPlace: (field: string, well: Well) => void;
}

/** Of a long list, a change of the wells draws the one or two anew that it is about. */
const FieldItem = memo(function FieldItem({ field, used, onPlace }: FieldItemProps): ReactNode {
  return (
    <div
      className="field-item"
      data-used={used}
      draggable
      onDragStart={event => startDrag(event, { kind: 'field', field: field.name })}
    >
      <GripVertical aria-hidden />
      <Menu
        label={`Place ${field.label}`}
        trigger={
          <Button kind="quiet" size="small" aria-label={`${field.label}: place`}>
            <span title={field.description}>{field.label}</span>
          </Button>
        }
        items={[
          { id: 'rows', label: 'Add to rows', act: () => onPlace(field.name, 'rows') },
          { id: 'columns', label: 'Add to columns', act: () => onPlace(field.name, 'columns') },
          { id: 'filters', label: 'Filter by it…', act: () => onPlace(field.name, 'filters') },
        ]}
      />
    </div>
  );
});
