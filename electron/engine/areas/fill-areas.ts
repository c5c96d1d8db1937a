import type { WritableStore } from '../store/store.ts';
import { loadGazetteer } from './gazetteer.ts';

/** Copies the shipped gazetteer into a new workspace: results then name the areas that they were made with. */
export function fillAreas(store: WritableStore, resources: string): void {
  const insert = store.prepare(
    `INSERT INTO area (code, level, name, vintage, ward, msoa, district, authority, easting, northing,
       persons, children_0_17, children_10_17, deprivation_decile)
     VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
  );
  for (const area of loadGazetteer(resources).areas) {
    insert.run(
      area.code,
      area.level,
      area.name,
      area.vintage,
      area.ward,
      area.msoa,
      area.district,
      area.authority,
      area.easting,
      area.northing,
      area.persons,
      area.children0to17,
      area.children10to17,
      area.deprivationDecile,
    );
  }
}
