import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomStream } from '../../electron/engine/demonstration/random.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { roundTables } from './round-tables.ts';

/*
 * The thirty tables of a round of the demonstration, given out in shuffled orders, each order from a copy of its own: every
 * file must be the same to the byte. The clock stands still, since the day is written into each.
 *   node test/prove/orders.ts [--orders 5] [--seed 1]
 */
const { values: given } = parseArgs({
  options: { orders: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const resources = path.resolve(import.meta.dirname, '../../resources');
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-orders-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const random = randomStream(Number(given.seed), 'orders');
const passphrase = 'in whatever order';

/** An engine on a workspace of its own. */
function openEngine() {
  const engine = createEngine({
    resources,
    actor: 'prove',
    emit: () => undefined,
    log: line => process.stderr.write(`${line}\n`),
    now: () => new Date('2018-01-10T09:00:00Z'),
  });
  const ask = async <N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
    return answer.value as OutputOf<N>;
  };
  return { ask, close: () => engine.close() };
}

/** Digests of the files of all tables by the tables' places, given out in an order by chance. */
async function digestsInOrder(plan: string, order: number): Promise<readonly string[]> {
  const file = path.join(folder, `order-${order}.csaf`);
  cpSync(plan, file);
  const { ask, close } = openEngine();
  await ask('workspace.open', { file, passphrase });
  const digests: string[] = [];
  const shuffled = roundTables
    .map((description, at) => ({ description, at, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key);
  for (const { description, at } of shuffled) {
    const bytes = createHash('sha256');
    for (const format of ['json', 'csv', 'xlsx'] as const) {
      const to = path.join(folder, `order-${order}-${at}.${format}`);
      await ask('cube.export', { description, format, file: to, title: `Table ${at}` });
      bytes.update(readFileSync(to));
    }
    digests[at] = bytes.digest('hex');
  }
  await close();
  return digests;
}

try {
  const plan = path.join(folder, 'demonstration.csaf');
  const { ask, close } = openEngine();
  await ask('workspace.create', { file: plan, passphrase, demonstration: true, seed: Number(given.seed) });
  await ask('workspace.open', { file: plan, passphrase });
  const [state] = await ask('disclosure.solve-plan', { datasets: ['referrals'] });
  say(
    `plan: ${state!.tables} tables, ${state!.hidden} of ${state!.cells} numbers hidden, ${state!.leftOut.length} left out`,
  );
  await close();
  const seen: (readonly string[])[] = [];
  for (let order = 0; order < Number(given.orders); order++) seen.push(await digestsInOrder(plan, order));
  const different = roundTables.filter((_, at) => new Set(seen.map(digests => digests[at])).size > 1);
  say(`${seen.length} orders of ${roundTables.length} tables: ${different.length} tables differ`);
  for (const { rows = [] } of different) say(`  ${JSON.stringify(rows)}`);
  process.exitCode = different.length ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
