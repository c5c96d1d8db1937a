import { useState } from 'react';
import type { ReactNode } from 'react';
import { Pin } from 'lucide-react';
import { useAudience } from '../../bridge/audience.ts';
import { wantPin } from '../../bridge/pin.ts';
import { go } from '../../bridge/route.ts';
import type { ScorecardLine, ScorecardQuestion } from '../../../shared/contract/framework.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { assuranceLabels, variationText } from '../../../shared/text/framework.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { IndicatorDialog } from './indicator-dialog.tsx';
import { LimitsChart } from './limits-chart.tsx';
import { comparisonLabels, districtClaimOf, figureText, intervalText, partsText, targetText } from './words.ts';

interface LineDetailProps {
  readonly line: ScorecardLine;
  readonly question: ScorecardQuestion;
  readonly version: number;
}

/** One indicator: how it ran, what chance explains, how the districts compare, and what to ask. */
export function LineDetail({ line, question, version }: LineDetailProps): ReactNode {
  const audience = useAudience();
  const [editing, setEditing] = useState(false);
  const { latest, limits, measure, target } = line;
  const parts = latest ? partsText(latest) : null;
  const interval = latest ? intervalText(latest, line) : null;
  return (
    <Card className="scorecard-detail" label={line.name}>
      <header>
        <h2>{line.name}</h2>
        <p className="quiet">{line.definition}</p>
      </header>
      {latest ? (
        <p className="scorecard-latest">
          <strong>{figureText(latest, line)}</strong> in {latest.label}
          {interval ? `, 95 % interval ${interval}` : ''}
          {parts ? ` (${parts})` : ''}
          {line.change ? `; ${line.change.words}` : ''}
        </p>
      ) : null}
      <p>
        {line.variationWords}
        {line.pairWords ? ` ${line.pairWords}` : ''}
      </p>
      {line.points.some(point => point.value !== null) ? <LimitsChart line={line} /> : null}
      {limits ? (
        <p className="small">
          {limits.words} Dashed lines: the limits of chance; a diamond: marked by the rules of the chart.
          {limits.trial ? ' Fewer than 13 points: the limits are on trial.' : ''}
        </p>
      ) : null}
      {limits?.warnings.map(warning => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <dl className="scorecard-facts">
        <dt>Target</dt>
        <dd>
          {target ? targetText(target, line) : 'none'}
          {line.assurance ? ` · ${assuranceLabels[line.assurance]}` : ''}
          {line.targetWords ? ` · ${line.targetWords}` : ''}
        </dd>
        <dt>Yearly trend</dt>
        <dd>{line.trendWords}</dd>
        <dt>Ask</dt>
        <dd>{line.question}</dd>
        <dt>Owner</dt>
        <dd>{line.owner || 'nobody yet'}</dd>
        {[...line.breaks, ...line.events].map(({ on, text }) => (
          <DatedFact key={on + text} on={on} text={text} />
        ))}
        {line.rebases.map(({ from, reason, decidedOn }) => (
          <DatedFact key={from} on={decidedOn} text={`New limits from ${from}: ${reason}`} />
        ))}
      </dl>
      {line.districts.length > 0 ? (
        <Table
          label={`${line.name} by district`}
          columns={[
            { id: 'name', label: 'District', cell: one => one.name },
            {
              id: 'value',
              label: latest ? `Value in ${latest.label}` : 'Value',
              figures: true,
              cell: one => figureText(one, line),
            },
            { id: 'interval', label: '95 % interval', figures: true, cell: one => intervalText(one, line) ?? '–' },
            {
              id: 'against',
              label: 'Against the rest of the area',
              cell: one => (
                <>
                  {comparisonLabels[one.comparison]}
                  <span className="small scorecard-tested"> {districtClaimOf(line, one.code)?.sentence}</span>
                </>
              ),
            },
          ]}
          rows={line.districts}
          rowKey={one => one.code}
        />
      ) : null}
      {line.notes.length > 0 ? <p className="small">{line.notes.map(note => note.text).join(' ')}</p> : null}
      <div className="scorecard-actions">
        {measure ? (
          <Button
            size="small"
            onPress={() =>
              go({
                place: 'explore',
                state: {
                  description: {
                    dataset: measure.dataset,
                    rows: ['district'],
                    columns: [],
                    values: [{ measure: measure.measure }],
                    filters: measure.filters,
                  },
                },
              })
            }
          >
            Open in Explore
          </Button>
        ) : null}
        {audience === 'analyst' ? (
          <Button size="small" onPress={() => setEditing(true)}>
            Target and limits…
          </Button>
        ) : null}
        <Button
          size="small"
          icon={<Pin aria-hidden />}
          isDisabled={!line.points.some(point => point.value !== null)}
          onPress={() =>
            wantPin({
              title: `${line.name}: ${variationText(line).toLowerCase()}`,
              pin: { kind: 'control-chart', view: { ...question, audience: undefined, indicators: [line.code] } },
            })
          }
        >
          Chart to a briefing
        </Button>
      </div>
      {editing ? <IndicatorDialog code={line.code} version={version} onClose={() => setEditing(false)} /> : null}
    </Card>
  );
}

function DatedFact({ on, text }: { readonly on: string; readonly text: string }): ReactNode {
  return (
    <>
      <dt>{formatDate(on)}</dt>
      <dd>{text}</dd>
    </>
  );
}
