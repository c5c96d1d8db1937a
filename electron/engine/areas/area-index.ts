import {
  comparableName,
  placementOf,
  residents,
  type Area,
  type AreaLink,
  type Placement,
} from '../../../shared/model/area.ts';
import type { AreaLevel, Population } from '../../../shared/model/dataset.ts';

/** A place that could be told: what was written, and the codes of the gazetteer in which its facts lie. */
export type PlacedArea = Placement & {
  readonly code: string;
  readonly name: string;
  readonly level: AreaLevel;
};

/**
 * What a code or name stands for.
 * - found: an area of the gazetteer.
 * - retired: a code or name of another vintage. `fit` says how it was placed: `best-fit` on an area of the gazetteer
 *   that holds `share` of its residents, or `district-only`, with no ward.
 * - ambiguous: a name of several places; `candidates` are their codes.
 * - outside: an official code of somewhere else, or one that does not exist.
 * - unknown: neither an official code nor a name that the gazetteer knows.
 */
export type AreaAnswer =
  | ({ readonly kind: 'found' } & PlacedArea)
  | ({
      readonly kind: 'retired';
      readonly vintage: string;
      readonly fit: 'best-fit' | 'district-only';
      readonly share: number;
      readonly message: string;
    } & PlacedArea)
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[]; readonly message: string }
  | { readonly kind: 'outside' | 'unknown'; readonly message: string };

/** Finds areas by code or name, in memory. */
export interface AreaIndex {
  /** Any known area of the gazetteer, by its code. */
  readonly area: (code: string) => Area | undefined;
  readonly areasAt: (level: AreaLevel) => readonly Area[];
  /** The gazetteer's areas of a level below an area, in the order of their codes. */
  readonly within: (code: string, level: AreaLevel) => readonly Area[];
  readonly resolve: (codeOrName: string, level?: AreaLevel) => AreaAnswer;
  /** Residents of a population in an area at mid-2019; null for a code that is not of the gazetteer. */
  readonly childrenIn: (code: string, population: Population) => number | null;
  /** A further index that also knows these codes of other vintages; a code of the gazetteer is never overridden. */
  readonly withLinks: (links: readonly AreaLink[]) => AreaIndex;
}

/** Nine characters: a letter for the country and eight digits, the form of every official code in the UK. */
const officialCode = /^[EWSNJKLM]\d{8}$/;

/** MSOAs stand in the gazetteer by name, so that an official MSOA code cannot be told from one of elsewhere. */
const msoaCode = /^E02\d{6}$/;

type Entry = { readonly area: Area } | { readonly link: AreaLink };

/** The first of these wins where a name belongs to several levels and no level is asked for. */
const nameOrder: readonly AreaLevel[] = ['district', 'ward', 'msoa', 'lsoa', 'authority', 'area'];

function add<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** An index over areas, and over links from codes of other vintages. Later links win over earlier ones. */
export function createAreaIndex(areas: readonly Area[], links: readonly AreaLink[] = []): AreaIndex {
  const byCode = new Map(areas.map(a => [a.code, a]));
  const linkByCode = new Map(links.filter(l => !byCode.has(l.code)).map(l => [l.code, l]));
  const byLevel = Map.groupBy(areas, a => a.level);
  const byName = new Map<string, Entry[]>();
  const districtName = (code: string | null) => (code === null ? '' : (byCode.get(code)?.name ?? ''));
  for (const a of areas) {
    add(byName, comparableName(a.name), { area: a });
    // "Town, Newcastle-under-Lyme" tells two wards of one name apart.
    if (a.level === 'ward') add(byName, comparableName(`${a.name} ${districtName(a.district)}`), { area: a });
  }
  for (const link of linkByCode.values()) {
    add(byName, comparableName(link.name), { link });
    if (link.level === 'ward') add(byName, comparableName(`${link.name} ${districtName(link.district)}`), { link });
  }

  const found = (a: Area): AreaAnswer => ({
    kind: 'found',
    code: a.code,
    name: a.name,
    level: a.level,
    ...placementOf(a),
  });

  const retired = (link: AreaLink): AreaAnswer => {
    const fit = link.bestFit === null ? undefined : byCode.get(link.bestFit);
    const district = link.district === null ? undefined : byCode.get(link.district);
    const place = fit ?? district;
    if (!place)
      return {
        kind: 'outside',
        message: `${link.name} (${link.code}) is known, but it lies in none of the nine districts.`,
      };
    return {
      kind: 'retired',
      code: link.code,
      name: link.name,
      level: link.level,
      vintage: link.vintage,
      fit: fit ? 'best-fit' : 'district-only',
      share: link.share,
      ...placementOf(place),
      message: fit
        ? `${link.name} (${link.code}) is a ${label(link.level)} of ${link.vintage}; it was placed in ${fit.name} (${fit.code}), where ${Math.round(link.share * 100)} % of its residents live.`
        : `${link.name} (${link.code}) is a ${label(link.level)} of ${link.vintage} and fits no ${label(link.level)} of ${byLevel.get(link.level)?.[0]?.vintage ?? 'today'}; only its district, ${place.name}, could be told.`,
    };
  };

  const answer = (entry: Entry): AreaAnswer => ('area' in entry ? found(entry.area) : retired(entry.link));
  const levelOf = (entry: Entry): AreaLevel => ('area' in entry ? entry.area.level : entry.link.level);
  const codeOf = (entry: Entry): string => ('area' in entry ? entry.area.code : entry.link.code);

  const resolve = (codeOrName: string, level?: AreaLevel): AreaAnswer => {
    const text = codeOrName.trim();
    const code = text.toUpperCase();
    const area = byCode.get(code) ?? byCode.get(text);
    const link = area ? undefined : linkByCode.get(code);
    const exact: Entry | undefined = area ? { area } : link ? { link } : undefined;
    if (exact) {
      // Stoke-on-Trent is a district and its own authority under one code; either level is right.
      if (
        level !== undefined &&
        levelOf(exact) !== level &&
        !(level === 'authority' && area !== undefined && area.authority === area.code)
      )
        return { kind: 'unknown', message: `${text} is a ${label(levelOf(exact))}, not a ${label(level)}.` };
      return answer(exact);
    }
    if (officialCode.test(code)) {
      if (msoaCode.test(code))
        return { kind: 'unknown', message: `${text} looks like an MSOA code; give the MSOA’s name, or its LSOA.` };
      return {
        kind: 'outside',
        message: `${text} has the form of an official code, but is of no area in the nine districts.`,
      };
    }
    const named = (byName.get(comparableName(text)) ?? []).filter(e => level === undefined || levelOf(e) === level);
    if (text === '' || named.length === 0)
      return {
        kind: 'unknown',
        message: 'Neither a code nor the exact name of a district or ward that the gazetteer knows.',
      };
    // Places of the gazetteer come before places of other vintages, and larger places before smaller ones.
    const current = named.filter(e => 'area' in e);
    const pool = current.length > 0 ? current : named;
    const first = nameOrder.find(l => pool.some(e => levelOf(e) === l))!;
    const candidates = [...new Map(pool.filter(e => levelOf(e) === first).map(e => [codeOf(e), e])).values()];
    if (candidates.length === 1) return answer(candidates[0]!);
    return {
      kind: 'ambiguous',
      candidates: candidates.map(codeOf),
      message: `${text} is the name of ${candidates.length} ${label(first)}s (${candidates.map(codeOf).join(', ')}); give the code, or the name with its district.`,
    };
  };

  return {
    area: code => byCode.get(code),
    areasAt: level => byLevel.get(level) ?? [],
    within: (code, level) => {
      const top = byCode.get(code);
      if (!top) return [];
      return (byLevel.get(level) ?? []).filter(
        a => a.code === code || a[top.level as Exclude<AreaLevel, 'lsoa'>] === code,
      );
    },
    resolve,
    childrenIn: (code, population) => {
      const area = byCode.get(code);
      return area ? residents(area, population) : null;
    },
    withLinks: more => createAreaIndex(areas, [...linkByCode.values(), ...more]),
  };
}

function label(level: AreaLevel): string {
  switch (level) {
    case 'lsoa':
      return 'LSOA';
    case 'msoa':
      return 'MSOA';
    case 'authority':
      return 'local authority';
    case 'area':
      return 'whole area';
    default:
      return level;
  }
}
