import * as v from 'valibot';
import type { Audience, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import { mapWithClaims } from '../claims/map-claims.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import type { Call, Handlers } from '../subject.ts';
import { giveOut } from './give-out.ts';
import { tableGivenOut } from './tables.ts';

/** Reads a table and enters it in the ledger as printed. */
export type PrintTable = (description: ParsedPivot) => Promise<PivotTable>;

const printed = (subject: string) => ({ name: subject.slice(0, 200), purpose: 'printed at a terminal' });

/**
 * Gives out what a terminal prints: where a terminal's words go on to, nobody can know, so every table behind them is
 * entered before they are shown. What was printed cannot be taken back, so nothing of it is ever void.
 * Faults: those of `work`.
 */
export async function givePrinted<T>(
  { audience, subject }: { readonly audience: Audience; readonly subject: string },
  work: (print: PrintTable, inside: Call) => Promise<T>,
  call: Call,
): Promise<T> {
  const { name, purpose } = printed(subject);
  const { value } = await giveOut(
    call,
    {
      action: 'print',
      audience,
      purpose,
      make: async inside => ({
        value: await work(description => tableGivenOut(description, { name, purpose }, inside), inside),
        releases: [],
        subject,
      }),
    },
    async () => undefined,
  );
  return value;
}

export const printHandlers: Handlers<'cube.print' | 'framework.print' | 'geography.print'> = {
  'cube.print': (description, call) =>
    givePrinted({ audience: description.audience, subject: description.dataset }, print => print(description), call),

  'framework.print': ({ question }, call) =>
    givePrinted(
      { audience: question.audience, subject: 'scorecard' },
      (print, inside) => scorecardOf(question, print, inside),
      call,
    ),

  'geography.print': ({ description }, call) =>
    givePrinted(
      { audience: description.audience, subject: `map of ${description.dataset}` },
      async (print, inside) => {
        const map = await mapWithClaims(description, inside);
        await print(v.parse(pivotDescription, map.table));
        return map;
      },
      call,
    ),
};
