/**
 * The work that a protection may still do. It is counted in steps, never in seconds: what a board sees may not depend on
 * how busy a computer is. One step is about one pivot of the solver over a thousand entries.
 */
export class Work {
  #spent = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  spend(steps: number): void {
    this.#spent += steps;
  }

  get spent(): number {
    return this.#spent;
  }

  get left(): number {
    return Math.max(0, this.#most - this.#spent);
  }

  get isOut(): boolean {
    return this.#spent >= this.#most;
  }
}
