import type { Claim, ClaimFigure } from '../../../shared/model/claim.ts';
import { bothChangesText, changeText, changeWords, sizeText } from '../../../shared/text/claims.ts';
import type { Lacking } from '../coverage/comparable.ts';
import type { ChangeKind, ThroughoutSaid } from '../../../shared/text/claims.ts';
import type { AlikeUnits } from '../cube/units.ts';
import { clusteredChange } from '../statistics/clustered-change.ts';
import { distinctChange } from '../statistics/distinct-change.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { shareChange } from '../statistics/share-change.ts';

/** A change that was tested, before it is known what may be said of it. */
export interface TestedChange {
  /** A ratio for counts, a difference for shares; of everybody. */
  readonly estimate: number;
  /** At 95 %, as it is shown; like p and the error, of those who sent both spans where the suppliers differ. */
  readonly interval: readonly [number, number];
  /** Two-sided, of no change. */
  readonly p: number;
  /** Of the logarithm of the ratio, or of the difference. */
  readonly error: number;
}

const shownLevel = 0.95;
const power = 0.8;
const reach = normalQuantile(1 - (1 - shownLevel) / 2);

function testedCounts(kind: 'distinct' | 'events', units: readonly AlikeUnits[]): TestedChange | null {
  const contributions = units.map(({ spans: [before, after], units: children }) => ({
    before: before!.x,
    after: after!.x,
    children,
  }));
  const count = (test: (one: (typeof contributions)[number]) => boolean) =>
    contributions.reduce((sum, one) => sum + (test(one) ? one.children : 0), 0);
  const found =
    kind === 'events'
      ? clusteredChange(contributions, shownLevel)
      : distinctChange(
          {
            before: count(one => one.before > 0 && one.after === 0),
            after: count(one => one.before === 0 && one.after > 0),
            both: count(one => one.before > 0 && one.after > 0),
          },
          shownLevel,
        );
  if (found.ratio === null || found.lower === null || found.upper === null || !(found.lower > 0)) return null;
  return {
    estimate: found.ratio,
    interval: [found.lower, found.upper],
    p: found.p,
    error: Math.log(found.upper / found.lower) / (2 * reach),
  };
}

function testedShare(units: readonly AlikeUnits[]): TestedChange | null {
  const found = shareChange(
    units.map(({ spans: [before, after], units: children }) => ({ before: before!, after: after!, children })),
    shownLevel,
  );
  if (found.difference === null || found.lower === null || found.upper === null) return null;
  return {
    estimate: found.difference,
    interval: [found.lower, found.upper],
    p: found.p,
    error: (found.upper - found.lower) / (2 * reach),
  };
}

/** Tests a change between two spans from what each child brings to them. Null where there are too few. */
export const changeTest = (kind: ChangeKind, units: readonly AlikeUnits[]): TestedChange | null =>
  kind === 'share' ? testedShare(units) : testedCounts(kind, units);

/** The smallest change that would be said four times in five: a fraction more, or a difference. */
function detectable(kind: ChangeKind, error: number, threshold: number): number {
  const needed = (normalQuantile(1 - threshold / 2) + normalQuantile(power)) * error;
  return kind === 'share' ? needed : Math.exp(needed) - 1;
}

const methods: Readonly<Record<ChangeKind, readonly [method: string, source: string]>> = {
  distinct: [
    'ratio of distinct children, knowing who is in both spans; exact test of those in one span alone',
    'McNemar (1947), Psychometrika 12:153',
  ],
  events: [
    'ratio of events, with what one child brings as one draw; test by letting a child’s spans change places',
    'PHE Technical Briefing 3; Lugannani and Rice (1980), Advances in Applied Probability 12:475',
  ],
  share: [
    'difference of two shares at the sizes that repeat rows leave; score test',
    'Newcombe (1998), Statistics in Medicine 17:873; Rao and Scott (1992), Biometrics 48:577',
  ],
};

/** A change on the suppliers that sent both spans, where the suppliers differ. */
export interface ThroughoutChange {
  /** Codes of those who sent both. */
  readonly suppliers: readonly string[];
  /** Who did not. */
  readonly lacking: readonly Lacking[];
  /** A ratio for counts, a difference for shares. */
  readonly ratio: number;
  /** At 95 %, as it is shown. */
  readonly interval: readonly [number, number];
}

/** A change between two spans of equal length and equal place in the year. */
export interface ChangeSaid {
  readonly about: Omit<Claim['about'], 'period' | 'against'>;
  /** distinct: children, each once a span; events: rows; share: of rows. */
  readonly kind: ChangeKind;
  /** As the audience sees them: null where hidden or not there. */
  readonly before: { readonly label: string; readonly figure: ClaimFigure | null };
  readonly after: {
    readonly label: string;
    readonly figure: ClaimFigure | null;
    /** How the span is named where not all of it is in; absent or null where it is whole. */
    readonly part?: string | null;
  };
  readonly tested: TestedChange | null;
  /** Whether the error budget lets it be said, and the p that it would have needed by itself. */
  readonly isSaid: boolean;
  readonly threshold: number;
  /** The same change on the suppliers that returned throughout, where the suppliers differ. */
  readonly throughout: ThroughoutSaid | null;
  /** Why the spans cannot be compared; empty where they can. */
  readonly obstacles: readonly string[];
  /** At which level it is tested, where that is not the report's: "the 5 % of this table". */
  readonly level?: string;
  /** Decimals of the change in its sentence; none of a large one unless said. */
  readonly decimals?: number;
}

function obstacleOf({ before, after, tested, obstacles }: ChangeSaid): string | null {
  if (obstacles.length) return obstacles.join(' ');
  if (!before.figure || !after.figure) return 'A figure of the two is hidden, or there is none.';
  return tested ? null : 'There are too few to compare, or it is no count of children or rows.';
}

/** Names of the figures of a change beside those of its two spans. */
export const changeFigures = {
  change: 'change',
  throughout: 'change on those who returned throughout',
  detectable: 'smallest change seen four times in five',
} as const;

/** Of everybody no change is given where the suppliers differ and that of those who sent both is not found. */
function figuresOfTest(
  { kind, throughout, isSaid }: ChangeSaid,
  tested: TestedChange,
  seen: number,
): readonly ClaimFigure[] {
  const named = (name: string, value: number, text: string): ClaimFigure => ({ name, value, text });
  return [
    ...(throughout && !isSaid ? [] : [named(changeFigures.change, tested.estimate, changeText(kind, tested.estimate))]),
    ...(throughout ? [named(changeFigures.throughout, throughout.ratio, changeText(kind, throughout.ratio))] : []),
    named(changeFigures.detectable, seen, sizeText(kind, seen)),
  ];
}

/** The change of a claim and, where the suppliers differ, that of those who sent both; null where none is told. */
export function changeTextOf({ figures }: Claim): string | null {
  const textOf = (name: string) => figures.find(figure => figure.name === name)?.text ?? null;
  const change = textOf(changeFigures.change);
  return change === null ? null : bothChangesText(change, textOf(changeFigures.throughout));
}

/** Whether a test by itself would stand out: its 95 % interval leaves out no difference, or its own p is below 5 %. */
export function standsAlone(
  p: number,
  [lower, upper]: readonly [number | null, number | null],
  neutral: 0 | 1,
): boolean {
  return p < 1 - shownLevel || (lower !== null && lower > neutral) || (upper !== null && upper < neutral);
}

/** What may be said of a change, with its test. Hidden figures and spans that do not compare are told, not tested. */
export function changeClaim(said: ChangeSaid): Claim {
  const { kind, before, after, tested, isSaid, threshold, throughout } = said;
  const about = { ...said.about, period: after.label, against: before.label };
  const figures = [before.figure, after.figure].filter(figure => figure !== null);
  const because = obstacleOf(said);
  if (because !== null || !tested) {
    const words = changeWords({ ...said, tested: null, strength: 'cannot-tell', standsAlone: false, because });
    const { title, sentence } = words;
    return {
      kind: 'change',
      about,
      strength: 'cannot-tell',
      direction: null,
      figures,
      test: null,
      caveats: because ? [because] : [],
      title,
      sentence,
    };
  }
  const strength = isSaid ? 'found' : 'none';
  const seen = detectable(kind, tested.error, threshold);
  const neutral = kind === 'share' ? 0 : 1;
  const isAlone = !isSaid && standsAlone(tested.p, tested.interval, neutral);
  const words = changeWords({
    ...said,
    tested: { ...tested, detectable: seen },
    strength,
    standsAlone: isAlone,
    because: null,
  });
  const [method, source] = methods[kind];
  return {
    kind: 'change',
    about,
    strength,
    // The test is that of those who sent both spans, where suppliers differ: so is the direction that it found.
    direction: isSaid ? ((throughout?.ratio ?? tested.estimate) > neutral ? 'up' : 'down') : null,
    figures: [...figures, ...figuresOfTest(said, tested, seen)],
    test: {
      method,
      source,
      alpha: threshold,
      p: tested.p,
      interval: tested.interval,
      power: words.power,
      ...(isAlone ? { standsAlone: true } : {}),
    },
    caveats: throughout && words.throughout ? [words.throughout] : [],
    ...(throughout ? { lacking: throughout.lacking } : {}),
    title: words.title,
    sentence: words.sentence,
  };
}
