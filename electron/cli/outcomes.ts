import type { IndicatorWorth, Scorecard, SupplyLine } from '../../shared/contract/framework.ts';
import { formatNumber, formatPercent } from '../../shared/text/format.ts';
import { assuranceLabels, indicatorNumber, variationLabels } from '../../shared/text/framework.ts';
import { formatTable } from './table.ts';

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
      variationLabels[line.variation],
      line.assurance ? assuranceLabels[line.assurance] : '',
    ]),
  );
  const findings = card.findings.map(one => `${one.label}: ${one.figure}. ${one.words}`);
  const notes = card.notes.map(note => note.text);
  return `${card.framework.name}, version ${card.framework.version} · ${card.period.label} · ${card.lines.length} indicators\n\n${findings.join('\n')}\n\n${table}\n\n${notes.join('\n')}`.trimEnd();
}

/** The supply ledger for people at a terminal. */
export function formatSupply(lines: readonly SupplyLine[]): string {
  return formatTable(
    ['Agency', 'Return', 'Period', 'Due', 'Received', 'State', 'Revised', 'Rows', 'Key field filled'],
    lines.map(line => [
      line.agency,
      line.type,
      line.period,
      line.due,
      line.received,
      line.state,
      line.revised,
      line.rows,
      line.completeness === null ? '–' : formatPercent(line.completeness),
    ]),
  );
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
