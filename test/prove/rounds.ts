import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { randomStream } from '../../electron/engine/demonstration/random.ts';
import { worldReturns } from '../../electron/engine/demonstration/worlds/world.ts';
import { columns } from '../../electron/engine/demonstration/returns.ts';
import { csvBytes } from '../../electron/engine/demonstration/table.ts';
import type { Cell } from '../../electron/engine/demonstration/table.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { periodOf } from '../../shared/model/period.ts';
import { attackingSolver } from '../engine/table-attacker.ts';
import { changesTold, narrowedOf, readTable } from './round-attacks.ts';
import type { ReadTable } from './round-attacks.ts';
import { attributes, roundTables as tables } from './round-tables.ts';

/*
 * Quarter after quarter: the returns of a synthetic world come in, with corrections of the quarter before, thirty tables
 * for a board are given out after each, in another order every time, and somebody who keeps them all tries to work out
 * what was hidden. Prints what was found; nothing may be.
 * All rounds are one programme, in which a record may have been corrected since the round of its own quarter.
 *   node test/prove/rounds.ts [--rounds 10] [--cells 12] [--seed 1] [--uncorrected]
 */
const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    cells: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    uncorrected: { type: 'boolean', default: false },
  },
});
const seed = Number(given.seed);
const resources = path.resolve(import.meta.dirname, '../../resources');
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-rounds-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const random = randomStream(seed, 'rounds');

type Row = Readonly<Record<string, Cell>>;
const names: readonly string[] = columns.referral;

/** Referrals of the world by sender and quarter, as the lines of their files. */
function returnsByQuarter() {
  const { files } = worldReturns({ seed, gazetteer: loadGazetteer(resources), returning: 1 });
  const byQuarter = new Map<string, Map<string, Row[]>>();
  for (const { name, type, rows } of files) {
    if (type !== 'referral') continue;
    const sender = name.split('_')[1]!;
    for (const { cells } of rows) {
      const { day } = cells['referred_on'] as { readonly day: number };
      const period = periodOf(day, 'financial-quarter').code.replace('/', '-').replace(' ', '_');
      const senders = byQuarter.get(period) ?? new Map<string, Row[]>();
      byQuarter.set(period, senders.set(sender, [...(senders.get(sender) ?? []), cells]));
    }
  }
  return [...byQuarter].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** A file as it is sent again: a few rows of it corrected, one taken out. */
const corrected = (rows: readonly Row[]) =>
  rows.flatMap(row => {
    const throwOf = random.uniform();
    if (throwOf < 0.01) return [];
    if (throwOf < 0.03) return [{ ...row, looked_after: row['looked_after'] === 'yes' ? 'no' : 'yes' }];
    return [row];
  });

/** Goes on with every look at it, so that nothing happens at the same moment as something else. */
let clock = Date.parse('2017-11-20T10:00:00Z');

const engine = createEngine({
  resources,
  actor: 'prove',
  emit: () => undefined,
  log: line => process.stderr.write(`${line}\n`),
  now: () => new Date((clock += 1000)),
});
async function ask<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
  return answer.value as OutputOf<N>;
}

async function bringIn(period: string, sender: string, rows: readonly Row[]): Promise<void> {
  const file = path.join(folder, `referral_${sender}_${period}.csv`);
  writeFileSync(file, csvBytes({ columns: names, rows: rows.map(row => names.map(name => row[name] ?? null)) }));
  await ask('intake.import', { files: [file] });
}

/** Gives out every table, in an order of its own, and reads what stands in the files. */
async function giveOutRound(
  round: number,
  until: string,
): Promise<{ readonly read: readonly ReadTable[]; readonly withheld: number }> {
  const order = tables
    .map((description, at) => ({ description, at, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key);
  const read: ReadTable[] = [];
  let withheld = 0;
  for (const { description, at } of order) {
    const file = path.join(folder, `round-${round}-${at}.json`);
    const answer = await engine.call('cube.export', { description, format: 'json', file, title: `Table ${at}` });
    if (answer.ok) read.push(readTable(at, until, description, JSON.parse(readFileSync(file, 'utf8'))));
    else withheld += 1;
  }
  return { read, withheld };
}

try {
  await ask('workspace.create', { file: path.join(folder, 'world.csaf'), passphrase: 'quarter after quarter' });
  const solver = await attackingSolver();
  const quarters = returnsByQuarter().slice(-Number(given.rounds));
  const kept: ReadTable[][] = [];
  const total = { tables: 0, withheld: 0, hidden: 0, tried: 0, narrowed: 0, told: 0 };
  for (const [round, [period, senders]] of quarters.entries()) {
    for (const [sender, rows] of senders) await bringIn(period, sender, rows);
    const [before, again] = quarters[round - 1] ?? [];
    if (before && again && !given.uncorrected) {
      const sender = random.pick([...again.keys()]);
      const rows = corrected(again.get(sender)!);
      again.set(sender, rows);
      await bringIn(before, sender, rows);
    }
    const began = performance.now();
    const [state] = await ask('disclosure.solve-plan', { datasets: ['referrals'] });
    const planned = performance.now();
    const { read, withheld } = await giveOutRound(round, period.replace('-', '/').replace('_', ' '));
    const gaveOut = performance.now();
    kept.push([...read]);
    const attack = narrowedOf(solver, kept.flat(), attributes, Number(given.cells), random, !given.uncorrected);
    const told = changesTold(kept);
    total.tables += read.length;
    total.withheld += withheld;
    total.hidden += read.reduce((sum, table) => sum + table.hidden, 0);
    total.tried += attack.tried;
    total.narrowed += attack.narrowed.length;
    total.told += told.length;
    say(
      `${period}: plan ${((planned - began) / 1000).toFixed(1)} s (${state!.hidden} of ${state!.cells} hidden, ${state!.leftOut.length} left out), ${read.length} tables in ${((gaveOut - planned) / 1000).toFixed(1)} s, ${withheld} withheld; ${attack.tried} hidden counts tried, ${attack.narrowed.length} narrowed; ${told.length} changes of 1 to 5 told; ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`,
    );
    for (const words of [...attack.narrowed, ...told].slice(0, 5)) say(`  ${words}`);
  }
  say(
    `\n${quarters.length} quarters: ${total.tables} tables given out, ${total.withheld} withheld, ${total.hidden} numbers hidden; of ${total.tried} hidden counts that were tried ${total.narrowed} could be worked out or narrowed; ${total.told} changes of 1 to 5 told`,
  );
  process.exitCode = total.narrowed + total.told > 0 ? 1 : 0;
} finally {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
