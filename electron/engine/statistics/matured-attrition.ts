import { wilson } from './wilson.ts';

/** What became of the cohorts that are old enough for one step. */
export interface MaturedStep {
  readonly reached: number;
  /** Those at the step before, or all who entered, of the same cohorts. */
  readonly of: number;
  /** Cohorts that are old enough. */
  readonly cohorts: number;
  /** Fractions of 1; null where nobody could have reached it. */
  readonly share: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface Cohorts {
  /** Entered, by cohort. */
  readonly entered: readonly number[];
  /** Reached, by cohort and step. */
  readonly steps: readonly (readonly number[])[];
  /** Weeks since the cohort entered. */
  readonly ageWeeks: readonly number[];
}

/**
 * The share that reaches each step, of cohorts that have had the time for it. A cohort younger than the step's waiting time
 * stands neither above nor below the line: counted, it would make every recent share too small (right truncation). At exactly
 * the waiting time it counts.
 * @param waits weeks after which a cohort is old enough, one for each step
 * @param base what a share is of: the step before (`previous`) or all who `entered`
 * @returns one for each step, with Wilson's score interval
 * Source: Lagakos, Barraj and De Gruttola (1988), Biometrika 75:515, for truncation; Wilson (1927), JASA 22:209.
 */
export function maturedAttrition(
  { entered, steps, ageWeeks }: Cohorts,
  waits: readonly number[],
  base: 'previous' | 'entered',
  level = 0.95,
): readonly MaturedStep[] {
  return waits.map((wait, step): MaturedStep => {
    const old = ageWeeks.flatMap((age, cohort) => (age >= wait ? [cohort] : []));
    const sum = (of: (cohort: number) => number) => old.reduce((total, cohort) => total + of(cohort), 0);
    const reached = sum(cohort => steps[cohort]![step]!);
    const of = sum(cohort => (base === 'entered' || step === 0 ? entered[cohort]! : steps[cohort]![step - 1]!));
    const limits = of > 0 ? wilson(reached, of, level) : null;
    return {
      reached,
      of,
      cohorts: old.length,
      share: limits?.estimate ?? null,
      lower: limits?.lower ?? null,
      upper: limits?.upper ?? null,
    };
  });
}
