import * as v from 'valibot';
import { FaultError } from '../../../shared/contract/fault.ts';
import { intervalsOf } from './audit.ts';
import { keyedCount } from './cell-key.ts';
import { linkedProtection } from './joint/linked-tables.ts';
import { protectionOf } from './protect.ts';
import { roles } from './protection-question.ts';
import { usualSteps } from './pivot.ts';
import { loadSolver, loadedSolver } from './solver.ts';
import { tableModelOf } from './table.ts';
import type { TableModel } from './table.ts';
import { Work } from './work.ts';

const code = v.pipe(v.string('Expected a code.'), v.maxLength(200));
const dims = v.pipe(
  v.array(v.strictObject({ root: code, tree: v.record(v.string(), v.array(code)) })),
  v.minLength(1, 'Expected at least one dimension.'),
  v.maxLength(8),
);
const value = v.pipe(v.number('Expected a number.'), v.finite('Expected a finite number.'));
const lowerBound = v.optional(v.pipe(value, v.minValue(0, 'Expected 0 or more.')), 0);
const cellsOf = <const S extends v.ObjectEntries>(entries: S) =>
  v.pipe(v.array(v.strictObject({ at: v.array(code), value, ...entries })), v.maxLength(200_000));

const auditInput = v.strictObject({
  dims,
  cells: v.pipe(
    v.array(
      v.strictObject({
        at: v.array(code),
        value: v.optional(v.nullable(value), null),
        status: v.picklist(['published', 'hidden'], 'Expected "published" or "hidden".'),
      }),
    ),
    v.maxLength(200_000),
  ),
  lowerBound,
  integer: v.optional(v.boolean(), false),
});

const protectInput = v.strictObject({
  dims,
  cells: cellsOf({ sensitive: v.optional(v.boolean(), false) }),
  lowerBound,
  zeros: v.optional(v.picklist(['shown', 'protected']), 'shown'),
});

const wholeNumber = v.pipe(
  v.number('Expected a number.'),
  v.safeInteger('Expected a whole number.'),
  v.minValue(0, 'Expected 0 or more.'),
);

const keyRow = v.strictTuple(
  [wholeNumber, wholeNumber, v.pipe(v.number('Expected a number.'), v.safeInteger('Expected a whole number.'))],
  'Expected class, key and change.',
);

const cellKeyInput = v.strictObject({
  count: wholeNumber,
  recordKeySum: wholeNumber,
  table: v.pipe(v.array(keyRow), v.minLength(1, 'Expected at least one row.'), v.maxLength(1_000_000)),
  threshold: v.optional(v.pipe(v.number('Expected a number.'), v.finite('Expected a finite number.'))),
});

const linkedInput = v.strictObject({
  atoms: v.pipe(v.array(wholeNumber), v.minLength(1, 'Expected at least one atom.'), v.maxLength(100_000)),
  tables: v.pipe(
    v.array(v.pipe(v.array(v.array(wholeNumber)), v.maxLength(100_000))),
    v.minLength(1, 'Expected at least one table.'),
    v.maxLength(2000),
  ),
  hide: v.strictObject({ from: wholeNumber, to: wholeNumber }),
  width: wholeNumber,
});

/** A count with the noise that its records choose. Fault invalid-input where a class and key has two rows. */
function keyedCountOf({ count, recordKeySum, table, threshold }: v.InferOutput<typeof cellKeyInput>) {
  const seen = new Set<string>();
  table.forEach(([group, key], i) => {
    const place = `${group} ${key}`;
    if (seen.has(place))
      throw new FaultError('invalid-input', 'This class and key has a row already.', `input.table.${i}`);
    seen.add(place);
  });
  return {
    result: { ...keyedCount(count, recordKeySum, table, threshold) },
    method: 'Cell key: the sum of the record keys chooses the change',
  };
}

/** Which cells to show of tables that are published together. Faults: invalid-input, not-protected. */
function linkedTables(input: v.InferOutput<typeof linkedInput>) {
  if (input.hide.from > input.hide.to)
    throw new FaultError('invalid-input', 'The range begins after its end.', 'input.hide.from');
  input.tables.forEach((table, t) =>
    table.forEach((cell, c) =>
      cell.forEach((atom, i) => {
        if (atom >= input.atoms.length)
          throw new FaultError('invalid-input', 'There is no such atom.', `input.tables.${t}.${c}.${i}`);
      }),
    ),
  );
  const { status, hiddenDistinct, unproven } = linkedProtection(loadedSolver(), input);
  if (unproven)
    throw new FaultError(
      'not-protected',
      `${unproven} of the sensitive cells could not be protected within the work allowed, so nothing of these tables may be given out.`,
    );
  return {
    result: { status, hiddenDistinct },
    method: 'Transfers of records that cancel in what is shown, whole-number proofs added up again',
  };
}

/** Numbers of the given cells; each point at most once. */
function placed(model: TableModel, cells: readonly { readonly at: readonly string[] }[]): Int32Array {
  const seen = new Set<number>();
  return Int32Array.from(cells, (cell, i) => {
    const number = model.cellAt(cell.at, `cells.${i}.at`);
    if (seen.has(number)) throw new FaultError('invalid-input', 'This cell is given twice.', `cells.${i}.at`);
    seen.add(number);
    return number;
  });
}

/**
 * What can be derived about each hidden cell. A point that is not given is unknown, 0 or more, and not reported.
 * Faults: invalid-input, too-large, busy.
 */
export function auditedTable(input: v.InferOutput<typeof auditInput>) {
  const model = tableModelOf(input.dims);
  const numbers = placed(model, input.cells);
  const lower = new Float64Array(model.size);
  const upper = new Float64Array(model.size).fill(Infinity);
  input.cells.forEach((cell, i) => {
    if (cell.status === 'hidden') lower[numbers[i]!] = input.lowerBound;
    else {
      if (cell.value === null)
        throw new FaultError('invalid-input', 'A published cell needs its value.', `cells.${i}.value`);
      lower[numbers[i]!] = upper[numbers[i]!] = cell.value;
    }
  });
  const targets = input.cells.flatMap((cell, i) => (cell.status === 'hidden' ? [numbers[i]!] : []));
  const intervals = intervalsOf(loadedSolver(), { relations: model.relations, lower, upper }, targets, input.integer);
  return {
    result: { hidden: intervals.map(one => ({ at: model.codesOf(one.cell), lower: one.lower, upper: one.upper })) },
    method: `Smallest and largest ${input.integer ? 'whole value' : 'value'} by linear programming`,
  };
}

/** Values for points that were not given: what the sums say, else 0. Fault invalid-input when the table does not add up. */
function completed(model: TableModel, truth: Float64Array, given: Uint8Array): void {
  const { starts, indices, values, lower } = model.relations;
  const fill = () => {
    for (let again = true; again;) {
      again = false;
      for (let r = 0; r < lower.length; r++) {
        let missing = -1;
        let count = 0;
        let sum = 0;
        for (let k = starts[r]!; k < starts[r + 1]!; k++)
          if (given[indices[k]!]) sum += values[k]! * truth[indices[k]!]!;
          else {
            missing = k;
            count++;
          }
        if (count !== 1) continue;
        truth[indices[missing]!] = -sum / values[missing]! + 0;
        given[indices[missing]!] = 1;
        again = true;
      }
    }
  };
  fill();
  for (let cell = given.length - 1; cell >= 0; cell--)
    if (!given[cell]) {
      given[cell] = 1;
      fill();
    }
  for (let r = 0; r < lower.length; r++) {
    let sum = 0;
    let largest = 1;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      sum += values[k]! * truth[indices[k]!]!;
      largest = Math.max(largest, Math.abs(truth[indices[k]!]!));
    }
    if (Math.abs(sum) > 1e-6 * largest)
      throw new FaultError(
        'invalid-input',
        `The cells below ${model.codesOf(indices[starts[r]!]!).join(' / ')} do not add up to it.`,
        'cells',
      );
  }
}

/** Which cells of a table to publish. Faults: invalid-input, too-large, refused when it cannot be protected. */
export function protectedTable(input: v.InferOutput<typeof protectInput>, steps = 2 * usualSteps) {
  const model = tableModelOf(input.dims);
  const numbers = placed(model, input.cells);
  const truth = new Float64Array(model.size);
  const given = new Uint8Array(model.size);
  const role = new Uint8Array(model.size).fill(roles.unseen);
  const sensitive: number[] = [];
  input.cells.forEach((cell, i) => {
    const number = numbers[i]!;
    if (cell.value < 0) throw new FaultError('invalid-input', 'Expected 0 or more.', `cells.${i}.value`);
    truth[number] = cell.value;
    given[number] = 1;
    if (cell.sensitive) sensitive.push(number);
    role[number] = cell.sensitive
      ? roles.hidden
      : cell.value === 0 && input.zeros === 'shown'
        ? roles.known
        : roles.free;
  });
  completed(model, truth, given);
  const protection = protectionOf(loadedSolver(), {
    relations: model.relations,
    products: [model.product],
    truth,
    publishedLower: truth,
    publishedUpper: truth,
    // A zero that is hidden shows that hidden cells can be 0.
    hiddenLower: truth.map((one, cell) => (role[cell] === roles.unseen ? 0 : Math.min(one, input.lowerBound))),
    role,
    sensitive,
    width: () => 1,
    whole: truth.every(Number.isInteger),
    work: new Work(steps),
  });
  if (protection.exposed.length)
    throw new FaultError(
      'refused',
      `${protection.exposed.length} of the sensitive cells can be derived whatever else is hidden, so nothing of this table may be given out. The first is ${model.codesOf(protection.exposed[0]!).join(' / ')}.`,
    );
  return {
    result: {
      cells: input.cells.map((cell, i) => ({
        at: cell.at,
        status: protection.hidden[numbers[i]!] ? 'hidden' : 'published',
      })),
    },
    method: 'Secondary suppression by Gaussian elimination and linear programming, audited in whole numbers',
  };
}

/** The two methods of this room, as the list of methods takes them. `ready` must have ended before they run. */
export const disclosureMethods = {
  ready: async (): Promise<void> => {
    await loadSolver();
  },
  audit: {
    name: 'audit-table',
    input: 'dims[] (root, tree), cells[] (at, value, status), lowerBound, integer',
    result: 'hidden[] of at, lower, upper',
    source: 'Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 4; solver HiGHS',
    schema: auditInput,
    run: auditedTable,
  },
  protect: {
    name: 'protect-table',
    input: 'dims[], cells[] (at, value, sensitive), lowerBound, zeros (shown, protected)',
    result: 'cells[] of at, status',
    source:
      'Langsrud (2024), Secondary cell suppression by Gaussian elimination; Fischetti and Salazar (1999), Mathematical Programming 84:283; solver HiGHS',
    schema: protectInput,
    run: (input: v.InferOutput<typeof protectInput>) => protectedTable(input),
  },
  cellKey: {
    name: 'cell-key',
    input: 'count, recordKeySum, table[] (class, key, change), threshold?',
    result: 'cellKey, class, change, perturbed',
    source: 'ONS package cell-key-perturbation; SDC Handbook, 2nd ed. (2024), §5.4.4',
    schema: cellKeyInput,
    run: keyedCountOf,
  },
  protectLinked: {
    name: 'protect-linked',
    input: 'atoms[], tables[] of cells of atom positions, hide (from, to), width',
    result: 'status[] of each table, hiddenDistinct',
    source:
      'Repsilber (1994) and Giessing (2003), hypercube method, in any system of sums; Fischetti and Salazar (1999), Mathematical Programming 84:283; solver HiGHS',
    schema: linkedInput,
    run: linkedTables,
  },
} as const;
