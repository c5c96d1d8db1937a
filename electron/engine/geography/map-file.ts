import type { HotSpotArea, HotSpots, TestedMap } from '../../../shared/contract/geography.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import { csvText } from '../documents/csv.ts';
import { notesSheet, spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetValue } from '../documents/spreadsheet.ts';

interface AreaField {
  readonly header: string;
  readonly column: Omit<SpreadsheetColumn, 'header'>;
  readonly of: (area: HotSpotArea) => SpreadsheetValue;
}

const hiddenSymbol = 'c';

/** The table of areas as the screen shows it: hidden counts, and what is worked out from them, carry the same symbol. */
function fieldsOf(found: TestedMap): readonly AreaField[] {
  const { per, statistic } = found.description;
  const figure = (
    header: string,
    decimals: number,
    of: (area: HotSpotArea) => number | null,
    always = false,
  ): AreaField => ({
    header,
    column: { type: decimals === 0 ? 'integer' : 'number', decimals, width: 14 },
    of: area => (area.status === 'hidden' && !always ? hiddenSymbol : of(area)),
  });
  const text = (header: string, width: number, of: (area: HotSpotArea) => string | null): AreaField => ({
    header,
    column: { type: 'text', width },
    of,
  });
  const sided = statistic === 'getis-ord-star' ? 'two-sided' : 'one-sided';
  const chances = () => [
    figure(`p, ${sided}, uncorrected`, 5, area => area.p),
    figure(`p, ${sided}, corrected`, 5, area => area.adjustedP),
  ];
  return [
    text('Code', 14, area => area.code),
    text('Area', 30, area => area.name),
    text('District', 24, area => area.district),
    figure('Count', 0, area => area.numerator),
    figure('Residents', 0, area => area.denominator, true),
    figure(`Rate per ${per}`, 2, area => area.rate),
    figure(`Smoothed rate per ${per}`, 2, area => area.smoothedRate),
    figure('Ratio to expected', 2, area => area.ratio),
    ...(found.description.measure === 'change' ? [figure(`Change per ${per}`, 2, area => area.value)] : []),
    ...(statistic === 'above-rest'
      ? [
          figure('Times the rate of the rest', 2, area => area.againstRest?.ratio ?? null),
          figure('95 % interval, lower', 2, area => area.againstRest?.lower ?? null),
          figure('95 % interval, upper', 2, area => area.againstRest?.upper ?? null),
          ...chances(),
          text('Finding', 20, area =>
            area.bin === null ? null : area.bin > 0 ? 'above the rest' : 'not above the rest',
          ),
        ]
      : []),
    ...(statistic === 'none' || statistic === 'above-rest'
      ? []
      : [
          statistic === 'local-moran'
            ? figure('Local Moran I', 3, area => area.localI)
            : figure('Gi* z', 3, area => area.z),
          ...chances(),
          text('Finding', 16, area =>
            area.bin === null
              ? null
              : area.bin === 0
                ? 'not significant'
                : `${area.bin > 0 ? 'hot' : 'cold'}, ${['90', '95', '99'][Math.abs(area.bin) - 1]} %`,
          ),
          ...(statistic === 'local-moran' ? [text('Kind', 8, area => area.quadrant)] : []),
        ]),
  ];
}

const notesOf = (found: HotSpots): [string, string][] => [
  ...found.claims.slice(0, 1).map((claim): [string, string] => ['Finding', claim.sentence]),
  ...found.notes.map((note): [string, string] => ['Note', note.text]),
  ['Areas', `${found.provenance.level}, ${found.provenance.shapes.text}`],
  ['Audience', found.description.audience === 'analyst' ? analystMark : found.description.audience],
  ['Data until', found.provenance.dataUntil ?? 'not dated'],
  ['Written', found.provenance.answeredAt],
];

/** The areas of a map as a file: what the screen shows of them, and the notes. */
export function areaTableBytes(found: HotSpots, format: 'csv' | 'xlsx', title: string): Uint8Array {
  const fields = fieldsOf(found);
  const rows = found.areas.map(area => fields.map(field => field.of(area)));
  const notes = notesOf(found);
  if (format === 'csv') {
    const lines = [fields.map(field => field.header), ...rows, [], ...notes];
    return Buffer.from(csvText(lines), 'utf8');
  }
  return spreadsheetBytes(
    [
      {
        name: title || 'Areas',
        columns: fields.map(field => ({ header: field.header, ...field.column })),
        rows,
        frozenColumns: 2,
      },
      notesSheet('This table', notes),
    ],
    null,
    found.description.audience === 'analyst' ? analystMark : null,
  );
}
