import type { Random } from '../random.ts';
import type { Effect } from './effects.ts';
import { quarters, timeOfQuarter } from './world-time.ts';

/** Time before the first quarter that is lived through and not told, so that the first quarter is like every other. */
const before = 20;

/** Children who arrive at one rate at all times, of whom only what happens in some time is told. */
export interface Stream {
  /** Children who come for the first time, a quarter. */
  readonly rate: number;
  /** Told from this moment, up to that. */
  readonly from: number;
  readonly to: number;
}

/**
 * The streams that make a dataset: one without an end, and for a step a second one that is told from its quarter on (of a fall:
 * up to it). Because each is in balance by itself, every count of children in a span after the step is on average exactly
 * so many times the count in an equal span before it, whatever they do again.
 */
export function streamsOf(dataset: string, rate: number, effects: readonly Effect[]): readonly Stream[] {
  const step = effects.find(effect => effect.kind === 'step' && effect.dataset === dataset);
  const always = { from: 0, to: quarters };
  if (step?.kind !== 'step') return [{ rate, ...always }];
  const at = timeOfQuarter(step.from);
  return [
    { rate: rate * Math.min(1, step.times), ...always },
    {
      rate: rate * Math.abs(step.times - 1),
      ...(step.times > 1 ? { from: at, to: quarters } : { from: 0, to: at }),
    },
  ];
}

/** Moments of arrival of a Poisson process, ascending. */
export function arrivalsOf({ rate, to }: Stream, random: Random): readonly number[] {
  const times: number[] = [];
  if (!(rate > 0)) return times;
  for (let time = -before; ;) {
    time -= Math.log(1 - random.uniform()) / rate;
    if (time >= to) return times;
    times.push(time);
  }
}
