import type { AreaLevel, Population } from './dataset.ts';

/**
 * An area of the gazetteer: an official place of one level and one vintage. Ancestors are codes; null where the area
 * is at or above that level. `authority` of Stoke-on-Trent is the city itself, which is its own upper tier.
 */
export interface Area {
  /** Official code. MSOAs carry their official name instead, because no source at hand gives their codes. */
  readonly code: string;
  readonly name: string;
  readonly level: AreaLevel;
  /** Year of the boundaries, such as "2011" for LSOAs. */
  readonly vintage: string;
  readonly msoa: string | null;
  /** Best fit where it is the parent of an LSOA: an LSOA may cross a ward's edge. */
  readonly ward: string | null;
  readonly district: string | null;
  readonly authority: string | null;
  /** The whole area: police force area. */
  readonly area: string | null;
  /** British National Grid, metres. Above LSOA: mean of its LSOAs' centroids weighted by persons. */
  readonly easting: number;
  readonly northing: number;
  /** Residents at mid-2019. */
  readonly persons: number;
  readonly children0to17: number;
  readonly children10to17: number;
  /** Index of Multiple Deprivation 2019, 1 most deprived to 10; only LSOAs have one. */
  readonly deprivationDecile: number | null;
}

/**
 * A code of another vintage and the area of the gazetteer that fits it best. `share` is the share of its residents who
 * live in that best fit; `bestFit` is null where too few do, so that only the district can be told.
 */
export interface AreaLink {
  readonly code: string;
  readonly name: string;
  readonly level: AreaLevel;
  readonly vintage: string;
  readonly bestFit: string | null;
  readonly district: string | null;
  /** 0 to 1. */
  readonly share: number;
}

/** Codes of the place of a fact, as far as it could be told. */
export interface Placement {
  readonly lsoa: string | null;
  readonly ward: string | null;
  readonly district: string | null;
  readonly authority: string | null;
}

/** Code of the area's ancestor at a level, the area itself included; null where it has none (a ward has no LSOA). */
export function ancestorAt(area: Area, level: AreaLevel): string | null {
  if (area.level === level) return area.code;
  return level === 'lsoa' ? null : area[level];
}

/** Where a fact of this area lies. */
export function placementOf(area: Area): Placement {
  return {
    lsoa: ancestorAt(area, 'lsoa'),
    ward: ancestorAt(area, 'ward'),
    district: ancestorAt(area, 'district'),
    authority: ancestorAt(area, 'authority'),
  };
}

/** Residents of the ages of a population, mid-2019. */
export function residents(area: Area, population: Population): number {
  switch (population) {
    case '10-17':
      return area.children10to17;
    case '0-17':
      return area.children0to17;
    case 'all-ages':
      return area.persons;
  }
}

/**
 * A name as it is compared: case, punctuation, "&" for "and" and runs of blanks do not count, so that
 * "Stoke on Trent" is "Stoke-on-Trent".
 */
export function comparableName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\p{M}/gu, '')
    .replace(/['’.]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
