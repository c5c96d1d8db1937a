/** Numbers the integers it meets from 0, in order of first appearance: open addressing over typed arrays. */
export class Numbering {
  private keys: Float64Array;
  private places: Int32Array;
  private mask: number;
  /** The integer behind each number. */
  private list: Float64Array;
  size = 0;

  constructor(expected: number) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.keys = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.list = new Float64Array(capacity / 2);
  }

  /** The number of an integer from 0 to 2^53. */
  place(key: number): number {
    let at = this.slot(key);
    for (;;) {
      const place = this.places[at]!;
      if (place === 0) break;
      if (this.keys[at] === key) return place - 1;
      at = (at + 1) & this.mask;
    }
    if (this.size === this.list.length) {
      this.grow();
      return this.place(key);
    }
    this.keys[at] = key;
    this.list[this.size] = key;
    this.size += 1;
    this.places[at] = this.size;
    return this.size - 1;
  }

  met(place: number): number {
    return this.list[place]!;
  }

  private slot(key: number): number {
    const high = (key / 4294967296) | 0;
    let h = Math.imul((key | 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    h = Math.imul(h, 0xc2b2ae35);
    return (h ^ (h >>> 13)) & this.mask;
  }

  private grow(): void {
    const list = this.list;
    const capacity = (this.mask + 1) * 2;
    this.keys = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.list = new Float64Array(capacity / 2);
    const size = this.size;
    this.size = 0;
    for (let i = 0; i < size; i++) this.place(list[i]!);
  }
}
