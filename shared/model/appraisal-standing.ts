import type { Appraisal, BasisState, InputValue, InputValues, Partner, Standing } from './appraisal.ts';
import { weighsNothing } from './criteria-tree.ts';

/** How many of a kind come from where. What cites a public document is a placeholder until an organisation has given it. */
export interface Counted {
  readonly all: number;
  readonly given: number;
  readonly data: number;
  readonly placeholder: number;
  /** How many of those that are given, or from the data, are so for some options or contracts alone, and placeholders for others. */
  readonly inPart: { readonly given: number; readonly data: number };
}

/** What an appraisal rests on, counted by kind. */
export interface AppraisalStanding {
  readonly inputs: Counted;
  /** Posts of the do-minimum as they are: interviewers and targeted workers, contract by contract. */
  readonly posts: Counted;
  readonly budgets: Counted;
  readonly shares: Counted;
  readonly benefitShares: Counted;
  readonly weights: Counted;
  readonly need: BasisState;
}

/** What is known of an input without an appraisal. */
interface StandardInput {
  readonly id: string;
  readonly value: InputValue;
}

export const postInputs = ['interview_wte', 'targeted_wte'] as const;

function counted(states: readonly BasisState[], inPart: readonly BasisState[] = []): Counted {
  const of = (state: BasisState, among = states) => among.filter(one => one === state).length;
  return {
    all: states.length,
    given: of('given'),
    data: of('data'),
    placeholder: of('placeholder'),
    inPart: { given: of('given', inPart), data: of('data', inPart) },
  };
}

/** The value of an input in each contract of an option: contract before option before appraisal before the model's own. */
export function optionValues(
  { inputs }: Pick<Appraisal, 'inputs'>,
  option: Appraisal['options'][number],
  { id, value }: StandardInput,
): readonly InputValue[] {
  const own = (set: InputValues) => (Object.hasOwn(set, id) ? set[id] : undefined);
  return option.contracts.map(contract => own(contract.inputs) ?? own(option.inputs) ?? own(inputs) ?? value);
}

/** Every value of an input that is in force somewhere. */
export const valuesInForce = (appraisal: Appraisal, input: StandardInput): readonly InputValue[] => [
  ...new Set(appraisal.options.flatMap(option => optionValues(appraisal, option, input))),
];

const statesInForce = (appraisal: Appraisal, input: StandardInput): readonly BasisState[] =>
  valuesInForce(appraisal, input).map(value => value.basis.state);

/** Where an input comes from: it is given when one of the values in force is, and a placeholder when none is anything else. */
export function inputState(appraisal: Appraisal, input: StandardInput): BasisState {
  const states = statesInForce(appraisal, input);
  if (states.includes('given')) return 'given';
  return states.includes('data') ? 'data' : 'placeholder';
}

/** Whether an input that is given, or from the data, is a placeholder for some options or contracts all the same. */
function isInPart(appraisal: Appraisal, input: StandardInput): boolean {
  const states = statesInForce(appraisal, input);
  return states.includes('placeholder') && states.some(state => state !== 'placeholder');
}

/** The posts of the do-minimum, one a contract and service. */
const postStates = (appraisal: Appraisal, inputs: readonly StandardInput[]): BasisState[] =>
  appraisal.options
    .slice(0, 1)
    .flatMap(first =>
      postInputs
        .flatMap(id => inputs.find(input => input.id === id) ?? [])
        .flatMap(input => optionValues(appraisal, first, input).map(({ basis }) => basis.state)),
    );

/** Where need of a kind comes from. */
export const needStandingOf = (
  { needStanding, needStandings }: Pick<Appraisal, 'needStanding' | 'needStandings'>,
  kind: 'episodes' | 'referrals',
): Standing => needStandings?.[kind] ?? needStanding;

/** Whether weights of a partner were given, whatever they weigh. */
export const saidWeights = ({ standing }: Partner): boolean => standing.weights.basis.state !== 'placeholder';

/** The partners who gave the weights by which a ranking may be said to be their own: they tell what weighs more, everywhere. */
export const weighingPartners = (appraisal: Appraisal): readonly Partner[] =>
  appraisal.partners.filter(partner => saidWeights(partner) && weighsNothing(appraisal, partner) === null);

/** A share that is a placeholder gives no partner an amount: only when every share of the cost is known, any is put down to one. */
export const areAmountsKnown = ({ shares }: Pick<AppraisalStanding, 'shares'>): boolean => shares.placeholder === 0;

/** What a partner gains needs the shares of the benefit as well. */
export const areGainsKnown = (standing: Pick<AppraisalStanding, 'shares' | 'benefitShares'>): boolean =>
  areAmountsKnown(standing) && standing.benefitShares.placeholder === 0;

/** Counts what has been given, comes from the data or is the application's own. @param inputs of the model, with its values */
export function appraisalStanding(appraisal: Appraisal, inputs: readonly StandardInput[]): AppraisalStanding {
  const { partners } = appraisal;
  const weighing = weighingPartners(appraisal);
  const of = (what: keyof Partner['standing']) => counted(partners.map(partner => partner.standing[what].basis.state));
  return {
    inputs: counted(
      inputs.map(input => inputState(appraisal, input)),
      inputs.filter(input => isInPart(appraisal, input)).map(input => inputState(appraisal, input)),
    ),
    posts: counted(postStates(appraisal, inputs)),
    // What has no amount, or weighs nothing, was not given, whatever stands beside it.
    budgets: counted(
      partners.map(({ budget, standing }) => (budget === null ? 'placeholder' : standing.budget.basis.state)),
    ),
    shares: of('share'),
    benefitShares: of('benefitShare'),
    weights: counted(
      partners.map(partner => (weighing.includes(partner) ? partner.standing.weights.basis.state : 'placeholder')),
    ),
    need: appraisal.needStanding.basis.state,
  };
}
