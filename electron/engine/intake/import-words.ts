import type { Problem } from '../../../shared/contract/intake.ts';
import { formatCount } from '../../../shared/text/format.ts';
import type { HeaderMatch } from './recognition.ts';
import type { Counts, Placing } from './row-intake.ts';

interface Outcome {
  readonly name: string;
  readonly match: HeaderMatch;
  readonly counts: Readonly<Counts>;
  readonly placing: Readonly<Placing>;
  /** Batches whose place this one takes. */
  readonly replaced: readonly number[];
}

/** What came of a file, for the person who brought it. */
export function outcomeText({ name, match, counts, placing, replaced }: Outcome): string {
  const { type } = match;
  const sentences = [
    `${name}: ${formatCount(counts.read, 'row', 'rows')} of “${type.label}” read, ${counts.loaded.toLocaleString('en-GB')} loaded, ${counts.setAside.toLocaleString('en-GB')} set aside, ${counts.duplicates.toLocaleString('en-GB')} skipped as duplicates.`,
  ];
  if (counts.unlocated > 0)
    sentences.push(`${formatCount(counts.unlocated, 'loaded row has', 'loaded rows have')} no area.`);
  if (placing.moved > 0)
    sentences.push(
      `${formatCount(placing.moved, 'row names a place', 'rows name places')} of another vintage, moved to where it fits best.`,
    );
  if (placing.unmatched > 0) sentences.push(unmatchedSentence(placing.unmatched, type.load === 'links'));
  if (replaced.length > 0) sentences.push(`It takes the place of batch ${replaced.join(', ')}.`);
  const unread = unreadColumns(match);
  if (unread.length > 0) sentences.push(unreadSentence(unread));
  if (counts.setAside > 0) sentences.push('Correct or waive the rows set aside, or send them back to the agency.');
  return sentences.join(' ');
}

function unmatchedSentence(rows: number, isLookup: boolean): string {
  const why = isLookup
    ? 'neither of its codes is a place that the gazetteer or a look-up knows'
    : 'no place is known by what is written there';
  return `${formatCount(rows, 'row has', 'rows have')} no match: ${why}.`;
}

function unreadSentence(columns: readonly string[]): string {
  const names = `${columns.slice(0, 5).join(', ')}${columns.length > 5 ? ' …' : ''}`;
  return `${formatCount(columns.length, 'column is', 'columns are')} not of this return and ${columns.length === 1 ? 'was' : 'were'} left out: ${names}.`;
}

/** Headers that the return type does not know. */
function unreadColumns(match: HeaderMatch): string[] {
  return match.header
    .filter((cell, at) => cell.trim() !== '' && !match.columns[at] && !match.spread.some(s => s.place === at))
    .map(cell => cell.trim().slice(0, 40));
}

/** Warns of a whole file when some of its dates can only have the month first. */
export function monthFirstWarning(dates: number): Problem {
  return {
    ...ofTheFile,
    expected: 'days before months',
    code: 'not-a-date',
    message: `${formatCount(dates, 'date has', 'dates have')} the month first. Days are read first, so the other dates of this file may be wrong by months: check how it was made before you use it.`,
  };
}

/** Warns that another batch speaks of part of the same period. */
export function overlapWarning(batch: number): Problem {
  return {
    ...ofTheFile,
    expected: '',
    code: 'duplicate-row',
    message: `Batch ${batch} of the same agency speaks of part of the same period. If this file corrects it, withdraw batch ${batch}; until then the rows of both count.`,
  };
}

const ofTheFile = { row: null, column: null, found: '', severity: 'warning' } as const;
