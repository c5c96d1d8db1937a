import type { HotSpotArea } from '../../../shared/contract/geography.ts';
import type { Claim, ClaimTest } from '../../../shared/model/claim.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { placesWords, placeTest, placeWords } from '../../../shared/text/claims.ts';
import type { MapSubject, PlaceWords } from '../../../shared/text/claims.ts';
import { smallestExcess } from '../statistics/place-above-rest.ts';

/** A place as its audience sees it: nothing but what the table shows. */
export interface ShownPlace {
  readonly code: string;
  readonly name: string;
  /** Null where it is hidden. */
  readonly count: number | null;
  readonly residents: number | null;
  readonly againstRest: HotSpotArea['againstRest'];
  /** Null where it was not tested: hidden, or nobody lives there. */
  readonly adjusted: number | null;
  readonly isAbove: boolean;
}

export interface PlacesTested {
  readonly subject: MapSubject;
  readonly about: Omit<Claim['about'], 'area' | 'against' | 'indicator'>;
  readonly places: readonly ShownPlace[];
  /** Everything that was counted where somebody lives, hidden counts with what stands in for them. */
  readonly total: number;
  /** Whether a child counts once; rows of one child are not independent of each other. */
  readonly isOnce: boolean;
  /** Of the false discovery rate over all places. */
  readonly alpha: number;
}

const { method, source } = placeTest;

interface NamedPlace extends PlaceWords {
  readonly code: string;
  readonly adjusted: number;
}

/** The places that may be named: above the rest, and shown with what they are worked out from. */
function namedPlaces(places: readonly ShownPlace[]): readonly NamedPlace[] {
  return places
    .flatMap(({ code, name, count, residents, againstRest, adjusted, isAbove }) =>
      isAbove && count !== null && residents !== null && againstRest && adjusted !== null
        ? [
            {
              code,
              name,
              count,
              adjusted,
              ratio: againstRest.ratio,
              interval: [againstRest.lower, againstRest.upper] as const,
            },
          ]
        : [],
    )
    .toSorted((a, b) => a.adjusted - b.adjusted || (b.ratio ?? Infinity) - (a.ratio ?? Infinity));
}

const boundedInterval = ({ interval: [lower, upper] }: NamedPlace): ClaimTest['interval'] =>
  upper === null ? null : [lower, upper];

const figuresOf = (place: NamedPlace, label: string): Claim['figures'] => [
  { name: `${label}, ${place.name}`, value: place.count, text: formatNumber(place.count) },
  ...(place.ratio === null
    ? []
    : [{ name: `Times the rate of the rest, ${place.name}`, value: place.ratio, text: formatNumber(place.ratio, 1) }]),
];

/** The smallest excess of a place of middling size that would be found as the only one. */
function detectableExcess(places: readonly ShownPlace[], total: number, alpha: number): number | null {
  const tested = places.filter(place => place.adjusted !== null).map(place => place.residents ?? 0);
  const residents = places.reduce((sum, place) => sum + (place.residents ?? 0), 0);
  const usual = tested.toSorted((a, b) => a - b)[Math.floor(tested.length / 2)];
  if (usual === undefined || !(total > 0)) return null;
  const compared = places.filter(place => (place.residents ?? 0) > 0).length;
  return smallestExcess((total * usual) / residents, Math.round(total), alpha / compared);
}

/**
 * What may be said of single places: first all of them in one claim, then each that stands above the rest, the surest first.
 * No test of the whole map stands before it. Where nothing stands out it is said what would have been seen. A place is named
 * only where its count is shown.
 */
export function placeClaims({ subject, about, places, total, isOnce, alpha }: PlacesTested): readonly Claim[] {
  const tested = places.filter(place => place.adjusted !== null);
  const above = namedPlaces(places);
  const smallestP = tested.length ? Math.min(...tested.map(place => place.adjusted!)) : null;
  const words = placesWords(subject, {
    places: above,
    tested: tested.length,
    isOnce,
    hidden: places.filter(place => place.count === null).length,
    smallestP,
    alpha,
    detectable: detectableExcess(places, total, alpha),
  });
  const common = { indicator: null, against: 'all other places of the map', ...about };
  const testOf = (p: number | null, interval: ClaimTest['interval']): ClaimTest => ({
    method,
    source,
    alpha,
    p,
    interval,
    power: words.power,
  });
  const [first] = above;
  const all: Claim = {
    kind: 'place',
    about: { ...common, area: above.length === 1 ? first!.code : null },
    strength: first ? 'found' : tested.length ? 'none' : 'cannot-tell',
    direction: first ? 'up' : null,
    figures: above.flatMap(place => figuresOf(place, subject.label)),
    test: tested.length > 0 ? testOf(smallestP, above.length === 1 ? boundedInterval(first!) : null) : null,
    caveats: words.caveats,
    title: words.title,
    sentence: words.sentence,
  };
  if (above.length < 2) return [all];
  return [
    all,
    ...above.map((place): Claim => ({
      ...all,
      about: { ...common, area: place.code },
      figures: figuresOf(place, subject.label),
      test: testOf(place.adjusted, boundedInterval(place)),
      ...placeWords(subject, place),
    })),
  ];
}
