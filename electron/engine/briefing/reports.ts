import type { DeckTemplate } from '../../../shared/model/deck.ts';

/** Slides that reports are made of; each slide's id is its name. */
export type SlideName =
  | 'referrals'
  | 'districts'
  | 'district-change'
  | 'age-sex'
  | 'risk'
  | 'looked-after'
  | 'missing'
  | 'interviews'
  | 'when'
  | 'attrition'
  | 'hot-spots'
  | 'change-map'
  | 'scorecard'
  | 'supply'
  | 'options'
  | 'partners'
  | 'option-districts'
  | 'tornado';

/**
 * Which slides a report has, in its order; the first and the last, of words, are in all of them. The scorecard comes first:
 * its few totals are what everything after it is set against.
 */
export const reports: Readonly<Record<DeckTemplate, readonly SlideName[]>> = {
  'csaf-quarterly': [
    'scorecard',
    'referrals',
    'districts',
    'district-change',
    'age-sex',
    'risk',
    'looked-after',
    'missing',
    'interviews',
    'when',
    'attrition',
    'hot-spots',
    'change-map',
    'supply',
    'options',
  ],
  'safeguarding-board': [
    'scorecard',
    'referrals',
    'districts',
    'age-sex',
    'risk',
    'looked-after',
    'missing',
    'interviews',
    'when',
    'attrition',
    'supply',
  ],
  'scrutiny-committee': [
    'scorecard',
    'referrals',
    'districts',
    'district-change',
    'missing',
    'interviews',
    'attrition',
    'supply',
  ],
  'police-crime-panel': ['attrition', 'referrals', 'missing', 'when', 'hot-spots', 'change-map', 'supply'],
  'joint-commissioning-group': [
    'referrals',
    'districts',
    'missing',
    'interviews',
    'options',
    'partners',
    'option-districts',
    'tornado',
  ],
};

/** Of which indicators and maps of wards a slide speaks. */
const subjects: Readonly<
  Partial<Record<SlideName, { readonly indicators?: readonly string[]; readonly wards?: true }>>
> = {
  referrals: { indicators: ['2.1'] },
  districts: { indicators: ['2.1'] },
  'district-change': { indicators: ['2.1'] },
  risk: { indicators: ['2.3'] },
  'looked-after': { indicators: ['2.5'] },
  missing: { indicators: ['2.7'] },
  interviews: { indicators: ['3.2'] },
  attrition: { indicators: ['3.8', '3.9', '3.10'] },
  'change-map': { indicators: ['2.10', '2.7'] },
  'hot-spots': { wards: true },
};

/** What a report speaks of. A scorecard may speak of every indicator. */
export function subjectsOf(template: DeckTemplate): {
  readonly indicators: ReadonlySet<string> | 'all';
  readonly wards: boolean;
} {
  const names = reports[template];
  const own = names.flatMap(name => subjects[name] ?? []);
  return {
    indicators: names.includes('scorecard') ? 'all' : new Set(own.flatMap(one => one.indicators ?? [])),
    wards: own.some(one => one.wards),
  };
}

/**
 * The order in which slides are protected, as places in the deck: those of a report as the report was made, so that moving
 * them or adding others hides nothing that their titles tell; then all others as they stand.
 */
export function protectionOrder(template: DeckTemplate | null, ids: readonly string[]): number[] {
  const made: readonly string[] = template === null ? [] : reports[template];
  const rank = (at: number) => {
    const place = made.indexOf(ids[at]!);
    return place < 0 ? made.length + at : place;
  };
  return ids.map((_, at) => at).toSorted((a, b) => rank(a) - rank(b));
}
