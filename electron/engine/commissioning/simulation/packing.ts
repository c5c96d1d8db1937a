import { CountedFlow, countsOfDistrict, employed } from '../flow-counts.ts';
import type { OptionFlow, OptionModel } from '../model.ts';

const perPool = 9;

/** Numbers that the flow of an option comes to. */
export function widthOf(model: OptionModel): number {
  return model.years * (model.districts * countsOfDistrict + 2) + model.pools.length * perPool;
}

/** Writes a flow into a row of numbers; what is not defined is NaN there. */
export function packFlow(flow: OptionFlow, into: Float64Array): void {
  into.set(flow.counts);
  let at = flow.counts.length;
  for (const waiting of flow.waiting) into[at++] = waiting;
  for (const open of flow.open) into[at++] = open;
  flow.pools.forEach((pool, k) => {
    into[at++] = pool.missingLoad;
    into[at++] = pool.targetedLoad;
    into[at++] = pool.interviewHours ?? NaN;
    into[at++] = pool.waitMean ?? NaN;
    into[at++] = pool.waitMedian ?? NaN;
    into[at++] = pool.wait90 ?? NaN;
    into[at++] = pool.growthPerWeek;
    into[at++] = pool.changedWorker;
    into[at++] = flow.calendarLimit[k]!;
  });
}

/** The flow that a row of numbers holds. */
export function unpackedFlow(model: OptionModel, row: Float64Array): OptionFlow {
  const { years, districts } = model;
  const counts = row.subarray(0, years * districts * countsOfDistrict);
  let at = counts.length;
  const next = (): number => row[at++]!;
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const waiting = Array.from({ length: years }, next);
  const open = Array.from({ length: years }, next);
  const calendarLimit: number[] = [];
  const pools = model.pools.map(({ contract }) => {
    const pool = {
      contract,
      missingLoad: next(),
      targetedLoad: next(),
      interviewHours: orNull(next()),
      waitMean: orNull(next()),
      waitMedian: orNull(next()),
      wait90: orNull(next()),
      growthPerWeek: next(),
      changedWorker: next(),
    };
    calendarLimit.push(next());
    return pool;
  });
  return new CountedFlow(model, { counts, waiting, open, pools, wte: employed(model) }, () => calendarLimit);
}
