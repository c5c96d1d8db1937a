import type { Header, PivotTable } from '../../../shared/contract/cube.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { standingText } from '../../../shared/text/appraisal.ts';
import { decisionWords } from '../../../shared/text/decision.ts';
import type { DecisionNames, DecisionWords } from '../../../shared/text/decision.ts';
import { levelNames } from './frozen-map.ts';
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

const sentence = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const share = (part: number, whole: number): string => formatPercent(part / whole);

/** "36 % more", "4 % fewer", "as many"; null where nothing can be said. */
function changeWords(now: number, before: number): string | null {
  if (!(before > 0)) return null;
  const change = Math.round((now / before - 1) * 100);
  if (change === 0) return 'about as many';
  return `${formatNumber(Math.abs(change))}\u00a0% ${change > 0 ? 'more' : 'fewer'}`;
}

const partNames = [undefined, 'the first quarter', 'the first half', 'the first three quarters'] as const;

const lateNotes = (table: PivotTable): string[] =>
  table.notes.filter(note => note.code === 'late-agency').map(note => note.text);

const caution = (table: PivotTable): string[] =>
  lateNotes(table).length > 0 ? ['A return is late, so the latest figures can still grow.'] : [];

interface Counted {
  readonly one: string;
  readonly many: string;
  /** "were referred", "were recorded"; of one: "was referred". */
  readonly verb: string;
}

const clause = (count: number, { one, many, verb }: Counted): string =>
  `${formatCount(count, one, many)} ${count === 1 ? 'was' : 'were'} ${verb}`;

/**
 * How a count develops: columns are financial years with their quarters and subtotals. Which of them are whole the table
 * itself tells. A part of a year is set against a whole one by the quarter only, and only where every quarter of it that the
 * table has is whole.
 */
export function trendFinding(table: PivotTable, counted: Counted): Finding | null {
  const row = table.rows.length - 1;
  const years = linesOf(table.columns, 1).filter(year => year.code !== null);
  const quarters = linesOf(table.columns, 2).filter(quarter => quarter.code !== null);
  const isWhole = (line: Line) => line.header.incomplete === undefined;
  const latest = years.findLast(year => isWhole(year) && shown(table, row, year.at) !== null);
  if (!latest) return null;
  const count = shown(table, row, latest.at)!;
  const before = years.findLast(year => year.at < latest.at && isWhole(year));
  const part = years.find(year => year.at > latest.at && !isWhole(year));
  const late = lateNotes(table);
  const facts: string[] = [];
  const earlier = before ? shown(table, row, before.at) : null;
  const words = before && earlier !== null ? changeWords(count, earlier) : null;
  if (words && before) facts.push(`${latest.label}: ${words} than in ${before.label} (${formatNumber(earlier!)}).`);
  let title = `${clause(count, counted)} in ${latest.label}${words && before && !part ? `, ${words} than in ${before.label}` : ''}`;
  if (part) {
    const own = quarters.filter(quarter => quarter.header.path[0]!.code === part.code);
    const number = shown(table, row, part.at);
    // Its first quarters one after the other: one in which nothing happened has no column, and tells nothing.
    const isPlain = own.every((quarter, at) => isWhole(quarter) && quarter.code === `${part.code} Q${at + 1}`);
    const name = isPlain ? partNames[own.length] : undefined;
    if (number !== null && name) {
      const change = changeWords(number / own.length, count / 4);
      title += `; ${formatNumber(number)} in ${name} of ${part.label}${change ? `, ${change} per quarter` : ''}`;
      facts.push(
        `A quarter on average: ${formatNumber(number / own.length)} in ${part.label} so far, ${formatNumber(count / 4)} in ${latest.label}.`,
      );
    } else if (number !== null) {
      title += `; ${formatNumber(number)} so far in ${part.label}`;
      facts.push(`${formatNumber(number)} so far in ${part.label}, which is a part and is not compared.`);
    }
  }
  facts.push(...caution(table));
  return {
    title,
    facts: facts.slice(0, 3),
    notes: [
      ...(counted.one === 'child'
        ? ['A child counts once in each period, so quarters do not add up to their year.']
        : []),
      'More can mean more harm, or that more of it is recognised: the figures alone do not tell which.',
      ...late,
      ...table.notes.filter(note => note.code === 'supplier-change').map(note => note.text),
    ],
  };
}

/** Where the rate is highest: rows are districts with a total; values are a count and a rate with its interval. */
export function rateFinding(table: PivotTable, year: string, per: string): Finding | null {
  const rate = table.values.findIndex(value => value.format === 'rate');
  if (rate < 0) return null;
  const total = shown(table, totalOf(table.rows), 0, rate);
  const at = (row: number) => row * table.columns.length * table.values.length + rate;
  const districts = linesOf(table.rows, 1)
    .filter(line => line.code !== null)
    .flatMap(line => {
      const value = shown(table, line.at, 0, rate);
      return value === null
        ? []
        : [{ ...line, value, lower: table.lower?.[at(line.at)] ?? NaN, upper: table.upper?.[at(line.at)] ?? NaN }];
    })
    .toSorted((a, b) => b.value - a.value);
  const [first] = districts;
  if (!first || total === null) return null;
  const above = districts.filter(one => one.lower > total);
  const below = districts.filter(one => one.upper < total);
  const clear = above.includes(first);
  const number = (value: number) => formatNumber(value, 1);
  const names = (list: readonly { readonly label: string }[]) => list.map(one => one.label).join(', ');
  return {
    title: `${first.label} had the highest rate in ${year}: ${number(first.value)} ${per}, against ${number(total)} overall${clear ? '' : ', within what chance would bring'}`,
    facts: [
      above.length > 0
        ? `Above the rate overall, beyond chance: ${names(above)}.`
        : 'No district stands above the rate overall beyond chance.',
      below.length > 0
        ? `Below it, beyond chance: ${names(below)}.`
        : 'No district stands below the rate overall beyond chance.',
    ],
    notes: ['Chance is judged by whether the 95 % interval of a district holds the rate of the whole area.'],
  };
}

/** Where a count rose between the last two whole years: rows are districts, columns years. */
export function changeFinding(table: PivotTable, many: string): Finding | null {
  const years = linesOf(table.columns, 1).filter(line => line.header.incomplete === undefined);
  const [before, now] = years.slice(-2);
  if (!before || !now) return null;
  const districts = linesOf(table.rows, 1)
    .filter(line => line.code !== null)
    .flatMap(line => {
      const [a, b] = [shown(table, line.at, before.at), shown(table, line.at, now.at)];
      return a === null || b === null || a === 0 ? [] : [{ label: line.label, a, b, change: b / a - 1 }];
    })
    .toSorted((x, y) => y.change - x.change);
  if (districts.length === 0) return null;
  const rose = districts.filter(one => one.b > one.a);
  const fell = districts.filter(one => one.b < one.a);
  const most = districts[0]!;
  const least = districts.at(-1)!;
  const words = (one: typeof most) =>
    `${one.label} (${formatNumber(one.a)} to ${formatNumber(one.b)}, ${changeWords(one.b, one.a)})`;
  return {
    title:
      rose.length === 0
        ? `${sentence(many)} rose in no district between ${before.label} and ${now.label}`
        : `${sentence(many)} rose in ${rose.length === districts.length ? 'all' : `${formatNumber(rose.length)} of`} ${formatCount(districts.length, 'district')} between ${before.label} and ${now.label}, most in ${most.label}`,
    facts: [
      `Largest rise: ${words(most)}.`,
      fell.length > 0 ? `Largest fall: ${words(least)}.` : `Smallest rise: ${words(least)}.`,
    ],
    notes: [
      'Two whole years are compared. Small numbers move by chance: read the rates and their intervals beside this.',
    ],
  };
}

/** Girls, and the age group with most children: rows are age bands, columns sexes, both with totals. */
export function ageSexFinding(table: PivotTable, year: string): Finding | null {
  const all = shown(table, totalOf(table.rows), totalOf(table.columns));
  const girls = linesOf(table.columns, 1).find(line => line.code === 'female');
  const girlsCount = girls ? shown(table, totalOf(table.rows), girls.at) : null;
  if (all === null || all === 0) return null;
  const bands = linesOf(table.rows, 1)
    .filter(line => line.code !== null)
    .map(line => ({ line, count: shown(table, line.at, totalOf(table.columns)) ?? -1 }))
    .toSorted((a, b) => b.count - a.count);
  const top = bands[0];
  const group = top && top.count > 0 ? top : null;
  if (girlsCount === null && !group) return null;
  const ofAll = `of ${formatCount(all, 'child', 'children')} referred in ${year}`;
  return {
    title:
      girlsCount === null
        ? `${formatNumber(group!.count)} ${ofAll} were aged ${group!.line.label} (${share(group!.count, all)})`
        : `${formatNumber(girlsCount)} ${ofAll} were girls (${share(girlsCount, all)})${group ? `; the largest age group is ${group.line.label}` : ''}`,
    facts: [
      ...(group ? [`${formatNumber(group.count)} were aged ${group.line.label} (${share(group.count, all)}).`] : []),
      'Boys may be missed: fewer are recognised, which is not the same as fewer being harmed.',
    ],
    notes: [
      'Small groups are hidden with what would give them away, so the shares of boys and of the youngest are not told.',
    ],
  };
}

/** The share of one member in the last whole year and the one before: rows are members with a total, columns years. */
export function shareFinding(
  table: PivotTable,
  code: string,
  words: (count: string, all: string, year: string) => string,
): Finding | null {
  const years = linesOf(table.columns, 1).filter(line => line.header.incomplete === undefined);
  const line = linesOf(table.rows, 1).find(one => one.code === code);
  if (!line) return null;
  const shares = years.flatMap(year => {
    const [count, all] = [shown(table, line.at, year.at), shown(table, totalOf(table.rows), year.at)];
    return count === null || all === null || all === 0 ? [] : [{ year: year.label, count, all }];
  });
  const now = shares.at(-1);
  if (!now) return null;
  const before = shares.at(-2);
  const unknown = linesOf(table.rows, 1).find(one => one.code === null);
  const missing = unknown ? shown(table, unknown.at, years.at(-1)!.at) : null;
  return {
    title: `${words(formatNumber(now.count), formatCount(now.all, 'child', 'children'), now.year)} (${share(now.count, now.all)})${before ? `, after ${share(before.count, before.all)} in ${before.year}` : ''}`,
    facts: [
      ...(before ? [`${before.year}: ${formatNumber(before.count)} of ${formatNumber(before.all)}.`] : []),
      ...(missing !== null && missing > 0 ? [`Not recorded in ${now.year}: ${formatNumber(missing)}.`] : []),
    ],
    notes: ['Shares are of all children referred in the year, those without a record among them.'],
  };
}

/** How many interviews were in time: columns are quarters, the first value their share in time, the second of all returns. */
export function interviewFinding(table: PivotTable): Finding | null {
  const row = table.rows.length - 1;
  const quarters = linesOf(table.columns, 1)
    .filter(line => line.header.incomplete === undefined)
    .flatMap(line => {
      const value = shown(table, row, line.at, 0);
      return value === null ? [] : [{ label: line.label, value, ofAll: shown(table, row, line.at, 1) }];
    });
  const now = quarters.at(-1);
  if (!now) return null;
  const yearBefore = quarters.at(-5);
  const best = quarters.reduce((a, b) => (b.value > a.value ? b : a));
  return {
    title: `${formatPercent(now.value)} of return interviews in ${now.label} were held within 72 hours${now.ofAll === null ? '' : `: ${formatPercent(now.ofAll)} of all returns`}`,
    facts: [
      ...(yearBefore ? [`A year before (${yearBefore.label}): ${formatPercent(yearBefore.value)}.`] : []),
      `Best quarter: ${best.label}, ${formatPercent(best.value)}.`,
      '72 hours are elapsed hours from the return, weekends among them.',
    ],
    notes: ['The first share is of interviews that were completed; the second of all episodes that ended in a return.'],
  };
}

/** When episodes begin: rows are hours of the day, or weekdays with columns of hours. */
export function whenFinding(table: PivotTable): Finding | null {
  const evening = ['18', '19', '20', '21', '22', '23'];
  const hours = linesOf(table.columns, 1);
  const rows = linesOf(table.rows, 1);
  const cells = rows.flatMap(row =>
    hours.map(hour => ({ day: row.label, hour: hour.code, label: hour.label, count: shown(table, row.at, hour.at) })),
  );
  const all = shown(table, totalOf(table.rows), totalOf(table.columns));
  const late = hours.filter(hour => hour.code !== null && evening.includes(hour.code.padStart(2, '0').slice(0, 2)));
  const inEvening = late.map(hour => shown(table, totalOf(table.rows), hour.at));
  const peak = cells.reduce<(typeof cells)[number] | null>(
    (best, one) => (one.count !== null && (best === null || one.count > best.count!) ? one : best),
    null,
  );
  if (!peak) return null;
  const known = inEvening.length === evening.length && inEvening.every(count => count !== null);
  const sum = inEvening.reduce<number>((total, count) => total + (count ?? 0), 0);
  return {
    title:
      known && all
        ? `${share(sum, all)} of missing episodes begin between 18:00 and midnight; the busiest hour is ${peak.label} on a ${peak.day}`
        : `Missing episodes begin most often at ${peak.label} on a ${peak.day}`,
    facts: [
      `Busiest hour: ${formatCount(peak.count!, 'episode')}.`,
      ...(known && all ? [`18:00 to midnight: ${formatNumber(sum)} of ${formatNumber(all)} episodes.`] : []),
    ],
    notes: ['Times are those of the report; a child may have been gone for longer.'],
  };
}

/** How far offences got: rows are years; values are the count and the shares of suspects, charges and convictions. */
export function attritionFinding(table: PivotTable): Finding | null {
  const years = linesOf(table.rows, 1).filter(line => line.header.incomplete === undefined);
  const now = years.findLast(year => shown(table, year.at, 0, 0) !== null && shown(table, year.at, 0, 1) !== null);
  if (!now) return null;
  const [count, suspects, charged, convicted] = [0, 1, 2, 3].map(value => shown(table, now.at, 0, value));
  return {
    title: `Of ${formatCount(count!, 'offence')} recorded in ${now.label}, ${formatPercent(suspects!)} have a suspect${charged === null ? '' : ` and ${formatPercent(charged!)} a charge`} so far`,
    facts: [
      ...(convicted === null ? [] : [`Convicted, of those charged: ${formatPercent(convicted!)} so far.`]),
      'Recent offences have had less time: their shares still grow.',
    ],
    notes: ['Attrition is followed by the year in which the offence was recorded, not in which its outcome came.'],
  };
}

/** Which areas stand out. */
export function hotSpotFinding(found: HotSpots, many: string): Finding | null {
  // Where nothing differs, nothing could be tested.
  if (found.areas.every(area => area.bin === null)) return null;
  const [oneArea, manyAreas] = levelNames[found.description.level];
  const hot = found.areas.filter(area => area.bin !== null && area.bin > 0);
  const cold = found.areas.filter(area => area.bin !== null && area.bin < 0);
  const hidden = found.areas.filter(area => area.status === 'hidden').length;
  const districts = [...Map.groupBy(hot, area => area.district)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([name, areas]) => `${name} (${areas.length})`);
  return {
    title:
      hot.length === 0
        ? `No ${oneArea} is a hot spot of ${many} beyond chance`
        : `${formatCount(hot.length, oneArea, manyAreas)} ${hot.length === 1 ? 'stands' : 'stand'} out as ${hot.length === 1 ? 'a hot spot' : 'hot spots'} of ${many}, ${districts.length === 1 ? `all in ${districts[0]!.replace(/ \(\d+\)$/, '')}` : `most in ${districts[0]!.replace(/ \(\d+\)$/, '')}`}`,
    facts: [
      ...(districts.length > 0 ? [`Hot: ${districts.slice(0, 4).join(', ')}.`] : []),
      cold.length === 0
        ? `No ${oneArea} stands out as cold.`
        : `${formatCount(cold.length, oneArea, manyAreas)} ${cold.length === 1 ? 'stands' : 'stand'} out as cold.`,
      ...(hidden > 0 ? [`${formatCount(hidden, oneArea, manyAreas)} with a hidden count.`] : []),
    ],
    notes: [
      'A hot spot is a place with its neighbours, tested against chance and corrected for many tests; it says nothing of any child.',
    ],
  };
}

/** How areas of one level compare. */
export function areasFinding(found: HotSpots, many: string): Finding | null {
  const told = found.areas
    .filter(area => area.status !== 'hidden' && area.value !== null)
    .toSorted((a, b) => b.value! - a.value!);
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last || first.value! <= Math.max(0, last.value!)) return null;
  const per = `per ${formatNumber(found.description.per)}`;
  const change = found.description.measure === 'change';
  const number = (value: number) => formatNumber(value, 1);
  return {
    title: change
      ? `The rate of ${many} rose most in ${first.name}: by ${number(first.value!)} ${per}`
      : `${first.name} has the highest rate of ${many}: ${number(first.value!)} ${per}${last.value! > 0 ? `, ${number(first.value! / last.value!)} times that of ${last.name}` : ''}`,
    facts: [`${first.name}: ${number(first.value!)} ${per}.`, `${last.name}: ${number(last.value!)} ${per}.`],
    notes: ['Rates are per resident, not scaled to a year.'],
  };
}

/** Which returns are late. */
export function supplyFinding(table: PivotTable): Finding {
  const late = lateNotes(table).flatMap(text => text.replace(/^Not supplied: |\.$/g, '').split('; '));
  const agencies = linesOf(table.rows, 1).filter(line => line.code !== null);
  return {
    title:
      late.length === 0
        ? `Every return is in: ${formatCount(agencies.length, 'agency supplies', 'agencies supply')} this data`
        : late.length === 1
          ? `One return is late: ${late[0]}`
          : `${formatNumber(late.length)} returns are late: ${late.slice(0, 3).join('; ')}`,
    facts: [
      `${formatCount(agencies.length, 'agency has', 'agencies have')} sent returns: ${agencies.map(line => line.label).join(', ')}.`,
      table.provenance.dataUntil ? `Data are in until ${formatDate(table.provenance.dataUntil)}.` : '',
    ].filter(Boolean),
    notes: ['A quarter with a late return is marked as a part, and is not compared with whole ones.'],
  };
}

/** Which indicators move more than chance explains; null where none has a value. */
export function scorecardFinding({ lines, findings, framework, period }: Scorecard): Finding | null {
  const charted = lines.filter(line => line.limits !== null);
  if (charted.length === 0) return null;
  const names = (variation: string) => charted.filter(line => line.variation === variation).map(line => line.name);
  const [worse, better] = [names('worsening'), names('improving')];
  const of = `of ${formatCount(charted.length, 'indicator')}`;
  const improve = `${formatNumber(better.length)} ${of} improve${better.length === 1 ? 's' : ''}`;
  const title =
    worse.length === 1
      ? `${worse[0]}: worsening; ${improve}`
      : worse.length > 1
        ? `${formatNumber(worse.length)} ${of} are worsening, ${formatNumber(better.length)} improve${better.length === 1 ? 's' : ''}`
        : better.length > 0
          ? `No indicator is worsening; ${improve}`
          : `No indicator is worsening or improving more than chance explains`;
  return {
    title,
    facts: findings.filter(finding => finding.indicator !== null).map(({ label, figure }) => `${label}: ${figure}.`),
    notes: [
      ...findings.map(({ label, words }) => `${label}: ${words}`),
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
  const { title, money, time, affordability } = optionsWords(result);
  const isSketch = result.standing.inputs.given === 0;
  return {
    title,
    facts: [...(isSketch ? [] : [money, time]), affordability, standingText(result.standing)].filter(
      fact => fact !== '',
    ),
    notes: [
      'Figures are expected values; ranges are the 10th to the 90th percentile of what is uncertain.',
      'Benefits that cannot be banked are part of the value and are shown apart in the options paper.',
    ],
  };
}
