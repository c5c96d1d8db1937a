import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { inputValue } from '../../../shared/contract/commissioning.ts';
import type { InputDefinition, ModelDescription } from '../../../shared/contract/commissioning.ts';
import { currentModelVersion, measureIds } from '../../../shared/model/appraisal.ts';

/** An input as the engine uses it. */
export interface ModelInput extends InputDefinition {
  /**
   * An amount of the whole area: given for the appraisal or an option, it is shared out among the contracts by this need;
   * given for a contract, it is that contract's own.
   */
  readonly shared: 'episodes' | 'referrals' | null;
  /** Whether it changes who is seen and when; the others change only what that costs and is worth. */
  readonly flows: boolean;
  /** Only whole numbers: 0 or 1, a number of attempts. */
  readonly whole: boolean;
}

export interface Model extends Omit<ModelDescription, 'inputs'> {
  readonly inputs: readonly ModelInput[];
  /** Place of an input in `inputs`. */
  readonly slots: ReadonlyMap<string, number>;
}

const line = v.pipe(v.string(), v.minLength(1));
const identifier = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const file = v.strictObject({
  version: whole,
  inputs: v.array(
    v.pipe(
      v.strictObject({
        id: identifier,
        label: line,
        group: v.picklist(['demand', 'missing-service', 'targeted-service', 'workforce', 'cost', 'outcome', 'finance']),
        stage: v.nullable(identifier),
        unit: v.string(),
        format: v.picklist(['number', 'percent', 'money', 'days', 'weeks', 'hours']),
        definition: line,
        lowest: v.number(),
        highest: v.number(),
        lever: v.boolean(),
        shared: v.nullable(v.picklist(['episodes', 'referrals'])),
        flows: v.boolean(),
        whole: v.boolean(),
        value: inputValue,
      }),
      v.check(input => input.lowest < input.highest, 'The plausible range of an input must not be empty.'),
    ),
  ),
  pathway: v.strictObject({
    stages: v.array(
      v.strictObject({
        id: identifier,
        service: v.picklist(['missing', 'targeted']),
        name: line,
        kind: v.picklist(['arrival', 'decision', 'work', 'queue', 'end']),
        column: whole,
        row: whole,
        inputs: v.array(identifier),
      }),
    ),
    links: v.array(
      v.strictObject({ from: identifier, to: identifier, input: v.nullable(identifier), rest: v.boolean() }),
    ),
  }),
  measures: v.array(
    v.strictObject({
      id: v.picklist(measureIds),
      label: line,
      definition: line,
      format: v.picklist(['number', 'percent', 'money', 'weeks', 'ratio']),
      more: v.boolean(),
    }),
  ),
});

const models = new Map<string, Model>();

/** The model that this release computes with: its inputs, the picture of the pathway and the measures of its results. */
export function readModel(resources: string): Model {
  let found = models.get(resources);
  if (!found) {
    const text = readFileSync(path.join(resources, 'commissioning', `model-${currentModelVersion}.json`), 'utf8');
    const parsed = v.parse(file, JSON.parse(text));
    found = { ...parsed, slots: new Map(parsed.inputs.map((input, slot) => [input.id, slot])) };
    models.set(resources, found);
  }
  return found;
}

/** What the screen is told of the model. */
export function modelDescription(model: Model): ModelDescription {
  const { version, pathway, measures } = model;
  const inputs = model.inputs.map(({ shared: _shared, flows: _flows, whole: _whole, ...input }) => input);
  return { version, inputs, pathway, measures };
}
