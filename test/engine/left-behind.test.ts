import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';

/*
 * What was begun in one workspace ends in it or not at all: a long import, a plan, an export that is still under way when
 * another workspace is opened may not go on in that one.
 */
let folder: string;
let engine: Engine;
const passphrase = 'six white horses on a hill';
const place = (name: string) => path.join(folder, name);

async function ask<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
  return answer.value as OutputOf<N>;
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'left-'));
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
  });
  await ask('workspace.create', { file: place('other.csaf'), passphrase });
  await ask('workspace.create', { file: place('own.csaf'), passphrase });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (n: number) => [
  'Child reference,Referral date,Area,Age at referral,Sex,Looked-after child',
  ...Array.from(
    { length: n },
    (_, i) => `R${i},2016-05-${String((i % 28) + 1).padStart(2, '0')},Stafford,14,female,${i % 9 ? 'no' : 'yes'}`,
  ),
];

function aFile(n: number): string {
  const file = place('referral_police_2016-17_Q1.csv');
  writeFileSync(file, rows(n).join('\r\n'));
  return file;
}

/** Opens the other workspace while something is under way in the first, and lets that end. */
async function openedMeanwhile<T>(begun: Promise<T>): Promise<T> {
  await new Promise(resolve => setImmediate(resolve));
  await ask('workspace.open', { file: place('other.csaf'), passphrase });
  return begun;
}

describe('what is under way when another workspace is opened', () => {
  it('an import ends in its own, whole or not at all, and brings nothing into the other one', async () => {
    const answer = await openedMeanwhile(engine.call('intake.import', { files: [aFile(30_000)] }));
    expect(await ask('workspace.state', {})).toMatchObject({ name: 'other.csaf', factRows: 0, batches: 0 });
    await ask('workspace.open', { file: place('own.csaf'), passphrase });
    expect(await ask('workspace.state', {})).toMatchObject({ factRows: answer.ok ? 30_000 : 0 });
    const check = await ask('workspace.check', {});
    expect(check.filter(finding => !finding.ok)).toEqual([]);
  });

  it('the standing tables of the first are not kept as those of the other', async () => {
    await ask('intake.import', { files: [aFile(3_000)] });
    const answer = await openedMeanwhile(engine.call('disclosure.solve-plan', {}));
    expect((await ask('disclosure.plan', {})).map(one => one.state)).not.toContain('solved');
    expect(answer).toMatchObject({
      ok: false,
      fault: { message: 'own.csaf was left before this was done. Nothing more was written.' },
    });
  });

  it('a table for a board is entered in no ledger but its own, or does not leave', async () => {
    await ask('intake.import', { files: [aFile(3_000)] });
    const description = {
      dataset: 'referrals',
      rows: ['looked_after'],
      values: [{ measure: 'children' }],
      audience: 'board' as const,
    };
    const file = place('a.csv');
    const answer = await openedMeanwhile(
      engine.call('cube.export', { description, format: 'csv', file, title: 'Children' }),
    );
    expect(await ask('disclosure.releases', {})).toEqual([]);
    await ask('workspace.open', { file: place('own.csaf'), passphrase });
    expect(await ask('disclosure.releases', {})).toHaveLength(answer.ok ? 1 : 0);
  });
});
