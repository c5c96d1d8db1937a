import { hash } from 'node:crypto';

/**
 * Which rows were seen before, by 128 bits of SHA-256 each: 16 bytes a row, doubled as it fills, so that five million
 * rows take about 160 MB and the chance that two different rows are taken for one is under 10⁻²⁵.
 */
export class DigestSet {
  #slots = new Uint32Array(4 * 1024);
  #size = 0;

  /** Adds a row's text; whether it was there already. */
  sees(row: string): boolean {
    const digest: Buffer = hash('sha256', row, 'buffer');
    // A slot of zeros is empty; no digest may look like one.
    const a = digest.readUInt32LE(0) | 1;
    const found = this.#place(this.#slots, a >>> 0, digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12));
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
    for (let i = 0; i < old.length; i += 4) if (old[i] !== 0) this.#place(wider, old[i]!, old[i + 1]!, old[i + 2]!, old[i + 3]!);
    this.#slots = wider;
  }
}
