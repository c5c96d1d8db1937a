import type { DistrictFlow, OptionFlow, OptionModel } from '../model.ts';

const counts: readonly (keyof DistrictFlow)[] = [
  'episodes',
  'offered',
  'accepted',
  'completed',
  'within72',
  'lateEffect',
  'givenUp',
  'referrals',
  'taken',
  'allocated',
  'withdrew',
  'closed',
];
const perPool = 9;

/** Numbers that the flow of an option comes to. */
export function widthOf(model: OptionModel): number {
  return model.years * (model.districts * counts.length + 2) + model.pools.length * perPool;
}

/** Writes a flow into a row of numbers; what is not defined is NaN there. */
export function packFlow(flow: OptionFlow, into: Float64Array): void {
  let at = 0;
  for (const year of flow.flows) for (const district of year) for (const key of counts) into[at++] = district[key];
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
  let at = 0;
  const next = (): number => row[at++]!;
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const flows = Array.from({ length: years }, () =>
    Array.from({ length: districts }, () => {
      const flow = {} as Record<keyof DistrictFlow, number>;
      for (const key of counts) flow[key] = next();
      return flow;
    }),
  );
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
  const wte = {
    missing: model.pools.reduce((sum, pool) => sum + pool.missing.wte, 0),
    targeted: model.pools.reduce((sum, pool) => sum + pool.targeted.wte, 0),
  };
  return { flows, waiting, open, pools, wte: Array.from({ length: years }, () => wte), calendarLimit };
}
