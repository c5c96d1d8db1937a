import { randomBytes } from 'node:crypto';

/**
 * Which rows were seen before, by 128 bits each: 16 bytes a row, doubled as it fills, so that five million rows take
 * about 160 MB. The four lanes are multiply-and-rotate hashes with a seed drawn anew for each file, so that two
 * different rows are taken for one about once in 10²⁵ files of five million rows, and nobody can write such rows.
 */
export class DigestSet {
  #slots = new Uint32Array(4 * 1024);
  #size = 0;
  readonly #seed = new Uint32Array(randomBytes(16).buffer.slice(0, 16));

  /** Adds a row's text; whether it was there already. */
  sees(row: string): boolean {
    let a = this.#seed[0]!;
    let b = this.#seed[1]!;
    let c = this.#seed[2]!;
    let d = this.#seed[3]!;
    for (let i = 0; i < row.length; i++) {
      const k = row.charCodeAt(i);
      a = b ^ Math.imul(a ^ k, 597_399_067);
      b = c ^ Math.imul(b ^ k, 2_869_860_233);
      c = d ^ Math.imul(c ^ k, 951_274_213);
      d = a ^ Math.imul(d ^ k, 2_716_044_179);
    }
    a = Math.imul(c ^ (a >>> 18), 597_399_067);
    b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
    c = Math.imul(a ^ (c >>> 17), 951_274_213);
    d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
    // A slot that begins with zero is empty; no digest may look like one.
    const found = this.#place(this.#slots, (a | 1) >>> 0, b >>> 0, c >>> 0, d >>> 0);
    if (!found) {
      this.#size += 1;
      if (this.#size * 4 * 10 > this.#slots.length * 7) this.#grow();
    }
    return found;
  }

  #place(slots: Uint32Array, a: number, b: number, c: number, d: number): boolean {
    const mask = slots.length / 4 - 1;
    for (let at = b & mask; ; at = (at + 1) & mask) {
      const i = at * 4;
      if (slots[i] === 0) {
        slots[i] = a;
        slots[i + 1] = b;
        slots[i + 2] = c;
        slots[i + 3] = d;
        return false;
      }
      if (slots[i] === a && slots[i + 1] === b && slots[i + 2] === c && slots[i + 3] === d) return true;
    }
  }

  #grow(): void {
    const old = this.#slots;
    const wider = new Uint32Array(old.length * 2);
    for (let i = 0; i < old.length; i += 4)
      if (old[i] !== 0) this.#place(wider, old[i]!, old[i + 1]!, old[i + 2]!, old[i + 3]!);
    this.#slots = wider;
  }
}
