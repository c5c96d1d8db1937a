import { readAreas, authorityOfDistrict } from '../../electron/engine/areas/areas.ts';
import { factsOf } from '../../electron/engine/cube/columns/facts.ts';
import { planCells } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import type { PlanCells, PlanFamily, PlanUnits } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import { checkPlan } from '../../electron/engine/disclosure/joint/plan-check.ts';
import { solvePlan } from '../../electron/engine/disclosure/joint/plan.ts';
import type { PlanRule } from '../../electron/engine/disclosure/joint/plan.ts';
import { loadSolver } from '../../electron/engine/disclosure/solver.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import { datasets } from '../../shared/model/datasets.ts';
import { referralUnits, roundFamilies } from './standing-plan-data.ts';

/*
 * Thirty tables of the demonstration as one plan: hidden cells, cells without a proof, time and memory. Prints, never
 * asserts. The file is a demonstration workspace; its passphrase is taken from CSAF_PASSPHRASE.
 *   node test/bench/standing-plan.ts FILE [--children] [--located] [--zeros-shown] [--width 2] [--alone]
 */
const file = process.argv[2] ?? '';
const has = (name: string) => process.argv.includes(name);
const width = Number(process.argv[process.argv.indexOf('--width') + 1] ?? 2) || 2;
const rule: PlanRule = {
  hide: { from: 1, to: 5 },
  width: has('--width') ? width : 2,
  zeros: has('--zeros-shown') ? 'shown' : 'may-be-hidden',
  ground: ['district', 'quarter'],
};

const print = (line: string) => process.stdout.write(`${line}\n`);
const solver = await loadSolver();

function solved(cells: PlanCells) {
  const began = process.cpuUsage();
  const answer = solvePlan({ cells, rule, solver });
  const { user, system } = process.cpuUsage(began);
  if (!answer) throw new Error('Cancelled.');
  const hidden = cells.weights.reduce((sum, weight, cell) => sum + (answer.hidden[cell] ? weight : 0), 0);
  return { answer, hidden, seconds: (user + system) / 1e6 };
}

/** The same engine with one table at a time: what the tables hide alone. */
function alone(units: PlanUnits, families: readonly PlanFamily[]): { hidden: number; unproven: number } {
  let hidden = 0;
  let unproven = 0;
  for (const family of families.filter(one => one.printed)) {
    const cells = planCells(units, [family]);
    const one = solved(cells);
    hidden += one.hidden;
    unproven += one.answer.unproven.length;
  }
  return { hidden, unproven };
}

const workspace = await openWorkspace(file, process.env.CSAF_PASSPHRASE ?? '');
const dataset = datasets.find(one => one.name === 'referrals');
if (!dataset) throw new Error('There are no referrals.');
const areas = readAreas(workspace.read);
const units = referralUnits(factsOf(workspace, dataset), has('--children'), has('--located'));
const families = roundFamilies(units, district => authorityOfDistrict(areas, district) ?? 'not recorded');
const cells = planCells(units, families);
const { answer, hidden, seconds } = solved(cells);
const small = cells.values.filter(value => value >= 1 && value <= 5).length;
print(
  `${units.rows} rows, ${cells.keys.length} distinct cells of ${families.filter(one => one.printed).length} tables, ${small} small`,
);
print(
  `joint: ${hidden} hidden in tables, ${answer.unproven.length} without a proof, ${answer.moves.length} moves, ${answer.steps} weighed, ${seconds.toFixed(1)} s of processor, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
print(`check: ${checkPlan(cells, rule, answer).length} exposed`);
for (const cell of answer.unproven.slice(0, 12))
  print(`  without a proof: ${cells.keys[cell]} = ${cells.values[cell]}`);
if (has('--alone')) {
  const one = alone(units, families);
  print(`alone: ${one.hidden} hidden, ${one.unproven} without a proof; ratio ${(hidden / one.hidden).toFixed(3)}`);
}
workspace.close();
