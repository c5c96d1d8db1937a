/** Distinct children over two spans of equal length, and the mean of their periods. */
export interface LikeForLike {
  readonly currentDistinct: number;
  readonly baselineDistinct: number;
  /** Current less baseline. */
  readonly change: number;
  /** Current over baseline less 1; null over none. */
  readonly changeShare: number | null;
  /** The same of the mean of the periods' own distinct children. */
  readonly meanOfPeriods: {
    readonly current: number;
    readonly baseline: number;
    readonly change: number;
    readonly changeShare: number | null;
  };
}

const shareOf = (current: number, baseline: number) => (baseline === 0 ? null : current / baseline - 1);

/**
 * Children of one span against those of another of as many periods. A child counts once over a span, however many of its
 * periods name it, so a span may not be divided by its length: the mean of the periods' own distinct children is a figure of
 * its own and is given beside it.
 * @param childrenByPeriod references of children by period; a reference may come more than once
 * @param current positions in it, from 0; `baseline` as many
 * Source: Lenz and Shoshani (1997), Summarizability in OLAP and statistical data bases, SSDBM: parts that are not disjoint do
 * not add up.
 */
export function likeForLike(
  childrenByPeriod: readonly (readonly (string | number)[])[],
  current: readonly number[],
  baseline: readonly number[],
): LikeForLike {
  const periods = childrenByPeriod.map(children => new Set(children.map(String)));
  const distinct = (span: readonly number[]) => new Set(span.flatMap(at => [...periods[at]!])).size;
  const mean = (span: readonly number[]) => span.reduce((sum, at) => sum + periods[at]!.size, 0) / span.length;
  const [now, before] = [distinct(current), distinct(baseline)];
  const [meanNow, meanBefore] = [mean(current), mean(baseline)];
  return {
    currentDistinct: now,
    baselineDistinct: before,
    change: now - before,
    changeShare: shareOf(now, before),
    meanOfPeriods: {
      current: meanNow,
      baseline: meanBefore,
      change: meanNow - meanBefore,
      changeShare: shareOf(meanNow, meanBefore),
    },
  };
}
