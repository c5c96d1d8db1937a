import type { InputDefinition } from '../../../shared/contract/commissioning.ts';
import { placeholder } from '../../../shared/model/appraisal.ts';
import { givenDayFault, localDay } from '../../../shared/model/given-day.ts';
import { givenDayText } from '../../../shared/text/appraisal.ts';
import type {
  Appraisal,
  AppraisalOption,
  Basis,
  Distribution,
  InputValue,
  InputValues,
  Partner,
  RiskBand,
  Standing,
} from '../../../shared/model/appraisal.ts';

/** Where an input is set: for everything, for one option, or for one contract of it. */
export interface Scope {
  readonly option: string | null;
  readonly contract: string | null;
}

export const everywhere: Scope = { option: null, contract: null };

/** A value and where it comes from. */
export interface EffectiveInput {
  readonly value: InputValue;
  readonly from: 'model' | 'appraisal' | 'option' | 'contract';
}

const own = (values: InputValues, id: string): InputValue | undefined =>
  Object.hasOwn(values, id) ? values[id] : undefined;

/** The value that holds in a scope: the nearest that is set, else the model's own. */
export function effectiveInput(appraisal: Appraisal, scope: Scope, input: InputDefinition): EffectiveInput {
  const option = appraisal.options.find(one => one.id === scope.option);
  const contract = option?.contracts.find(one => one.id === scope.contract);
  const nearest = contract && own(contract.inputs, input.id);
  if (nearest) return { value: nearest, from: 'contract' };
  const ofOption = option && own(option.inputs, input.id);
  if (ofOption) return { value: ofOption, from: 'option' };
  const ofAll = own(appraisal.inputs, input.id);
  return ofAll ? { value: ofAll, from: 'appraisal' } : { value: input.value, from: 'model' };
}

const withValue = (values: InputValues, id: string, value: InputValue | null): InputValues => {
  const { [id]: _, ...rest } = values;
  return value ? { ...rest, [id]: value } : rest;
};

const inOption = (
  appraisal: Appraisal,
  id: string,
  change: (option: AppraisalOption) => AppraisalOption,
): Appraisal => ({
  ...appraisal,
  options: appraisal.options.map(option => (option.id === id ? change(option) : option)),
});

/** Sets an input in a scope; null takes it back to what holds above. */
export function setInput(appraisal: Appraisal, scope: Scope, id: string, value: InputValue | null): Appraisal {
  if (scope.option === null) return { ...appraisal, inputs: withValue(appraisal.inputs, id, value) };
  return inOption(appraisal, scope.option, option =>
    scope.contract === null
      ? { ...option, inputs: withValue(option.inputs, id, value) }
      : {
          ...option,
          contracts: option.contracts.map(contract =>
            contract.id === scope.contract ? { ...contract, inputs: withValue(contract.inputs, id, value) } : contract,
          ),
        },
  );
}

export const setOption = (appraisal: Appraisal, id: string, change: Partial<AppraisalOption>): Appraisal =>
  inOption(appraisal, id, option => ({ ...option, ...change }));

export const freeId = (taken: readonly string[], stem: string): string => {
  for (let n = 1; ; n++) if (!taken.includes(`${stem}-${n}`)) return `${stem}-${n}`;
};

/** A further option, begun as a copy of another. At most six stand beside the do-minimum. */
export function addOption(appraisal: Appraisal, like: string): Appraisal {
  const model = appraisal.options.find(option => option.id === like);
  if (!model || appraisal.options.length >= 7) return appraisal;
  const id = freeId(
    appraisal.options.map(option => option.id),
    'option',
  );
  return { ...appraisal, options: [...appraisal.options, { ...model, id, name: `${model.name} (copy)` }] };
}

/** Takes an option away; the do-minimum and the last option beside it stay. */
export function removeOption(appraisal: Appraisal, id: string): Appraisal {
  if (appraisal.options[0]?.id === id || appraisal.options.length <= 2) return appraisal;
  return { ...appraisal, options: appraisal.options.filter(option => option.id !== id) };
}

/** In the order of their ends; one without an end comes last. */
const inOrder = (bands: readonly RiskBand[]): RiskBand[] =>
  bands.toSorted((a, b) => (a.upTo ?? Infinity) - (b.upTo ?? Infinity) || 0);

export const setBand = (bands: readonly RiskBand[], at: number, change: Partial<RiskBand>): RiskBand[] =>
  inOrder(bands.map((band, other) => (other === at ? { ...band, ...change } : band)));

/** Pounds by which a further band goes on. */
const bandStep = 25_000;

/** A further band after the last that ends, for all by their shares. */
export function addBand(bands: readonly RiskBand[]): RiskBand[] {
  const last = Math.max(0, ...bands.map(band => band.upTo ?? 0));
  return inOrder([...bands, { upTo: last + bandStep, bearer: null }]);
}

/** Two neighbours change who bears them; where they end stays, so that the bands stay in order. */
export function moveBearer(bands: readonly RiskBand[], at: number, by: -1 | 1): RiskBand[] {
  const [own, other] = [bands[at], bands[at + by]];
  if (!own || !other) return [...bands];
  return bands.map((band, place) =>
    place === at ? { ...band, bearer: other.bearer } : place === at + by ? { ...band, bearer: own.bearer } : band,
  );
}

/** Half way between the ends of a share: where pulling it begins. */
export function halfWay(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'point':
      return distribution.value;
    case 'triangular':
    case 'pert':
      return distribution.mode;
    case 'empirical':
    case 'discrete':
      return (Math.min(...distribution.values) + Math.max(...distribution.values)) / 2;
    default:
      return (distribution.low + distribution.high) / 2;
  }
}

/** The day of this computer, ISO. */
export const today = (): string => localDay(new Date());

/** Why a value cannot have been given on a day, in a sentence; null where it can. */
export const givenDayWords = (on: string): string | null =>
  givenDayFault(on, today()) === null ? null : givenDayText(on, today());

/**
 * A value as somebody types it. Who had given it before gives it anew today; else it stays a placeholder until an organisation
 * is named, and has no grade until then.
 */
export function typedValue(before: InputValue, text: string, distribution: Distribution, day: string): InputValue {
  const { basis } = before;
  const isGiven = basis.state === 'given';
  return {
    ...before,
    text,
    distribution,
    link: null,
    basis: isGiven ? { ...basis, on: day } : placeholder,
    source: basis.state === 'data' ? '' : before.source,
    grade: isGiven ? before.grade : null,
  };
}

/** The basis that an organisation and a day make; a placeholder without an organisation. */
export const givenBasis = (by: string, on: string): Basis =>
  by.trim() === '' ? placeholder : { state: 'given', by: by.trim(), on };

/** An input with who gave it; without an organisation it has no grade. */
export function givenValue(value: InputValue, by: string, on: string): InputValue {
  const basis = givenBasis(by, on);
  return { ...value, basis, grade: basis.state === 'given' ? value.grade : null };
}

export type PartnerGift = keyof Partner['standing'];

/** A change of a partner; what of it is changed without being given is a placeholder again. */
export function setPartner(
  appraisal: Appraisal,
  id: string,
  change: Partial<Partner>,
  what: PartnerGift | null,
  standing: Standing = { basis: placeholder, source: '' },
): Appraisal {
  return {
    ...appraisal,
    partners: appraisal.partners.map(partner =>
      partner.id === id
        ? {
            ...partner,
            ...change,
            ...(what === null ? {} : { standing: { ...partner.standing, [what]: standing } }),
          }
        : partner,
    ),
  };
}
