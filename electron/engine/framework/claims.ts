import type { ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Claim, ClaimFigure } from '../../../shared/model/claim.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { changeClaim } from '../claims/change.ts';
import { districtClaim } from '../claims/district.ts';
import { reachWords, sharedShift, shiftClaim, untestedShift } from '../claims/shift.ts';
import { lackingWords, throughoutSaid } from '../claims/steady-change.ts';
import type { Names } from '../coverage/names.ts';
import type { LikeFigures } from './indicator-tables.ts';
import { valueWords } from './reading.ts';
import { countableFor } from './test-about.ts';
import type { ReportTests } from './tests.ts';

const aboutOf = (indicator: Indicator): Omit<Claim['about'], 'period' | 'against'> => ({
  subject: indicator.name,
  dataset: indicator.measure?.dataset ?? null,
  indicator: indicator.code,
  area: null,
});

const figureOf = (indicator: Indicator, name: string, value: number | null): ClaimFigure | null =>
  value === null ? null : { name, value, text: valueWords(indicator, value) };

/**
 * What may be said of an indicator's change between two like spans. A rate says what its count says, in its own figures.
 * Null where nothing of the kind was tested.
 */
export function changeClaimOf(
  tests: ReportTests,
  framework: Framework,
  indicator: Indicator,
  figures: LikeFigures,
  names: Names,
): Claim | null {
  const code = countableFor(framework, indicator.code);
  const changed = tests.changes.get(code);
  const budgeted = tests.of({ kind: 'change', indicator: code });
  if (!changed || !budgeted) return null;
  const { spans, parts, kind, tested, obstacles, throughout } = changed;
  return changeClaim({
    about: aboutOf(indicator),
    kind,
    before: { label: spans.before.label, figure: figureOf(indicator, spans.before.label, figures.before) },
    after: {
      label: spans.after.label,
      figure: figureOf(indicator, spans.after.label, figures.after),
      part: parts.after,
    },
    tested,
    isSaid: budgeted.isSaid,
    threshold: budgeted.threshold,
    throughout: throughoutSaid(throughout, names.agency),
    obstacles,
  });
}

/** What a reader is shown of a line: its points and limits, and of a rate the points of the count behind it. */
type ShownSeries = Pick<ScorecardLine, 'points' | 'limits'> & { readonly counted: ScorecardLine['points'] };

/**
 * What may be said of the latest quarters of an indicator beside those before. A rate moves with its count, whose test is its
 * own. Null where nothing was tested, or where a quarter is hidden from the audience: means and p of the series would tell of it.
 */
export function shiftClaimOf(
  tests: ReportTests,
  framework: Framework,
  indicator: Indicator,
  shown: ShownSeries,
  names: Names,
): Claim | null {
  const code = countableFor(framework, indicator.code);
  if (code === indicator.code) return ownShift(tests, indicator, shown, names);
  const count = framework.indicators.find(one => one.code === code)!;
  const points = [...shown.points, ...shown.counted];
  const claim = ownShift(tests, count, { points, limits: shown.limits }, names);
  return claim && sharedShift(claim, aboutOf(indicator), thingsOf(tests, code));
}

/** What the test of an indicator's change counts. */
const thingsOf = (tests: ReportTests, code: string): string =>
  tests.changes.get(code)?.kind === 'events' ? 'records' : 'children';

function ownShift(
  tests: ReportTests,
  indicator: Indicator,
  { points, limits }: Pick<ScorecardLine, 'points' | 'limits'>,
  names: Names,
): Claim | null {
  const { code } = indicator;
  const lacking = tests.untested.get(code);
  if (lacking) return untestedShift(aboutOf(indicator), lackingWords(lacking, names.agency));
  const shift = tests.shifts.get(code);
  const budgeted = tests.of({ kind: 'shift', indicator: code });
  if (!shift || !budgeted) return null;
  const hidden = new Set(points.flatMap(point => (point.status === 'hidden' ? [point.period] : [])));
  if (shift.quarters.some(quarter => hidden.has(quarter.code))) return null;
  return shiftClaim({
    about: aboutOf(indicator),
    shift,
    points: shift.quarters.slice(-shift.points).map(quarter => quarter.label),
    valueWords: value => valueWords(indicator, value),
    isSaid: budgeted.isSaid,
    threshold: budgeted.threshold,
    // The chart is of everybody: what it sees says nothing of some alone.
    reach: shift.throughout ? reachWords(shift.before, shift.sigma, 4) : reachOf(limits, indicator),
    throughout: shift.throughout && {
      suppliers: shift.throughout.suppliers.map(names.agency),
      lacking: lackingWords(shift.throughout.lacking, names.agency),
    },
  });
}

/** What the chart of a line can see. */
function reachOf(limits: ScorecardLine['limits'], { frequency }: Indicator): string | null {
  if (!limits) return null;
  const at = limits.centre.findLastIndex(one => one !== null);
  const [centre, upper] = [limits.centre[at] ?? null, limits.upper[at] ?? null];
  return centre === null || upper === null
    ? null
    : reachWords(centre, (upper - centre) / 3, frequency === 'year' ? 1 : 4);
}

/**
 * One claim for each district that was set against the rest, over the last four whole quarters. None where its figure is
 * hidden: a ratio to the rest would tell of it.
 */
export function districtClaimsOf(
  tests: ReportTests,
  framework: Framework,
  indicator: Indicator,
  districts: ScorecardLine['districts'],
): readonly Claim[] {
  const code = countableFor(framework, indicator.code);
  const isShare = indicator.kind === 'proportion';
  return districts.flatMap(district => {
    const about = isShare
      ? ({ kind: 'district-share', indicator: code, district: district.code } as const)
      : ({ kind: 'district', indicator: code, over: 'year', district: district.code } as const);
    const tested = tests.districts.get(Object.values(about).join(' '));
    const budgeted = tests.of(about);
    if (!tested || !budgeted || district.status === 'hidden') return [];
    return [
      districtClaim({
        about: {
          ...aboutOf(indicator),
          area: district.code,
          period: isShare ? 'all whole quarters' : 'the last four whole quarters',
        },
        name: district.name,
        isShare,
        figure: figureOf(indicator, district.name, district.value),
        tested,
        isSaid: budgeted.isSaid,
        threshold: budgeted.threshold,
      }),
    ];
  });
}
