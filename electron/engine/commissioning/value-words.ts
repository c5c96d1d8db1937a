import type { InputDefinition } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, Distribution, InputValues } from '../../../shared/model/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import type { Model } from './inputs.ts';
import { readRange, shown } from './range-text.ts';

type Format = InputDefinition['format'];

/** Eight cases of ten, as a range means where nothing else is said. */
const usualCoverage = 0.8;
/** More values than these are counted. */
const mostListed = 4;

/** "8 to 16 %", "£900 to £1,400". */
function rangeOf(low: number, high: number, format: Format): string {
  if (low === high) return shown(low, format);
  const from = shown(low, format);
  return `${format === 'percent' ? from.replace(/\s%$/, '') : from} to ${shown(high, format)}`;
}

function severalOf(values: readonly number[], probabilities: readonly number[] | null, format: Format): string {
  const chance = (at: number) => (probabilities === null ? null : probabilities[at]!);
  const isEven = values.every((_, at) => chance(at) === chance(0));
  if (values.length > mostListed)
    return `${formatNumber(values.length)} values, ${rangeOf(Math.min(...values), Math.max(...values), format)}`;
  const each = values.map((value, at) =>
    isEven ? shown(value, format) : `${shown(value, format)} in ${formatNumber(chance(at)! * 100)} of 100 cases`,
  );
  return each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} or ${each.at(-1)!}`;
}

/** A distribution as a person would write it: what is typed into an input reads as the same. */
export function valueText(distribution: Distribution, format: Format): string {
  switch (distribution.kind) {
    case 'point':
      return shown(distribution.value, format);
    case 'uniform':
      return distribution.low === distribution.high
        ? shown(distribution.low, format)
        : `${rangeOf(distribution.low, distribution.high, format)}, all alike`;
    case 'triangular':
    case 'pert': {
      const { minimum, mode, maximum } = distribution;
      return minimum === maximum
        ? shown(mode, format)
        : `${rangeOf(minimum, maximum, format)}, most likely ${shown(mode, format)}`;
    }
    case 'empirical':
      return severalOf(distribution.values, null, format);
    case 'discrete':
      return severalOf(distribution.values, distribution.probabilities, format);
    default: {
      const { low, high, coverage } = distribution;
      const range = rangeOf(low, high, format);
      return low === high || Math.abs(coverage - usualCoverage) < 1e-9
        ? range
        : `${range} in ${formatNumber(coverage * 100)} of 100 cases`;
    }
  }
}

/** Whether words say the value that stands beside them, to the places that are shown. */
function isSaidBy(text: string, distribution: Distribution, input: InputDefinition): boolean {
  const words = valueText(distribution, input.format);
  if (text === words) return true;
  const read = readRange(text, input).distribution;
  return read !== null && valueText(read, input.format) === words;
}

/** Words that say another value than stands beside them. */
export interface OtherWords {
  readonly label: string;
  readonly was: string;
  readonly now: string;
}

/**
 * An appraisal in which the words of every input say its value: answers are worked out from values, so where the two differ
 * the words are written anew. @returns with each that differed
 */
export function withWordsOfValues(
  appraisal: Appraisal,
  model: Model,
): { readonly appraisal: Appraisal; readonly differed: readonly OtherWords[] } {
  const differed: OtherWords[] = [];
  const renewed = (inputs: InputValues, of: string): InputValues => {
    const found = Object.entries(inputs).flatMap(([id, value]) => {
      const input = model.inputs[model.slots.get(id) ?? -1];
      if (!input || isSaidBy(value.text, value.distribution, input)) return [];
      const text = valueText(value.distribution, input.format);
      differed.push({ label: `${input.label}${of}`, was: value.text, now: text });
      return [[id, { ...value, text }] as const];
    });
    return found.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(found) };
  };
  const next: Appraisal = {
    ...appraisal,
    inputs: renewed(appraisal.inputs, ''),
    options: appraisal.options.map(option => ({
      ...option,
      inputs: renewed(option.inputs, ` of ${option.name}`),
      contracts: option.contracts.map(contract => ({
        ...contract,
        inputs: renewed(contract.inputs, ` of ${option.name}, ${contract.name}`),
      })),
    })),
  };
  return differed.length === 0 ? { appraisal, differed } : { appraisal: next, differed };
}

/** More than these are counted. */
const mostTold = 5;

/** What is said of words that were written anew; nothing where all said their value. */
export function otherWordsText(differed: readonly OtherWords[]): string | null {
  if (differed.length === 0) return null;
  const told = differed
    .slice(0, mostTold)
    .map(({ label, was, now }) => `${label}: ${was === '' ? 'nothing was' : `“${was}” was`} written of ${now}`);
  const more = differed.length - told.length;
  return `Words and values differed. The values hold, and the words now say them. ${told.join('; ')}${more > 0 ? `; and ${formatNumber(more)} more` : ''}.`;
}
