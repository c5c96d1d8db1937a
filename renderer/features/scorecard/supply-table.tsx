import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { SupplyLedger, SupplyLine } from '../../../shared/contract/coverage.ts';
import { supplyLabels } from '../../../shared/text/coverage.ts';
import { formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { emptyDraft, SupplyDialog, TakeBackDialog } from './supply-dialog.tsx';
import type { SupplyDraft } from './supply-dialog.tsx';

/** Who has returned what, when it was due, and how full it was; what is to be asked, and what people recorded. */
export function SupplyTable(): ReactNode {
  const found = useAnswer('coverage.read', {});
  const [draft, setDraft] = useState<SupplyDraft | null>(null);
  const [leaving, setLeaving] = useState<SupplyLedger['facts'][number] | null>(null);
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  const ledger = found.data;
  if (!ledger) return null;
  if (ledger.lines.length === 0)
    return (
      <p className="scorecard-empty">No return has come in yet. Each agency will have a line here for every quarter.</p>
    );
  return (
    <>
      <Known ledger={ledger} onRecord={setDraft} onTakeBack={setLeaving} />
      <Ledger lines={ledger.lines} />
      {draft ? <SupplyDialog ledger={ledger} draft={draft} onClose={() => setDraft(null)} /> : null}
      {leaving ? <TakeBackDialog fact={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  );
}

interface KnownProps {
  readonly ledger: SupplyLedger;
  readonly onRecord: (draft: SupplyDraft) => void;
  readonly onTakeBack: (fact: SupplyLedger['facts'][number]) => void;
}

/** What only a person can answer, and what people answered. */
function Known({ ledger, onRecord, onTakeBack }: KnownProps): ReactNode {
  const empty = emptyDraft(ledger);
  return (
    <div className="scorecard-known">
      {ledger.questions.length > 0 ? (
        <section aria-label="To be asked">
          <h2>To be asked</h2>
          <ul>
            {ledger.questions.map(({ text, fact }) => (
              <li key={text}>
                <span>{text}</span>
                <Button
                  size="small"
                  aria-label={`Record the answer: ${text}`}
                  onPress={() => onRecord({ ...empty, ...fact })}
                >
                  Yes, record it…
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-label="Recorded">
        <h2>Recorded</h2>
        <ul>
          {ledger.facts.map(fact => (
            <li key={fact.id}>
              <span>
                {fact.words} {fact.reason}
              </span>
              <Button size="small" aria-label={`Take back: ${fact.words}`} onPress={() => onTakeBack(fact)}>
                Take back…
              </Button>
            </li>
          ))}
        </ul>
        <Button size="small" onPress={() => onRecord(empty)}>
          Record who took over, ended or had nothing to report…
        </Button>
      </section>
    </div>
  );
}

function Ledger({ lines }: { readonly lines: readonly SupplyLine[] }): ReactNode {
  const newest = lines.toSorted((a, b) => (a.period === b.period ? 0 : a.period < b.period ? 1 : -1));
  return (
    <Table
      label="Returns by agency and period"
      columns={[
        { id: 'agency', label: 'Agency', cell: line => line.agency },
        { id: 'type', label: 'Return', cell: line => line.typeLabel },
        { id: 'period', label: 'Period', cell: line => line.period },
        { id: 'due', label: 'Due', cell: line => formatDate(line.due) },
        { id: 'received', label: 'Received', cell: line => (line.received ? formatDate(line.received) : '–') },
        {
          id: 'state',
          label: 'State',
          cell: line => (
            <span className="scorecard-supply" data-state={line.state}>
              {supplyLabels[line.state]}
            </span>
          ),
        },
        {
          id: 'revised',
          label: 'Revised',
          figures: true,
          cell: line => (line.revised > 0 ? formatNumber(line.revised) : '–'),
        },
        {
          id: 'rows',
          label: 'Rows',
          figures: true,
          cell: line => (line.rows === null ? '–' : formatNumber(line.rows)),
        },
        {
          id: 'completeness',
          label: 'Key field filled',
          figures: true,
          cell: line => (line.completeness === null ? '–' : formatPercent(line.completeness)),
        },
      ]}
      rows={newest}
      rowKey={line => `${line.agencyCode}/${line.type}/${line.period}`}
      rowTone={line => (line.state === 'not-due' ? 'faded' : undefined)}
    />
  );
}
