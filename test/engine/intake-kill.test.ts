import { spawn } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../electron/engine/store/integrity.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import { intakeSetting, passphrase } from './intake-setting.ts';

const rounds = 50;
const rows = 100_000;
const child = path.join(import.meta.dirname, 'intake-kill-child.ts');

/** Runs the child and kills it `after` milliseconds from when the import begins; null lets it end. Answers how long it took. */
function runChild(file: string, source: string, after: number | null): Promise<number> {
  return new Promise((done, fail) => {
    const running = spawn(process.execPath, [child, file, source], { stdio: ['ignore', 'pipe', 'inherit'] });
    let began = 0;
    running.stdout.on('data', (chunk: Buffer) => {
      if (began > 0 || !chunk.toString().includes('ready')) return;
      began = performance.now();
      if (after !== null) setTimeout(() => running.kill('SIGKILL'), after);
    });
    running.on('error', fail);
    running.on('exit', () => done(performance.now() - began));
  });
}

test(`an import of ${rows.toLocaleString('en-GB')} rows, killed at ${rounds} moments, is never half there`, async () => {
  const setting = await intakeSetting();
  try {
    // One batch is there already, so that "as before" is not "empty".
    await setting.call('intake.import', {
      files: [
        setting.write(
          'referral_health_2016-17_Q1.csv',
          'Child reference,Referred on,Sex\nH1,2016-04-02,female\nH2,2016-04-03,wrong\n',
        ),
      ],
    });
    await setting.workspace.close();
    const source = setting.write(
      'referral_police_2016-17_Q1.csv',
      `Child reference,Referred on,Age,Sex\n${Array.from({ length: rows }, (_, i) => `K${i % 2003},2016-0${4 + (i % 3)}-${String(1 + (i % 28)).padStart(2, '0')},${10 + (i % 8)},${i % 1000 === 0 ? 'wrong' : 'female'}`).join('\n')}\n`,
    );
    const whole = async (lane: number, after: number | null) => {
      const work = path.join(setting.folder, `round-${lane}.csaf`);
      for (const end of ['', '-wal', '-shm']) rmSync(work + end, { force: true });
      copyFileSync(setting.workspace.path, work);
      const took = await runChild(work, source, after);
      const workspace = await openWorkspace(work, passphrase);
      try {
        const { read } = workspace;
        expect(
          checkWorkspace(read).filter(f => !f.ok),
          `killed after ${after} ms`,
        ).toEqual([]);
        const counts = read.get<{
          batches: number;
          facts: number;
          aside: number;
          audit: number;
          segments: number;
          version: string;
        }>(
          `SELECT (SELECT count(*) FROM batch) AS batches, (SELECT count(*) FROM fact_referral) AS facts, (SELECT count(*) FROM set_aside) AS aside,
             (SELECT count(*) FROM audit_entry) AS audit, (SELECT count(DISTINCT batch_id) FROM segment) AS segments, (SELECT value FROM meta WHERE name = 'data_version') AS version`,
        )!;
        return { took, counts };
      } finally {
        await workspace.close();
      }
    };
    const before = { batches: 1, facts: 1, aside: 1, audit: 2, segments: 1, version: '1' };
    const full = await whole(0, null);
    const after = full.counts;
    expect(after).toMatchObject({ batches: 2, audit: 3, segments: 2, version: '2' });
    expect(after.facts + after.aside).toBeGreaterThan(80_000);
    let unfinished = 0;
    let next = 0;
    const lane = async (number: number) => {
      for (let round = next++; round < rounds; round = next++) {
        // Spread over the whole import, and a little beyond, with chance inside each stretch.
        const { counts } = await whole(number, ((round + Math.random()) / rounds) * full.took * 1.05);
        if (counts.batches === 1) {
          unfinished += 1;
          expect(counts).toEqual(before);
        } else expect(counts).toEqual(after);
      }
    };
    await Promise.all([lane(0), lane(1)]);
    expect(unfinished).toBeGreaterThan(5);
  } finally {
    rmSync(setting.folder, { recursive: true, force: true });
  }
}, 300_000);
