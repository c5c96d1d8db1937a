import { FaultError } from '../../../shared/contract/fault.ts';
import type { Tuples } from './axis.ts';
import type { Facts } from './columns/facts.ts';
import type { CompiledFilter, Dimension } from './plan.ts';

/** Lines of one axis that members without rows may make; more would not be read by anyone. */
const mostLines = 200_000;

/**
 * The tuples of an axis with those added that a reader expects although no row has them: under every member that is
 * there, each code that the dimension knows (a list's codes, areas of the parent, periods between the first and the
 * last). Members that a filter on the same field leaves out stay out.
 * Fault too-large as soon as they are too many, before they are multiplied further.
 */
export function withEmptyMembers(
  facts: Facts,
  dimensions: readonly Dimension[],
  tuples: Tuples,
  filters: readonly CompiledFilter[],
): Tuples {
  if (!dimensions.length) return tuples;
  const allowed = dimensions.map(dimension => {
    const codes = Uint8Array.from(dimension.order, () => 1);
    codes[0] = 0;
    for (const filter of filters)
      if (filter.field.name === dimension.name)
        dimension.column.dictionary.forEach((code, i) => {
          const period = dimension.column.periods?.[i];
          if (filter.by === dimension.by || (dimension.by === 'day' && filter.by === null)) {
            if (!filter.passes(code, period ?? null)) codes[i + 1] = 0;
          } else if (filter.range && period && (period.last < filter.range.from || period.first > filter.range.to))
            codes[i + 1] = 0;
        });
    return codes;
  });
  const known = new Set<string>();
  const list: number[][] = [];
  const add = (codes: readonly number[]) => {
    const key = codes.join('|');
    if (known.has(key)) return;
    known.add(key);
    list.push([...codes]);
  };
  for (let t = 0; t < tuples.count; t++) add(tuples.codes.map(codes => codes[t]!));
  const observed = list.length;
  let prefixes: number[][] = [[]];
  dimensions.forEach((dimension, d) => {
    const next = new Map<string, number[]>();
    for (let t = 0; t < observed; t++) next.set(list[t]!.slice(0, d + 1).join('|'), list[t]!.slice(0, d + 1));
    for (const prefix of prefixes) {
      if (prefix.includes(0)) continue;
      for (let code = 1; code < dimension.order.length; code++) {
        if (!allowed[d]![code] || !fits(facts, dimensions, prefix, d, code)) continue;
        const path = [...prefix, code];
        next.set(path.join('|'), path);
      }
      if (next.size > mostLines)
        throw new FaultError(
          'too-large',
          `With members that hold nothing, this table would have more than ${mostLines.toLocaleString('en-GB')} lines. Leave those members out, take a field away or add a filter.`,
          'emptyMembers',
        );
    }
    prefixes = [...next.values()];
  });
  for (const prefix of prefixes) add(prefix);
  return { count: list.length, codes: dimensions.map((_, d) => Int32Array.from(list, codes => codes[d]!)) };
}

/** Whether a member can lie under the members before it: a ward in its district, a quarter in its year. */
function fits(
  facts: Facts,
  dimensions: readonly Dimension[],
  prefix: readonly number[],
  d: number,
  code: number,
): boolean {
  const own = dimensions[d]!;
  const text = own.column.dictionary[code - 1]!;
  return prefix.every((above, a) => {
    const other = dimensions[a]!;
    if (own.column.periods && other.column.periods && own.name === other.name) {
      const inner = own.column.periods[code - 1]!;
      const outer = other.column.periods[above - 1]!;
      return inner.first <= outer.last && inner.last >= outer.first;
    }
    if (own.field.type === 'area' && other.field.type === 'area') {
      const area = facts.areas.get(text);
      const level = other.field.level;
      const parent =
        level === 'ward'
          ? area?.ward
          : level === 'district'
            ? area?.district
            : level === 'authority'
              ? area?.authority
              : level === 'msoa'
                ? area?.msoa
                : undefined;
      return parent === undefined || parent === null || parent === other.column.dictionary[above - 1];
    }
    return true;
  });
}
