import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';

/** Days from the first to the last, both inside; days since 1970-01-01. A period is a span too. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Spans that may lie anywhere, as the same days in order, none touching the next. */
export function united(spans: readonly Span[]): readonly Span[] {
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of spans.toSorted((a, b) => a.first - b.first)) {
    if (first > last) continue;
    const before = merged.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  return merged;
}

/** The days of `spans` that lie in `window`. */
export function within(spans: readonly Span[], window: Span): readonly Span[] {
  return spans
    .map(span => ({ first: Math.max(span.first, window.first), last: Math.min(span.last, window.last) }))
    .filter(span => span.first <= span.last);
}

/** The days of `spans` that are in none of `taken`, which is in order and apart as `united` leaves it. */
export function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  return spans.flatMap(span => {
    const left: Span[] = [];
    let from = span.first;
    for (const { first, last } of taken) {
      if (last < from || first > span.last) continue;
      if (first > from) left.push({ first: from, last: first - 1 });
      from = last + 1;
    }
    return from <= span.last ? [...left, { first: from, last: span.last }] : left;
  });
}

/** Whether every day of `span` is in one of `spans`, which are in order and apart. */
export function holds(spans: readonly Span[], span: Span): boolean {
  return spans.some(one => one.first <= span.first && one.last >= span.last);
}

/** Whether a day of `span` is in one of `spans`. */
export function touches(spans: readonly Span[], span: Span): boolean {
  return spans.some(one => one.first <= span.last && one.last >= span.first);
}

/** What supply is judged by: quarters of returns, months of what a publisher gives by month. */
export type Step = 'month' | 'financial-quarter';

/** The periods of a kind that a span lies in, whole and in order. */
export function periodsOver(span: Span, by: Parameters<typeof periodOf>[1]): readonly Period[] {
  const periods: Period[] = [];
  for (let day = span.first; day <= span.last; day = periods.at(-1)!.last + 1) periods.push(periodOf(day, by));
  return periods;
}
