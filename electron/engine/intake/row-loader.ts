import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { PreparedWrite, SqlValue, WritableStore } from '../store/store.ts';
import type { CheckedRow } from './checking/row-state.ts';
import type { HeaderMatch } from './recognition.ts';
import type { ReturnType } from './return-types.ts';
import type { RowChecker } from './row-checker.ts';
import type { SheetRow } from './table.ts';

export type RowLoader = (row: SheetRow, checked: CheckedRow) => void;

/** Writes a good row as what its type says: facts, or links and areas. */
export function rowLoader(
  store: WritableStore,
  type: ReturnType,
  checker: RowChecker,
  batch: number,
  match: HeaderMatch,
): RowLoader {
  if (type.load === 'links') return linkLoader(store, type, batch, match);
  const table = datasetNamed(type.dataset!)!.table;
  const extra = type.spread
    ? [type.spread.name, type.spread.value, ...(type.spread.symbol ? [type.spread.symbol] : [])]
    : [];
  // What the file has no column for stays empty by itself.
  const kept = checker.targets.map((_, i) => i).filter(i => checker.filledTargets[i]);
  const columns = [...kept.map(i => checker.targets[i]!), ...extra];
  const insert: PreparedWrite = store.prepare(
    `INSERT INTO ${table} (batch_id, row_number${columns.map(column => `, ${column}`).join('')}) VALUES (?,?${',?'.repeat(columns.length)})`,
  );
  const hasSymbol = type.spread?.symbol !== undefined;
  const parameters: SqlValue[] = Array.from({ length: 2 + columns.length }, () => null);
  const fill = (row: SheetRow, checked: CheckedRow) => {
    parameters[0] = batch;
    parameters[1] = row.number;
    for (let i = 0; i < kept.length; i++) parameters[2 + i] = checked.values[kept[i]!]!;
  };
  if (!type.spread)
    return (row, checked) => {
      fill(row, checked);
      insert.run(...parameters);
    };
  const at = 2 + kept.length;
  return (row, checked) => {
    fill(row, checked);
    for (const { name, value, symbol } of checked.spread) {
      parameters[at] = name;
      parameters[at + 1] = value;
      if (hasSymbol) parameters[at + 2] = symbol;
      insert.run(...parameters);
    }
  };
}

function linkLoader(
  store: WritableStore,
  type: ReturnType,
  batch: number,
  match: HeaderMatch,
): (row: SheetRow) => void {
  const placeOf = (name: string | undefined) =>
    name === undefined ? -1 : match.places[type.columns.findIndex(c => c.name === name)]!;
  const link = store.prepare(
    'INSERT INTO area_link (batch_id, from_code, from_level, from_vintage, to_code, to_level, to_vintage, change) VALUES (?,?,?,?,?,?,?,?)',
  );
  // A code that the gazetteer knows keeps what the gazetteer says.
  const area = store.prepare(
    'INSERT INTO area (code, level, name, vintage, ward, district, batch_id) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING',
  );
  const links = (type.links ?? []).map(l => ({
    ...l,
    fromAt: placeOf(l.from.column),
    toAt: placeOf(l.to.column),
    changeAt: placeOf(l.change),
    vintageAt: placeOf(l.vintage),
  }));
  const areas = (type.areas ?? []).map(a => ({
    ...a,
    codeAt: placeOf(a.code),
    nameAt: placeOf(a.name),
    vintageAt: placeOf(a.vintageColumn),
    wardAt: placeOf(a.ward),
    districtAt: placeOf(a.district),
  }));
  return row => {
    const cell = (at: number) => (at < 0 ? '' : (row.cells[at] ?? '').trim());
    for (const l of links) {
      const vintage = cell(l.vintageAt);
      if (cell(l.fromAt) !== '' && cell(l.toAt) !== '')
        link.run(
          batch,
          cell(l.fromAt),
          l.from.level,
          vintage || l.from.vintage,
          cell(l.toAt),
          l.to.level,
          vintage || l.to.vintage,
          cell(l.changeAt) || null,
        );
    }
    for (const a of areas)
      if (cell(a.codeAt) !== '' && cell(a.nameAt) !== '')
        area.run(
          cell(a.codeAt),
          a.level,
          cell(a.nameAt),
          cell(a.vintageAt) || (a.vintage ?? ''),
          cell(a.wardAt) || null,
          cell(a.districtAt) || null,
          batch,
        );
  };
}
