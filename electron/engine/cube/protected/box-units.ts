import { boxKey } from '../../disclosure/ledger.ts';
import type { Box } from '../../disclosure/ledger.ts';
import type { PlanColumn, PlanCondition, PlanUnits } from '../../disclosure/joint/plan-cells.ts';
import type { RowTest } from '../../../../shared/model/dataset.ts';
import type { Facts } from '../columns/facts.ts';
import { combinationsOf, dimensionOfField } from './box-fields.ts';
import type { RecordLives, Records } from './record-lives.ts';
import { columnOfBoxField } from './released-cells.ts';

/** A count in a box: of rows or of distinct members of a field, of those rows that pass the tests. */
export interface BoxedCount {
  readonly box: Box;
  readonly tests: readonly RowTest[];
  /** Of the rows as they were then: the position of a moment of the lives of records. */
  readonly moment?: number;
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
export interface PlacedUnits {
  readonly units: PlanUnits;
  /** The row of the facts (and of what was taken out) of each row of the units; null where they are the same. */
  readonly rowOf: readonly number[] | null;
  /** Null for a count that limits a field which the data do not have. */
  readonly conditionsOf: (count: BoxedCount) => readonly PlanCondition[] | null;
}

/**
 * Whether a record is there at all: nobody knows how many there are unless that is printed. Every count is of those that
 * are.
 */
export const presence = 'there';
/** The member of a record that never was. */
export const absent = 0;
const [never, present] = ['no', 'yes'];

/** The member of records by the moments at which they were there, and whether they are there now: a character each. */
const memberOfPattern = (pattern: string): string =>
  !pattern.includes('1') ? never : pattern.includes('0') ? `part ${pattern}` : present;
const patternOfMember = (member: string, moments: number): string =>
  member === present || member === never
    ? (member === present ? '1' : '0').repeat(moments + 1)
    : member.slice('part '.length);

/** Whether a record of a member of presence is there now. */
export const isThere = (member: string): boolean => member === present || (member !== never && member.endsWith('1'));

/** The member of records that were there at the same moments, and are there now where these are not. */
export function turnedMember(member: string, moments: number): string {
  const pattern = patternOfMember(member, moments);
  return memberOfPattern(`${pattern.slice(0, -1)}${pattern.endsWith('1') ? '0' : '1'}`);
}

/** Whether a record of a member of presence was there at a moment. */
const wasThere = (member: string, moment: number): boolean =>
  member === present || (member !== never && member['part '.length + moment] === '1');

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

  readonly #moments: readonly string[];

  /** @param moments of which counts speak by position */
  constructor(facts: Facts, moments: readonly string[]) {
    this.#facts = facts;
    this.#moments = moments;
    this.#ofTests = dimensionsOfTests(facts);
  }

  of({ box, tests, moment }: BoxedCount): readonly Restriction[] | null {
    const found = [
      ...Object.entries(box).map(([field, members]) => this.#ofBox(field, members)),
      ...tests.map(test => this.#ofTest(test)),
      ...(moment === undefined ? [] : [this.#ofArrival(this.#moments[moment]!)]),
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
 * The records of the facts as units of a joint check, with no more told apart than the counts tell apart; and with those
 * that were corrected or taken out since something was given out, as records that were there then and are not now.
 */
export class BoxUnits {
  readonly #facts: Facts;
  readonly #lives: RecordLives | null;
  readonly #restrictions: Restrictions;
  readonly #records: Records | null;
  readonly #children: ArrayLike<number> | null;
  readonly #restless: readonly Restless[];

  /**
   * @param key the field of which distinct members are counted, such as the child; null for rows
   * @param counts all that is going to be placed, but for the same at other moments
   */
  constructor(facts: Facts, key: string | null, counts: readonly BoxedCount[], lives: RecordLives | null = null) {
    this.#lives = lives;
    this.#facts = lives?.facts ?? facts;
    this.#restrictions = new Restrictions(this.#facts, lives?.moments ?? []);
    this.#children = key === null ? null : this.#facts.keys(key).keys;
    const columns = new Map<string, ArrayLike<number>>();
    if (lives)
      for (const count of counts)
        for (const { column, codes } of this.#restrictions.of(count) ?? []) columns.set(column, codes);
    this.#records = lives?.records([...columns.values()], this.#children) ?? null;
    this.#restless = this.#records && lives ? restlessRecords(this.#records, lives, this.#children) : [];
  }

  /** Whether some record was in the box at a moment and is not now, or the other way round. */
  differedAt(count: BoxedCount, moment: number): boolean {
    const limits = this.#restrictions.of(count);
    return limits !== null && this.#restless[moment]!.some(limits);
  }

  place(counts: readonly BoxedCount[]): PlacedUnits {
    const byDimension = new Map<string, Map<string, Restriction>>();
    for (const count of counts)
      for (const one of this.#restrictions.of(count) ?? []) {
        const known = byDimension.get(one.dimension) ?? new Map<string, Restriction>();
        known.set(one.key, one);
        byDimension.set(one.dimension, known);
      }
    const dimensions = [...byDimension].toSorted(([a], [b]) => byText(a, b));
    const made = dimensions.map(([name, list]) =>
      columnOf(
        this.#facts.rows,
        name,
        [...list.values()].toSorted((a, b) => byText(a.key, b.key)),
      ),
    );
    const children = this.#children;
    const kept = this.#keptRows();
    const another = this.#withAnother(kept);
    const rowOf = kept && [...kept, ...another];
    const there = this.#presence(rowOf, another.length);
    const columns = [
      ...made.map(({ column }) =>
        rowOf ? { ...column, codes: Uint16Array.from(rowOf, row => column.codes[row]!) } : column,
      ),
      there,
    ];
    const positionOf = new Map(dimensions.map(([name], i) => [name, i]));
    const now = Uint8Array.from(there.members, member => Number(isThere(member)));
    const at = (this.#lives?.moments ?? []).map((_, moment) =>
      Uint8Array.from(there.members, member => Number(wasThere(member, moment))),
    );
    const others = this.#facts.rows;
    return {
      units: {
        rows: there.codes.length,
        columns,
        // Another of whom nothing is known is nobody's child.
        ...(kept && children
          ? { children: Int32Array.from([...kept.map(row => children[row]!), ...another.map((_, i) => -1 - i)]) }
          : {}),
      },
      rowOf: kept && [...kept, ...another.map(row => others + row)],
      conditionsOf: count => {
        const limits = this.#restrictions.of(count);
        if (!limits) return null;
        return [
          ...limits.map(one => {
            const column = positionOf.get(one.dimension)!;
            return { column, inside: made[column]!.inside.get(one.key)! };
          }),
          { column: made.length, inside: count.moment === undefined ? now : at[count.moment]! },
        ];
      },
    };
  }

  /** Rows that are units; null where they are those of the facts. A row without a key is counted nowhere. */
  #keptRows(): readonly number[] | null {
    const children = this.#children;
    if (!this.#records && !children) return null;
    const rows = this.#records?.rows ?? Array.from({ length: this.#facts.rows }, (_, row) => row);
    return children ? rows.filter(row => children[row]! > 0) : rows;
  }

  /**
   * Records that were corrected or taken out, each again: another like it may have come in by the correction, since
   * nobody knows how many did.
   */
  #withAnother(kept: readonly number[] | null): readonly number[] {
    const patternOf = this.#records?.patternOf;
    return patternOf && kept ? kept.filter(row => patternOf.get(row)!.includes('0')) : [];
  }

  /** Whether each record is there now, and was at the moments; the last ones never were. */
  #presence(rows: readonly number[] | null, nowhere: number): PlanColumn {
    const patternOf = this.#records?.patternOf;
    const count = rows?.length ?? this.#facts.rows;
    if (!patternOf || !rows || !this.#lives)
      return { name: presence, members: [never, present], codes: new Uint16Array(count).fill(1) };
    const moments = this.#lives.moments.length;
    const memberOf = rows.map((row, i) => (i < count - nowhere ? memberOfPattern(patternOf.get(row)!) : never));
    const met = [...new Set([...memberOf, never, present])];
    const members = [...new Set(met.flatMap(member => [member, turnedMember(member, moments)]))].toSorted(byText);
    const places = new Map(members.map((member, place) => [member, place]));
    return { name: presence, members, codes: Uint16Array.from(memberOf, member => places.get(member)!) };
  }
}

/** Records that were there at a moment and are not now, or the other way round. */
class Restless {
  readonly #rows: readonly number[];
  /** By limit, a bit for each record that is in it. */
  readonly #bits = new Map<Restriction, Uint32Array>();

  constructor(rows: readonly number[]) {
    this.#rows = rows;
  }

  /** Whether one of them is within all limits. */
  some(limits: readonly Restriction[]): boolean {
    if (!limits.length) return this.#rows.length > 0;
    const lists = limits.map(limit => this.#bitsOf(limit));
    return lists[0]!.some((bits, word) => lists.every(list => (bits &= list[word]!) !== 0));
  }

  #bitsOf(limit: Restriction): Uint32Array {
    const known = this.#bits.get(limit);
    if (known) return known;
    const bits = new Uint32Array(Math.ceil(this.#rows.length / 32));
    this.#rows.forEach((row, i) => {
      if (limit.among[limit.codes[row]!]) bits[i >> 5]! |= 1 << (i & 31);
    });
    this.#bits.set(limit, bits);
    return bits;
  }
}

function restlessRecords(
  { rows, patternOf }: Records,
  lives: RecordLives,
  children: ArrayLike<number> | null,
): readonly Restless[] {
  const counted = children ? rows.filter(row => children[row]! > 0) : rows;
  return lives.moments.map(
    (at, moment) =>
      new Restless(
        counted.filter(row => {
          const pattern = patternOf.get(row)!;
          const was = pattern[moment] === '1' && lives.facts.batchOfRow(row).firstCameIn <= at;
          return was !== (pattern.at(-1) === '1');
        }),
      ),
  );
}
