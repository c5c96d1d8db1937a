import { readFile } from 'node:fs/promises';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport, Problem } from '../../../shared/contract/intake.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { mostPoints as mostDrawn, pointsOf, thinned, thinningMetres } from '../areas/outlines/thinning.ts';
import { topologyOf } from '../areas/outlines/topology.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import { batchOfFile, supersede } from './batches.ts';
import { readBoundaries } from './boundary-shapes.ts';
import type { AreaShape, ReadBoundaries, WrongOutline } from './boundary-shapes.ts';
import { assertUnchanged } from './file-scan.ts';
import type { FileScan } from './file-scan.ts';
import { alreadyLoaded, insertBatch, problemWriter, refusal, RolledBack, trial } from './import-parts.ts';
import type { ImportSetting, ProblemWriter } from './import-parts.ts';
import { isSyntheticFile } from './synthetic-files.ts';

/** A boundary file is read whole: 200 MB at most. */
const mostBytes = 200 * 1024 ** 2;
/** About one centimetre over a county: nothing that can be drawn is lost. */
const quantization = 1_000_000;

/**
 * Brings in boundaries: GeoJSON or TopoJSON with official codes, longitude and latitude. They are kept as one topology
 * (TopoJSON, UTF-8) with a single object `areas`, whose geometries carry the code as `id` and `{ name }` as properties.
 */
export async function importBoundaries(setting: ImportSetting, scan: FileScan): Promise<FileReport> {
  const { call, options } = setting;
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
  const read = readBoundaries(scan.name, await readFile(scan.path, 'utf8'));
  await assertUnchanged(scan);
  if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
  return keepBoundaries(setting, scan, read);
}

/** Boundaries as they are kept, and how many points they had before they were thinned. */
interface DrawnBoundaries {
  readonly bytes: Uint8Array;
  readonly before: number;
  readonly after: number;
}

function drawnBoundaries(shapes: readonly AreaShape[]): DrawnBoundaries {
  const whole = topologyOf(shapes, quantization);
  const before = pointsOf(whole);
  const drawn = before > mostDrawn ? thinned(whole, thinningMetres, quantization) : whole;
  return { bytes: Buffer.from(JSON.stringify(drawn), 'utf8'), before, after: pointsOf(drawn) };
}

/** Keeps boundaries in one transaction. Throws `RolledBack` where nothing was to be changed. */
function keepBoundaries({ call, returns, areas, options }: ImportSetting, scan: FileScan, read: ReadBoundaries) {
  const type = returns.types.find(one => one.name === 'boundaries')!;
  const at = call.now().toISOString();
  const { level, vintage, shapes, wrong } = read;
  const synthetic = isSyntheticFile(scan, []);
  const drawn = drawnBoundaries(shapes);
  return call.workspace.write(store => {
    const known = batchOfFile(store, scan.sha256);
    if (known) throw new RolledBack(alreadyLoaded(scan.name, known, returns));
    const batch = insertBatch(store, { type, agency: 'ons', scan, at, actor: call.actor, synthetic });
    const problems = problemWriter(store, batch);
    for (const one of wrong) setAsideOutline(store, batch, problems, one);
    const unmatched = shapes.filter(
      shape => !areas.area(shape.code) && !store.get('SELECT 1 FROM area WHERE code = ?', shape.code),
    );
    for (const shape of unmatched) problems.add(unmatchedWarning(shape, vintage), null);
    insertBoundaries(store, batch, read, { matched: shapes.length - unmatched.length, bytes: drawn.bytes });
    const replaced = setsCovered(store, batch, level, vintage, new Set(shapes.map(shape => shape.code)));
    supersede(store, replaced, batch, at);
    const message = outcomeText(scan.name, read, drawn, { unmatched: unmatched.length, replaced });
    const report: FileReport = {
      path: scan.name,
      batch,
      type: type.name,
      typeLabel: type.label,
      agency: 'ons',
      periodFrom: null,
      periodTo: null,
      read: shapes.length + wrong.length,
      loaded: shapes.length,
      setAside: wrong.length,
      duplicates: 0,
      unlocated: 0,
      outcome: wrong.length > 0 ? 'loaded-in-part' : 'loaded',
      message,
      supersedes: replaced,
      problems: problems.first,
      problemCount: problems.count(),
      seconds: 0,
    };
    if (options.dryRun) throw trial(report, message);
    bumpDataVersion(store);
    const subject = `batch ${batch}, boundaries, ${level} ${vintage}`;
    appendAudit(store, { at, actor: call.actor, action: 'import', subject });
    return report;
  });
}

function setAsideOutline(store: WritableStore, batch: number, problems: ProblemWriter, wrong: WrongOutline): void {
  const id = store.run(
    'INSERT INTO set_aside (batch_id, row_number, cells, pseudonyms) VALUES (?,?,?,?)',
    batch,
    wrong.row,
    JSON.stringify({ code: wrong.code }),
    '{}',
  ).lastId;
  problems.add(
    {
      row: wrong.row,
      column: 'geometry',
      found: wrong.code,
      expected: 'a closed outline in longitude and latitude',
      code: 'unreadable-text',
      message: wrong.message,
      severity: 'set-aside',
    },
    id,
  );
}

function unmatchedWarning({ code, name }: AreaShape, vintage: string): Problem {
  return {
    row: null,
    column: 'code',
    found: code,
    expected: 'a code of the gazetteer',
    code: 'no-match',
    message: `${name} (${code}) is not in the gazetteer: it can be drawn, but no facts lie in it until a look-up for ${vintage} is loaded.`,
    severity: 'warning',
  };
}

/** Writes a set of boundaries, and the counts of its batch. */
function insertBoundaries(
  store: WritableStore,
  batch: number,
  { level, vintage, shapes, wrong }: ReadBoundaries,
  { matched, bytes }: { readonly matched: number; readonly bytes: Uint8Array },
): void {
  store.run(
    'INSERT INTO boundary_set (batch_id, level, vintage, areas, matched, topology) VALUES (?,?,?,?,?,?)',
    batch,
    level,
    vintage,
    shapes.length,
    matched,
    bytes,
  );
  store.run(
    'UPDATE batch SET rows_read = ?, rows_loaded = ?, rows_set_aside = ? WHERE id = ?',
    shapes.length + wrong.length,
    shapes.length,
    wrong.length,
    batch,
  );
}

function outcomeText(
  name: string,
  { level, vintage, shapes, wrong }: ReadBoundaries,
  { before, after }: DrawnBoundaries,
  { unmatched, replaced }: { readonly unmatched: number; readonly replaced: readonly number[] },
): string {
  const count = (n: number) => n.toLocaleString('en-GB');
  const sentences = [
    `${name}: ${formatCount(shapes.length, 'boundary', 'boundaries')} of level ${level}, ${vintage}: ${count(shapes.length - unmatched)} match the gazetteer, ${count(unmatched)} do not.`,
  ];
  if (wrong.length > 0) sentences.push(`${formatCount(wrong.length, 'outline was', 'outlines were')} set aside.`);
  if (replaced.length > 0) sentences.push(`It takes the place of batch ${replaced.join(', ')}.`);
  if (after < before)
    sentences.push(
      `Borders were thinned from ${count(before)} to ${count(after)} points, none moved by more than ${thinningMetres} m; every area is kept.`,
    );
  return sentences.join(' ');
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
