import { boxKey } from '../../disclosure/ledger.ts';
import type { Box } from '../../disclosure/ledger.ts';
import type { PlanColumn, PlanCondition, PlanUnits } from '../../disclosure/joint/plan-cells.ts';
import type { RowTest } from '../../../../shared/model/dataset.ts';
import type { Facts } from '../columns/facts.ts';
import { combinationsOf, dimensionOfField } from './box-fields.ts';
import { columnOfBoxField } from './released-cells.ts';

/** A count in a box: of rows or of distinct members of a field, of those rows that pass the tests. */
export interface BoxedCount {
  readonly box: Box;
  readonly tests: readonly RowTest[];
  /** Only of rows that had come in by then, they or what they took the place of: ISO date-time. */
  readonly until?: string;
}

/** What limits a count in one dimension: codes of rows, and which of them are in it. */
interface Restriction {
  readonly dimension: string;
  /** The same for the same limit. */
  readonly key: string;
  readonly column: string;
  readonly codes: ArrayLike<number>;
  readonly texts: readonly string[];
  readonly among: Uint8Array;
}

/** Rows (or children) with one column for each dimension that some count limits, and each count in members of these. */
export interface BoxUnits {
  readonly units: PlanUnits;
  /** The row of the facts of each row of the units; null where they are the same. */
  readonly rowOf: readonly number[] | null;
  /** Null for a count that limits a field which the data do not have. */
  readonly conditionsOf: (count: BoxedCount) => readonly PlanCondition[] | null;
}

/**
 * Whether a record is there at all: nobody knows how many there are unless that is printed. Every count is of those that
 * are.
 */
export const presence = 'there';
/** The member of a record that is not. */
export const absent = 0;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Fields of a dataset that tell one course of events (returned, interviewed, after how many hours) are one dimension: a
 * reader knows that a record cannot have one without another.
 */
function dimensionsOfTests(facts: Facts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { compute } of facts.dataset.measures)
    if (compute.kind === 'share')
      for (const { field: name } of [...compute.numerator, ...compute.denominator]) {
        const field = facts.dataset.fields.find(one => one.name === name);
        if (field?.type !== 'code') found.set(name, 'course of events');
      }
  return found;
}

class Restrictions {
  readonly #facts: Facts;
  readonly #ofTests: ReadonlyMap<string, string>;
  readonly #known = new Map<string, Restriction | null>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#ofTests = dimensionsOfTests(facts);
  }

  of({ box, tests, until }: BoxedCount): readonly Restriction[] | null {
    const found = [
      ...Object.entries(box).map(([field, members]) => this.#ofBox(field, members)),
      ...tests.map(test => this.#ofTest(test)),
      ...(until === undefined ? [] : [this.#ofArrival(until)]),
    ];
    return found.includes(null) ? null : (found as Restriction[]);
  }

  #dimension(field: string): string {
    const name = field.split('@')[0]!;
    return this.#ofTests.get(name) ?? dimensionOfField(this.#facts, name);
  }

  #ofBox(field: string, members: readonly (string | null)[]): Restriction | null {
    const key = boxKey({ [field]: members });
    return this.#kept(key, () => {
      const column = columnOfBoxField(this.#facts, field);
      if (!column) return null;
      const wanted = new Set(members);
      return {
        dimension: this.#dimension(field),
        key,
        column: field,
        codes: column.codes,
        texts: ['', ...column.dictionary],
        among: Uint8Array.from([null, ...column.dictionary], text => Number(wanted.has(text))),
      };
    });
  }

  #ofTest(test: RowTest): Restriction | null {
    // A test by code is the box of these codes: both move together.
    if ('in' in test) return this.#ofBox(test.field, test.in);
    const key = JSON.stringify(test);
    return this.#kept(key, () => ({
      dimension: this.#dimension(test.field),
      key,
      column: key,
      codes: this.#facts.mask([test]),
      texts: ['0', '1'],
      among: Uint8Array.of(0, 1),
    }));
  }

  /** When rows came in goes with their dates: a reader knows which periods were in. */
  #ofArrival(until: string): Restriction | null {
    const key = `came in by ${until}`;
    return this.#kept(key, () => {
      const { batches, dataset, rows } = this.#facts;
      const texts = ['', ...new Set(batches.map(batch => batch.firstCameIn))].toSorted(byText);
      const codes = new Uint16Array(rows);
      for (const { start, rows: count, firstCameIn } of batches)
        codes.fill(texts.indexOf(firstCameIn), start, start + count);
      return {
        dimension: dataset.dateField ? this.#dimension(dataset.dateField) : 'came in',
        key,
        column: 'came in',
        codes,
        texts,
        among: Uint8Array.from(texts, text => Number(text !== '' && text <= until)),
      };
    });
  }

  #kept(key: string, make: () => Restriction | null): Restriction | null {
    if (!this.#known.has(key)) this.#known.set(key, make());
    return this.#known.get(key)!;
  }
}

/** The column of one dimension: rows that no count tells apart are alike. Members are named by what is least in them. */
function columnOf(
  rows: number,
  name: string,
  restrictions: readonly Restriction[],
): { readonly column: PlanColumn; readonly inside: ReadonlyMap<string, Uint8Array> } {
  const columns = [...new Map(restrictions.map(one => [one.column, one])).values()].toSorted((a, b) =>
    byText(a.column, b.column),
  );
  const { ofRow, examples } = combinationsOf(
    rows,
    columns.map(({ codes, texts }) => ({ codes, size: texts.length })),
  );
  const classes = new Map<string, { name: string; readonly combinations: number[] }>();
  examples.forEach((row, combination) => {
    const signature = restrictions.map(one => one.among[one.codes[row]!]!).join('');
    const text = columns.map(({ codes, texts }) => texts[codes[row]!]!).join('|');
    const known = classes.get(signature);
    if (!known) classes.set(signature, { name: text, combinations: [combination] });
    else {
      known.combinations.push(combination);
      if (text < known.name) known.name = text;
    }
  });
  const members = [...classes.values()].toSorted((a, b) => byText(a.name, b.name));
  const memberOf = new Int32Array(examples.length);
  members.forEach(({ combinations }, member) => {
    for (const combination of combinations) memberOf[combination] = member;
  });
  return {
    column: {
      name,
      members: members.map(one => one.name),
      codes: Uint16Array.from({ length: rows }, (_, row) => memberOf[ofRow[row]!]!),
    },
    inside: new Map(
      restrictions.map(one => [
        one.key,
        Uint8Array.from(members, ({ combinations }) => one.among[one.codes[examples[combinations[0]!]!]!]!),
      ]),
    ),
  };
}

/**
 * The rows of the facts as units of a joint check, with no more told apart than the counts tell apart.
 * @param key the field of which distinct members are counted, such as the child; null for rows
 */
export function boxUnits(facts: Facts, key: string | null, counts: readonly BoxedCount[]): BoxUnits {
  const restrictions = new Restrictions(facts);
  const byDimension = new Map<string, Map<string, Restriction>>();
  for (const count of counts)
    for (const one of restrictions.of(count) ?? []) {
      const known = byDimension.get(one.dimension) ?? new Map<string, Restriction>();
      known.set(one.key, one);
      byDimension.set(one.dimension, known);
    }
  const dimensions = [...byDimension].toSorted(([a], [b]) => byText(a, b));
  const made = dimensions.map(([name, list]) =>
    columnOf(
      facts.rows,
      name,
      [...list.values()].toSorted((a, b) => byText(a.key, b.key)),
    ),
  );
  const positionOf = new Map(dimensions.map(([name], i) => [name, i]));
  const children = key === null ? null : facts.keys(key).keys;
  // A row without a key is counted nowhere.
  const kept = children ? Array.from({ length: facts.rows }, (_, row) => row).filter(row => children[row]! > 0) : null;
  const rows = kept?.length ?? facts.rows;
  const columns = [
    ...made.map(({ column }) =>
      kept ? { ...column, codes: Uint16Array.from(kept, row => column.codes[row]!) } : column,
    ),
    { name: presence, members: ['no', 'yes'], codes: new Uint16Array(rows).fill(1) },
  ];
  return {
    units: {
      rows,
      columns,
      ...(kept && children ? { children: Int32Array.from(kept, row => children[row]!) } : {}),
    },
    rowOf: kept,
    conditionsOf: count => {
      const limits = restrictions.of(count);
      if (!limits) return null;
      return [
        ...limits.map(one => {
          const column = positionOf.get(one.dimension)!;
          return { column, inside: made[column]!.inside.get(one.key)! };
        }),
        { column: made.length, inside: Uint8Array.of(0, 1) },
      ];
    },
  };
}
