import type { Appraisal, Contract, Distribution, InputValue, InputValues } from '../../../../shared/model/appraisal.ts';
import { distributionFault } from '../../statistics/distributions.ts';
import type { Model, ModelInput } from '../inputs.ts';
import { basisFaults, reviewFaults } from './given.ts';
import { isWithin, numberFaults, outsideWords, shownValue } from './impossible.ts';
import type { Bounds, Impossible } from './impossible.ts';

/** A set of inputs, with whose it is. */
interface InputSet {
  readonly inputs: InputValues;
  readonly path: string;
  readonly of: string;
}

function inputSetsOf({ inputs, options }: Appraisal): InputSet[] {
  return [
    { inputs, path: 'inputs', of: '' },
    ...options.flatMap((option, at): InputSet[] => [
      { inputs: option.inputs, path: `options.${at}.inputs`, of: ` of ${option.name}` },
      ...option.contracts.map((contract, k) => ({
        inputs: contract.inputs,
        path: `options.${at}.contracts.${k}.inputs`,
        of: ` of ${option.name}, ${contract.name}`,
      })),
    ]),
  ];
}

/** The numbers that a person would name of a distribution, lowest and highest. */
function endsOf(distribution: Distribution): readonly [number, number] {
  switch (distribution.kind) {
    case 'point':
      return [distribution.value, distribution.value];
    case 'triangular':
    case 'pert':
      return [distribution.minimum, distribution.maximum];
    case 'empirical':
    case 'discrete':
      return [Math.min(...distribution.values), Math.max(...distribution.values)];
    default:
      return [distribution.low, distribution.high];
  }
}

const isYesOrNo = (input: ModelInput): boolean => input.whole && input.lowest === 0 && input.highest === 1;

function boundsOf(input: ModelInput): Bounds {
  const { lowest, highest, format } = input;
  const unit = format === 'percent' || format === 'money' || isYesOrNo(input) ? '' : input.unit;
  return { lowest, highest, format, unit };
}

/** "−1 is outside 0 to 60 WTE."; null where it is inside. */
function rangeWords(input: ModelInput, distribution: Distribution): string | null {
  const [low, high] = endsOf(distribution);
  const bounds = boundsOf(input);
  if (isWithin(low, high, bounds)) return null;
  const ends = low === high || Number.isNaN(low) ? [low] : [low, high];
  return `${ends.map(value => shownValue(value, input.format)).join(' to ')} is ${outsideWords(bounds)}.`;
}

/** Single values of what only comes whole: the ends of a range are rounded as they are drawn. */
function partWords(input: ModelInput, distribution: Distribution): string | null {
  if (!input.whole) return null;
  const single =
    distribution.kind === 'point' ? [distribution.value] : 'values' in distribution ? distribution.values : [];
  const part = single.find(value => !Number.isInteger(value));
  if (part === undefined) return null;
  const { lowest, highest, format } = input;
  return `${shownValue(part, format)} is no whole number from ${shownValue(lowest, format)} to ${shownValue(highest, format)}.`;
}

export function inputFaults(appraisal: Appraisal, model: Model, today: string): Impossible[] {
  return [
    ...inputSetsOf(appraisal).flatMap(set => setFaults(set, model, today)),
    ...hoursFaults(appraisal, model),
    ...correlationFaults(appraisal, model),
  ];
}

/** What options are compared by: with another in one of them, their values could not be set against each other. */
const ofAllOptions: ReadonlySet<string> = new Set(['discount_schedule', 'general_inflation']);

function setFaults({ inputs, path, of }: InputSet, model: Model, today: string): Impossible[] {
  return Object.entries(inputs).flatMap(([id, value]): Impossible[] => {
    const slot = model.slots.get(id);
    if (slot === undefined) return [{ path: `${path}.${id}`, message: `The model has no input "${id}".` }];
    const input = model.inputs[slot]!;
    if (of !== '' && ofAllOptions.has(id))
      return [
        {
          path: `${path}.${id}`,
          message: `${input.label}${of}: options are compared by one, so it is given for the whole appraisal alone.`,
        },
      ];
    const { distribution } = value;
    const label = `${input.label}${of}`;
    const range = `${shownValue(input.lowest, input.format)} to ${shownValue(input.highest, input.format)}`;
    const wrong = distributionFault(distribution);
    const given = [
      ...basisFaults(value.basis, `${path}.${id}.basis`, label, today),
      ...reviewFaults(value, `${path}.${id}`, label),
    ];
    // An end that is no number, or far out, is told as that, whatever else its distribution cannot have.
    const outside = rangeWords(input, distribution);
    if (outside) return [{ path: `${path}.${id}.distribution`, message: `${label}: ${outside}` }, ...given];
    if (wrong)
      return [
        {
          path: `${path}.${id}.distribution.${wrong.field}`,
          message: `${label}: ${wrong.message} It takes values from ${range}.`,
        },
        ...given,
      ];
    const part = partWords(input, distribution);
    return [...(part ? [{ path: `${path}.${id}.distribution`, message: `${label}: ${part}` }] : []), ...given];
  });
}

/** What holds of an input in a contract: its own value before that of its option, of the appraisal and of the model. */
const valueIn = (
  appraisal: Appraisal,
  option: Appraisal['options'][number],
  contract: Contract,
  input: ModelInput,
): InputValue =>
  [contract.inputs, option.inputs, appraisal.inputs].find(inputs => Object.hasOwn(inputs, input.id))?.[input.id] ??
  input.value;

/** A service that closes before it opens, or within the hour, is open to nobody. */
function hoursFaults(appraisal: Appraisal, model: Model): Impossible[] {
  const [opens, closes] = (['opens', 'closes'] as const).map(id => model.inputs[model.slots.get(id)!]!) as [
    ModelInput,
    ModelInput,
  ];
  return appraisal.options.flatMap((option, at) =>
    option.contracts.flatMap((contract, k): Impossible[] => {
      const [, latest] = endsOf(valueIn(appraisal, option, contract, opens).distribution);
      const [earliest] = endsOf(valueIn(appraisal, option, contract, closes).distribution);
      if (!(earliest < latest + 1)) return [];
      const of = Object.hasOwn(contract.inputs, 'opens') || Object.hasOwn(contract.inputs, 'closes');
      return [
        {
          path: `options.${at}.contracts.${k}.inputs.closes`,
          message: `${closes.label} of ${option.name}${of ? `, ${contract.name}` : ''}: ${shownValue(earliest, closes.format)} is outside ${shownValue(latest + 1, closes.format)} to ${shownValue(closes.highest, closes.format)}, as it opens at ${shownValue(latest, opens.format)}.`,
        },
      ];
    }),
  );
}

function correlationFaults({ correlations }: Appraisal, model: Model): Impossible[] {
  const labelOf = (id: string): string => {
    const slot = model.slots.get(id);
    return slot === undefined ? id : model.inputs[slot]!.label;
  };
  const pairs = correlations.map(({ a, b }) => [a, b].toSorted().join(' '));
  return correlations.flatMap(({ a, b, rank }, at): Impossible[] => {
    const path = `correlations.${at}`;
    const label = `${labelOf(a)} and ${labelOf(b)}`;
    const unknown = (['a', 'b'] as const).filter(end => !model.slots.has(end === 'a' ? a : b));
    return [
      ...unknown.map(end => ({
        path: `${path}.${end}`,
        message: `The model has no input "${end === 'a' ? a : b}".`,
      })),
      ...numberFaults(`${path}.rank`, `Rank correlation of ${label}`, rank, { lowest: -1, highest: 1 }),
      ...(a === b
        ? [
            {
              path,
              message: `Rank correlation of ${label}: an input moves with itself whatever is said. Leave it out.`,
            },
          ]
        : []),
      ...(pairs.indexOf(pairs[at]!) !== at
        ? [{ path, message: `Rank correlation of ${label}: it is given twice. Leave one of the two.` }]
        : []),
    ];
  });
}
