import path from 'node:path';
import { appraisalBytes } from '../commissioning/paper/appraisal-bytes.ts';
import type { PaperStyle } from '../commissioning/paper/appraisal-bytes.ts';
import { planBytes } from '../framework/action-plan-file.ts';
import { dayOf, readPlan } from '../framework/action-plan.ts';
import type { SelfTestResult } from '../../../shared/contract/statistics.ts';
import type { ReadableStore } from '../store/store.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call, Handlers } from '../subject.ts';
import { giveOut, toFile } from './give-out.ts';

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
        make: async inside => ({
          value: { bytes: await appraisalBytes(asked, tests, styleOf(inside.workspace.read), inside) },
          releases: [],
          subject: `${kindWords[kind]} of an appraisal: ${path.basename(file)}`,
        }),
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
