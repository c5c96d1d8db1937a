import { getActiveResourcesInfo } from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../shared/contract/fault.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { simulate } from '../../electron/engine/commissioning/simulation/simulate.ts';
import { simulateStudy } from '../../electron/engine/commissioning/simulation/study.ts';
import { ordinaryOption } from './simulation-setting.ts';

const models = [
  ordinaryOption('do-minimum', {}, 1),
  ordinaryOption('more interviewers', { missing: { wte: 11 } }, 1),
  ordinaryOption('the same again', {}, 1),
];
const threads = (): number =>
  getActiveResourcesInfo().filter(name => name === 'Worker' || name === 'MessagePort').length;

async function faultOf(promise: Promise<unknown>): Promise<Fault | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    return error instanceof FaultError ? error.fault : { code: 'internal', message: String(error) };
  }
}

describe('a study on threads', () => {
  it('is the same for 1, 2 and 4 threads, and for no thread at all', async () => {
    const before = threads();
    const told: number[] = [];
    const studies = [];
    for (const workers of [1, 2, 4])
      studies.push(
        await simulateStudy(
          { models, seed: 4, replications: 8, workers },
          { progress: (done, of) => told.push(done / of) },
        ),
      );
    for (let replication = 0; replication < 8; replication++)
      for (const [option, model] of models.entries()) {
        const alone = simulate(model, 4, replication);
        for (const study of studies) expect(study.flow(option, replication)).toEqual(alone);
      }
    expect(told).toHaveLength(24);
    expect(told.filter(share => share === 1).length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...told)).toBeGreaterThan(0);
    expect(threads()).toBe(before);
    // The third option is the first by another name.
    expect(studies[0]!.flow(2, 6)).toEqual(studies[0]!.flow(0, 6));
    expect(studies[0]!.flow(1, 6)).not.toEqual(studies[0]!.flow(0, 6));
    expect(studies[0]!.bytes).toBeLessThan(8 * 3 * 1000);
  });

  it('adding an option changes none of the others', async () => {
    const two = await simulateStudy({ models: models.slice(0, 1), seed: 4, replications: 3, workers: 1 });
    for (let replication = 0; replication < 3; replication++)
      expect(two.flow(0, replication)).toEqual(simulate(models[0]!, 4, replication));
  });

  it('takes one model for each draw of what is uncertain', async () => {
    const draws = [8, 9, 10].map(wte => ordinaryOption('a', { missing: { wte } }, 1));
    const study = await simulateStudy({ models: [draws], seed: 4, replications: 5, workers: 2 });
    for (let replication = 0; replication < 5; replication++)
      expect(study.flow(0, replication)).toEqual(simulate(draws[replication % 3]!, 4, replication));
    expect(study.flow(0, 1).wte[0]!.missing).toBe(9);
  });

  it('ends its threads when it is cancelled', async () => {
    const before = threads();
    const stop = new AbortController();
    let during = 0;
    let told = 0;
    const fault = await faultOf(
      simulateStudy(
        { models, seed: 4, replications: 100_000, workers: 2 },
        {
          signal: stop.signal,
          progress: () => {
            told++;
            during = Math.max(during, threads());
            stop.abort();
          },
        },
      ),
    );
    expect(fault?.code).toBe('cancelled');
    expect(during).toBeGreaterThan(before);
    expect(threads()).toBe(before);
    const then = told;
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(told).toBe(then);
    expect((await faultOf(simulateStudy({ models, seed: 4, replications: 5 }, { signal: stop.signal })))?.code).toBe(
      'cancelled',
    );
  });

  it('says so when a thread fails', async () => {
    const broken = { ...models[0]!, start: 'never' };
    const fault = await faultOf(simulateStudy({ models: [broken], seed: 4, replications: 4, workers: 2 }));
    expect(fault?.code).toBe('internal');
  });
});
