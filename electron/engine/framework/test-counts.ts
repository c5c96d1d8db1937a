import type { ChangeKind } from '../../../shared/text/claims.ts';
import type { AlikeUnits } from '../cube/units.ts';

/** What an audience would see of the figures behind a test: of a share both of its sides. */
export const countsBehind = (kind: ChangeKind, parts: readonly { readonly x: number; readonly n: number }[]) => {
  const sum = (of: 'x' | 'n') => parts.reduce((all, one) => all + one[of], 0);
  return kind === 'share' ? [sum('x'), sum('n') - sum('x')] : [sum('x')];
};

/** The figures of each span. */
export const countsInSpans = (kind: ChangeKind, units: readonly AlikeUnits[]): readonly number[] =>
  (units[0]?.spans ?? []).flatMap((_, at) =>
    countsBehind(
      kind,
      units.map(one => ({ x: one.units * one.spans[at]!.x, n: one.units * one.spans[at]!.n })),
    ),
  );

/** What those who did not send both spans bring to the counts of everybody; nothing where everybody did. */
export function countsApart(
  kind: ChangeKind,
  units: readonly AlikeUnits[],
  steady: readonly AlikeUnits[] | null,
): readonly number[] {
  if (!steady) return [];
  const of = countsInSpans(kind, steady);
  return countsInSpans(kind, units).map((count, at) => count - (of[at] ?? 0));
}
