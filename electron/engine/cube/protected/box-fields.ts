import type { Box } from '../../disclosure/ledger.ts';
import type { CodeColumn } from '../columns/column-types.ts';
import type { Facts } from '../columns/facts.ts';

/** What a count is a count of: rows, or distinct keys, or a sum over rows; and which rows take part. */
export interface Units {
  readonly universe: string;
  readonly mask: Uint8Array | null;
}

/** What a count of a dataset counts, by its name; null for one that is none of rows or distinct members. */
export function unitsOf(facts: Facts, counts: string): Units | null {
  const [kind, ...rest] = counts.split(' ');
  const name = rest[0] ?? '';
  const having = (numbers: Float64Array) => Uint8Array.from(numbers, number => Number(!Number.isNaN(number)));
  switch (kind) {
    case 'rows':
      return { universe: 'rows', mask: null };
    case 'distinct':
    case 'sum':
      return facts.dataset.fields.some(field => field.name === name) ? { universe: counts, mask: null } : null;
    case 'recorded': {
      const { numbers } = rest[1] === 'to' ? facts.daysBetween(name, rest[2]!) : facts.numbers(name);
      return { universe: 'rows', mask: having(numbers) };
    }
    default: {
      const compute = facts.dataset.measures.find(measure => measure.name === name)?.compute;
      if (compute?.kind !== 'share') return null;
      return {
        universe: 'rows',
        mask: facts.mask(kind === 'numerator' ? [...compute.denominator, ...compute.numerator] : compute.denominator),
      };
    }
  }
}

/** A number for each row, the same where all columns have the same code; and one row of each. */
export function combinationsOf(
  rows: number,
  columns: readonly { readonly codes: ArrayLike<number>; readonly size: number }[],
): { readonly ofRow: Int32Array; readonly examples: readonly number[] } {
  const ofRow = new Int32Array(rows);
  let examples = rows ? [0] : [];
  for (const { codes, size } of columns) {
    const places = new Map<number, number>();
    examples = [];
    for (let row = 0; row < rows; row++) {
      const pair = ofRow[row]! * size + codes[row]!;
      let place = places.get(pair);
      if (place === undefined) {
        place = examples.push(row) - 1;
        places.set(pair, place);
      }
      ofRow[row] = place;
    }
  }
  return { ofRow, examples };
}

/** Classes of a column's codes that no box tells apart, and for each list of members whether a class is among them. */
export class FieldClasses {
  readonly #column: CodeColumn;
  readonly #lists = new Map<string, Uint8Array>();
  readonly #codeOf: ReadonlyMap<string, number>;

  constructor(column: CodeColumn) {
    this.#column = column;
    this.#codeOf = new Map(column.dictionary.map((text, i) => [text, i + 1]));
  }

  /** 1 for each code that is among the members. */
  among(members: readonly (string | null)[]): Uint8Array {
    const key = JSON.stringify(members);
    let found = this.#lists.get(key);
    if (!found) {
      found = new Uint8Array(this.#column.dictionary.length + 1);
      for (const member of members) {
        const code = member === null ? 0 : this.#codeOf.get(member);
        if (code !== undefined) found[code] = 1;
      }
      this.#lists.set(key, found);
    }
    return found;
  }

  codeOfRow(row: number): number {
    return this.#column.codes[row]!;
  }

  /** The column with each code as its class. */
  classes(): { readonly codes: Int32Array; readonly size: number } {
    const lists = [...this.#lists.values()];
    const places = new Map<string, number>();
    const classOf = Int32Array.from({ length: this.#column.dictionary.length + 1 }, (_, code) => {
      const signature = lists.flatMap((list, i) => (list[code] ? [i] : [])).join();
      const place = places.get(signature) ?? places.size;
      places.set(signature, place);
      return place;
    });
    return { codes: Int32Array.from(this.#column.codes, code => classOf[code]!), size: places.size };
  }
}

/** A field's dimension: wards and districts are one, ages and their bands, and each date. */
export function dimensionOfField(facts: Facts, boxed: string): string {
  const name = boxed.split('@')[0]!;
  const field = facts.dataset.fields.find(one => one.name === name);
  if (field?.type === 'area' || field?.derived?.by === 'deprivation-decile') return 'area';
  return field?.derived?.by === 'age-band' ? field.derived.from : name;
}

/** The dimensions that a box restricts, each once. */
export const dimensionsOf = (facts: Facts, box: Box): string[] => [
  ...new Set(Object.keys(box).map(boxed => dimensionOfField(facts, boxed))),
];
