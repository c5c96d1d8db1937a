import type { PlanCells } from './plan-cells.ts';

/** A coarsening that takes cells without a proof out of the tables, in the order in which they are offered. */
export type PlanFallback =
  /** Rows without a member of a ground column, such as those without a district, out of all tables. */
  | { readonly kind: 'without-unlocated'; readonly column: string; readonly rows: number; readonly frees: number }
  /** A rare member joined with others of its column. */
  | {
      readonly kind: 'join-members';
      readonly column: string;
      readonly members: readonly string[];
      readonly frees: number;
    }
  /** Leaves of one ground column no longer crossed with another's. */
  | { readonly kind: 'coarser-ground'; readonly columns: readonly string[]; readonly frees: number }
  /** The line of the cell's member hidden in its area. */
  | { readonly kind: 'hide-line'; readonly key: string; readonly frees: number };

export interface FallbackQuestion {
  readonly cells: PlanCells;
  readonly unproven: readonly number[];
  readonly ground: readonly string[];
  /** For each column in the order of `cells.names` its members, sorted by text as the cells have them. */
  readonly members: readonly (readonly string[])[];
  /** The member that stands for "not recorded". */
  readonly missing: string;
}

/**
 * What would take the cells without a proof out of the tables. `frees` counts those cells that would no longer be
 * printed; it does not promise that the remaining plan needs no other: solve it again with the coarsening.
 */
export function planFallbacks({ cells, unproven, ground, members, missing }: FallbackQuestion): PlanFallback[] {
  const isGround = (column: number) => ground.includes(cells.names[column]!);
  const chosen = (cell: number) =>
    cells.conditions[cell]!.map(({ column, inside }) => ({
      column,
      members: members[column]!.filter((_, member) => inside[member]),
    }));
  const answers: PlanFallback[] = [];
  for (const name of ground) {
    const column = cells.names.indexOf(name);
    const code = members[column]!.indexOf(missing);
    const rows = cells.codes[column]!.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
    const frees = unproven.filter(cell =>
      chosen(cell).some(one => one.column === column && one.members.length === 1 && one.members[0] === missing),
    ).length;
    if (rows && frees) answers.push({ kind: 'without-unlocated', column: name, rows, frees });
  }
  cells.names.forEach((name, column) => {
    if (isGround(column)) return;
    const rare = new Map<string, number>();
    for (const cell of unproven)
      for (const one of chosen(cell))
        if (one.column === column && one.members.length === 1)
          rare.set(one.members[0]!, (rare.get(one.members[0]!) ?? 0) + 1);
    const frees = [...rare.values()].reduce((sum, count) => sum + count, 0);
    if (frees) answers.push({ kind: 'join-members', column: name, members: [...rare.keys()].sort(), frees });
  });
  const crossed = unproven.filter(cell => cells.conditions[cell]!.filter(one => isGround(one.column)).length > 1);
  if (crossed.length) answers.push({ kind: 'coarser-ground', columns: ground, frees: crossed.length });
  for (const cell of unproven) answers.push({ kind: 'hide-line', key: cells.keys[cell]!, frees: 1 });
  return answers;
}
