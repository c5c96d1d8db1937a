import type { AreaLevel } from '../../../shared/model/dataset.ts';
import type { ReadableStore } from '../store/store.ts';

/** One area of the workspace with its parents and its residents (mid-2019 where the gazetteer gives them). */
export interface Area {
  readonly code: string;
  readonly level: AreaLevel;
  readonly name: string;
  readonly ward: string | null;
  readonly msoa: string | null;
  readonly district: string | null;
  readonly authority: string | null;
  readonly persons: number | null;
  readonly children_0_17: number | null;
  readonly children_10_17: number | null;
  readonly deprivation_decile: number | null;
}

/** The areas of a workspace by code. */
export type Areas = ReadonlyMap<string, Area>;

/** Reads the area table: a few thousand rows at most. */
export function readAreas(store: ReadableStore): Areas {
  const rows = store.all<Area>(
    'SELECT code, level, name, ward, msoa, district, authority, persons, children_0_17, children_10_17, deprivation_decile FROM area',
  );
  return new Map(rows.map(row => [row.code, row]));
}

/** The upper-tier authority of a district; a unitary city is its own. Null for a district that the workspace does not know. */
export function authorityOfDistrict(areas: Areas, district: string): string | null {
  const found = areas.get(district);
  if (!found) return null;
  return found.authority ?? (found.level === 'authority' || district.startsWith('E06') ? district : null);
}

/** The name of an area, or its code where the workspace does not know it. */
export function nameOfArea(areas: Areas, code: string): string {
  return areas.get(code)?.name ?? code;
}
