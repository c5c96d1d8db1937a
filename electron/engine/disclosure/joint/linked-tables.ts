import type { Solver } from '../solver.ts';
import { Hiding, usualLimits } from './hide.ts';
import type { HideAnswer, HideLimits, HideQuestion } from './hide.ts';
import { withoutProof } from './proofs.ts';
import { canonicalSystem } from './system.ts';
import type { JointSystem } from './system.ts';

export interface LinkedTables {
  readonly atoms: readonly number[];
  readonly tables: readonly (readonly (readonly number[])[])[];
  readonly hide: { readonly from: number; readonly to: number };
  readonly width: number;
}

export interface LinkedAnswer {
  readonly status: readonly (readonly ('shown' | 'hidden')[])[];
  readonly hiddenDistinct: number;
  /** Sensitive cells without a proof: nothing may be given out while there is one. */
  readonly unproven: number;
  readonly steps: HideAnswer['steps'];
}

/**
 * Which cells of tables that are published together to show. A reader knows all layouts, all shown values and that atoms
 * are whole and 0 or more; no sensitive cell is known to less than `width`. Every proof is added up again at the end.
 */
export function linkedProtection(solver: Solver, input: LinkedTables, limits: HideLimits = usualLimits): LinkedAnswer {
  const { system, cellOf } = canonicalSystem(
    input.atoms,
    input.tables.flatMap(table => table),
  );
  const { values } = system;
  const { from, to } = input.hide;
  const sensitive = Array.from(values.keys()).filter(cell => values[cell]! >= from && values[cell]! <= to);
  const answer = cheapest(solver, system, sensitive, input.width, limits);
  const hidden = answer ? answer.hidden : new Uint8Array(values.length);
  let at = 0;
  return {
    status: input.tables.map(table => table.map(() => (hidden[cellOf[at++]!] ? 'hidden' : 'shown'))),
    hiddenDistinct: hidden.reduce((sum, one) => sum + one, 0),
    unproven: answer ? withoutProof(system, hidden, sensitive, input.width, answer.moves, answer.proofs).length : 0,
    steps: answer ? answer.steps : { pivots: 0, programmes: 0, weighed: 0 },
  };
}

/** Ways to go about it, of which the one that hides least is kept: more of them where they take little. */
function waysFor(atoms: number): readonly { readonly first: HideQuestion['first']; readonly largestFirst: boolean }[] {
  const ways = [
    { first: 'transfers', largestFirst: true },
    { first: 'transfers', largestFirst: false },
    { first: 'programmes', largestFirst: true },
    { first: 'programmes', largestFirst: false },
  ] as const;
  return atoms <= 60 ? ways : atoms <= 300 ? ways.slice(0, 3) : ways.slice(0, atoms <= 1000 ? 2 : 1);
}

function cheapest(
  solver: Solver,
  system: JointSystem,
  sensitive: readonly number[],
  width: number,
  limits: HideLimits,
): HideAnswer | null {
  if (!sensitive.length) return null;
  const { values } = system;
  const price = (cell: number) => 1 + 0.01 * Math.log1p(values[cell]!);
  let best: HideAnswer | null = null;
  for (const { first, largestFirst } of waysFor(system.atoms.length)) {
    const sign = largestFirst ? 1 : -1;
    const order = sensitive.toSorted((a, b) => sign * (values[b]! - values[a]!) || a - b);
    const answer = new Hiding(solver, { system, sensitive, width, price, order, first, limits }).run();
    if (!best || answer.unproven.length < best.unproven.length || answer.cost < best.cost - 1e-9) best = answer;
  }
  return best;
}
