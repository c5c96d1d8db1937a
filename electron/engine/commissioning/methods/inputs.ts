import * as v from 'valibot';
import { finite, notNegative, positive, refuse } from '../../statistics/inputs.ts';

/** What the inputs of this room's methods are made of beyond those of every method. */
export const most = 10_000;
export const share = v.pipe(notNegative, v.maxValue(1, 'Expected a share from 0 to 1.'));
export const whole = v.pipe(notNegative, v.integer('Expected a whole number.'));
export const open = v.pipe(
  finite,
  v.gtValue(0, 'Expected more than 0 and less than 1.'),
  v.ltValue(1, 'Expected less than 1.'),
);
export const servers = v.pipe(positive, v.maxValue(1_000_000, 'Expected at most a million servers.'));
export const text = (longest: number) => v.pipe(v.string('Expected text.'), v.maxLength(longest));

/** Lists that go together must be as long as the first. Fault invalid-input. */
export function sameLength(
  first: readonly unknown[],
  lists: Readonly<Record<string, readonly unknown[] | undefined>>,
): void {
  for (const [name, list] of Object.entries(lists))
    if (list && list.length !== first.length)
      refuse(`Expected ${first.length} here, as many as in the first list.`, name);
}

/** Rows must be of one length. Fault invalid-input. */
export function rectangle(rows: readonly (readonly unknown[])[], columns: number, name: string): void {
  rows.forEach((row, i) => {
    if (row.length !== columns) refuse(`Expected ${columns} numbers in each row.`, `${name}.${i}`);
  });
}
