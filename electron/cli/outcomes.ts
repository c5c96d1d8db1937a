import type { SupplyLedger } from '../../shared/contract/coverage.ts';
import type { IndicatorWorth, Scorecard } from '../../shared/contract/framework.ts';
import { supplyLabels } from '../../shared/text/coverage.ts';
import { formatDate, formatNumber, formatPercent } from '../../shared/text/format.ts';
import { assuranceLabels, indicatorNumber, variationText } from '../../shared/text/framework.ts';
import { formatTable } from './table.ts';
import type { PlanState, WeakerRule } from '../../shared/contract/disclosure.ts';
import { candidatesText, weakerRuleText } from '../../shared/text/disclosure.ts';

/** A scorecard for people at a terminal. */
export function formatScorecard(card: Scorecard): string {
  const value = (line: Scorecard['lines'][number], given: number | null | undefined, hidden = false): string =>
    given === null || given === undefined ? (hidden ? 'c' : '–') : indicatorNumber(given, line);
  const table = formatTable(
    ['Code', 'Indicator', 'Latest', '95 %', 'Of', 'Change', 'Variation', 'Against target'],
    card.lines.map(line => [
      line.code,
      line.name,
      value(line, line.latest?.value, line.latest?.status === 'hidden'),
      line.latest && line.latest.lower !== null && line.latest.upper !== null
        ? `${value(line, line.latest.lower)} to ${value(line, line.latest.upper)}`
        : '',
      line.latest?.label ?? '',
      line.change?.words ?? '',
      variationText(line),
      line.assurance ? assuranceLabels[line.assurance] : '',
    ]),
  );
  const findings = card.findings.map(one => `${one.label}: ${one.figure}. ${one.words}`);
  const notes = card.notes.map(note => note.text);
  return `${card.framework.name}, version ${card.framework.version} · ${card.period.label} · ${card.lines.length} indicators\n\n${findings.join('\n')}\n\n${table}\n\n${notes.join('\n')}`.trimEnd();
}

/** The supply ledger for people at a terminal: the returns, what is to be asked, and what was recorded. */
export function formatSupply({ lines, questions, facts }: SupplyLedger): string {
  const table = formatTable(
    ['Agency', 'Return', 'Period', 'Due', 'Received', 'State', 'Revised', 'Rows', 'Key field filled'],
    lines.map(line => [
      line.agency,
      line.typeLabel,
      line.period,
      line.due,
      line.received,
      supplyLabels[line.state],
      line.revised,
      line.rows,
      line.completeness === null ? '–' : formatPercent(line.completeness),
    ]),
  );
  const asked = questions.length === 0 ? '' : `\n\nTo be asked\n${questions.map(one => `  ${one.text}`).join('\n')}`;
  const known =
    facts.length === 0
      ? ''
      : `\n\nRecorded\n${facts.map(one => `  ${one.words} ${one.reason} (${one.recordedBy}, ${formatDate(one.recordedAt)})`).join('\n')}`;
  return `${table}${asked}${known}`;
}

const share = (value: number | null): string => (value === null ? '–' : formatPercent(value));

/** What indicators are worth, for people at a terminal. */
export function formatWorth(worth: readonly IndicatorWorth[]): string {
  return formatTable(
    ['Code', 'Indicator', 'Complete', 'In time', 'Signal', 'Overlap', 'Burden', 'Decisions', 'Proposal', 'Reason'],
    worth.map(one => [
      one.code,
      one.name,
      share(one.completeness),
      share(one.timeliness),
      share(one.signal),
      one.overlap ? `${formatNumber(one.overlap.correlation, 2)} ${one.overlap.code}` : '–',
      share(one.burden),
      one.decisions,
      one.proposal,
      one.reason,
    ]),
  );
}

const planLabels: Readonly<Record<PlanState['state'], string>> = {
  solved: 'solved',
  outdated: 'of earlier data or rules',
  'not-solved': 'not solved',
  'too-large': 'too large to be worked out together',
};

/** The standing plan of tables, for people at a terminal, with what stands in its way. */
export function formatPlan(plan: readonly PlanState[], width: number, weaker: readonly WeakerRule[]): string {
  const rule = `A hidden count keeps ${candidatesText(width)} for a board.`;
  const table = formatTable(
    ['Dataset', 'State', 'Tables', 'Cells', 'Hidden', 'Left out'],
    plan.map(one => [one.label, planLabels[one.state], one.tables, one.cells, one.hidden, one.leftOut.length]),
  );
  const leftOut = plan.flatMap(one => one.leftOut.map(name => `  ${name}`));
  return [
    table,
    [rule, ...weaker.map(weakerRuleText)].join('\n'),
    ...(leftOut.length
      ? [`Not in the plan, since a small count in them could not be proven safe:\n${leftOut.join('\n')}`]
      : []),
  ].join('\n\n');
}
