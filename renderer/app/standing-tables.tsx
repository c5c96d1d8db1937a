import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../bridge/answers.tsx';
import { useRoute } from '../bridge/route.ts';
import { useTypedWords } from '../bridge/typed-words.ts';
import { sentenceOf } from '../bridge/workbench.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { ChosenTables } from '../../shared/contract/disclosure.ts';
import type { Dataset } from '../../shared/model/dataset.ts';
import { datasetNamed, datasets } from '../../shared/model/datasets.ts';
import { familyOf, standingTables, tableKey, withoutTable } from '../../shared/model/standing-tables.ts';
import type { StandingTable, TableFamily } from '../../shared/model/standing-tables.ts';
import { formatCount, formatDateTime } from '../../shared/text/format.ts';
import { standingTableName } from '../../shared/text/standing-tables.ts';
import { Button } from '../ui/button.tsx';
import { ChoiceField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/surface.tsx';

type Families = ChosenTables['families'];

const dated = datasets.filter(one => one.dateField !== null);

/** What can stand in the rows of a table: members of a list or areas. */
const rowFields = ({ fields }: Dataset) =>
  fields.filter(field => field.axis && (field.type === 'code' || field.type === 'area'));

/**
 * The standing tables as a person chooses them: what there is, which of them could not be protected together with the
 * others, and what is added or taken away, with its reason.
 * @param leftOut names of tables that are not in the plan
 */
export function StandingTables({ leftOut }: { readonly leftOut: readonly string[] }): ReactNode {
  const chosen = useAnswer('disclosure.tables', {}).data;
  return chosen ? <Chooser key={chosen.changed?.version ?? 0} chosen={chosen} leftOut={leftOut} /> : null;
}

function Chooser({ chosen, leftOut }: { chosen: ChosenTables; leftOut: readonly string[] }): ReactNode {
  const version = chosen.changed?.version ?? 0;
  const { words, write, forget } = useTypedWords(`standing-tables:${version}`, { reason: '', families: '' });
  const change = useChange('disclosure.change-tables');
  const families = words.families ? (JSON.parse(words.families) as Families) : chosen.families;
  const tables = standingTables(families);
  const setFamilies = (next: readonly TableFamily[]) => write({ families: JSON.stringify(next) });
  const add = (family: TableFamily) => setFamilies([...families, family]);
  const isChanged = JSON.stringify(families) !== JSON.stringify(chosen.families);
  const submit = async () => {
    try {
      await change.mutateAsync({ families, reason: words.reason });
    } catch {
      // The form says what stands in the way.
      return;
    }
    forget();
  };
  return (
    <section aria-label="The standing tables one by one" className="rules-form">
      {dated.map(dataset => (
        <TablesOf
          key={dataset.name}
          dataset={dataset}
          tables={tables.filter(table => table.family.dataset === dataset.name)}
          leftOut={leftOut}
          onRemove={table => setFamilies(withoutTable(families, table))}
        />
      ))}
      <AddOpenTable tables={tables} onAdd={add} />
      <AddTable tables={tables} onAdd={add} />
      <p className="small">
        {chosen.changed
          ? `Chosen by ${chosen.changed.changedBy}, ${formatDateTime(chosen.changed.changedAt)}: ${chosen.changed.reason}`
          : 'These are the tables that the application comes with.'}
      </p>
      {chosen.changed && !isChanged ? (
        <div>
          <Button size="small" onPress={() => setFamilies(chosen.shipped)}>
            Take the tables that the application comes with
          </Button>
        </div>
      ) : null}
      {change.error ? <Notice tone="stop">{sentenceOf(change.error)}</Notice> : null}
      {isChanged ? (
        <div className="rules-change">
          <TextField
            label="Reason for other standing tables"
            value={words.reason}
            onChange={reason => write({ reason })}
            hint={`${formatCount(tables.length, 'table')} from now on; they are worked out anew beside all that was given out.`}
          />
          <Button
            kind="primary"
            isDisabled={words.reason.trim().length < 3 || change.isPending}
            onPress={() => void submit()}
          >
            Change the standing tables
          </Button>
          <Button isDisabled={change.isPending} onPress={forget}>
            Leave them as they are
          </Button>
        </div>
      ) : null}
    </section>
  );
}

interface TablesOfProps {
  readonly dataset: Dataset;
  readonly tables: readonly StandingTable[];
  readonly leftOut: readonly string[];
  readonly onRemove: (table: StandingTable) => void;
}

function TablesOf({ dataset, tables, leftOut, onRemove }: TablesOfProps): ReactNode {
  if (tables.length === 0) return null;
  return (
    <div>
      <h3 className="field-label">{dataset.label}</h3>
      <ul className="small standing-tables">
        {tables.map(table => {
          const name = standingTableName(table);
          return (
            <li key={tableKey(table)}>
              <span>
                {name.slice(dataset.label.length + 2)}
                {leftOut.includes(name)
                  ? ' · not among them, since a small count in it could not be proven safe; it is set against them as it leaves'
                  : ''}
              </span>
              <Button size="small" aria-label={`Remove ${name}`} onPress={() => onRemove(table)}>
                Remove
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface AddProps {
  readonly tables: readonly StandingTable[];
  readonly onAdd: (family: TableFamily) => void;
}

const isThere = (tables: readonly StandingTable[], family: TableFamily): boolean => {
  const [made] = standingTables([family]);
  return made !== undefined && tables.some(table => tableKey(table) === tableKey(made));
};

/** The table that is open in Explore, where it can be a standing one. */
function AddOpenTable({ tables, onAdd }: AddProps): ReactNode {
  const route = useRoute();
  const open =
    route.place === 'explore' ? (route.state as { description?: PivotDescription } | null)?.description : undefined;
  if (!open) return null;
  const family = familyOf(open, datasetNamed(open.dataset)?.dateField ?? null);
  if (!family)
    return (
      <p className="small">
        The table in Explore cannot be a standing one: that has fields in its rows, financial years or their quarters in
        its columns, and filters by members alone.
      </p>
    );
  if (isThere(tables, family)) return <p className="small">The table in Explore is a standing one.</p>;
  return (
    <div>
      <Button size="small" onPress={() => onAdd(family)}>
        {`Add the table in Explore: ${standingTableName(standingTables([family])[0]!)}`}
      </Button>
    </div>
  );
}

const noField = { id: 'none', label: 'nothing else' };

/** A table put together from its parts. */
function AddTable({ tables, onAdd }: AddProps): ReactNode {
  const [dataset, setDataset] = useState(dated[0]!);
  const [rows, setRows] = useState<readonly [string, string]>(['district', noField.id]);
  const [columns, setColumns] = useState<TableFamily['columns']>('year');
  const fields = rowFields(dataset).map(field => ({ id: field.name, label: field.label }));
  const known = rows.filter(name => fields.some(field => field.id === name));
  const family: TableFamily = { dataset: dataset.name, rows: [...new Set(known)], columns };
  return (
    <div className="rules-fields">
      <ChoiceField
        label="Add a table of"
        value={dataset.name}
        choices={dated.map(one => ({ id: one.name, label: one.label }))}
        onChange={name => setDataset(datasetNamed(name)!)}
      />
      <ChoiceField
        label="Rows"
        value={known.includes(rows[0]) ? rows[0] : noField.id}
        choices={[noField, ...fields]}
        onChange={name => setRows([name, rows[1]])}
      />
      <ChoiceField
        label="and"
        value={known.includes(rows[1]) ? rows[1] : noField.id}
        choices={[noField, ...fields]}
        onChange={name => setRows([rows[0], name])}
      />
      <ChoiceField
        label="Columns"
        value={columns}
        choices={[
          { id: 'year', label: 'financial years' },
          { id: 'year-and-quarter', label: 'financial years and quarters' },
        ]}
        onChange={id => setColumns(id as TableFamily['columns'])}
      />
      <Button isDisabled={isThere(tables, family)} onPress={() => onAdd(family)}>
        {isThere(tables, family) ? 'It is there already' : 'Add it'}
      </Button>
    </div>
  );
}
