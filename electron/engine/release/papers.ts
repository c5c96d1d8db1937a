import path from 'node:path';
import { appraisalBytes } from '../commissioning/paper/appraisal-bytes.ts';
import type { HiddenByLedger, PaperStyle } from '../commissioning/paper/appraisal-bytes.ts';
import { countedTables } from '../commissioning/appraisals.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { ParsedOf } from '../../../shared/contract/index.ts';
import type { NewRelease } from '../disclosure/ledger.ts';
import { planBytes } from '../framework/action-plan-file.ts';
import { dayOf, readPlan } from '../framework/action-plan.ts';
import type { SelfTestResult } from '../../../shared/contract/statistics.ts';
import type { ReadableStore } from '../store/store.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call, Handlers } from '../subject.ts';
import { giveOut, toFile } from './give-out.ts';
import { tableLeaving } from './tables.ts';

const kindWords = {
  paper: 'options paper',
  annex: 'data annex',
  log: 'assumptions log',
  document: 'document',
  answer: 'answer',
} as const;

/** What a paper needs of rooms above this one. */
export interface PaperKeepers {
  /** Runs the reference cases that are shipped, for the appendix of a paper. */
  selfTest(call: Call): readonly SelfTestResult[];
  /** Whose papers are written in a workspace, and how they are marked. */
  styleOf(store: ReadableStore): PaperStyle;
}

/**
 * Need by district that an appraisal counted from rows which still stand: what readers learn of it, for the ledger, and what
 * is hidden beside all that was given out before. Need of other rows, or that somebody gave, is none of the ledger's.
 */
async function needLeaving(
  { appraisal, kind }: ParsedOf<'commissioning.export'>,
  name: string,
  inside: Call,
): Promise<{ readonly hidden: HiddenByLedger; readonly releases: readonly NewRelease[] }> {
  // The assumptions log alone has no need by district.
  const tables = kind === 'log' ? null : await countedTables(appraisal, inside);
  const leaving = async (description: ParsedPivot | null | undefined) => {
    if (!description) return { hidden: [], releases: [] };
    const { table, releases } = await tableLeaving(
      { ...description, audience: 'board' },
      { name: `Need by district: ${name}`, purpose: 'options appraisal' },
      inside,
    );
    const hidden = table.rows.flatMap(({ kind, path: [member] }, row) =>
      kind === 'leaf' && member?.code != null && cellStatuses[table.status[row * table.values.length]!] === 'hidden'
        ? [member.code]
        : [],
    );
    return { hidden, releases };
  };
  const episodes = await leaving(tables?.episodes);
  const referrals = await leaving(tables?.referrals);
  return {
    hidden: { episodes: episodes.hidden, referrals: referrals.hidden },
    releases: [...episodes.releases, ...referrals.releases],
  };
}

export const paperHandlers = ({
  selfTest,
  styleOf,
}: PaperKeepers): Handlers<'commissioning.export' | 'action-plan.export'> => ({
  'commissioning.export': async (asked, call) => {
    const { kind, file } = asked;
    const tests = kind === 'paper' || kind === 'annex' ? selfTest(call) : [];
    await giveOut(
      call,
      {
        action: 'export',
        audience: 'board',
        purpose: '',
        make: async inside => {
          const { hidden, releases } = await needLeaving(asked, path.basename(file), inside);
          return {
            value: { bytes: await appraisalBytes(asked, tests, styleOf(inside.workspace.read), hidden, inside) },
            releases,
            subject: `${kindWords[kind]} of an appraisal: ${path.basename(file)}`,
          };
        },
      },
      toFile(file),
    );
    return { pages: null };
  },

  'action-plan.export': async ({ format, file }, call) => {
    const { value } = await giveOut(
      call,
      {
        action: 'export',
        audience: 'board',
        purpose: '',
        make: async inside => {
          const now = call.now();
          const { read } = inside.workspace;
          const plan = readPlan(read, dayOf(now));
          const bytes = planBytes(plan, format, {
            today: dayOf(now),
            at: now.toISOString(),
            synthetic: isSynthetic(read),
          });
          const subject = `action plan as ${format}, ${plan.length} lines: ${path.basename(file)}`;
          return { value: { bytes, lines: plan.length }, releases: [], subject };
        },
      },
      toFile(file),
    );
    return { lines: value.lines };
  },
});
