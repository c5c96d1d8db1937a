import type { ReactNode } from 'react';
import { MousePointerClick } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotTable } from '../../../shared/contract/cube.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { cellText, valueText } from '../../ui/cell-text.ts';
import type { CellPlace } from '../../ui/grid-rows.ts';
import { Card } from '../../ui/surface.tsx';

interface ExplanationProps {
  readonly table: PivotTable;
  readonly place: CellPlace | null;
}

/** "What is this number?": what the chosen cell counts, how, and from which files. */
export function Explanation({ table, place }: ExplanationProps): ReactNode {
  const row = place ? table.rows[place.row] : undefined;
  const column = place ? table.columns[place.column] : undefined;
  const codes = (path: readonly { code: string | null; others?: true }[]) => path.map(member => member.code);
  const canAsk =
    row !== undefined && column !== undefined && ![...row.path, ...column.path].some(member => member.others);
  const explained = useAnswer(
    'cube.explain',
    {
      description: table.description,
      row: codes(row?.path ?? []),
      column: codes(column?.path ?? []),
      value: place?.value ?? 0,
    },
    { enabled: canAsk, keep: before => before.description.audience === table.description.audience },
  );
  if (!place || !row || !column)
    return (
      <Card title="What is this number?" className="explanation">
        <div className="explanation-body">
          <MousePointerClick aria-hidden />
          <p className="quiet">
            Choose a cell to see what it counts, how it is worked out and which files it came from.
          </p>
        </div>
      </Card>
    );
  const value = table.values[place.value]!;
  const { text, spoken, status } = cellText(table, place.row, place.column, place.value);
  const where = [...row.path, ...column.path].map(member => member.label);
  const answer = explained.data;
  return (
    <Card title="What is this number?" className="explanation">
      <div className="explanation-body" aria-live="polite">
        <p className="explanation-figure">{text || '–'}</p>
        <p className="quiet">
          {[
            value.label.toLowerCase(),
            value.unit && value.unit !== '%' ? value.unit : null,
            row.kind === 'total' ? 'all' : null,
            ...where,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {status !== 'value' && status !== 'zero' ? <p>{spoken[0]!.toUpperCase() + spoken.slice(1)}.</p> : null}
        {explained.error ? <p>{sentenceOf(explained.error)}</p> : null}
        {answer ? (
          <dl className="explanation-facts">
            <dt>Counts</dt>
            <dd>{answer.definition}</dd>
            <dt>Worked out as</dt>
            <dd>
              {answer.formula}
              {answer.numerator !== null && answer.denominator !== null ? (
                <span className="explanation-sum">
                  {formatNumber(answer.numerator)} ÷ {formatNumber(answer.denominator)}
                </span>
              ) : null}
            </dd>
            {answer.denominatorSource ? (
              <>
                <dt>Denominator</dt>
                <dd>{answer.denominatorSource}</dd>
              </>
            ) : null}
            {answer.lower !== null && answer.upper !== null ? (
              <>
                <dt>95 % interval</dt>
                <dd>
                  {valueText(answer.lower, { ...value, show: 'value' })} to{' '}
                  {valueText(answer.upper, { ...value, show: 'value' })}
                  {answer.intervalMethod ? <span className="small"> {answer.intervalMethod}</span> : null}
                </dd>
              </>
            ) : null}
            <dt>From</dt>
            <dd>
              {answer.rows === null ? '' : `${formatCount(answer.rows, 'row')} in `}
              {formatCount(answer.batches.length, 'batch', 'batches')}
              <details>
                <summary>Files</summary>
                <ul className="explanation-files">
                  {answer.batches.slice(0, 30).map(batch => (
                    <li key={batch.id}>
                      {batch.fileName}{' '}
                      {batch.rows === null ? null : <span className="small">{formatNumber(batch.rows)}</span>}
                    </li>
                  ))}
                </ul>
              </details>
            </dd>
            {answer.notes
              .filter(note => !table.notes.some(other => other.code === note.code))
              .map(note => (
                <dd key={note.code} className="explanation-note">
                  {note.text}
                </dd>
              ))}
          </dl>
        ) : null}
      </div>
    </Card>
  );
}
