import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { SelfTestResult } from '../../../shared/contract/statistics.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import type { AboutPaper } from './paper/about-paper.ts';
import { appraisalFile } from './paper/appraisal-file.ts';
import type { AppraisalFile } from './paper/appraisal-file.ts';
import { writeWhole } from '../documents/spreadsheet.ts';
import type { ReadableStore } from '../store/store.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Call, Handlers } from '../subject.ts';
import { appraisalResult } from './appraise.ts';
import { appraisalGrid } from './grid.ts';
import { checkAppraisal } from './check.ts';
import { deleteAppraisal, readAppraisals, saveAppraisal } from './documents.ts';
import { appraise, describedModel, draftedAppraisal, openAppraisal } from './appraisals.ts';
import { fitOf } from './draws.ts';
import { modelDescription, readModel } from './inputs.ts';
import { pulledAgain } from './links.ts';
import { pullData } from './pulled.ts';
import { readRange } from './range-text.ts';

type CommissioningMethods =
  | 'commissioning.model'
  | 'commissioning.reading'
  | 'commissioning.list'
  | 'commissioning.open'
  | 'commissioning.save'
  | 'commissioning.delete'
  | 'commissioning.draft'
  | 'commissioning.pull'
  | 'commissioning.appraise'
  | 'commissioning.grid'
  | 'commissioning.export';

/** Who prepares papers of a workspace and how they are marked; empty where nobody has said. */
export type PaperStyle = Pick<AboutPaper, 'organisation' | 'marking'>;

/**
 * @param selfTest the shipped reference cases, for the appendix of a paper
 * @param styleOf how papers of the workspace look and whose they are
 */
export function commissioningHandlers(
  selfTest: (call: Call) => readonly SelfTestResult[] | Promise<readonly SelfTestResult[]>,
  styleOf: (store: ReadableStore) => PaperStyle,
): Handlers<CommissioningMethods> {
  return {
    'commissioning.model': (_, call) => describedModel(call),

    'commissioning.reading': ({ input, text }, call) => {
      const model = readModel(call.resources);
      const slot = model.slots.get(input);
      if (slot === undefined) throw new FaultError('invalid-input', `The model has no input "${input}".`, 'input');
      return readRange(text, model.inputs[slot]!);
    },

    'commissioning.list': (_, call) => readAppraisals(call.workspace.read),

    'commissioning.open': ({ id }, call) => openAppraisal(id, call),

    'commissioning.save': async ({ id, appraisal }, call) => {
      checkAppraisal(appraisal, readModel(call.resources));
      return call.workspace.write(store => {
        const at = call.now().toISOString();
        const saved = saveAppraisal(store, id, appraisal, at, call.actor);
        appendAudit(store, {
          at,
          actor: call.actor,
          action: 'save-appraisal',
          subject: `appraisal ${saved.id}, version ${saved.version}`,
        });
        return saved;
      });
    },

    'commissioning.delete': async ({ id }, call) => {
      await call.workspace.write(store => {
        const at = call.now().toISOString();
        deleteAppraisal(store, id, at);
        appendAudit(store, { at, actor: call.actor, action: 'delete-appraisal', subject: `appraisal ${id}` });
      });
      return null;
    },

    'commissioning.draft': ({ name }, call) => draftedAppraisal(name, call),

    'commissioning.pull': async ({ appraisal }, call) => {
      const model = readModel(call.resources);
      const { appraisal: renewed, changed } = pulledAgain(appraisal, await pullData(call), model);
      return { appraisal: renewed, changed };
    },

    'commissioning.appraise': (question, call) => appraise(question, call),

    'commissioning.grid': (question, call) => appraisalGrid(question, readModel(call.resources)),

    'commissioning.export': async ({ appraisal, kind, engine, replications, about: typed, file }, call) => {
      const model = readModel(call.resources);
      checkAppraisal(appraisal, model);
      const style = { ...styleOf(call.workspace.read), audience: '', ...typed };
      const about = await aboutPaper(appraisal, call, kind === 'log' ? [] : await selfTest(call), style);
      const description: AppraisalFile =
        kind === 'log'
          ? { kind, format: path.extname(file).toLowerCase() === '.csv' ? 'csv' : 'xlsx' }
          : { kind, result: await appraisalResult({ appraisal, engine, replications }, model, call) };
      await writeWhole(file, await appraisalFile(appraisal, description, about));
      await call.workspace.write(store =>
        appendAudit(store, {
          at: call.now().toISOString(),
          actor: call.actor,
          action: 'export',
          subject: `${kindWords[kind]} of an appraisal: ${path.basename(file)}`,
        }),
      );
      return { pages: null };
    },
  };
}

const kindWords = { paper: 'options paper', annex: 'data annex', log: 'assumptions log' } as const;

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
): Promise<AboutPaper> {
  const { read } = call.workspace;
  const isLinked = (inputs: Appraisal['inputs']) => Object.values(inputs).some(value => value.link !== null);
  const linked =
    isLinked(appraisal.inputs) ||
    appraisal.options.some(
      option => isLinked(option.inputs) || option.contracts.some(contract => isLinked(contract.inputs)),
    );
  const { until } = linked ? await pullData(call) : { until: null };
  const synthetic =
    read.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'demonstration'`)?.value === 'yes' ||
    read.get(`SELECT 1 FROM batch WHERE synthetic = 1 AND state = 'current' LIMIT 1`) !== undefined;
  return {
    ...style,
    preparedBy: call.actor,
    asAt: isoOfDays(daysOfIso(call.now().toISOString().slice(0, 10))),
    synthetic,
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
