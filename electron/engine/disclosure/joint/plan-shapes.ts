/** Cells that limit the same columns, found by the members of a row. */
export interface Shape {
  readonly columns: readonly number[];
  readonly strides: readonly number[];
  /** By column: how far a place moves when its member is the next; 0 for a column that the shape does not have. */
  readonly strideOf: Int32Array;
  /** The place of each row as it is. */
  readonly places: Int32Array;
  /** Where the cells of each place begin, and one more; then the cells of all places, end to end. */
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  /** For each of the columns a number for each member, the same where no cell tells them apart. */
  readonly marks: readonly Uint32Array[];
}

/** Members of each row by column, how many there are of each column, and what limits each cell. */
interface Shaped {
  readonly sizes: readonly number[];
  readonly codes: readonly Uint16Array[];
  readonly conditions: readonly (readonly { readonly column: number; readonly inside: Uint8Array }[])[];
}

/** Cells of one shape by place: the mixed number of the members of its columns. */
function shapeOf(
  { sizes, codes, conditions }: Shaped,
  columns: readonly number[],
  numbers: readonly number[],
  membersOf: (inside: Uint8Array) => readonly number[],
): Shape {
  const strides: number[] = [];
  let size = 1;
  for (const column of columns) {
    strides.push(size);
    size *= sizes[column]!;
  }
  const strideOf = new Int32Array(sizes.length);
  columns.forEach((column, i) => (strideOf[column] = strides[i]!));
  const placesOf = numbers.map(cell =>
    conditions[cell]!.reduce<readonly number[]>(
      (places, { inside }, i) => {
        const members = membersOf(inside);
        const stride = strides[i]!;
        return places.flatMap(place => members.map(member => place + member * stride));
      },
      [0],
    ),
  );
  const starts = new Int32Array(size + 1);
  for (const places of placesOf) for (const place of places) starts[place + 1] = starts[place + 1]! + 1;
  for (let place = 0; place < size; place++) starts[place + 1] = starts[place + 1]! + starts[place]!;
  const next = starts.slice(0, size);
  const list = new Int32Array(starts[size]!);
  placesOf.forEach((places, i) => {
    for (const place of places) {
      list[next[place]!] = numbers[i]!;
      next[place] = next[place]! + 1;
    }
  });
  const places = new Int32Array(codes[0]?.length ?? 0);
  columns.forEach((column, i) => {
    const own = codes[column]!;
    for (let row = 0; row < places.length; row++) places[row] = places[row]! + own[row]! * strides[i]!;
  });
  const marks = columns.map((column, i) => {
    const own = new Uint32Array(sizes[column]!);
    for (const cell of numbers)
      for (const member of membersOf(conditions[cell]![i]!.inside)) own[member] = mixed(own[member]! ^ cell);
    return own;
  });
  return { columns, strides, strideOf, places, starts, cells: list, marks };
}

/** A well-mixed 32-bit number. Source: the finaliser of MurmurHash3 (A. Appleby, public domain). */
function mixed(seed: number): number {
  let h = (seed + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Cells by the columns that limit them; −1 is the shape of a cell that limits nothing. */
export function shapesOf(cells: Shaped): { readonly shapes: readonly Shape[]; readonly shapeOfCell: Int32Array } {
  const groups = new Map<string, number[]>();
  const shapeOfCell = new Int32Array(cells.conditions.length).fill(-1);
  cells.conditions.forEach((conditions, cell) => {
    if (!conditions.length) return;
    const key = conditions.map(one => one.column).join();
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  });
  const limited = [...groups];
  limited.forEach(([, numbers], shape) => {
    for (const cell of numbers) shapeOfCell[cell] = shape;
  });
  const lists = new Map<Uint8Array, readonly number[]>();
  const membersOf = (inside: Uint8Array): readonly number[] => {
    const known = lists.get(inside);
    if (known) return known;
    const members: number[] = [];
    for (let member = 0; member < inside.length; member++) if (inside[member]) members.push(member);
    lists.set(inside, members);
    return members;
  };
  const shapes = limited.map(([key, numbers]) => shapeOf(cells, key.split(',').map(Number), numbers, membersOf));
  return { shapes, shapeOfCell };
}
