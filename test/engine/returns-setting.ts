import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { daysOfIso, isoOfDays, periodOf } from '../../shared/model/period.ts';
import type { EngineSetting } from './coverage-setting.ts';

/** Headings of the shortest referral return that is taken. */
export const referralHeads = ['Child reference', 'Referred on', 'District', 'Sex', 'Age'];

const districts = ['Stafford', 'Tamworth', 'Lichfield', 'Cannock Chase', 'East Staffordshire'];

/** First day of a quarter, `quarters` after another. */
export function quarterAfter(iso: string, quarters: number): string {
  let day = daysOfIso(iso);
  for (let n = 0; n < quarters; n++) day = periodOf(day, 'financial-quarter').last + 1;
  return isoOfDays(day);
}

/**
 * Rows of children referred in the quarter that begins on a day, each another child, spread evenly over its days.
 * `more` gives the cells after the five that each row has.
 */
export function referralsIn(
  first: string,
  count: number,
  more: (at: number) => readonly string[] = () => [],
  prefix = 'C',
): readonly (readonly string[])[] {
  const quarter = periodOf(daysOfIso(first), 'financial-quarter');
  const days = quarter.last - quarter.first + 1;
  return Array.from({ length: count }, (_, at) => [
    `${prefix}${first}-${at}`,
    isoOfDays(quarter.first + Math.floor(((at + 0.5) * days) / count)),
    districts[at % districts.length]!,
    at % 3 === 0 ? 'M' : 'F',
    String(12 + (at % 5)),
    ...more(at),
  ]);
}

/** Writes a return and brings it in; every row has to be loaded. */
export async function bringIn(
  { folder, call }: EngineSetting,
  name: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const file = path.join(folder, name);
  writeFileSync(file, [heads, ...rows].map(cells => `${cells.join(',')}\n`).join(''));
  const { files } = await call('intake.import', { files: [file] });
  if (files[0]?.loaded !== rows.length) throw new Error(`${name}: ${files[0]?.message}`);
}

/** "referral_police_2022-23_Q1.csv" for the quarter that begins on a day. */
export function fileOf(kind: string, agency: string, first: string): string {
  const { code } = periodOf(daysOfIso(first), 'financial-quarter');
  return `${kind}_${agency}_${code.replace('/', '-').replace(' ', '_')}.csv`;
}
