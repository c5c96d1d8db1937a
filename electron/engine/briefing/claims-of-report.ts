import { FaultError } from '../../../shared/contract/fault.ts';
import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { Audience } from '../../../shared/contract/cube.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import { hotSpotDescription } from '../../../shared/contract/geography.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { DeckTemplate } from '../../../shared/model/deck.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { ownWardPower, wardWords } from '../../../shared/text/report-claims.ts';
import { placeTest } from '../../../shared/text/claims.ts';
import type { ChangeKind } from '../../../shared/text/claims.ts';
import { changeClaim } from '../claims/change.ts';
import { districtClaim } from '../claims/district.ts';
import { throughoutSaid } from '../claims/steady-change.ts';
import { mapWithClaims } from '../claims/map-claims.ts';
import { districtReportOf } from '../framework/district-report.ts';
import type { DistrictReport, ReportedDistrict } from '../framework/district-report.ts';
import type { ReadTable } from '../framework/indicator-tables.ts';
import { wardMapsOf } from '../framework/map-report.ts';
import type { WardMap } from '../framework/map-report.ts';
import { reportGround } from '../framework/report-ground.ts';
import type { ReportGround } from '../framework/report-ground.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import type { Call } from '../subject.ts';
import { mapShares } from '../statistics/error-budget.ts';
import { smallestExcess } from '../statistics/place-above-rest.ts';
import { frozenCell } from './frozen-table.ts';
import { subjectsOf } from './reports.ts';

function aboutOf({ indicator }: DistrictReport, area: string): Omit<Claim['about'], 'period' | 'against'> {
  return { subject: indicator.name, dataset: indicator.measure?.dataset ?? null, indicator: indicator.code, area };
}

/** How a district changed, in the figures that the audience sees. */
function districtChange(
  report: DistrictReport,
  one: ReportedDistrict,
  kind: ChangeKind,
  threshold: number,
  { names }: ReportGround,
): Claim {
  const { pivot } = report;
  const spans = report.spans!;
  const row = pivot.rows.findIndex(header => header.path[0]?.code === one.code);
  const figure = (column: number, name: string) => {
    const cell = frozenCell(pivot, row, column, 0);
    return cell.value === null ? null : { name, value: cell.value, text: cell.text };
  };
  const { value, lower, upper, p } = one.tested;
  const about = aboutOf(report, one.code);
  return changeClaim({
    about: { ...about, subject: `${about.subject}, ${one.name}` },
    kind,
    before: { label: spans.before.label, figure: figure(0, spans.before.label) },
    after: { label: spans.after.label, figure: figure(1, spans.after.label) },
    tested:
      value === null || lower === null || upper === null
        ? null
        : { estimate: value, interval: [lower, upper], p, error: Math.log(upper / lower) / (2 * 1.96) },
    isSaid: one.isSaid,
    threshold,
    throughout: throughoutSaid(one.tested.throughout ?? null, names.agency),
    obstacles: [],
  });
}

/** Districts over all whole quarters, and each beside itself a year before: those whose figures the audience sees. */
async function districtClaims(
  ground: ReportGround,
  code: string,
  audience: Audience,
  readTable: ReadTable,
  call: Call,
) {
  const read = (part: 'level' | 'change') => districtReportOf({ indicator: code, part, audience }, readTable, call);
  const [level, change] = [await read('level'), await read('change')];
  const always = (level?.districts ?? []).flatMap((one): Claim[] => {
    const about = { kind: 'district', indicator: code, over: 'always', district: one.code } as const;
    const tested = ground.tests.districts.get(Object.values(about).join(' '));
    const budgeted = ground.tests.of(about);
    if (!tested || !budgeted || !level) return [];
    return [
      districtClaim({
        about: { ...aboutOf(level, one.code), period: 'all whole quarters' },
        name: one.name,
        isShare: false,
        figure: null,
        tested,
        isSaid: budgeted.isSaid,
        threshold: budgeted.threshold,
      }),
    ];
  });
  const changes = (change?.districts ?? []).flatMap((one): Claim[] => {
    const budgeted = ground.tests.of({ kind: 'district-change', indicator: code, district: one.code });
    return budgeted && change
      ? [districtChange(change, one, ground.tests.changes.get(code)?.kind ?? 'distinct', budgeted.threshold, ground)]
      : [];
  });
  return [...always, ...changes];
}

/** The neighbourhoods of a map as its own page tells them, and each of its wards whose count the audience sees. */
async function wardClaims(
  ground: ReportGround,
  ward: WardMap,
  audience: Audience,
  readTable: ReadTable,
  call: Call,
): Promise<Claim[]> {
  const { dataset, many, span } = ward;
  const period = { from: isoOfDays(span.first), to: isoOfDays(span.last) };
  const asked = { dataset, of: ward.of, level: 'ward', per: 1000, population: '10-17', period, audience };
  const { areas, claims, table } = await mapWithClaims(v.parse(hotSpotDescription, asked), call, mapShares);
  await readTable(v.parse(pivotDescription, table));
  const about = { subject: many, dataset, indicator: null, period: `${period.from} to ${period.to}` };
  const counts = areas.reduce((sum, area) => sum + (area.numerator ?? 0), 0);
  const residents = areas.reduce((sum, area) => sum + (area.denominator ?? 0), 0);
  const places = areas.flatMap((area): Claim[] => {
    const test = { kind: 'place', dataset, code: area.code } as const;
    const budgeted = ground.tests.of(test);
    const place = ground.tests.places.get(Object.values(test).join(' '));
    if (!budgeted || !place || area.numerator === null) return [];
    const { isSaid, threshold } = budgeted;
    const seen =
      isSaid || !(counts > 0) || !area.denominator
        ? null
        : smallestExcess((counts * area.denominator) / residents, Math.round(counts), threshold);
    const strength = isSaid ? 'found' : place.p === null ? 'cannot-tell' : 'none';
    const words = wardWords(area.name, many, place.ratio, strength);
    const power = strength === 'none' ? ownWardPower(seen) : null;
    return [
      {
        kind: 'place',
        about: { ...about, area: area.code, against: 'the rest of the wards' },
        strength,
        direction: isSaid ? 'up' : null,
        figures: [{ name: area.name, value: area.numerator, text: String(area.numerator) }],
        test:
          strength === 'cannot-tell'
            ? null
            : {
                method: placeTest.method,
                source: placeTest.source,
                alpha: threshold,
                p: place.p,
                interval: place.lower === null || place.upper === null ? null : [place.lower, place.upper],
                power,
              },
        caveats: [],
        title: words,
        sentence: `${words}.${power === null ? '' : ` ${power}`}`,
      },
    ];
  });
  return [...claims.filter(claim => claim.kind === 'neighbourhood'), ...places];
}

/** Nothing is said from a table that the audience may not have. */
async function unlessWithheld(work: () => Promise<readonly Claim[]>): Promise<readonly Claim[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FaultError && ['refused', 'too-large'].includes(error.fault.code)) return [];
    throw error;
  }
}

/**
 * Every claim of a report, or of all of them, said or not. Nothing of a hidden figure stands in them.
 * @param readTable reads each table behind them; where they leave, it enters it as given out
 */
export async function claimsOfReport(
  report: DeckTemplate | null,
  audience: Audience,
  readTable: ReadTable,
  call: Call,
): Promise<readonly Claim[]> {
  const { indicators, wards } = report === null ? { indicators: 'all' as const, wards: true } : subjectsOf(report);
  const isWanted = (code: string | null) => indicators === 'all' || (code !== null && indicators.has(code));
  const ground = await reportGround(audience, call);
  const { lines } = await scorecardOf(v.parse(scorecardQuestion, { audience }), readTable, call);
  const claims: Claim[] = lines.filter(line => isWanted(line.code)).flatMap(line => line.claims);
  for (const { code, kind, measure } of ground.framework.indicators)
    if (kind === 'count' && measure?.filters.length === 0 && isWanted(code) && ground.tests.spans.has(code))
      claims.push(...(await unlessWithheld(() => districtClaims(ground, code, audience, readTable, call))));
  for (const ward of wards ? wardMapsOf(ground) : [])
    claims.push(...(await unlessWithheld(() => wardClaims(ground, ward, audience, readTable, call))));
  return claims;
}
