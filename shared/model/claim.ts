/** A finding: what is said of figures, and the test that it passed or did not pass. */

export const claimKinds = [
  /** A measure of one span against the same span a year before. */
  'change',
  /** The latest point of a control chart. */
  'special-cause',
  /** Districts, each against the rest of the area. */
  'district',
  /** One place against the rest: distinct children, all places corrected together. */
  'place',
  /** A place with its neighbours, behind the tests of the whole map. */
  'neighbourhood',
  /** What a process can be relied on to do about its target. */
  'target',
  /** Two indicators that are read together. */
  'pair',
  /** Which of several is first. */
  'highest',
  /** Options of an appraisal. */
  'option',
  /** What would turn an answer. */
  'switching',
  /** Who has sent what. */
  'supply',
  /** What there is, compared with nothing. */
  'level',
] as const;
export type ClaimKind = (typeof claimKinds)[number];

/**
 * found: it passed its test. none: it was tested, and is no more than chance would make. cannot-tell: it could not be tested,
 * and the caveats say why. described: nothing is compared.
 */
export const claimStrengths = ['found', 'none', 'cannot-tell', 'described'] as const;
export type ClaimStrength = (typeof claimStrengths)[number];

export interface ClaimFigure {
  readonly name: string;
  readonly value: number;
  /** As it is read. */
  readonly text: string;
}

export interface ClaimTest {
  readonly method: string;
  readonly source: string;
  /** Share of the error budget that this test may use. */
  readonly alpha: number;
  /** After correction for the tests beside it; null where an interval decides. */
  readonly p: number | null;
  /** Of what the claim is about, at 1 − alpha. */
  readonly interval: readonly [lower: number, upper: number] | null;
  /** What would have been seen, in a sentence; beside every "no". */
  readonly power: string | null;
  /** Of a "no": by itself, at 95 %, it would stand out; among all that is tested beside it, it is not told from chance. */
  readonly standsAlone?: true;
}

export interface Claim {
  readonly kind: ClaimKind;
  readonly about: {
    /** "Children referred". */
    readonly subject: string;
    readonly dataset: string | null;
    readonly indicator: string | null;
    readonly area: string | null;
    readonly period: string | null;
    readonly against: string | null;
  };
  readonly strength: ClaimStrength;
  readonly direction: 'up' | 'down' | null;
  readonly figures: readonly ClaimFigure[];
  readonly test: ClaimTest | null;
  readonly caveats: readonly string[];
  /** Who did not send all that is compared, and why, where the suppliers differ; without a full stop. */
  readonly lacking?: string;
  /** Of figures over the same rows as another's: what that is about, whose test is the only one. */
  readonly sameTestAs?: string;
  /** The finding in one sentence without a full stop, for a title. */
  readonly title: string;
  /** The same with what stands behind it, for a card or a note. */
  readonly sentence: string;
}

/** Whether a "no" is one of the tests beside it alone: nobody may say of it that nothing is there. */
export const isNotTold = ({ strength, test }: Pick<Claim, 'strength' | 'test'>): boolean =>
  strength === 'none' && test?.standsAlone === true;
