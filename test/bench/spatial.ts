import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { createEngine } from '../../electron/engine/engine.ts';
import { classBreaks } from '../../electron/engine/geography/spatial/breaks.ts';
import { density } from '../../electron/engine/geography/spatial/density.ts';
import { drawnTopology, labelPoint, polygonsOf } from '../../electron/engine/areas/outlines/drawing.ts';
import { getisOrd } from '../../electron/engine/geography/spatial/getis-ord.ts';
import { analysedAreas } from '../../electron/engine/areas/outlines/neighbours.ts';
import type { Adjacency } from '../../electron/engine/areas/outlines/neighbours.ts';
import { permutedInWorker } from '../../electron/engine/geography/spatial/permutation-thread.ts';
import { schematicTopology } from '../../electron/engine/geography/spatial/schematic.ts';
import {
  cellsInside,
  densityOver,
  rasterOver,
  usualBandwidth,
} from '../../electron/engine/geography/spatial/surface.ts';
import { contiguity, topologyOf } from '../../electron/engine/areas/outlines/topology.ts';
import type { Outline } from '../../electron/engine/areas/outlines/topology.ts';

/**
 * How long spatial statistics take for the 687 LSOAs: `node test/bench/spatial.ts`. Beside each stands a plain version
 * that follows the formula word for word. Prints medians; it asserts nothing. Official boundaries are used where they lie
 * beside the checkout, else schematic cells.
 */
const root = path.resolve(import.meta.dirname, '../..');

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function median(times: number, work: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken.sort((a, b) => a - b)[times >> 1]!;
}

const say = (what: string, milliseconds: number) =>
  process.stdout.write(`${milliseconds.toFixed(milliseconds < 10 ? 2 : 0).padStart(8)} ms  ${what}\n`);

/** Gi* as written in a textbook: a full matrix of weights. */
function plainScores(x: readonly number[], { starts, indices }: Adjacency): number[] {
  const n = x.length;
  const matrix = x.map((_, i) => {
    const row = Array.from({ length: n }, () => 0);
    row[i] = 1;
    for (const j of indices.subarray(starts[i]!, starts[i + 1]!)) row[j] = 1;
    return row;
  });
  const mean = x.reduce((a, b) => a + b, 0) / n;
  const s = Math.sqrt(x.reduce((a, b) => a + b * b, 0) / n - mean * mean);
  return matrix.map(row => {
    const w = row.reduce((a, b) => a + b, 0);
    const w2 = row.reduce((a, b) => a + b * b, 0);
    const lag = row.reduce((a, b, j) => a + b * x[j]!, 0);
    return (lag - mean * w) / (s * Math.sqrt((n * w2 - w * w) / (n - 1)));
  });
}

/** Conditional permutations as described: for each area and permutation, neighbours drawn anew. */
function plainPermutations(x: readonly number[], { starts, indices }: Adjacency, permutations: number): number[] {
  const next = random(1);
  return x.map((_, i) => {
    const others = x.filter((_, j) => j !== i);
    const k = starts[i + 1]! - starts[i]!;
    const observed = indices.subarray(starts[i]!, starts[i + 1]!).reduce((sum, j) => sum + x[j]!, 0);
    let high = 0;
    for (let p = 0; p < permutations; p++) {
      let sum = 0;
      for (let d = 0; d < k; d++) {
        const other = d + Math.floor(next() * (others.length - d));
        [others[d], others[other]] = [others[other]!, others[d]!];
        sum += others[d]!;
      }
      if (sum >= observed) high++;
    }
    return (Math.min(high, permutations - high) + 1) / (permutations + 1);
  });
}

const gazetteer = parse(readFileSync(path.join(root, 'resources/gazetteer/lsoas.csv')), { columns: true }) as Record<
  string,
  string
>[];
const codes = gazetteer.map(row => row['code']!);
const centroids = gazetteer.map(row => ({
  code: row['code']!,
  name: row['name']!,
  easting: Number(row['easting']),
  northing: Number(row['northing']),
}));
const file = path.resolve(root, '../shared/data/boundaries/lsoa2011.geojson');
const real = existsSync(file);
const outlines: Outline[] = real
  ? (
      JSON.parse(readFileSync(file, 'utf8')) as {
        features: { properties: { LSOA11CD: string }; geometry: Outline['geometry'] }[];
      }
    ).features.map(one => ({ code: one.properties.LSOA11CD, name: '', geometry: one.geometry }))
  : [];
const topology = real ? topologyOf(outlines, 1e6) : schematicTopology(centroids);
const queen = contiguity(topology, codes, 'queen');
process.stdout.write(
  `${codes.length} areas, ${queen.indices.length} links, ${real ? 'official' : 'schematic'} borders\n`,
);

const next = random(7);
const values = gazetteer.map(row => (Math.floor(30 * next() ** 4) / Number(row['persons'])) * 1000);
say('Gi* with p, Benjamini–Hochberg and bins', await median(51, () => getisOrd(values, queen, true)));
say('  plain: full matrix, z only', await median(5, () => plainScores(values, queen)));
const task = { ...analysedAreas(values, queen), permutations: 99_999, seed: 1 };
const signal = new AbortController().signal;
say(
  'local Moran, 99,999 permutations in a worker (with 9,999 of the global one)',
  await median(3, () => permutedInWorker(task, signal, () => undefined)),
);
const few = 999;
say(
  `  plain: neighbours drawn for each area, scaled from ${few} permutations`,
  (await median(1, () => plainPermutations(values, queen, few))) * (99_999 / few),
);
say('queen neighbours from the topology', await median(5, () => contiguity(topology, codes, 'queen')));
say('schematic cells of all areas as a topology', await median(5, () => schematicTopology(centroids)));
say('Fisher–Jenks, 5 classes of 687', await median(21, () => classBreaks(values, 'fisher-jenks', { k: 5 })));
const many = Array.from({ length: 35_000 }, () => next() ** 3);
say('Fisher–Jenks, 7 classes of 35,000', await median(3, () => classBreaks(many, 'fisher-jenks', { k: 7 })));

const drawn = drawnTopology(topology);
const polygons = drawn.objects.areas.geometries.flatMap(one => polygonsOf(drawn, one));
const raster = rasterOver(polygons)!;
const events = centroids.map((one, i) => [one.easting, one.northing, Math.round(values[i]! * 10)] as const);
const bandwidth = Math.round(usualBandwidth(events));
say(
  'outlines in whole metres, with labels',
  await median(5, () => {
    const shapes = drawnTopology(topology);
    return shapes.objects.areas.geometries.map(one => labelPoint(polygonsOf(shapes, one)));
  }),
);
say(
  `a surface of ${raster.columns} × ${raster.rows} cells, bandwidth ${bandwidth} m, with its edge and classes`,
  await median(11, () => {
    const surface = densityOver(events, bandwidth, raster);
    const inside = cellsInside(raster, polygons);
    return classBreaks(
      Array.from(surface, (value, i) => (inside[i] ? value : null)),
      'fisher-jenks',
      { k: 5 },
    );
  }),
);
const centres = Array.from({ length: raster.columns * raster.rows }, (_, i): [number, number] => [
  raster.origin[0] + ((i % raster.columns) + 0.5) * raster.cell,
  raster.origin[1] + (Math.floor(i / raster.columns) + 0.5) * raster.cell,
]);
say('  plain: every event at every cell', await median(3, () => density(events, bandwidth, centres)));

/** The whole engine over 48 months of made-up incidents: from a description to the numbers on a map. */
const folder = mkdtempSync(path.join(tmpdir(), 'spatial-bench-'));
const engine = createEngine({
  resources: path.join(root, 'resources'),
  actor: 'bench',
  emit: () => undefined,
  log: line => process.stderr.write(`${line}\n`),
});
const call = async (method: string, input: object): Promise<void> => {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(answer.fault.message);
};
try {
  await call('workspace.create', { file: path.join(folder, 'map.csaf'), passphrase: 'six white horses on a hill' });
  const header =
    'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
  const months = Array.from(
    { length: 48 },
    (_, m) => `${2014 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`,
  );
  const lines = months.flatMap(month =>
    codes.flatMap((code, i) =>
      Array.from(
        { length: Math.floor(next() * 5) },
        (_, n) => `${month}${i}${n},${month},Staffordshire Police,Staffordshire Police,,,Near,${code},,Drugs,,`,
      ),
    ),
  );
  const incidents = path.join(folder, '2014-01-staffordshire-street.csv');
  writeFileSync(incidents, [header, ...lines, ''].join('\n'));
  await call('intake.import', { files: real ? [incidents, file] : [incidents] });
  const description = { dataset: 'street-crime', level: 'lsoa' };
  // What reads the facts and the outlines for the first time is not the map's own time.
  await call('geography.hotspots', { description });
  const timed = async (what: string, method: string, input: object) =>
    say(`${what} (${lines.length} incidents)`, await median(7, () => call(method, input)));
  await timed('the engine: hot spots of 687 areas with a back-test', 'geography.hotspots', { description });
  await timed('the engine: a series of 687 areas × 48 months', 'geography.series', { description, by: 'month' });
  await timed('the engine: a surface', 'geography.surface', { description });
  await timed('the engine: a surface against residents', 'geography.surface', {
    description,
    kind: 'ratio-to-population',
  });
  await timed('the engine: hexagons', 'geography.hexagons', { description });
  await timed('the engine: shapes for drawing, kept', 'geography.shapes', { level: 'lsoa' });
} finally {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
