import path from 'node:path';
import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { HotSpotArea, HotSpots } from '../../../shared/contract/geography.ts';
import { csvText } from '../documents/csv.ts';
import { notesSheet, spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetValue } from '../documents/spreadsheet.ts';
import { writeWhole } from '../documents/whole-file.ts';
import { recordCopy } from '../cube/tables.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Call, Handler } from '../subject.ts';
import { hotSpotMap } from './hot-spots-map.ts';

interface AreaField {
  readonly header: string;
  readonly column: Omit<SpreadsheetColumn, 'header'>;
  readonly of: (area: HotSpotArea) => SpreadsheetValue;
}

const hiddenSymbol = 'c';

/** The table of areas as the screen shows it: hidden counts, and what is worked out from them, carry the same symbol. */
function fieldsOf(found: HotSpots): readonly AreaField[] {
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
    ...(statistic === 'none'
      ? []
      : [
          statistic === 'local-moran'
            ? figure('Local Moran I', 3, area => area.localI)
            : figure('Gi* z', 3, area => area.z),
          figure('p, uncorrected', 5, area => area.p),
          figure('p, corrected', 5, area => area.adjustedP),
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
  ...found.notes.map((note): [string, string] => ['Note', note.text]),
  ['Areas', `${found.provenance.level}, ${found.provenance.shapes.text}`],
  ['Audience', found.description.audience],
  ['Data until', found.provenance.dataUntil ?? 'not dated'],
  ['Written', found.provenance.answeredAt],
];

function tableBytes(found: HotSpots, format: 'csv' | 'xlsx', title: string): Uint8Array {
  const fields = fieldsOf(found);
  const rows = found.areas.map(area => fields.map(field => field.of(area)));
  const notes = notesOf(found);
  if (format === 'csv') {
    const lines = [fields.map(field => field.header), ...rows, [], ...notes];
    return Buffer.from(csvText(lines), 'utf8');
  }
  return spreadsheetBytes([
    {
      name: title || 'Areas',
      columns: fields.map(field => ({ header: field.header, ...field.column })),
      rows,
      frozenColumns: 2,
    },
    notesSheet('This table', notes),
  ]);
}

const signatures = { png: [0x89, 0x50, 0x4e, 0x47], svg: [0x3c, 0x73, 0x76, 0x67] } as const;

/**
 * Writes the areas of a map, or the picture that the page drew of it, to a file that appears whole or not at all. What
 * an audience other than the analyst gets is set down in the ledger by the table behind it.
 * Faults: those of the map; invalid-input for a picture that is none; disk.
 */
export const exportMap: Handler<'geography.export'> = async (
  { description, format, file, title, table, picture },
  call: Call,
) => {
  const found = await hotSpotMap(description, call);
  let bytes: Uint8Array;
  if (format === 'png' || format === 'svg') {
    if (!picture || !signatures[format].every((byte, i) => picture[i] === byte))
      throw new FaultError('invalid-input', `The picture is missing or is no ${format.toUpperCase()}.`, 'picture');
    bytes = picture;
  } else bytes = tableBytes(found, format, title);
  await writeWhole(file, bytes);
  if (description.audience !== 'analyst')
    await recordCopy(table ?? v.parse(pivotDescription, found.table), title || path.basename(file), call);
  await call.workspace.write(store =>
    appendAudit(store, {
      at: call.now().toISOString(),
      actor: call.actor,
      action: 'export',
      subject: `map of ${description.dataset} as ${format}, ${found.areas.length} areas, for ${description.audience}: ${path.basename(file)}`,
    }),
  );
  return { areas: found.areas.length };
};
