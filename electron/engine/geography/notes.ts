import type { Note } from '../../../shared/contract/cube.ts';
import type { HotSpotLevel } from '../../../shared/contract/geography.ts';
import type { Population } from '../../../shared/model/dataset.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { formatCount, formatDate, formatNumber, lowerFirst } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { Counts, Span } from './counts.ts';
import type { CountedArea } from './hot-spots.ts';
import type { MapSetting } from './map-setting.ts';

export const populationText: Readonly<Record<Population, string>> = {
  'all-ages': 'residents of all ages',
  '0-17': 'residents aged 0 to 17',
  '10-17': 'residents aged 10 to 17',
};

const said = (code: string, text: string, isTrue: boolean): Note[] => (isTrue ? [{ code, text }] : []);

const levelWords: Readonly<Record<HotSpotLevel, string>> = {
  lsoa: 'LSOA',
  msoa: 'MSOA',
  ward: 'ward',
  district: 'district',
};

/** Whether anything that is counted lies in an area of the map. What is hidden may. */
export function isAnythingPlaced(areas: readonly Pick<CountedArea, 'working' | 'status'>[]): boolean {
  return areas.some(area => (area.working === null ? area.status === 'hidden' : area.working > 0));
}

/** "79 of 79 referrals have no ward recorded and are on no map: choose District." Null where everything has its area. */
function unplacedWords(
  { level, counted }: Pick<MapSetting, 'level' | 'counted'>,
  { withoutArea, withDistrictAlone, total }: Counts,
): string | null {
  if (withoutArea === 0) return null;
  const of = total !== null && total >= withoutArea ? `${formatNumber(withoutArea)} of ` : '';
  const things = `${of}${formatNumber(of === '' ? withoutArea : total!)} ${lowerFirst(counted.label)}`;
  const has = withoutArea === 1 ? 'has' : 'have';
  const choose =
    withDistrictAlone === 0
      ? ''
      : withDistrictAlone === withoutArea
        ? ': choose District'
        : `; ${formatNumber(withDistrictAlone)} of these lie in a known district: choose District to see them`;
  return `${things} ${has} no ${levelWords[level]} recorded and ${withoutArea === 1 ? 'is' : 'are'} on no map${choose}.`;
}

/** What every reader of a map must know: which areas, how far counts are hidden, and what is on no map. */
export function areaNotes(
  setting: Pick<MapSetting, 'level' | 'analysed' | 'all' | 'counted'>,
  counts: Counts,
  areas: readonly CountedArea[],
): Note[] {
  const { level, analysed, all } = setting;
  const known = new Set(all.map(area => area.code));
  const outside = counts.codes.reduce((sum, code) => sum + (known.has(code) ? 0 : (counts.of(code).shown ?? 0)), 0);
  const hidden = areas.filter(area => area.status === 'hidden').length;
  const unplaced = unplacedWords(setting, counts);
  if (!isAnythingPlaced(areas)) {
    const nothing = unplaced ?? `No ${lowerFirst(setting.counted.label)} are counted here.`;
    return [{ code: 'nothing-placed', text: `${nothing} Nothing lies in an area of this map, so nothing was tested.` }];
  }
  return [
    {
      code: 'areas-analysed',
      text: `${formatNumber(analysed.length)} of ${formatNumber(all.length)} areas of level ${level} were analysed${analysed.length < all.length ? ': the filters leave the others out, and they take no part in any mean or neighbourhood' : ''}.`,
    },
    ...said(
      'hidden-counts',
      `${formatCount(hidden, `area of level ${level} has`, `areas of level ${level} have`)} a hidden count. Hidden counts take part as their share, by residents, of what is left of the published total of their district, or of the whole where that is hidden too; nothing on this map is worked out from a hidden number.`,
      hidden > 0,
    ),
    ...said('without-area', unplaced ?? '', unplaced !== null),
    ...said(
      'outside-gazetteer',
      `${formatNumber(outside)} in the numerator lie in areas that this level does not know.`,
      outside > 0,
    ),
  ];
}

/** What rates are made with. */
export function denominatorNotes(
  { description, population }: Pick<MapSetting, 'description' | 'population'>,
  areas: readonly Pick<CountedArea, 'denominator'>[],
): Note[] {
  return [
    {
      code: 'denominator',
      text: `Rates are per ${formatNumber(description.per)} ${populationText[population]} (mid-2019); they cover the whole period counted and are not scaled to a year.`,
    },
    ...said(
      'no-residents',
      'Where nobody of that age lives there is no rate; such an area is not tested.',
      areas.some(area => area.denominator === null || area.denominator === 0),
    ),
  ];
}

/** Notes of the table that the counts stand in, and whether they are true counts. */
export function tableNotes({ table }: Pick<Counts, 'table'>): Note[] {
  const { audience, synthetic } = table.provenance;
  return [
    ...table.notes,
    ...said(
      'true-counts',
      'True counts without disclosure control, for an analyst’s own screen: not for a wall, a file or a message.',
      audience === 'analyst',
    ),
    ...said('synthetic', `${syntheticWords}.`, synthetic),
  ];
}

/** Which period is set against which, and whether they are of one length. */
export function comparisonNote({ span, comparison }: { readonly span: Span; readonly comparison: Span }): Note {
  const days = (one: Span) => daysOfIso(one.to) - daysOfIso(one.from) + 1;
  // Whole months differ by a few days; that is not what the reader is warned of.
  const uneven = Math.abs(days(span) - days(comparison)) > 3;
  return {
    code: 'comparison',
    text: `${spanText(span)} less ${spanText(comparison)}.${uneven ? ` The periods are of different length (${formatCount(days(span), 'day')} and ${formatCount(days(comparison), 'day')}), and nothing is scaled for it: a longer period holds more.` : ''}`,
  };
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthText = (iso: string) => monthFormat.format(daysOfIso(iso) * 86_400_000);

/** A span in words: "October 2018", "April 2016 to March 2017", "3 May 2016 to 9 May 2016". */
export function spanText({ from, to }: Span): string {
  const nextDay = new Date((daysOfIso(to) + 1) * 86_400_000);
  if (!from.endsWith('-01') || nextDay.getUTCDate() !== 1) return `${formatDate(from)} to ${formatDate(to)}`;
  return from.slice(0, 7) === to.slice(0, 7) ? monthText(from) : `${monthText(from)} to ${monthText(to)}`;
}
