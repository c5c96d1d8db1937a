import type { Claim, ClaimFigure, ClaimTest } from '../../../shared/model/claim.ts';
import { changeWords } from '../../../shared/text/claims.ts';
import type { ChangeKind } from '../../../shared/text/claims.ts';
import type { AlikeUnits } from '../cube/units.ts';
import { clusteredChange } from '../statistics/clustered-change.ts';
import { distinctChange } from '../statistics/distinct-change.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { shareChange } from '../statistics/share-change.ts';

/** A change between two spans of equal length and equal place in the year, of which the data cover both. */
export interface ChangeAsked {
  readonly about: Omit<Claim['about'], 'period' | 'against'>;
  /** distinct: children, each once a span; events: rows, hours, pounds; share: of rows. */
  readonly kind: ChangeKind;
  /** Of the spans, as the audience sees them: null where hidden or not there. */
  readonly before: { readonly label: string; readonly figure: ClaimFigure | null };
  readonly after: { readonly label: string; readonly figure: ClaimFigure | null };
  /** What each child brings to the two spans, in their order; null where the measure is no count of them. */
  readonly units: readonly AlikeUnits[] | null;
  readonly alpha: number;
  /** The same change on the suppliers that returned throughout, where the suppliers differ. */
  readonly throughout: { readonly suppliers: readonly string[]; readonly ratio: number } | null;
  /** Why the spans cannot be compared; empty where they can. */
  readonly obstacles: readonly string[];
}

interface Tested {
  /** A ratio for counts, a difference for shares. */
  readonly estimate: number;
  /** At 95 %, as it is shown. */
  readonly interval: readonly [number, number];
  readonly p: number;
  /** The smallest rise that would be found four times in five. */
  readonly detectable: number;
}

const shownLevel = 0.95;
const power = 0.8;

const sources: Readonly<Record<ChangeKind, readonly [method: string, source: string]>> = {
  distinct: [
    'ratio of distinct children, knowing who is in both spans; exact test of those in one span alone',
    'McNemar (1947), Psychometrika 12:153',
  ],
  events: [
    'ratio of events, with what one child brings as one draw; test by letting a child’s spans change places',
    'PHE Technical Briefing 3; Lugannani and Rice (1980)',
  ],
  share: [
    'difference of two shares at the sizes that repeat rows leave; score test',
    'Newcombe (1998), Statistics in Medicine 17:873; Rao and Scott (1992), Biometrics 48:577',
  ],
};

function testedCounts(kind: 'distinct' | 'events', units: readonly AlikeUnits[], alpha: number): Tested | null {
  const contributions = units.map(({ spans: [before, after], units: children }) => ({
    before: before!.x,
    after: after!.x,
    children,
  }));
  const count = (test: (one: (typeof contributions)[number]) => boolean) =>
    contributions.reduce((sum, one) => sum + (test(one) ? one.children : 0), 0);
  const found =
    kind === 'distinct'
      ? distinctChange(
          {
            before: count(one => one.before > 0 && one.after === 0),
            after: count(one => one.before === 0 && one.after > 0),
            both: count(one => one.before > 0 && one.after > 0),
          },
          shownLevel,
        )
      : clusteredChange(contributions, shownLevel);
  if (found.ratio === null || found.lower === null || found.upper === null || found.ratio <= 0) return null;
  const error = Math.log(found.upper / found.lower) / (2 * normalQuantile(1 - (1 - shownLevel) / 2));
  return {
    estimate: found.ratio,
    interval: [found.lower, found.upper],
    p: found.p,
    detectable: Math.exp((normalQuantile(1 - alpha / 2) + normalQuantile(power)) * error) - 1,
  };
}

function testedShare(units: readonly AlikeUnits[], alpha: number): Tested | null {
  const found = shareChange(
    units.map(({ spans: [before, after], units: children }) => ({ before: before!, after: after!, children })),
    shownLevel,
  );
  if (found.difference === null || found.lower === null || found.upper === null) return null;
  const error = (found.upper - found.lower) / (2 * normalQuantile(1 - (1 - shownLevel) / 2));
  return {
    estimate: found.difference,
    interval: [found.lower, found.upper],
    p: found.p,
    detectable: (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * error,
  };
}

/**
 * Whether a measure changed between two like spans by more than chance makes. Found where p is at most alpha; otherwise the
 * claim says so with what would have been seen. A hidden figure, spans that the data do not cover alike and measures that
 * cannot be counted child by child are told, not tested.
 */
export function changeClaim(asked: ChangeAsked): Claim {
  const { kind, before, after, units, alpha, throughout } = asked;
  const about = { ...asked.about, period: after.label, against: before.label };
  const figures = [before.figure, after.figure].filter(figure => figure !== null);
  const untested = (because: string): Claim => {
    const words = changeWords({ ...asked, tested: null, strength: 'cannot-tell', because });
    return {
      kind: 'change',
      about,
      strength: 'cannot-tell',
      direction: null,
      figures,
      test: null,
      caveats: [because],
      ...words,
    };
  };
  if (asked.obstacles.length) return untested(asked.obstacles.join(' '));
  if (!before.figure || !after.figure) return untested('A figure of the two is hidden or was not supplied.');
  if (!units) return untested('A median or a mean is not set against another here.');
  const tested = kind === 'share' ? testedShare(units, alpha) : testedCounts(kind, units, alpha);
  if (!tested) return untested('There are too few to compare.');
  const strength = tested.p <= alpha ? 'found' : 'none';
  const neutral = kind === 'share' ? 0 : 1;
  const [method, source] = sources[kind];
  const test: ClaimTest = { method, source, alpha, p: tested.p, interval: tested.interval, power: null };
  const words = changeWords({ ...asked, tested, strength, because: null });
  return {
    kind: 'change',
    about,
    strength,
    direction: strength === 'none' ? null : tested.estimate > neutral ? 'up' : 'down',
    figures,
    test: strength === 'none' ? { ...test, power: words.power } : test,
    caveats: throughout ? [words.throughout!] : [],
    title: words.title,
    sentence: words.sentence,
  };
}
