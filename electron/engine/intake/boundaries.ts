import { readFile } from 'node:fs/promises';
import { feature } from 'topojson-client';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport } from '../../../shared/contract/intake.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { mostPoints as mostDrawn, pointsOf, thinned, thinningMetres } from '../areas/outlines/thinning.ts';
import { topologyOf } from '../areas/outlines/topology.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import type { ReadableStore } from '../store/store.ts';
import { batchOfFile, supersede } from './batches.ts';
import { assertUnchanged } from './file-scan.ts';
import type { FileScan } from './file-scan.ts';
import { alreadyLoaded, insertBatch, problemWriter, refusal, RolledBack, trial } from './import-parts.ts';
import type { ImportSetting } from './import-parts.ts';
import { isSyntheticFile } from './synthetic-files.ts';
import { isUnreadable } from './table.ts';

/** A boundary file is read whole: 200 MB at most. */
const mostBytes = 200 * 1024 ** 2;
const mostAreas = 50_000;
const mostPoints = 20_000_000;
/** About one centimetre over a county: nothing that can be drawn is lost. */
const quantization = 1_000_000;

type Position = readonly number[];
type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: Position[][] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: Position[][][] };

interface AreaShape {
  readonly code: string;
  readonly name: string;
  readonly geometry: Geometry;
}

/** The level and vintage that a property name of the statistics office speaks of: LSOA11CD, WD25CD, LAD13CD. */
const codeProperty = /^(LSOA|MSOA|WD|LAD|LTLA|CTYUA|UTLA)(\d{2})CD$/i;
const levels: Readonly<Record<string, string>> = {
  lsoa: 'lsoa',
  msoa: 'msoa',
  wd: 'ward',
  lad: 'district',
  ltla: 'district',
  ctyua: 'authority',
  utla: 'authority',
};

/**
 * Brings in boundaries: GeoJSON or TopoJSON with official codes, longitude and latitude. They are kept as one topology
 * (TopoJSON, UTF-8) with a single object `areas`, whose geometries carry the code as `id` and `{ name }` as properties.
 */
export async function importBoundaries(setting: ImportSetting, scan: FileScan): Promise<FileReport> {
  const { call, returns, options } = setting;
  if (options.type !== undefined && options.type !== 'boundaries')
    return refusal(
      scan.name,
      `${scan.name} holds boundaries or other JSON, not a return. Import it without naming a type.`,
    );
  if (scan.bytes > mostBytes)
    throw new FaultError(
      'too-large',
      `${scan.name} is larger than 200 MB. Choose generalised boundaries (BGC or BSC), which look the same on a screen.`,
    );
  const read = readShapes(scan.name, await readFile(scan.path, 'utf8'));
  await assertUnchanged(scan);
  if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
  const type = returns.types.find(t => t.name === 'boundaries')!;
  const now = call.now().toISOString();
  const { level, vintage, shapes, wrong } = read;
  const synthetic = isSyntheticFile(scan, []);
  const whole = topologyOf(shapes, quantization);
  const before = pointsOf(whole);
  const drawn = before > mostDrawn ? thinned(whole, thinningMetres, quantization) : whole;
  const after = pointsOf(drawn);
  const bytes = Buffer.from(JSON.stringify(drawn), 'utf8');

  return call.workspace.write(store => {
    const known = batchOfFile(store, scan.sha256);
    if (known) throw new RolledBack(alreadyLoaded(scan.name, known, returns));
    const batch = insertBatch(store, { type, agency: 'ons', scan, at: now, actor: call.actor, synthetic });
    const problems = problemWriter(store, batch);
    for (const w of wrong) {
      const id = store.run(
        'INSERT INTO set_aside (batch_id, row_number, cells, pseudonyms) VALUES (?,?,?,?)',
        batch,
        w.row,
        JSON.stringify({ code: w.code }),
        '{}',
      ).lastId;
      problems.add(
        {
          row: w.row,
          column: 'geometry',
          found: w.code,
          expected: 'a closed outline in longitude and latitude',
          code: 'unreadable-text',
          message: w.message,
          severity: 'set-aside',
        },
        id,
      );
    }
    const unmatched = shapes.filter(
      s => !setting.areas.area(s.code) && !store.get('SELECT 1 FROM area WHERE code = ?', s.code),
    );
    const matched = shapes.length - unmatched.length;
    for (const s of unmatched)
      problems.add(
        {
          row: null,
          column: 'code',
          found: s.code,
          expected: 'a code of the gazetteer',
          code: 'no-match',
          message: `${s.name} (${s.code}) is not in the gazetteer: it can be drawn, but no facts lie in it until a look-up for ${vintage} is loaded.`,
          severity: 'warning',
        },
        null,
      );
    store.run(
      'INSERT INTO boundary_set (batch_id, level, vintage, areas, matched, topology) VALUES (?,?,?,?,?,?)',
      batch,
      level,
      vintage,
      shapes.length,
      matched,
      bytes,
    );
    const counts = {
      read: shapes.length + wrong.length,
      loaded: shapes.length,
      setAside: wrong.length,
      duplicates: 0,
      unlocated: 0,
    };
    store.run(
      'UPDATE batch SET rows_read = ?, rows_loaded = ?, rows_set_aside = ? WHERE id = ?',
      counts.read,
      counts.loaded,
      counts.setAside,
      batch,
    );
    const replaced = setsCovered(store, batch, level, vintage, new Set(shapes.map(s => s.code)));
    supersede(store, replaced, batch, now);
    const sentence = `${scan.name}: ${formatCount(shapes.length, 'boundary', 'boundaries')} of level ${level}, ${vintage}: ${matched.toLocaleString('en-GB')} match the gazetteer, ${unmatched.length.toLocaleString('en-GB')} do not.${wrong.length > 0 ? ` ${formatCount(wrong.length, 'outline was', 'outlines were')} set aside.` : ''}${replaced.length > 0 ? ` It takes the place of batch ${replaced.join(', ')}.` : ''}${after < before ? ` Borders were thinned from ${before.toLocaleString('en-GB')} to ${after.toLocaleString('en-GB')} points, none moved by more than ${thinningMetres} m; every area is kept.` : ''}`;
    const report: FileReport = {
      path: scan.name,
      batch,
      type: type.name,
      typeLabel: type.label,
      agency: 'ons',
      periodFrom: null,
      periodTo: null,
      ...counts,
      outcome: wrong.length > 0 ? 'loaded-in-part' : 'loaded',
      message: sentence,
      supersedes: replaced,
      problems: problems.first,
      problemCount: problems.count(),
      seconds: 0,
    };
    if (options.dryRun) throw trial(report, sentence);
    bumpDataVersion(store);
    appendAudit(store, {
      at: now,
      actor: call.actor,
      action: 'import',
      subject: `batch ${batch}, boundaries, ${level} ${vintage}`,
    });
    return report;
  });
}

/** Current sets of the same level and vintage of which every area is in the new one: a file for each district stands beside the others. */
function setsCovered(
  store: ReadableStore,
  batch: number,
  level: string,
  vintage: string,
  codes: ReadonlySet<string>,
): number[] {
  const covered: number[] = [];
  for (const set of store.all<{ batch_id: number; topology: Uint8Array }>(
    `SELECT batch_id, topology FROM boundary_set WHERE level = ? AND vintage = ? AND batch_id <> ? AND batch_id IN (SELECT id FROM batch WHERE state = 'current')`,
    level,
    vintage,
    batch,
  )) {
    const stored = JSON.parse(Buffer.from(set.topology).toString('utf8')) as {
      objects: { areas: { geometries: { id: string }[] } };
    };
    if (stored.objects.areas.geometries.every(g => codes.has(g.id))) covered.push(set.batch_id);
  }
  return covered;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function features(name: string, text: string): Json[] {
  let json: unknown;
  try {
    json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new FaultError(
      'unreadable-file',
      `${name} is not whole JSON: it may be cut short. Fetch it again. Nothing was changed.`,
    );
  }
  if (!isObject(json))
    throw new FaultError('unreadable-file', `${name} is JSON, but neither GeoJSON nor TopoJSON. Nothing was changed.`);
  if (json['type'] === 'FeatureCollection' && Array.isArray(json['features'])) return json['features'].filter(isObject);
  if (json['type'] === 'Topology' && isObject(json['objects']) && Array.isArray(json['arcs'])) {
    try {
      return Object.values(json['objects']).flatMap(object => {
        if (!isObject(object)) return [];
        const found = feature(json as never, object as never) as unknown as Json;
        return (Array.isArray(found['features']) ? found['features'] : [found]).filter(isObject);
      });
    } catch {
      throw new FaultError(
        'unreadable-file',
        `${name} is TopoJSON, but its arcs do not fit together. Fetch it again. Nothing was changed.`,
      );
    }
  }
  throw new FaultError(
    'unreadable-file',
    `${name} is JSON, but neither a GeoJSON feature collection nor TopoJSON. Nothing was changed.`,
  );
}

function readShapes(
  name: string,
  text: string,
): {
  readonly level: string;
  readonly vintage: string;
  readonly shapes: AreaShape[];
  readonly wrong: { readonly row: number; readonly code: string; readonly message: string }[];
} {
  const all = features(name, text);
  if (all.length === 0) throw new FaultError('unreadable-file', `${name} holds no areas. Nothing was changed.`);
  if (all.length > mostAreas)
    throw new FaultError(
      'too-large',
      `${name} holds ${all.length.toLocaleString('en-GB')} areas, more than ${mostAreas.toLocaleString('en-GB')}. Cut it down to the districts of the partnership.`,
    );
  const property = Object.keys(isObject(all[0]!['properties']) ? all[0]!['properties'] : {}).find(key =>
    codeProperty.test(key),
  );
  const told = property ? codeProperty.exec(property)! : null;
  if (!told)
    throw new FaultError(
      'unreadable-file',
      `${name}: the areas carry no official code (such as LSOA11CD, WD25CD or LAD13CD). Use boundaries of the statistics office. Nothing was changed.`,
    );
  const nameKey = property!.replace(/CD$/i, 'NM');
  const shapes: AreaShape[] = [];
  const wrong: { row: number; code: string; message: string }[] = [];
  const codes = new Set<string>();
  let points = 0;
  for (const [at, f] of all.entries()) {
    const properties = isObject(f['properties']) ? f['properties'] : {};
    const code = String(properties[property!] ?? '')
      .trim()
      .toUpperCase();
    const refuse = (message: string) =>
      wrong.push({ row: at + 1, code: /^[A-Z]\d{8}$/.test(code) ? code : '(not kept)', message });
    if (!/^[A-Z]\d{8}$/.test(code)) {
      refuse('The area has no official code.');
      continue;
    }
    if (codes.has(code)) {
      refuse('An earlier area has the same code.');
      continue;
    }
    const checked = polygonsOf(f['geometry']);
    if (typeof checked === 'string') {
      if (checked === nationalGrid)
        throw new FaultError(
          'unreadable-file',
          `${name} is in National Grid metres. Choose the version in longitude and latitude (WGS84, EPSG:4326). Nothing was changed.`,
        );
      refuse(checked);
      continue;
    }
    points += checked.points;
    if (points > mostPoints)
      throw new FaultError(
        'too-large',
        `${name} has more than 20 million points. Choose generalised boundaries (BGC or BSC).`,
      );
    codes.add(code);
    const label = String(properties[nameKey] ?? code);
    shapes.push({ code, name: label.length <= 200 && !isUnreadable(label) ? label : code, geometry: checked.geometry });
  }
  if (shapes.length === 0)
    throw new FaultError(
      'unreadable-file',
      `${name}: no area has an outline that can be used. ${wrong[0]?.message ?? ''} Nothing was changed.`,
    );
  return { level: levels[told[1]!.toLowerCase()]!, vintage: `20${told[2]}`, shapes, wrong };
}

const nationalGrid = 'national-grid';

function polygonsOf(geometry: unknown): { readonly geometry: Geometry; readonly points: number } | string {
  if (!isObject(geometry) || !Array.isArray(geometry['coordinates'])) return 'The area has no outline.';
  if (geometry['type'] !== 'Polygon' && geometry['type'] !== 'MultiPolygon') return 'The outline is not a polygon.';
  const polygons: unknown = geometry['type'] === 'Polygon' ? [geometry['coordinates']] : geometry['coordinates'];
  let points = 0;
  for (const polygon of polygons as unknown[]) {
    if (!Array.isArray(polygon) || polygon.length === 0) return 'The outline is empty.';
    for (const ring of polygon as unknown[]) {
      if (!Array.isArray(ring) || ring.length < 4) return 'The outline has fewer than three sides.';
      for (const point of ring as unknown[]) {
        if (
          !Array.isArray(point) ||
          typeof point[0] !== 'number' ||
          typeof point[1] !== 'number' ||
          !Number.isFinite(point[0]) ||
          !Number.isFinite(point[1])
        )
          return 'The outline has a point that is not a number.';
        if (Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90) return nationalGrid;
        if (point[0] < -9 || point[0] > 3 || point[1] < 49 || point[1] > 61)
          return 'The outline lies outside Great Britain.';
      }
      points += ring.length;
      const first = ring[0] as number[];
      const last = ring.at(-1) as number[];
      if (first[0] !== last[0] || first[1] !== last[1]) return 'The outline is not closed.';
    }
  }
  return { geometry: geometry as unknown as Geometry, points };
}
