/** A heap of whole numbers by ascending key, on typed arrays that grow by doubling. */
export class Heap {
  #keys = new Float64Array(64);
  #values = new Int32Array(64);
  size = 0;

  /** The least key; infinite when empty. */
  get first(): number {
    return this.size > 0 ? this.#keys[0]! : Infinity;
  }

  /** The value of the least key; −1 when empty. Of equal keys the smaller value comes first. */
  get value(): number {
    return this.size > 0 ? this.#values[0]! : -1;
  }

  clear(): void {
    this.size = 0;
  }

  push(key: number, value: number): void {
    if (this.size === this.#keys.length) this.#grow();
    const keys = this.#keys;
    const values = this.#values;
    let at = this.size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const upKey = keys[up]!;
      if (upKey < key || (upKey === key && values[up]! <= value)) break;
      keys[at] = upKey;
      values[at] = values[up]!;
      at = up;
    }
    keys[at] = key;
    values[at] = value;
  }

  /** Takes the least key away. */
  pop(): number {
    const keys = this.#keys;
    const values = this.#values;
    const taken = values[0]!;
    const n = --this.size;
    const key = keys[n]!;
    const value = values[n]!;
    let at = 0;
    for (let below = 1; below < n; below = 2 * at + 1) {
      let belowKey = keys[below]!;
      const right = below + 1;
      if (right < n) {
        const rightKey = keys[right]!;
        if (rightKey < belowKey || (rightKey === belowKey && values[right]! < values[below]!)) {
          below = right;
          belowKey = rightKey;
        }
      }
      if (key < belowKey || (key === belowKey && value <= values[below]!)) break;
      keys[at] = belowKey;
      values[at] = values[below]!;
      at = below;
    }
    keys[at] = key;
    values[at] = value;
    return taken;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    const values = new Int32Array(keys.length);
    values.set(this.#values);
    this.#keys = keys;
    this.#values = values;
  }
}
