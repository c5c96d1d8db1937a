import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ParsedOf } from '../../../../shared/contract/index.ts';
import type { SelfTestResult } from '../../../../shared/contract/statistics.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { localDay } from '../../../../shared/model/given-day.ts';
import { daysOfIso, isoOfDays } from '../../../../shared/model/period.ts';
import { isSynthetic } from '../../store/synthetic.ts';
import type { Call } from '../../subject.ts';
import { appraise, toldAppraisal } from '../appraisals.ts';
import { checkAppraisal } from '../check.ts';
import { fitOf } from '../draws.ts';
import { modelDescription, readModel } from '../inputs.ts';
import { pullData } from '../pulled.ts';
import type { AboutPaper } from './about-paper.ts';
import { appraisalFile } from './appraisal-file.ts';
import type { AppraisalFile } from './appraisal-file.ts';

/** Who prepares papers of a workspace and how they are marked; empty where nobody has said. */
export type PaperStyle = Pick<AboutPaper, 'organisation' | 'marking'>;

/** Codes of districts that are hidden beside what was given out before, by the ledger. */
export type HiddenByLedger = Readonly<Record<'episodes' | 'referrals', readonly string[]>>;

/**
 * A paper, an annex or a log of an appraisal as the bytes of a file; `file` only says in which format.
 * @param tests the shipped reference cases, for the appendix of a paper
 * @param hidden districts that are not told beside what was given out before
 * Faults: those of the appraisal.
 */
export async function appraisalBytes(
  { appraisal: asked, kind, engine, replications, about: typed, file }: ParsedOf<'commissioning.export'>,
  tests: readonly SelfTestResult[],
  style: PaperStyle,
  hidden: HiddenByLedger,
  call: Call,
): Promise<Uint8Array> {
  const model = readModel(call.resources);
  checkAppraisal(asked, model, localDay(call.now()));
  const { appraisal, joined } = await toldAppraisal(asked, call);
  const about = await aboutPaper(
    appraisal,
    call,
    tests,
    { ...style, audience: '', ...typed },
    {
      episodes: new Set([...joined.episodes, ...hidden.episodes]),
      referrals: new Set([...joined.referrals, ...hidden.referrals]),
    },
  );
  const description: AppraisalFile =
    kind === 'document'
      ? { kind }
      : kind === 'log'
        ? { kind, format: path.extname(file).toLowerCase() === '.csv' ? 'csv' : 'xlsx' }
        : {
            kind,
            result: await appraise(
              {
                appraisal: asked,
                engine,
                ...(replications === undefined ? {} : { replications }),
                detail: 'full',
                job: 'paper',
              },
              call,
            ),
          };
  return appraisalFile(appraisal, description, about);
}

/** The version of the application stands in its package file; a packaged engine has it two folders up as well. */
function applicationVersion(resources: string): string {
  try {
    const { version } = JSON.parse(readFileSync(path.join(resources, '..', 'package.json'), 'utf8')) as {
      version?: string;
    };
    return version ?? '';
  } catch {
    return '';
  }
}

async function aboutPaper(
  appraisal: Appraisal,
  call: Call,
  tests: readonly SelfTestResult[],
  style: Pick<AboutPaper, 'organisation' | 'audience' | 'marking'>,
  hiddenNeed: AboutPaper['hiddenNeed'],
): Promise<AboutPaper> {
  const isLinked = (inputs: Appraisal['inputs']) => Object.values(inputs).some(value => value.basis.state === 'data');
  const linked =
    isLinked(appraisal.inputs) ||
    appraisal.options.some(
      option => isLinked(option.inputs) || option.contracts.some(contract => isLinked(contract.inputs)),
    );
  const { until } = linked ? await pullData(call) : { until: null };
  return {
    ...style,
    hiddenNeed,
    preparedBy: call.actor,
    asAt: isoOfDays(daysOfIso(call.now().toISOString().slice(0, 10))),
    synthetic: isSynthetic(call.workspace.read),
    selfTest: { passed: tests.filter(test => test.passed).length, failed: tests.filter(test => !test.passed).length },
    dataUntil: until === null ? null : isoOfDays(until),
    applicationVersion: applicationVersion(call.resources),
    model: modelDescription(readModel(call.resources)),
    spread: distribution => {
      const fit = fitOf(distribution);
      return { mean: fit.mean, low: fit.quantile(0.1), high: fit.quantile(0.9) };
    },
  };
}
