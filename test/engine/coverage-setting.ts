import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { writeDemonstrationReturns } from '../../electron/engine/demonstration/demonstration-returns.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { Fault } from '../../shared/contract/fault.ts';

const shippedResources = path.resolve(import.meta.dirname, '../../resources');
const passphrase = 'correct horse battery';

/** An engine over a workspace in a folder of its own. */
export interface EngineSetting {
  readonly engine: Engine;
  readonly folder: string;
  readonly file: string;
  call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>>;
  fault(method: EngineMethodName, input: unknown): Promise<Fault>;
  end(): Promise<void>;
}

export async function engineSetting(
  given: { readonly demonstration?: boolean; readonly resources?: string; readonly now?: () => Date } = {},
): Promise<EngineSetting> {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-coverage-'));
  const file = path.join(folder, 'supply.csaf');
  const engine = createEngine({
    resources: given.resources ?? shippedResources,
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
    ...(given.now ? { now: given.now } : {}),
  });
  const call: EngineSetting['call'] = async (method, input) => {
    const answered = await engine.call(method, input);
    if (!answered.ok) throw new Error(`${answered.fault.code} ${answered.fault.path ?? ''}: ${answered.fault.message}`);
    return answered.value as never;
  };
  await call('workspace.create', { file, passphrase, demonstration: given.demonstration ?? false, seed: 1 });
  await call('workspace.open', { file, passphrase });
  return {
    engine,
    folder,
    file,
    call,
    fault: async (method, input) => {
      const answered = await engine.call(method, input);
      if (answered.ok) throw new Error('It was accepted.');
      return answered.fault;
    },
    end: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Labels of the periods of a table that it marks as parts. */
export const partsOf = (table: PivotTable): readonly string[] =>
  table.columns.filter(column => column.incomplete).map(column => column.path.at(-1)!.code ?? '');

/** A dataset by one part of its date, counted by rows. */
export const byPart = (dataset: string, field: string, by: string): PivotDescription =>
  ({ dataset, columns: [{ field, by }], values: [{ measure: 'rows' }] }) as PivotDescription;

/** "referral_police_2017-18_Q2.csv" → "referral_police" where it is a quarter of 2017/18 in CSV. */
const yearStem = (name: string): string | null => /^(.+)_2017-18_Q[12]\.csv$/.exec(name)?.[1] ?? null;

/**
 * The files of the demonstration with the quarters of 2017/18 of each sender joined in one file that is named for the whole
 * year. In the order in which to import them.
 */
export function filesNamedForTheYear(folder: string): readonly string[] {
  const entries = writeDemonstrationReturns(folder, { seed: 1, gazetteer: loadGazetteer(shippedResources) });
  const joined = Map.groupBy(
    entries.filter(entry => yearStem(entry.name) !== null),
    entry => yearStem(entry.name)!,
  );
  for (const [stem, own] of joined) {
    const texts = own.map(entry => readFileSync(path.join(folder, entry.name), 'utf8'));
    const [first, ...more] = texts.map(text => text.split(/(?<=\n)/));
    writeFileSync(
      path.join(folder, `${stem}_2017-18.csv`),
      [...first!, ...more.flatMap(lines => lines.slice(1))].join(''),
    );
  }
  const whole = entries.filter(entry => yearStem(entry.name) === null).map(entry => entry.name);
  return [...whole, ...[...joined.keys()].map(stem => `${stem}_2017-18.csv`)].map(name => path.join(folder, name));
}
