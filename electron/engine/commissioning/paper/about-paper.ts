import type { InputDefinition, ModelDescription } from '../../../../shared/contract/commissioning.ts';
import type {
  Appraisal,
  ContributionRule,
  Distribution,
  EvidenceGrade,
  InputValue,
} from '../../../../shared/model/appraisal.ts';

/** What a paper says beside the appraisal and its result. */
export interface AboutPaper {
  /** Who prepares it, as the house style or a person says; empty where nobody has said. */
  readonly organisation: string;
  readonly preparedBy: string;
  /** For whom; empty where nobody has said. */
  readonly audience: string;
  /** Classification: "OFFICIAL"; empty where nobody has said. */
  readonly marking: string;
  /** ISO date. */
  readonly asAt: string;
  /** Whether the data that inputs were pulled from are made up. */
  readonly synthetic: boolean;
  readonly selfTest: { readonly passed: number; readonly failed: number };
  /** ISO date of the last day in the data; null when no input was pulled from data. */
  readonly dataUntil: string | null;
  readonly applicationVersion: string;
  /** Labels, units and the model's own values, for the assumptions log. */
  readonly model: ModelDescription;
  /** Codes of districts whose own counts of need are not told. */
  readonly hiddenNeed: HiddenNeed;
  /** Mean, 10th and 90th percentile of a quantity. */
  readonly spread: (distribution: Distribution) => Spread;
}

export interface HiddenNeed {
  readonly episodes: ReadonlySet<string>;
  readonly referrals: ReadonlySet<string>;
}

export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the assumptions log. */
export interface AssumptionLine {
  readonly definition: InputDefinition;
  /** Where it holds: every option, or an option, or a contract of one. */
  readonly holds: string;
  readonly value: InputValue;
  readonly spread: Spread;
  /** The model's own value: nobody has set one. */
  readonly standard: boolean;
}

export const gradeWords: Readonly<Record<EvidenceGrade, string>> = {
  A: 'measured here and checked',
  B: 'measured elsewhere',
  C: 'judged by several people',
  D: 'one person’s guess',
};

export const contributionWords: Readonly<Record<ContributionRule, string>> = {
  'fixed-share': 'fixed shares',
  population: 'the number of children in each partner’s districts',
  need: 'need in each partner’s districts',
  activity: 'activity in each partner’s districts',
  benefit: 'the fiscal benefit that falls to each partner',
  'stand-alone': 'what each partner would pay alone',
  shapley: 'the Shapley value: what each partner adds to the cost, over every order of joining',
};

/** The line of what no partner pays. */
export const unpaidWords = 'Nobody: every cap is reached';

/** Bands of a year's overspend in pounds as they hold: those without a part of it are left out, and those of one bearer are one. */
export function overspendBands(
  appraisal: Appraisal,
): readonly { readonly from: number; readonly to: number | null; readonly bearer: string }[] {
  const found: { from: number; to: number | null; bearer: string }[] = [];
  let from: number | null = 0;
  for (const { upTo, bearer } of [...appraisal.riskBands, { upTo: null, bearer: null }]) {
    if (from === null || (upTo !== null && upTo <= from)) continue;
    const name = appraisal.partners.find(partner => partner.id === bearer)?.name ?? 'all by their shares';
    const last = found.at(-1);
    if (last?.bearer === name) last.to = upTo;
    else found.push({ from, to: upTo, bearer: name });
    from = upTo;
  }
  return found;
}

/** Every input once: the appraisal's value or the model's own, then what options and contracts set otherwise. */
export function assumptionLines(appraisal: Appraisal, about: Pick<AboutPaper, 'model' | 'spread'>): AssumptionLine[] {
  return about.model.inputs.flatMap(definition => {
    const given = appraisal.inputs[definition.id];
    const line = (holds: string, value: InputValue, standard: boolean): AssumptionLine => ({
      definition,
      holds,
      value,
      spread: about.spread(value.distribution),
      standard,
    });
    return [
      line('All options', given ?? definition.value, given === undefined),
      ...appraisal.options.flatMap(option => [
        ...(option.inputs[definition.id] ? [line(option.name, option.inputs[definition.id]!, false)] : []),
        ...option.contracts.flatMap(contract =>
          contract.inputs[definition.id]
            ? [line(`${option.name}: ${contract.name}`, contract.inputs[definition.id]!, false)]
            : [],
        ),
      ]),
    ];
  });
}
