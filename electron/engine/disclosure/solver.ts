import loadHighs from 'highs';
import type { Highs, Model } from 'highs';

/**
 * The linear programming solver HiGHS (MIT), compiled to WebAssembly. Loading takes some tenths of a second and happens
 * once for each thread; solving is synchronous after that.
 */
export type Solver = Highs;

/** The package's types describe its CommonJS face; as a module, its default export is the loader itself. */
const start = loadHighs as unknown as () => Promise<Solver>;

let loading: Promise<Solver> | undefined;
let loaded: Solver | undefined;

/** Loads the solver once. */
export function loadSolver(): Promise<Solver> {
  loading ??= start().then(solver => {
    loaded = solver;
    return solver;
  });
  return loading;
}

/** The solver that `loadSolver` loaded earlier. */
export function loadedSolver(): Solver {
  if (!loaded) throw new Error('The solver is not loaded yet.');
  return loaded;
}

/** Sparse rows over columns: `lower ≤ Σ values·x ≤ upper`; row r holds the entries from starts[r] to starts[r + 1]. */
export interface Rows {
  readonly columns: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export type Outcome = 'optimal' | 'infeasible' | 'unbounded' | 'undecided';

/** Large enough to be no bound at all for a count, small enough for the solver's arithmetic. */
const beyond = 1e7;

/**
 * One programme kept in the solver's memory: bounds and costs change, rows stay, and each solution starts from the last
 * basis. Always minimises. Dispose of it when done: the solver's memory is not collected.
 */
export class Programme {
  readonly columns: number;
  /** Of the last solve that was optimal; a later change of costs or bounds leaves them as they are. */
  solution: Float64Array = new Float64Array(0);
  objective = 0;
  readonly #solver: Solver;
  readonly #model: Model;
  #whole = false;

  constructor(solver: Solver, rows: Rows, lower: Float64Array, upper: Float64Array, whole = false) {
    this.#solver = solver;
    this.columns = rows.columns;
    const numRows = rows.lower.length;
    this.#model = solver.createModel({
      numCols: rows.columns,
      numRows,
      colCost: new Float64Array(rows.columns),
      colLower: lower,
      colUpper: upper,
      rowLower: rows.lower,
      rowUpper: rows.upper,
      matrix: {
        format: 'csr',
        numRows,
        numCols: rows.columns,
        starts: rows.starts,
        indices: rows.indices,
        values: rows.values,
      },
    });
    this.#model.options.set({
      output_flag: false,
      mip_rel_gap: 0,
      // Costs and columns are whole there, so a gap below 1 is none.
      mip_abs_gap: 0.99,
      primal_feasibility_tolerance: 1e-9,
      dual_feasibility_tolerance: 1e-9,
      mip_feasibility_tolerance: 1e-9,
    });
    this.whole(whole);
  }

  /** Gives up on whole values after so many branches: a limit that is the same on every computer. */
  branches(most: number): void {
    this.#model.options.set('mip_max_nodes', most);
  }

  /** Gives up after so many simplex pivots in one solve: a limit that is the same on every computer. */
  pivots(most: number): void {
    this.#model.options.set('simplex_iteration_limit', most);
  }

  /** Simplex pivots of the last solve, in whole-number programmes of all branches together. */
  get pivotsUsed(): number {
    return Math.max(0, Number(this.#model.info.get('simplex_iteration_count')));
  }

  /** Whether columns must take whole values. */
  whole(whole: boolean): void {
    if (whole === this.#whole) return;
    this.#whole = whole;
    const { integer, continuous } = this.#solver.constants.variableType;
    this.#model.changeColsIntegrality(
      { kind: 'range', from: 0, to: this.columns - 1 },
      new Int32Array(this.columns).fill(whole ? integer : continuous),
    );
  }

  cost(column: number, cost: number): void {
    this.#model.changeColCost(column, cost);
  }

  costs(costs: Float64Array): void {
    this.#model.changeColsCost({ kind: 'range', from: 0, to: this.columns - 1 }, costs);
  }

  bounds(column: number, lower: number, upper: number): void {
    this.#model.changeColBounds(column, lower, upper);
  }

  /** Minimises; at most `seconds` long. Infinity leaves only the counted limits. */
  solve(seconds = 10): Outcome {
    const model = this.#model;
    model.zeroAllClocks();
    model.options.set('time_limit', Math.min(Math.max(0.01, seconds), 1e9));
    model.run();
    const status = model.getModelStatus();
    const known = this.#solver.constants.modelStatus;
    if (status === known.optimal) {
      this.solution = model.getSolution().colValue;
      this.objective = model.getObjectiveValue();
      return 'optimal';
    }
    if (status === known.infeasible) return 'infeasible';
    if (status === known.unbounded || status === known.unboundedOrInfeasible) return 'unbounded';
    return 'undecided';
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** A bound as the solver takes it: what lies beyond any count is no bound. */
export function openBound(value: number): number {
  return Math.abs(value) >= beyond ? Math.sign(value) * Infinity : value;
}
