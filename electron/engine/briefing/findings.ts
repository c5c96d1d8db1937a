import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { Header, PivotTable } from '../../../shared/contract/cube.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { gapsText, standingText } from '../../../shared/text/appraisal.ts';
import { decisionWords, isSketch } from '../../../shared/text/decision.ts';
import type { DecisionNames, DecisionWords } from '../../../shared/text/decision.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { notTold } from '../../../shared/text/claims.ts';
import { hasFigures, indicatorNumber, unmovedBy } from '../../../shared/text/framework.ts';
import type { Unmoved } from '../../../shared/text/framework.ts';
import {
  districtChangesTitle,
  countedOver,
  districtMapTitle,
  districtPower,
  districtsTitle,
  firstNotTold,
  hiddenDistrict,
  hiddenWards,
  noWardTitle,
  placesTitle,
  wardPower,
} from '../../../shared/text/report-claims.ts';
import type { Standing } from '../../../shared/text/report-claims.ts';
import { askedWords, openWords, overdueWords, returnsTitle } from '../../../shared/text/returns.ts';
import { directionOf, isTested } from '../claims/district.ts';
import type { DistrictReport, ReportedDistrict, TestedOnMap } from '../framework/district-report.ts';
import { wardTimesSeen } from '../framework/map-report.ts';
import type { WardMap } from '../framework/map-report.ts';
import type { Trend } from '../framework/trend.ts';
import { leaderOf } from '../statistics/leader.ts';
import { aimWords, likeWords, tellingRank } from './frozen-scorecard.ts';
import { frozenCell } from './frozen-table.ts';

/** The words of a slide. Every number in them is one that its table shows to the audience. */
export interface Finding {
  readonly title: string;
  readonly facts: readonly string[];
  readonly notes: readonly string[];
}

/** A line of one axis with its place in the table. */
interface Line {
  readonly at: number;
  readonly code: string | null;
  readonly label: string;
  readonly header: Header;
}

const isLine = (header: Header, depth: number) => header.kind !== 'total' && header.path.length === depth;

const linesOf = (headers: readonly Header[], depth: number): Line[] =>
  headers.flatMap((header, at) => {
    const member = header.path[depth - 1];
    return isLine(header, depth) && member ? [{ at, code: member.code, label: member.label, header }] : [];
  });

const totalOf = (headers: readonly Header[]): number => headers.findIndex(header => header.kind === 'total');

/** A number that the table shows; null for everything else. */
const shown = (table: PivotTable, row: number, column: number, value = 0): number | null =>
  row < 0 || column < 0 ? null : frozenCell(table, row, column, value).value;

const isHidden = (table: PivotTable, row: number, column: number): boolean =>
  row >= 0 && column >= 0 && frozenCell(table, row, column, 0).status === 'hidden';

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

const lateNotes = (table: PivotTable): string[] =>
  table.notes.filter(note => note.code === 'late-agency').map(note => note.text);

const share = (part: number, whole: number): string => formatPercent(part / whole);

/** The supply notes of a line that a speaker must know. */
const supplied = ({
  notes,
}: {
  readonly notes: readonly { readonly code: string; readonly text: string }[];
}): string[] =>
  notes.flatMap(note => (['late-agency', 'asked-agency', 'supplier-change'].includes(note.code) ? [note.text] : []));

const isFound = (claim: Claim | null): claim is Claim => claim?.strength === 'found';

/** The finding that leads: a change that is said, else a shift that is, else what the change has to say. */
function leadingTitle({ line, change, shift }: Trend): string {
  const leading = isFound(change) ? change : isFound(shift) ? shift : change;
  if (leading) return leading.title;
  const { latest } = line;
  return latest && latest.value !== null
    ? `${line.name}: ${indicatorNumber(latest.value, line)} in ${latest.label}`
    : line.name;
}

/** What stands behind a change whose title has its figures. */
function withoutFigures({ strength, sentence, lacking }: Claim): string {
  if (strength === 'none' && lacking !== undefined) return sentence;
  const from = sentence.indexOf(': ');
  return from < 0 || strength === 'cannot-tell' ? sentence : sentence.slice(from + 2);
}

/** How an indicator moves: its two like spans and its latest quarters, in the words of its own claims. */
export function trendFinding(trend: Trend, more: readonly string[] = []): Finding | null {
  const { line, change, shift, means, spans } = trend;
  if (line.points.every(point => point.value === null)) return null;
  const mean = (value: number) => formatNumber(value, 1);
  const title = leadingTitle(trend);
  return {
    title,
    facts: [
      ...(change ? [change.title === title ? withoutFigures(change) : change.sentence] : []),
      ...(means && spans
        ? [
            `A quarter on average: ${mean(means.after)} in ${spans.after.label}, ${mean(means.before)} in ${spans.before.label}${means.parts.length > 0 ? `; ${listed(means.parts)} ${means.parts.length === 1 ? 'is a part' : 'are parts'}` : ''}.`,
          ]
        : []),
      ...(isFound(shift) ? [shift.sentence] : []),
      ...(line.targetWords ? [line.targetWords] : []),
      ...more,
    ].slice(0, 3),
    notes: [
      ...(line.kind === 'count' && line.measure?.measure === 'children'
        ? ['A child counts once in each period, so quarters do not add up to their year.']
        : []),
      ...(line.polarity === 'ambiguous'
        ? ['More can mean more harm, or that more of it is recognised: the figures alone do not tell which.']
        : []),
      ...(line.pairWords ? [line.pairWords] : []),
      // What a chart would see is beside the point where a change is found.
      ...(shift?.strength === 'none' && !isFound(change) && shift.test?.power ? [shift.test.power] : []),
      ...supplied(line),
    ],
  };
}

function standingOf({ name, tested, isSaid }: ReportedDistrict): Standing[] {
  const direction = isSaid ? directionOf(tested, 1) : null;
  return direction ? [{ name, direction }] : [];
}

const times = (value: number | null): string => formatNumber(value ?? 0, 2);

const anyAge =
  'Rates are of children of any age for each 10,000 residents aged 10 to 17: the few younger and older ones count too.';

/**
 * Districts beside the rest of the area, or beside themselves a year before: those that pass their tests, by name. Null where
 * none that is shown was tested.
 */
export function districtsFinding(report: DistrictReport): Finding | null {
  const { part, indicator, quarters, spans, lacking, seen, whole, hasHidden, pivot } = report;
  // Of those whose figures are hidden, or who have nothing to be set against, nothing is said.
  const districts = report.districts.filter(({ tested }) => isTested(tested));
  if (districts.length === 0) return null;
  const standing = districts.flatMap(standingOf);
  // In the order of the title: who is above or has more, then who is below or has fewer.
  const apart = (['up', 'down'] as const).flatMap(direction =>
    standing
      .filter(one => one.direction === direction)
      .flatMap(({ name }) => districts.filter(one => one.name === name)),
  );
  const power = districtPower(part, seen);
  const what = part === 'level' ? 'times the rate of the rest' : `times ${spans!.before.label}`;
  return {
    title:
      part === 'level'
        ? districtsTitle(indicator.name, quarters!, standing, hasHidden)
        : districtChangesTitle(indicator.name, [spans!.before.label, spans!.after.label], standing, {
            hasHidden,
            lacking,
          }),
    facts: [
      ...apart
        .slice(0, 3)
        .map(
          ({ name, tested }) =>
            `${name}: ${times(tested.throughout?.ratio ?? tested.value)} ${what}${tested.throughout ? ' on those who sent both' : ''} (95\u00a0% interval ${times(tested.lower)} to ${times(tested.upper)}).`,
        ),
      ...(power && apart.length === 0 ? [power] : []),
      ...(part === 'change' && apart.length === 0 && whole !== null && seen !== null && whole < seen
        ? ['A change as large as that of the whole area would not have been seen in a single district.']
        : []),
    ],
    notes: [
      ...(pivot.values.some(({ measure }) => measure === 'rate_10_17') ? [anyAge] : []),
      part === 'level'
        ? 'Each district is set against the rest of the area, which does not hold it, and corrected for how many districts there are.'
        : 'Each district is set against itself in the same months a year before, and corrected for how many districts there are.',
      ...(hasHidden ? [hiddenDistrict] : []),
      ...lateNotes(pivot),
    ],
  };
}

/** The first of several counts, where it is first beyond chance; else those that cannot be told apart from it. */
function firstOf<T extends { readonly count: number }>(
  all: readonly T[],
): { readonly first: readonly T[]; readonly isClear: boolean } {
  const sorted = all.toSorted((a, b) => b.count - a.count);
  const leader = leaderOf(sorted.map(one => ({ count: one.count, residents: 1 })));
  if (leader.isClear) return { first: sorted.slice(0, 1), isClear: true };
  const alike = sorted.filter((one, at) => {
    if (at === 0) return true;
    const beside = leaderOf([sorted[0]!, one].map(({ count }) => ({ count, residents: 1 })));
    return !beside.isClear;
  });
  return { first: alike, isClear: false };
}

/** Girls and age groups, described: rows are age bands, columns sexes, both with totals. */
export function ageSexFinding(table: PivotTable, year: string): Finding | null {
  const all = shown(table, totalOf(table.rows), totalOf(table.columns));
  const girls = linesOf(table.columns, 1).find(line => line.code === 'female');
  const girlsCount = girls ? shown(table, totalOf(table.rows), girls.at) : null;
  if (all === null || all === 0) return null;
  const bands = linesOf(table.rows, 1).flatMap(line => {
    const count = line.code === null ? null : shown(table, line.at, totalOf(table.columns));
    return count ? [{ label: line.label, count }] : [];
  });
  if (girlsCount === null && bands.length === 0) return null;
  const groups = linesOf(table.rows, 1).filter(line => line.code !== null);
  const hidden = groups.filter(line => isHidden(table, line.at, totalOf(table.columns))).length;
  const { first, isClear } = firstOf(bands);
  const of = `of ${formatCount(all, 'child', 'children')} referred in ${year}${year.includes(', ') ? ',' : ''}`;
  const [top] = first;
  return {
    title:
      girlsCount === null
        ? `${formatNumber(top!.count)} ${of} were aged ${top!.label} (${share(top!.count, all)})`
        : `${formatNumber(girlsCount)} ${of} were girls (${share(girlsCount, all)})`,
    facts: [
      ...(hidden > 0
        ? [firstNotTold('age group')]
        : top && isClear
          ? [`Largest age group: ${top.label}, with ${formatNumber(top.count)} (${share(top.count, all)}).`]
          : first.length > 1
            ? [`Age groups ${listed(first.map(one => one.label))} are alike in number.`]
            : []),
      ...hiddenSeries(table),
      ...(girlsCount === null
        ? []
        : ['Boys may be missed: fewer are recognised, which is not the same as fewer being harmed.']),
    ].slice(0, 3),
    notes: table.status.some(status => cellStatuses[status] === 'hidden')
      ? ['Small groups are hidden with what would give them away: no share of them is told.']
      : [],
  };
}

/** A series that loses most of its cells is told in words: "Male: 151 in all, most age groups hidden". */
function hiddenSeries(table: PivotTable): string[] {
  const rows = linesOf(table.rows, 1);
  return linesOf(table.columns, 1).flatMap(column => {
    const hidden = rows.filter(row => frozenCell(table, row.at, column.at, 0).status === 'hidden').length;
    if (column.code === null || hidden * 2 <= rows.length) return [];
    const all = shown(table, totalOf(table.rows), column.at);
    const which = hidden === rows.length ? 'ages hidden' : 'most ages hidden';
    return all === null ? [] : [`${column.label}: ${formatNumber(all)} in all; ${which}.`];
  });
}

const clock = (label: string): string => label.replace(/ to .*$/, '');

/** When episodes begin, described: rows are weekdays, columns hours of the day, both with totals. */
export function whenFinding(
  table: PivotTable,
  span: { readonly from: string; readonly to: string } | null,
): Finding | null {
  const evening = ['18', '19', '20', '21', '22', '23'];
  const hours = linesOf(table.columns, 1).filter(hour => hour.code !== null);
  const total = totalOf(table.rows);
  const all = shown(table, total, totalOf(table.columns));
  const late = hours.filter(hour => evening.includes(hour.code!.padStart(2, '0').slice(0, 2)));
  const counts = late.map(hour => shown(table, total, hour.at));
  const isKnown = counts.length === evening.length && counts.every(count => count !== null);
  const byHour = hours.flatMap(hour => {
    const count = shown(table, total, hour.at);
    return count === null ? [] : [{ label: hour.label, count }];
  });
  if (!all || byHour.length === 0) return null;
  const sum = counts.reduce<number>((whole, count) => whole + (count ?? 0), 0);
  const hidden = hours.filter(hour => isHidden(table, total, hour.at)).length;
  const { first, isClear } = firstOf(byHour);
  return {
    title: isKnown
      ? `${share(sum, all)} of missing episodes begin between 18:00 and midnight`
      : `${formatCount(all, 'missing episode')} by weekday and hour of their beginning`,
    facts: [
      ...(isKnown ? [`18:00 to midnight: ${formatNumber(sum)} of ${formatNumber(all)} episodes.`] : []),
      hidden > 0
        ? firstNotTold('hour')
        : isClear
          ? `Busiest hour: ${first[0]!.label}, with ${formatCount(first[0]!.count, 'episode')}.`
          : `No hour stands first: those from ${listed(first.map(one => clock(one.label)).toSorted())} are alike.`,
      ...(span ? [countedOver(span.from, span.to)] : []),
    ],
    notes: ['Times are those of the report; a child may have been gone for longer.'],
  };
}

/**
 * How far offences got: rows are years that are old enough for every step, with a total; values are the count and the shares
 * of suspects, charges and convictions. All figures are of the same year.
 */
export function attritionFinding(table: PivotTable): Finding | null {
  const years = linesOf(table.rows, 1).filter(line => line.header.incomplete === undefined);
  const now = years.findLast(year => [0, 1, 2].every(value => shown(table, year.at, 0, value) !== null));
  if (!now) return null;
  const [count, suspects, charged, convicted] = [0, 1, 2, 3].map(value => shown(table, now.at, 0, value));
  const total = totalOf(table.rows);
  const [all, allCharged] = [shown(table, total, 0, 0), shown(table, total, 0, 2)];
  return {
    title: `Of ${formatCount(count!, 'offence')} recorded in ${now.label}, ${formatPercent(suspects!)} have a suspect and ${formatPercent(charged!)} a charge`,
    facts: [
      ...(convicted === null
        ? []
        : [`Convicted, of those charged, recorded in ${now.label}: ${formatPercent(convicted!)}.`]),
      ...(all === null || allCharged === null || years.length < 2
        ? []
        : [
            `All ${formatCount(years.length, 'year')} shown: ${formatPercent(allCharged)} of ${formatNumber(all)} charged.`,
          ]),
    ],
    notes: [
      'Attrition is followed by the year in which the offence was recorded, not in which its outcome came.',
      'Years of which offences have not had the time for a charge and a conviction are left out of both parts of a share.',
    ],
  };
}

const namedArea = ({ name, district }: HotSpots['areas'][number]): string => `${name} (${district})`;
const isTold = (area: HotSpots['areas'][number]): boolean => area.status !== 'hidden' && area.numerator !== null;

/** The wards of a map that stand above the rest, the surest first: by the map itself, so that nothing hidden is in it. */
const wardsAbove = ({ areas, description }: HotSpots): HotSpots['areas'] =>
  description.statistic === 'above-rest'
    ? areas
        .filter(area => area.bin === 2 && isTold(area))
        .toSorted((a, b) => (a.adjustedP ?? 1) - (b.adjustedP ?? 1) || (b.numerator ?? 0) - (a.numerator ?? 0))
    : [];

const ratesOfAllQuarters = 'Rates are of all whole quarters together, not scaled to a year.';

/** Facts that a slide has room for. */
const mostFacts = 3;

/** The first facts of a map, and last the days that it counts where it keeps to some. */
function withSpan(facts: readonly string[], { description: { period } }: HotSpots): readonly string[] {
  const span = period ? [countedOver(period.from, period.to)] : [];
  return [...facts.slice(0, mostFacts - span.length), ...span];
}

/** Wards that pass their tests: each by itself, or together with their neighbours; named where their counts are shown. */
export function wardsFinding(found: HotSpots, ward: WardMap, tried: readonly WardMap[]): Finding | null {
  // Where every count is hidden none of them was tested for those who read this.
  if (!found.areas.some(area => isTold(area) && (area.denominator ?? 0) > 0)) return null;
  const named = wardsAbove(found);
  const per = `for each ${formatNumber(found.description.per)} aged 10 to 17`;
  const hidden = found.areas.filter(area => area.status === 'hidden').length;
  const notes = [
    'Each ward is tested by itself, children counted once, all wards corrected together; it says nothing of any child.',
    ...(hidden > 0 ? [hiddenWards(hidden)] : []),
  ];
  if (named.length > 0)
    return {
      title: placesTitle(
        ward.many,
        named.map(area => area.name),
        hidden > 0,
      ),
      facts: withSpan(
        named.map(
          area =>
            `${namedArea(area)}: ${formatNumber(area.numerator!)} ${ward.many}${area.rate === null ? '' : `, ${formatNumber(area.rate, 1)} ${per}`}.`,
        ),
        found,
      ),
      notes: [...notes, ratesOfAllQuarters],
    };
  const neighbourhood = found.claims.find(claim => claim.kind === 'neighbourhood' && claim.strength === 'found');
  if (neighbourhood)
    return {
      title: neighbourhood.title,
      facts: withSpan([neighbourhood.sentence], found),
      notes: ['The map as a whole passed its test first; a ward can be hot by its neighbours alone.'],
    };
  return {
    title: noWardTitle(
      tried.map(one => one.many),
      hidden > 0,
    ),
    facts: withSpan([wardPower(wardTimesSeen(found, ward.threshold))], found),
    notes: [...notes, 'The map shows counts and rates; no colour on it is a finding.'],
  };
}

/** Districts on a map over all whole quarters, by their own tests; only those whose counts the map shows. */
export function districtMapFinding(found: HotSpots, subject: string, tested: readonly TestedOnMap[]): Finding | null {
  const byCode = new Map(tested.map(one => [one.code, one]));
  const areas = found.areas.filter(isTold);
  const standing = areas.flatMap(area => {
    const one = byCode.get(area.code);
    return one?.isSaid && one.direction ? [{ name: area.name, direction: one.direction }] : [];
  });
  if (tested.length === 0 || areas.length === 0) return null;
  const named = new Set(standing.map(one => one.name));
  const per = `for each ${formatNumber(found.description.per)} aged 10 to 17`;
  const rated = areas.filter(area => named.has(area.name) && area.rate !== null);
  const leader = leaderOf(
    areas.flatMap(({ numerator, denominator }) =>
      (denominator ?? 0) > 0 ? [{ count: numerator!, residents: denominator! }] : [],
    ),
  );
  const peopled = areas.filter(area => (area.denominator ?? 0) > 0);
  const first = leader.isClear ? peopled[leader.first[0]!] : undefined;
  const isHighest = first !== undefined && standing.some(one => one.name === first.name && one.direction === 'up');
  return {
    title: districtMapTitle(subject, standing, areas.length < found.areas.length),
    facts: withSpan(
      [
        ...(isHighest ? [`Highest beyond chance: ${first.name}, ${formatNumber(first.rate ?? 0, 1)} ${per}.`] : []),
        ...rated
          .filter(area => !isHighest || area !== first)
          .map(area => `${area.name}: ${formatNumber(area.rate!, 1)} ${per}.`),
      ],
      found,
    ),
    notes: [ratesOfAllQuarters, 'Each district is set against the rest of the area.'],
  };
}

/** Who has sent what is due for the latest quarter. Nothing is compared. */
export function supplyFinding(table: PivotTable, { period, supply }: Pick<Scorecard, 'period' | 'supply'>): Finding {
  const agencies = linesOf(table.rows, 1).filter(line => line.code !== null);
  return {
    title: returnsTitle(period.label, supply, listed),
    facts: [
      ...askedWords(supply),
      ...overdueWords(supply),
      `Rows of referrals have come from ${listed(agencies.map(line => line.label))}.`,
      ...(table.provenance.dataUntil ? [`Data are in until ${formatDate(table.provenance.dataUntil)}.`] : []),
      ...lateNotes(table),
    ].slice(0, 3),
    notes: [
      ...openWords(supply),
      'A quarter with a late return is marked as a part; a comparison that holds it is told on those who returned throughout as well.',
    ],
  };
}

type SumKind = Exclude<Scorecard['lines'][number]['variation'], 'no-special-cause'> | Unmoved;

/** One clause of the scorecard's sum, for each variation. */
const sumWords: readonly (readonly [readonly SumKind[], (n: number) => string])[] = [
  [['improving'], n => (n === 1 ? 'improves' : 'improve')],
  [['worsening'], n => (n === 1 ? 'worsens' : 'worsen')],
  [['cannot-tell'], n => `${n === 1 ? 'moves' : 'move'} (good or bad cannot be told)`],
  [['higher', 'lower'], n => (n === 1 ? 'differs, neither for good nor bad' : 'differ, neither for good nor bad')],
  [['too-few'], n => (n === 1 ? 'has too few figures' : 'have too few figures')],
  [['both', 'change'], n => (n === 1 ? 'shows no change beyond chance' : 'show no change beyond chance')],
  [['series'], n => `${n === 1 ? 'shows' : 'show'} no special cause (not compared with the year before)`],
  [['not-told'], n => `${n === 1 ? 'is' : 'are'} ${notTold}`],
  [['untested'], n => (n === 1 ? 'was not tested' : 'were not tested')],
];

const alwaysSummed = new Set<SumKind>(['improving', 'worsening', 'cannot-tell', 'both']);

/** "Of 14 indicators 1 improves, 0 worsen, 3 move (good or bad cannot be told) and 10 show no change beyond chance". */
function sumTitle(lines: Scorecard['lines']): string {
  const kinds = lines.map(({ variation, claims }): SumKind =>
    variation === 'no-special-cause' ? unmovedBy(claims) : variation,
  );
  if (kinds.length === 1) {
    const [kind] = kinds;
    const words = sumWords.find(([variations]) => variations.includes(kind!))?.[1];
    return `The one indicator shown ${words?.(1) ?? ''}`.trim();
  }
  const parts = sumWords.flatMap(([variations, words]) => {
    const count = kinds.filter(kind => variations.includes(kind)).length;
    return count > 0 || alwaysSummed.has(variations[0]!) ? [`${formatNumber(count)} ${words(count)}`] : [];
  });
  return `Of the ${formatCount(lines.length, 'indicator')} shown ${listed(parts)}`;
}

/** What the claims of a line say, in figures that stand in the scorecard's own table. */
function lineFact(line: Scorecard['lines'][number]): string | null {
  const change = line.claims.find(claim => claim.kind === 'change');
  const shift = line.claims.find(claim => claim.kind === 'special-cause');
  if (isFound(change ?? null)) return `${line.name}: ${likeWords(line)}.`;
  if (isFound(shift ?? null)) return `${line.name}: ${likeWords(line)}.`;
  if (line.assurance !== 'fails' || line.latest === null || line.latest.value === null) return null;
  return `${line.name}: ${indicatorNumber(line.latest.value, line)}; its limits do not reach the target of ${aimWords(line)}.`;
}

/** What moves by more than chance, and what cannot be told; null where no indicator has a value. */
export function scorecardFinding({ lines, framework, period }: Scorecard): Finding | null {
  const told = lines.filter(hasFigures);
  if (told.length === 0) return null;
  const facts = told.toSorted((a, b) => tellingRank(a) - tellingRank(b)).flatMap(line => lineFact(line) ?? []);
  return {
    title: sumTitle(told),
    // The table says it all, the first lines first: it has the whole slide.
    facts: [],
    notes: [
      ...facts.slice(0, 3),
      ...new Set(told.flatMap(line => (line.pairWords ? [line.pairWords] : []))),
      ...told.flatMap(line => (line.targetWords ? [`${line.name}: ${line.targetWords}`] : [])),
      `${framework.name}, version ${framework.version}, ${period.label}. Ask of each: what would we do differently?`,
    ],
  };
}

/** The decision of an appraisal, in the words of its own findings. */
export function optionsWords(
  { options, findings, tornado, years }: AppraisalResult,
  inputs: DecisionNames['inputs'] = [],
): DecisionWords {
  const labelled = tornado.bars.map(({ input, label }) => ({ id: input, label, format: 'number' as const }));
  return decisionWords(findings, {
    options,
    inputs: inputs.length > 0 ? inputs : labelled,
    partners: (options[0]?.partners ?? []).map(partner => partner.name),
    years: years.length,
  });
}

/** What an appraisal says of money, time and the rest, with what it rests on. */
export function optionsFinding(result: AppraisalResult): Finding | null {
  if (result.options.length < 2) return null;
  const { title, money, unserved, time, affordability, engines } = optionsWords(result);
  // What is uncertain of a figure stands beside it.
  const sure = (words: string) => [words, engines].filter(Boolean).join(' ');
  return {
    title,
    facts: [
      ...(isSketch(result.findings)
        ? [unserved, sure('Bars: expected net present social value, against the do-minimum.')]
        : [sure(money), time]),
      affordability,
      standingText(result.standing),
      gapsText(result.standing.gaps),
    ].filter(fact => fact !== ''),
    notes: [
      'Figures are expected values; ranges are the 10th to the 90th percentile of what is uncertain.',
      'Benefits that cannot be banked are part of the value and are shown apart in the options paper.',
    ],
  };
}
