/** Counts of a replication by year × district, as they add up. */
export class Tallies {
  readonly districts: number;
  readonly episodes: Float64Array;
  readonly offered: Float64Array;
  readonly accepted: Float64Array;
  readonly completed: Float64Array;
  readonly within72: Float64Array;
  readonly lateEffect: Float64Array;
  readonly givenUp: Float64Array;
  readonly referrals: Float64Array;
  readonly taken: Float64Array;
  readonly allocated: Float64Array;
  readonly withdrew: Float64Array;
  readonly closed: Float64Array;
  /** At the end of each year, pools added up. */
  readonly waiting: Float64Array;
  readonly open: Float64Array;

  constructor(years: number, districts: number) {
    const counts = (): Float64Array => new Float64Array(years * districts);
    this.districts = districts;
    this.episodes = counts();
    this.offered = counts();
    this.accepted = counts();
    this.completed = counts();
    this.within72 = counts();
    this.lateEffect = counts();
    this.givenUp = counts();
    this.referrals = counts();
    this.taken = counts();
    this.allocated = counts();
    this.withdrew = counts();
    this.closed = counts();
    this.waiting = new Float64Array(years);
    this.open = new Float64Array(years);
  }
}
