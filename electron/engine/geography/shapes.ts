import { FaultError } from '../../../shared/contract/fault.ts';
import type { AreaShapes, AreaTopology, BoundarySets, ShapeSource } from '../../../shared/contract/geography.ts';
import { mapLevels } from '../../../shared/contract/geography.ts';
import type { AreaLevel } from '../../../shared/model/dataset.ts';
import { dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Workspace } from '../store/workspace.ts';
import { drawnTopology, labelPoint, polygonsOf } from '../areas/outlines/drawing.ts';
import { schematicTopology } from './spatial/schematic.ts';
import { dissolved, joined, pruned } from '../areas/outlines/topology.ts';

/** An area of the gazetteer as it stands in the workspace. Metres of the British National Grid; null above its parents. */
export interface MapArea {
  readonly code: string;
  readonly level: AreaLevel;
  readonly name: string;
  readonly vintage: string;
  readonly ward: string | null;
  readonly msoa: string | null;
  readonly district: string | null;
  readonly authority: string | null;
  readonly easting: number | null;
  readonly northing: number | null;
  readonly persons: number | null;
  readonly children_0_17: number | null;
  readonly children_10_17: number | null;
  readonly deprivation_decile: number | null;
}

/** Areas of a level in the order of their codes; those that only a look-up named are not areas of the map. */
export function readMapAreas(store: ReadableStore, level: AreaLevel): MapArea[] {
  return store.all<MapArea>(
    `SELECT code, level, name, vintage, ward, msoa, district, authority, easting, northing, persons, children_0_17,
       children_10_17, deprivation_decile FROM area WHERE level = ? AND batch_id IS NULL ORDER BY code`,
    level,
  );
}

interface StoredSet {
  readonly batch: number;
  readonly fileName: string;
  readonly level: AreaLevel;
  readonly vintage: string;
  readonly topology: AreaTopology;
}

function readSets(store: ReadableStore, level?: AreaLevel): StoredSet[] {
  return store
    .all<{ batch: number; file: string; level: AreaLevel; vintage: string; topology: Uint8Array }>(
      `SELECT s.batch_id AS batch, b.file_name AS file, s.level, s.vintage, s.topology
       FROM boundary_set s JOIN batch b ON b.id = s.batch_id
       WHERE b.state = 'current' AND s.level = COALESCE(?, s.level) ORDER BY s.id`,
      level ?? null,
    )
    .map(({ file, topology, ...set }) => ({
      ...set,
      fileName: file,
      topology: JSON.parse(Buffer.from(topology).toString('utf8')) as AreaTopology,
    }));
}

/** Imported sets of one level and vintage as one topology, most complete vintage first. */
function importedShapes(
  store: ReadableStore,
  level: AreaLevel,
  codes: readonly string[],
): { readonly vintage: string; readonly topology: AreaTopology; readonly missing: number } | null {
  const byVintage = Map.groupBy(readSets(store, level), set => set.vintage);
  const found = [...byVintage].map(([vintage, sets]) => {
    const known = new Set(sets.flatMap(set => set.topology.objects.areas.geometries.map(one => one.id)));
    return { vintage, sets, missing: codes.filter(code => !known.has(code)).length };
  });
  const best = found.toSorted((a, b) => a.missing - b.missing || b.vintage.localeCompare(a.vintage))[0];
  return best && best.missing < codes.length
    ? { vintage: best.vintage, topology: joined(best.sets.map(set => set.topology)), missing: best.missing }
    : null;
}

/** The parent of an LSOA at a level. */
function parentCode(lsoa: MapArea, level: AreaLevel, whole: string | undefined): string | null {
  switch (level) {
    case 'lsoa':
      return lsoa.code;
    case 'area':
      return whole ?? null;
    default:
      return lsoa[level];
  }
}

/** A level's outlines in longitude and latitude, where borders are compared. */
export type LevelOutlines = Omit<AreaShapes, 'labels'>;

function levelShapes(store: ReadableStore, level: AreaLevel): LevelOutlines {
  const areas = readMapAreas(store, level);
  const codes = areas.map(area => area.code);
  const imported = importedShapes(store, level, codes);
  if (imported && imported.missing === 0)
    return {
      level,
      source: {
        kind: 'boundaries',
        vintage: imported.vintage,
        text: `Imported boundaries of ${imported.vintage}.`,
      },
      topology: pruned(imported.topology, codes),
    };
  const lsoas = level === 'lsoa' ? areas : readMapAreas(store, 'lsoa');
  const parents = new Map(areas.map(area => [area.code, area]));
  const byCode = new Map(lsoas.map(area => [area.code, area]));
  const parentOf = (code: string) => {
    const lsoa = byCode.get(code);
    return lsoa ? (parents.get(parentCode(lsoa, level, codes[0]) ?? '') ?? null) : null;
  };
  const lsoaShapes =
    level === 'lsoa'
      ? null
      : importedShapes(
          store,
          'lsoa',
          lsoas.map(area => area.code),
        );
  const partly = imported
    ? ` The imported boundaries of ${imported.vintage} lack ${imported.missing} of ${codes.length} areas, so they are not used.`
    : '';
  if (lsoaShapes && lsoaShapes.missing === 0)
    return {
      level,
      source: {
        kind: 'dissolved',
        vintage: lsoaShapes.vintage,
        text: `LSOA boundaries of ${lsoaShapes.vintage}, merged${level === 'ward' ? ' by best fit' : ''}.${partly}`,
      },
      topology: dissolved(lsoaShapes.topology, parentOf),
    };
  const placed = lsoas.flatMap(({ code, name, easting, northing }) =>
    easting === null || northing === null ? [] : [{ code, name, easting, northing }],
  );
  const cells = schematicTopology(placed);
  return {
    level,
    source: {
      kind: 'schematic',
      vintage: null,
      text: `Schematic cells around the centres of LSOAs, not real borders; import boundaries to draw them.${partly}`,
    },
    topology: level === 'lsoa' ? cells : dissolved(cells, parentOf),
  };
}

interface KeptShapes {
  readonly version: number;
  readonly outlines: Map<AreaLevel, LevelOutlines>;
  readonly drawn: Map<AreaLevel, AreaShapes>;
}
const known = new WeakMap<Workspace['identity'], KeptShapes>();

/** What was worked out before from the data as they are now. */
function keptShapes(workspace: Workspace): KeptShapes {
  const version = dataVersion(workspace.read);
  let kept = known.get(workspace.identity);
  if (kept?.version !== version) {
    kept = { version, outlines: new Map(), drawn: new Map() };
    known.set(workspace.identity, kept);
  }
  return kept;
}

/** What a level is drawn with; kept until the data change. Fault not-found in a workspace without areas of that level. */
export function shapesOf(workspace: Workspace, level: AreaLevel): LevelOutlines {
  const kept = keptShapes(workspace).outlines;
  let shapes = kept.get(level);
  if (!shapes) {
    shapes = levelShapes(workspace.read, level);
    if (shapes.topology.objects.areas.geometries.length === 0)
      throw new FaultError(
        'not-found',
        `This workspace knows no areas of level ${level}, so there is nothing to draw.`,
      );
    kept.set(level, shapes);
  }
  return shapes;
}

/** The shapes of a level in whole metres of the British National Grid, with a place for each label; kept likewise. */
export function drawnShapesOf(workspace: Workspace, level: AreaLevel): AreaShapes {
  const kept = keptShapes(workspace).drawn;
  let shapes = kept.get(level);
  if (!shapes) {
    const { source, topology: outlines } = shapesOf(workspace, level);
    const topology = drawnTopology(outlines);
    const names = new Map(readMapAreas(workspace.read, level).map(area => [area.code, area.name]));
    const labels = topology.objects.areas.geometries.flatMap(geometry => {
      const at = labelPoint(polygonsOf(topology, geometry));
      return at ? [{ code: geometry.id, name: names.get(geometry.id) ?? geometry.properties.name, at }] : [];
    });
    shapes = { level, source, topology, labels };
    kept.set(level, shapes);
  }
  return shapes;
}

const withoutAreas: ShapeSource = { kind: 'schematic', vintage: null, text: 'No areas of this level.' };

/** Imported sets with matched and unmatched codes, and what each level is drawn with. */
export function boundarySets(workspace: Workspace): BoundarySets {
  const store = workspace.read;
  const codesAt = new Map(mapLevels.map(level => [level, readMapAreas(store, level)]));
  const sets = readSets(store).map(({ batch, fileName, level, vintage, topology }) => {
    const gazetteer = new Set(codesAt.get(level)?.map(area => area.code));
    const codes = topology.objects.areas.geometries.map(one => one.id).toSorted();
    return {
      batch,
      fileName,
      level,
      vintage,
      areas: codes.length,
      matched: codes.filter(code => gazetteer.has(code)),
      unmatched: codes.filter(code => !gazetteer.has(code)),
    };
  });
  const levels = mapLevels.map(level => {
    const areas = codesAt.get(level)!;
    const outlined = new Set(sets.filter(set => set.level === level).flatMap(set => set.matched));
    return {
      level,
      vintage: areas[0]?.vintage ?? '',
      areas: areas.length,
      source: areas.length > 0 ? shapesOf(workspace, level).source : withoutAreas,
      withoutBoundary: areas.map(area => area.code).filter(code => !outlined.has(code)),
    };
  });
  return { sets, levels };
}
