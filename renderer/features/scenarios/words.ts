import type { OptionResult } from '../../../shared/contract/commissioning.ts';

export const optionColours = ['--p6', '--p1', '--p3', '--p2', '--p4', '--p5', '--warn'] as const;

/** The option with the highest NPSV; the first, where none is better. */
export function leader(options: readonly OptionResult[]): OptionResult {
  return options.reduce((best, option) =>
    (option.measures.npsv.value ?? -Infinity) > (best.measures.npsv.value ?? -Infinity) ? option : best,
  );
}

/** Beside bars of the edit before, while those of the present one are on their way. */
export const workedOutAgain = 'Of the edit before; being worked out again. ';

/** What the do-minimum is set against: the option of the highest NPSV among the others. */
export const proposal = (options: readonly OptionResult[]): OptionResult => leader(options.slice(1));
