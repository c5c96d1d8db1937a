import type { AudienceRules } from '../../../shared/contract/disclosure.ts';
import type { Box, Release } from './ledger.ts';
import { movesFor } from './moves.ts';
import { protectedPivot, usualMilliseconds, withheldPivot } from './pivot.ts';
import type { Linked, PivotQuestion, ProtectedPivot } from './pivot.ts';
import { isSmall } from './primary.ts';
import type { Solver } from './solver.ts';
import { tableModelOf } from './table.ts';
import type { TableModel } from './table.ts';

/**
 * The coarsest classes of each field's members from which every box can be put together: two members are in one class
 * when no box tells them apart. `others` stands for all members that no box names.
 */
export interface Refinement {
  readonly fields: readonly {
    readonly field: string;
    readonly classes: readonly (readonly (string | null)[] | 'others')[];
  }[];
  /** Cells of the finer table (classes × classes …): the product of the numbers of classes. */
  readonly size: number;
}

/** The refinement of boxes. `universe` names all members of a field where they are known; then there are no "others". */
export function refinementOf(
  boxes: readonly Box[],
  universe: Readonly<Record<string, readonly (string | null)[]>> = {},
): Refinement {
  const names = [...new Set(boxes.flatMap(box => Object.keys(box)))].sort();
  const fields = names.map(field => {
    const sets = [
      ...new Map(
        boxes.flatMap(
          box =>
            (box[field] ? [[JSON.stringify(box[field]), new Set(box[field])]] : []) as [string, Set<string | null>][],
        ),
      ).values(),
    ];
    const named = new Set([...sets.flatMap(set => [...set]), ...(universe[field] ?? [])]);
    const bySignature = new Map<string, (string | null)[]>();
    for (const member of named) {
      const signature = sets.map(set => Number(set.has(member))).join('');
      const list = bySignature.get(signature);
      if (list) list.push(member);
      else bySignature.set(signature, [member]);
    }
    const classes: ((string | null)[] | 'others')[] = [...bySignature.values()];
    if (!universe[field]) classes.push('others');
    return { field, classes };
  });
  return { fields, size: fields.reduce((product, { classes }) => product * classes.length, 1) };
}

/** Finer cells with margins that one audit takes on; beyond it the table is withheld, not let through. */
const mostFinerCells = 20_000;

function finerModel(refinement: Refinement): TableModel {
  return tableModelOf(
    refinement.fields.length
      ? refinement.fields.map(({ classes }) => ({ root: 'all', tree: { all: classes.map((_, i) => `c${i}`) } }))
      : [{ root: 'all', tree: {} }],
  );
}

/** Cells of the finer table that make up a box. A field that is not restricted is taken at its margin. */
function partsOfBox(model: TableModel, refinement: Refinement, box: Box): number[] {
  return refinement.fields
    .reduce<string[][]>(
      (points, { field, classes }) => {
        const members = box[field];
        const codes = members
          ? classes.flatMap((one, i) => (one !== 'others' && members.includes(one[0]!) ? [`c${i}`] : []))
          : ['all'];
        return points.flatMap(point => codes.map(code => [...point, code]));
      },
      [[]],
    )
    .map(point => model.cellAt(point.length ? point : ['all'], 'box'));
}

export interface LinkedQuestion {
  readonly question: PivotQuestion;
  /** The measure of the question's counts that earlier releases tell of. */
  readonly counts: string;
  /** Where each node of rows × columns is counted, filters included; null for a node that no box describes. */
  readonly boxes: readonly (Box | null)[];
  readonly releases: readonly Release[];
  readonly refinement: Refinement;
  /** Counts of the finer table, classes × classes … in the order of the refinement, row-major. */
  readonly finer: Float64Array;
}

/** Boxes of which the refinement is asked: those of the releases that tell of this measure, and the table's own. */
export function boxesToRefine(boxes: readonly (Box | null)[], releases: readonly Release[], measure: string): Box[] {
  return [
    ...boxes.filter(box => box !== null),
    ...releases.flatMap(release => release.cells.filter(cell => cell.measure === measure).map(cell => cell.box)),
  ];
}

/**
 * Protects a table together with what was released before from the same data: overlapping bands, areas less their
 * parts, years that roll on, a filter that is on in one and off in the other. Cells given out before stay known; what
 * would show a small number together with them is hidden, or the table is withheld. A note names the release and its
 * date. Source of the attack: SDC Handbook 2nd ed. (2024) §4.6, linked tables and differencing.
 */
export function protectedWithReleases(
  solver: Solver,
  linkedQuestion: LinkedQuestion,
  progress?: (done: number, of: number) => void,
): ProtectedPivot {
  const { question, releases, refinement } = linkedQuestion;
  const alone = protectedPivot(solver, question, progress);
  const known = releases.filter(release => release.cells.some(cell => cell.measure === linkedQuestion.counts));
  if (!question.rules.protect || alone.withheld || !known.length) return alone;
  const margins = refinement.fields.reduce((product, { classes }) => product * (classes.length + 1), 1);
  if (margins > mostFinerCells) return withheldFor(question, known, 'cannot be checked against');
  const model = finerModel(refinement);
  const truth = marginsOf(model, refinement, linkedQuestion.finer);
  const jointWith = (some: readonly Release[]) =>
    protectedPivot(solver, { ...question, linked: linkOf(solver, linkedQuestion, model, truth, some) });
  const joint = jointWith(known);
  const pattern = (found: ProtectedPivot) => found.values.map(value => value.status.join('')).join('|');
  const before = pattern(alone);
  if (pattern(joint) === before) return joint;
  // Which releases stand in the way: without such a one the table would look as it does by itself, or less would be hidden.
  const hiddenIn = (found: ProtectedPivot) => found.summary.secondary + found.summary.withheld;
  const blockers =
    known.length === 1
      ? known
      : known.filter(release => hiddenIn(jointWith(known.filter(other => other !== release))) < hiddenIn(joint));
  const named = blockers.length ? blockers : known;
  if (joint.withheld) return withheldFor(question, named, 'would show a small number together with');
  return {
    ...joint,
    notes: [
      ...joint.notes,
      {
        code: 'earlier-release',
        text: `Some numbers are hidden because they would show a small one together with ${listed(named)}.`,
      },
    ],
  };
}

const dateOf = (iso: string) =>
  new Date(iso).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Europe/London',
  });

const listed = (releases: readonly Release[]) =>
  releases.map(release => `"${release.name}" of ${dateOf(release.at)}`).join(' and ');

function withheldFor(question: PivotQuestion, releases: readonly Release[], why: string): ProtectedPivot {
  return withheldPivot(
    question,
    `This table is withheld: it ${why} ${listed(releases)}. Use the same bands, areas and filters as there, or fewer of them.`,
  );
}

/** Counts of the finer table with its margins. */
function marginsOf(model: TableModel, refinement: Refinement, finer: Float64Array): Float64Array {
  const truth = new Float64Array(model.size);
  const lengths = refinement.fields.map(({ classes }) => classes.length);
  finer.forEach((count, i) => {
    let left = i;
    const codes = lengths.map(() => '');
    for (let d = lengths.length - 1; d >= 0; d--) {
      codes[d] = `c${left % lengths[d]!}`;
      left = Math.floor(left / lengths[d]!);
    }
    const points = codes.reduce<string[][]>(
      (sofar, code) =>
        sofar.flatMap(point => [
          [...point, code],
          [...point, 'all'],
        ]),
      [[]],
    );
    for (const point of points) truth[model.cellAt(point.length ? point : ['all'], 'finer')]! += count;
  });
  return truth;
}

function linkOf(
  solver: Solver,
  { question, boxes, counts, refinement }: LinkedQuestion,
  model: TableModel,
  truth: Float64Array,
  releases: readonly Release[],
): Linked {
  const released: Linked['released'][number][] = releases.flatMap(release =>
    release.cells
      .filter(cell => cell.measure === counts)
      .map(cell => ({
        cells: partsOfBox(model, refinement, cell.box),
        lower: cell.lower,
        upper: cell.upper,
        release: `"${release.name}" of ${dateOf(release.at)}`,
      })),
  );
  // Members that nobody named and that nobody has: a reader is taken to know that there are none.
  refinement.fields.forEach(({ classes }, d) => {
    const others = classes.indexOf('others');
    if (others < 0) return;
    const cell = model.cellAt(
      refinement.fields.map((_, other) => (other === d ? `c${others}` : 'all')),
      'others',
    );
    if (truth[cell] === 0) released.push({ cells: [cell], lower: 0, upper: 0, release: '' });
  });
  const sensitive = smallOf(truth, question.rules);
  // What the releases give away by themselves is no reason to hide more now.
  const targets = Array.from(sensitive.keys()).filter(cell => sensitive[cell]);
  const given = movesFor(solver, {
    knowledge: knownFrom(model, released),
    truth: Float64Array.from([
      ...truth,
      ...released.map(one => one.cells.reduce((sum, cell) => sum + truth[cell]!, 0)),
    ]),
    targets,
    width: () => question.rules.width,
    whole: true,
    deadline: performance.now() + (question.milliseconds ?? usualMilliseconds),
  });
  for (const cell of given.exposed) sensitive[cell] = 0;
  return {
    truth,
    sensitive,
    relations: model.relations,
    product: model.product,
    released,
    partsOf: boxes.map(box => (box ? partsOfBox(model, refinement, box) : [])),
    counts,
  };
}

function smallOf(truth: Float64Array, rules: AudienceRules): Uint8Array {
  return Uint8Array.from(truth, count => Number(isSmall(count, rules)));
}

/** The finer table as unknowns, and one more cell for each released sum with its bounds. */
function knownFrom(
  model: TableModel,
  released: readonly { readonly cells: readonly number[]; readonly lower: number; readonly upper: number }[],
) {
  const { relations, size } = model;
  const starts = [...relations.starts];
  const indices = [...relations.indices];
  const values = [...relations.values];
  released.forEach((one, i) => {
    indices.push(size + i, ...one.cells);
    values.push(1, ...one.cells.map(() => -1));
    starts.push(indices.length);
  });
  const columns = size + released.length;
  return {
    relations: {
      columns,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
      lower: new Float64Array(starts.length - 1),
      upper: new Float64Array(starts.length - 1),
    },
    lower: Float64Array.from({ length: columns }, (_, cell) => (cell < size ? 0 : released[cell - size]!.lower)),
    upper: Float64Array.from({ length: columns }, (_, cell) => (cell < size ? Infinity : released[cell - size]!.upper)),
  };
}
