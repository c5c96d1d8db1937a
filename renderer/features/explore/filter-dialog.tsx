import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { DatasetSummary } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, ChoiceField, SearchField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import type { Filter } from './description.ts';

interface FilterDialogProps {
  readonly dataset: DatasetSummary;
  readonly field: Field;
  readonly filter: Filter | null;
  /** Says how many rows each member has: for an analyst's own eyes. */
  readonly counts: boolean;
  readonly onClose: () => void;
  readonly onSet: (filter: Filter) => void;
}

/** Which rows count: by the members of a field, or by a range of dates or numbers. */
export function FilterDialog({ dataset, field, filter, counts, onClose, onSet }: FilterDialogProps): ReactNode {
  const ranged = field.type === 'date' || field.type === 'datetime' || field.type === 'number';
  const { words, areBack, write, forget } = useTypedWords(`filter:${dataset.name}:${field.name}`, {
    from: filter?.from === undefined ? '' : String(filter.from),
    to: filter?.to === undefined ? '' : String(filter.to),
  });
  const { from, to } = words;
  const [mode, setMode] = useState<'in' | 'notIn'>(filter?.notIn ? 'notIn' : 'in');
  const [chosen, setChosen] = useState<ReadonlySet<string | null>>(new Set(filter?.in ?? filter?.notIn ?? []));
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const members = useAnswer(
    'cube.members',
    { dataset: dataset.name, field: field.name, most: 1000 },
    { enabled: !ranged },
  );
  const shown = (members.data ?? []).filter(member => member.label.toLowerCase().includes(search.trim().toLowerCase()));
  const cancel = () => {
    forget();
    onClose();
  };
  const set = () => {
    if (!ranged) {
      if (chosen.size === 0) return setProblem('Choose at least one.');
      onSet({ field: field.name, [mode]: [...chosen] });
      return;
    }
    if (!from.trim() && !to.trim()) return setProblem('Give a first or a last value, or both.');
    const bound = (text: string) => (field.type === 'number' ? Number(text) : text.trim());
    if (field.type === 'number' && [from, to].some(text => text.trim() && Number.isNaN(Number(text))))
      return setProblem('Write numbers, such as 13.');
    if (field.type !== 'number' && [from, to].some(text => text.trim() && !/^\d{4}-\d{2}-\d{2}$/.test(text.trim())))
      return setProblem('Write dates as 2016-04-01.');
    forget();
    onSet({
      field: field.name,
      ...(from.trim() ? { from: bound(from) } : {}),
      ...(to.trim() ? { to: bound(to) } : {}),
    });
  };
  return (
    <Dialog
      title={`Filter by ${field.label.toLowerCase()}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button kind="primary" onPress={set}>
            Filter
          </Button>
        </>
      }
    >
      <WrittenBefore shown={areBack} />
      {problem ? <Notice tone="warn">{problem}</Notice> : null}
      {ranged ? (
        <div className="filter-range">
          <TextField
            label="From"
            value={from}
            onChange={next => write({ from: next })}
            placeholder={field.type === 'number' ? '10' : '2016-04-01'}
            autoFocus
          />
          <TextField
            label="To"
            value={to}
            onChange={next => write({ to: next })}
            placeholder={field.type === 'number' ? '17' : '2017-03-31'}
          />
        </div>
      ) : (
        <>
          <ChoiceField
            label="Rows to count"
            value={mode}
            choices={[
              { id: 'in', label: 'Only those chosen' },
              { id: 'notIn', label: 'All but those chosen' },
            ]}
            onChange={next => setMode(next as 'in' | 'notIn')}
          />
          <SearchField label="Search members" value={search} onChange={setSearch} />
          {members.error ? <Notice tone="stop">{sentenceOf(members.error)}</Notice> : null}
          <div className="filter-members" role="group" aria-label="Members">
            {shown.map(member => (
              <div key={String(member.code)} className="filter-member">
                <CheckField
                  checked={chosen.has(member.code)}
                  onChange={checked => {
                    const next = new Set(chosen);
                    if (checked) next.add(member.code);
                    else next.delete(member.code);
                    setChosen(next);
                  }}
                >
                  {member.label}
                </CheckField>
                {counts ? <span className="small figures">{formatNumber(member.rows)}</span> : null}
              </div>
            ))}
          </div>
        </>
      )}
    </Dialog>
  );
}
