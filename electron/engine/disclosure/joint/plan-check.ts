import { inCell } from './plan-cells.ts';
import type { PlanCells } from './plan-cells.ts';
import type { PlanAnswer, PlanRule } from './plan.ts';

/** How much each cell changes when rows are edited, counted by the cells' conditions on the units concerned. */
function recounted(cells: PlanCells, answer: PlanAnswer, moves: readonly number[]): Int32Array {
  const edited = new Map<string, number>();
  const units = new Set<number>();
  for (const number of moves)
    for (const { row, column, to } of answer.moves[number]!.edits) {
      edited.set(`${row} ${column}`, to);
      units.add(cells.unitOf[row]!);
    }
  const rowsOf = [...units].map(unit => cells.rowsOf[unit]!);
  const before = (row: number) => (column: number) => cells.codes[column]![row]!;
  const after = (row: number) => (column: number) => edited.get(`${row} ${column}`) ?? cells.codes[column]![row]!;
  return Int32Array.from(cells.conditions, conditions => {
    let change = 0;
    for (const rows of rowsOf) {
      const was = rows.some(row => inCell(conditions, before(row)));
      const is = rows.some(row => inCell(conditions, after(row)));
      change += (is ? 1 : 0) - (was ? 1 : 0);
    }
    return change;
  });
}

/** Small cells that the answer does not protect, by editing the units as each proof says and counting again. */
export function checkPlan(cells: PlanCells, rule: PlanRule, answer: PlanAnswer): number[] {
  const { from, to } = rule.hide;
  const shift = (target: number, moves: readonly number[]): number | null => {
    if (!moves.length) return 0;
    const change = recounted(cells, answer, moves);
    for (let cell = 0; cell < change.length; cell++) {
      if (!change[cell]) continue;
      const printed = cells.weights[cell]! > 0;
      if (printed && !answer.hidden[cell]) return null;
      const known = rule.zeros === 'shown' && printed && cells.values[cell] ? 1 : 0;
      if (cells.values[cell]! + change[cell]! < known) return null;
    }
    return change[target]!;
  };
  return Array.from(cells.values.keys()).filter(cell => {
    if (cells.values[cell]! < from || cells.values[cell]! > to) return false;
    const proof = answer.proofs.get(cell);
    if (!answer.hidden[cell] || !proof) return true;
    const up = shift(cell, proof.up);
    const down = shift(cell, proof.down);
    return up === null || down === null || up - down < rule.width;
  });
}
