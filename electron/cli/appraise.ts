import path from 'node:path';
import type { AppraisalEngine, AppraisalResult, Estimate, OptionResult } from '../../shared/contract/commissioning.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import {
  chanceTexts,
  draftMark,
  estimateText,
  figureText,
  gapsText,
  noFigure,
  rangeText,
  standingText,
} from '../../shared/text/appraisal.ts';
import type { FigureFormat } from '../../shared/text/appraisal.ts';
import { decisionWords, isSketch } from '../../shared/text/decision.ts';
import { keptAppraisal } from '../engine/commissioning/appraisals.ts';
import { optionText, UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { makeOutFolder } from './out-folder.ts';
import { formatTable } from './table.ts';

type Call = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

const engines: readonly AppraisalEngine[] = ['formulas', 'fluid', 'simulation'];

function wholeOption(given: Arguments, name: string): number | undefined {
  const text = optionText(given, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`--${name} takes a whole number.`);
  return value;
}

/** What `csaf appraise` was asked to do, checked before the workspace is opened. */
export function appraisalOptions(given: Arguments): {
  readonly engine: AppraisalEngine;
  readonly replications: number | undefined;
  readonly seed: number | undefined;
  readonly out: string | undefined;
} {
  const name = optionText(given, 'engine') ?? 'formulas';
  const engine = engines.find(one => one === name);
  if (!engine) throw new UsageError(`--engine is ${engines.join(', ')}.`);
  const replications = wholeOption(given, 'replications');
  return { engine, replications, seed: wholeOption(given, 'seed'), out: optionText(given, 'out') };
}

/** An answer, with a sentence for each thing that a later model changed in the document before it was answered. */
type Appraised = AppraisalResult & { readonly changes: readonly string[] };

/**
 * Answers an appraisal; `{ "draft": true }` is the one that the workspace drafts itself. Writes its files into `out`.
 * @param resources folder of the model
 */
export async function appraise(
  call: Call,
  spec: object,
  { engine, replications, seed, out }: ReturnType<typeof appraisalOptions>,
  resources: string,
): Promise<Appraised> {
  const drafted = 'draft' in spec;
  const name = 'name' in spec && typeof spec.name === 'string' ? spec.name : undefined;
  const { appraisal: given, changes } = drafted
    ? { appraisal: await call('commissioning.draft', name ? { name } : {}), changes: [] }
    : keptAppraisal(spec, resources);
  const document = given as Appraisal;
  const appraisal = seed === undefined ? document : { ...document, seed };
  const run = replications === undefined ? { appraisal } : { appraisal, replications };
  const result: Appraised = { ...(await call('commissioning.appraise', { ...run, engine })), changes };
  if (out !== undefined) {
    const folder = makeOutFolder(out);
    const printed = engine === 'simulation' ? engine : 'formulas';
    for (const [kind, file] of [
      ['document', 'appraisal.json'],
      ['answer', 'result.json'],
      ['log', 'assumptions.csv'],
      ['log', 'assumptions.xlsx'],
      ['annex', 'annex.xlsx'],
      ['paper', 'options-paper.docx'],
    ] as const)
      await call('commissioning.export', {
        ...run,
        engine: kind === 'answer' ? engine : printed,
        kind,
        file: path.join(folder, file),
      });
  }
  return result;
}

/** The options side by side in the figures of the paper, the decision, and what there is to say of it. */
export function formatAppraisal(result: Appraised): string {
  const { options, standing } = result;
  const ranged = (one: Estimate, format: FigureFormat): string => {
    const range = rangeText(one, format);
    return range === null ? estimateText(one, format) : `${estimateText(one, format)} (${range})`;
  };
  const chances = chanceTexts(options.map(option => option.probabilityBest));
  const table = formatTable(
    ['Option', 'Cost a year', 'Within 72 hours', 'Weeks to a worker', 'Postcode lottery', 'NPSV', 'Highest in'],
    options.map((option, at) => [
      option.name,
      ranged(option.measures['cost-a-year'], 'money'),
      ranged(option.measures['within-72-hours'], 'percent'),
      ranged(option.measures['weeks-to-allocation'], 'weeks'),
      figureText(option.fairness.hoover, 'percent'),
      at === 0 ? 'the yardstick' : ranged(option.measures.npsv, 'money'),
      chances[at]!,
    ]),
  );
  const decision = decisionWords(result.findings, {
    options,
    inputs: result.tornado.bars.map(({ input, label }) => ({ id: input, label, format: 'number' })),
    partners: (options[0]?.partners ?? []).map(partner => partner.name),
    years: result.years.length,
  });
  const bearsNone = isSketch(result.findings);
  const lines = [
    `${decision.title}.`,
    ...(bearsNone ? [decision.unserved] : [decision.money, decision.time, decision.fairness]),
    decision.affordability,
    ...(bearsNone ? [] : [decision.turns]),
    standingText(standing),
    gapsText(standing.gaps),
    ...(standing.isDraft ? [`${draftMark}.`] : []),
  ].filter(line => line !== '');
  const notes = [...result.changes, ...result.notes.map(note => note.text), ...result.ranking.warnings];
  return `${table}\n\n${lines.join('\n')}\n\n${capacityTable(result)}\n\n${notes.join('\n')}\n\n${result.engine}, ${result.replications} draws, seed ${result.seed}, model ${result.modelVersion}, ${Math.round(result.milliseconds)} ms`;
}

/** Demand over capacity of every pool, in the first year and the last. */
function capacityTable({ options, years }: Appraised): string {
  const of = (pool: OptionResult['pools'][number], at: number) => {
    const year = pool.years[at];
    return year ? `${figureText(year.demand, 'number')} over ${figureText(year.capacity, 'number')}` : noFigure;
  };
  return formatTable(
    ['Option', 'Contract', 'Service', `Demand over capacity ${years[0]}`, `${years.at(-1)!}`],
    options.flatMap(option =>
      option.pools.map(pool => [
        option.name,
        pool.contract,
        pool.service === 'missing' ? 'interviews' : 'cases',
        of(pool, 0),
        of(pool, years.length - 1),
      ]),
    ),
  );
}
