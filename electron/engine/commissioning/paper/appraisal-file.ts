import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { ParsedOf } from '../../../../shared/contract/index.ts';
import type { SelfTestResult } from '../../../../shared/contract/statistics.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { daysOfIso, isoOfDays } from '../../../../shared/model/period.ts';
import { docxBytes } from '../../documents/document.ts';
import { csvText } from '../../documents/csv.ts';
import { spreadsheetBytes } from '../../documents/spreadsheet.ts';
import { isSynthetic } from '../../store/synthetic.ts';
import type { SpreadsheetSheet } from '../../documents/spreadsheet.ts';
import type { Call } from '../../subject.ts';
import { appraisalResult } from '../appraise.ts';
import { checkAppraisal } from '../check.ts';
import { fitOf } from '../draws.ts';
import { modelDescription, readModel } from '../inputs.ts';
import { pullData } from '../pulled.ts';
import { assumptionsLog, dataAnnex } from './data-annex.ts';
import { optionsPaper } from './options-paper.ts';
import type { AboutPaper } from './options-paper.ts';

/**
 * A paper, an annex or a log of an appraisal as the bytes of a file; `file` only says in which format.
 * Faults: those of the appraisal.
 */
export async function appraisalBytes(
  { appraisal, kind, engine, replications, file }: ParsedOf<'commissioning.export'>,
  tests: readonly SelfTestResult[],
  call: Call,
): Promise<Uint8Array> {
  const model = readModel(call.resources);
  checkAppraisal(appraisal, model);
  const about = await aboutPaper(appraisal, call, tests);
  const run = (): Promise<AppraisalResult> => appraisalResult({ appraisal, engine, replications }, model, call);
  switch (kind) {
    case 'log': {
      const sheet = assumptionsLog(appraisal, about);
      return isCsv(file) ? Buffer.from(csvOf(sheet), 'utf8') : spreadsheetBytes([sheet]);
    }
    case 'annex':
      return spreadsheetBytes(dataAnnex(appraisal, await run(), about));
    case 'paper':
      return docxBytes(optionsPaper(appraisal, await run(), about));
  }
}

const isCsv = (file: string): boolean => path.extname(file).toLowerCase() === '.csv';

/** UTF-8 with a mark, as Excel expects it. */
function csvOf({ columns, rows }: SpreadsheetSheet): string {
  const headers = columns.map(({ header }) => (typeof header === 'string' ? header : header.join(', ')));
  return csvText([headers, ...rows]);
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

async function aboutPaper(appraisal: Appraisal, call: Call, tests: readonly SelfTestResult[]): Promise<AboutPaper> {
  const { read } = call.workspace;
  const isLinked = (inputs: Appraisal['inputs']) => Object.values(inputs).some(value => value.link !== null);
  const linked =
    isLinked(appraisal.inputs) ||
    appraisal.options.some(
      option => isLinked(option.inputs) || option.contracts.some(contract => isLinked(contract.inputs)),
    );
  const { until } = linked ? await pullData(call) : { until: null };
  const synthetic = isSynthetic(read);
  return {
    organisation: 'Child Sexual Abuse Forum, Staffordshire and Stoke-on-Trent',
    preparedBy: call.actor,
    audience: 'Joint Commissioning Group',
    marking: 'OFFICIAL',
    asAt: isoOfDays(daysOfIso(call.now().toISOString().slice(0, 10))),
    synthetic,
    selfTest: { passed: tests.filter(test => test.passed).length, failed: tests.filter(test => !test.passed).length },
    dataUntil: until === null ? null : isoOfDays(until),
    applicationVersion: applicationVersion(call.resources),
    model: modelDescription(readModel(call.resources)),
    spread: distribution => {
      const fit = fitOf(distribution);
      return { middle: fit.median, low: fit.quantile(0.1), high: fit.quantile(0.9) };
    },
  };
}
