import type { BoundarySets, HotSpots } from '../../shared/contract/geography.ts';
import { formatTable } from './table.ts';

const decimals = (value: number | null, digits: number) => (value === null ? null : Number(value.toFixed(digits)));

/** What is found, then the areas behind it, strongest first, with what must be known beside them. */
export function formatHotSpots(found: HotSpots): string {
  const standing = found.areas
    .filter(area => area.bin !== null && area.bin !== 0)
    .toSorted((a, b) => Math.abs(b.bin!) - Math.abs(a.bin!) || (a.p ?? 1) - (b.p ?? 1));
  const table = formatTable(
    [
      'Code',
      'Area',
      'Count',
      'Residents',
      'Value',
      'z',
      found.description.statistic === 'getis-ord-star' ? 'p, two-sided' : 'p, one-sided',
      'Bin',
    ],
    standing.map(area => [
      area.code,
      area.name,
      area.status === 'hidden' ? (found.protection?.symbols.hidden ?? 'c') : area.numerator,
      area.denominator,
      decimals(area.value, 2),
      decimals(area.z, 2),
      decimals(area.p, 5),
      area.bin,
    ]),
  );
  const tested = found.areas.filter(area => area.p !== null).length;
  const index = found.backTest?.accuracyIndex ?? null;
  return [
    ...found.claims.slice(0, 1).flatMap(claim => [`${claim.title}.`, claim.sentence]),
    tested === 0
      ? 'No area was tested.'
      : `${standing.length} of ${tested} tested areas have a local test that chance would rarely give.`,
    table,
    ...(index === null ? [] : [`Back-test index ${index.toFixed(2)}.`]),
    ...found.notes.map(note => note.text),
  ].join('\n');
}

/** Codes that a person reads; the whole list is in the JSON output. */
const mostCodes = 50;

/** Imported sets, and what each level is drawn with. */
export function formatBoundaries({ sets, levels }: BoundarySets): string {
  return [
    formatTable(
      ['Batch', 'File', 'Level', 'Vintage', 'Areas', 'Matched', 'Unmatched'],
      sets.map(set => [
        set.batch,
        set.fileName,
        set.level,
        set.vintage,
        set.areas,
        set.matched.length,
        set.unmatched.length,
      ]),
    ),
    ...sets
      .filter(set => set.unmatched.length > 0)
      .map(
        set =>
          `In ${set.fileName} but not in the gazetteer: ${set.unmatched.slice(0, mostCodes).join(', ')}${set.unmatched.length > mostCodes ? ` and ${set.unmatched.length - mostCodes} more` : ''}.`,
      ),
    formatTable(
      ['Level', 'Codes of', 'Areas', 'Without boundary', 'Drawn with'],
      levels.map(level => [level.level, level.vintage, level.areas, level.withoutBoundary.length, level.source.text]),
    ),
  ].join('\n\n');
}
