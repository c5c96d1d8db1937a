import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';

/*
 * An export passes through the house once: handler, door, what the table is made of, the table, its protection, its bytes,
 * the ledger, the file. No room is entered twice for one table.
 */
const { walk, watched } = vi.hoisted(() => {
  const walk: string[] = [];
  /** A module whose functions say that they were entered. */
  const watched = async <M extends object>(original: () => Promise<M>, steps: Readonly<Record<string, string>>) => {
    const module = await original();
    const told = Object.entries(steps).map(([name, step]) => {
      const real = module[name as keyof M] as (...given: readonly unknown[]) => unknown;
      return [name, (...given: readonly unknown[]) => (walk.push(step), real(...given))] as const;
    });
    return { ...module, ...Object.fromEntries(told) };
  };
  return { walk, watched };
});

vi.mock('../../electron/engine/release/give-out.ts', original => watched(original, { giveOut: 'release: the door' }));
vi.mock('../../electron/engine/cube/gathering.ts', original => watched(original, { gathered: 'cube: facts' }));
vi.mock('../../electron/engine/coverage/coverage.ts', original => watched(original, { readCoverage: 'coverage' }));
vi.mock('../../electron/engine/disclosure/rules.ts', original => watched(original, { readRules: 'disclosure: rules' }));
vi.mock('../../electron/engine/disclosure/ledger.ts', original =>
  watched(original, {
    readReleases: 'disclosure: what was given out',
    writeRelease: 'disclosure: entered',
    confirmReleases: 'disclosure: confirmed',
  }),
);
vi.mock('../../electron/engine/disclosure/protection.ts', async original => {
  const module = await original<typeof import('../../electron/engine/disclosure/protection.ts')>();
  class Watched extends module.Protection {
    override protect(...given: Parameters<(typeof module.Protection)['prototype']['protect']>) {
      walk.push('disclosure: protected');
      return super.protect(...given);
    }
  }
  return { ...module, Protection: Watched };
});
vi.mock('../../electron/engine/cube/protected/protected.ts', original =>
  watched(original, { protectedEvaluationOf: 'cube: counted', protectedTable: 'cube: the table' }),
);
vi.mock('../../electron/engine/claims/table-claims.ts', original => watched(original, { tableWithClaims: 'claims' }));
vi.mock('../../electron/engine/cube/export.ts', original => watched(original, { exportedFile: 'documents: bytes' }));
vi.mock('../../electron/engine/documents/whole-file.ts', original =>
  watched(original, { writeWhole: 'documents: the file' }),
);

let folder: string;
let engine: Engine;

const place = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'walk-'));
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  const own = { file: place('w.csaf'), passphrase: 'six white horses on a hill' };
  await engine.call('workspace.create', { ...own, demonstration: true, seed: 1 });
  const opened = await engine.call('workspace.open', own);
  if (!opened.ok) throw new Error(opened.fault.message);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  walk.length = 0;
});

const view: PivotDescription = {
  dataset: 'referrals',
  rows: [{ field: 'district' }],
  columns: [{ field: 'looked_after' }],
  filters: [{ field: 'sex', in: ['female'] }],
  values: [{ measure: 'children' }],
};

describe('the walk of an export', () => {
  const exported = async (description: PivotDescription, purpose: string) => {
    const file = place(`${description.audience}.csv`);
    const answer = await engine.call('cube.export', { description, format: 'csv', file, title: 'Children', purpose });
    expect(answer.ok ? null : answer.fault.message).toBeNull();
  };

  it('through every room once, for a board', async () => {
    await exported({ ...view, audience: 'board' }, '');
    expect(walk).toEqual([
      'release: the door',
      'cube: facts',
      'coverage',
      'disclosure: rules',
      'disclosure: what was given out',
      'cube: counted',
      'disclosure: protected',
      'cube: the table',
      'claims',
      'documents: bytes',
      'disclosure: entered',
      'documents: the file',
      'disclosure: confirmed',
    ]);
  });

  it('past protection and ledger for the analyst alone', async () => {
    await exported({ ...view, audience: 'analyst' }, 'to check a return');
    expect(walk).toEqual([
      'release: the door',
      'cube: facts',
      'coverage',
      'claims',
      'documents: bytes',
      'documents: the file',
      'disclosure: confirmed',
    ]);
  });
});
