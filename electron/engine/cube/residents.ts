import type { DatePart } from '../../../shared/contract/cube.ts';
import type { Population } from '../../../shared/model/dataset.ts';
import { financialYear } from '../../../shared/model/period.ts';
import { othersCode, tuplesOfNodes } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { authorityOfDistrict } from '../areas/areas.ts';
import type { Areas } from '../areas/areas.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Facts } from './columns/facts.ts';
import type { CodeColumn } from './columns/column-types.ts';
import type { Grain, Grains } from './grains.ts';
import type { CompiledFilter, Dimension } from './plan.ts';

/** Denominators of rates: which residents belong to a cell. */

type AreaGrain = 'district' | 'ward' | 'lsoa';
const fineness: Readonly<Record<AreaGrain, number>> = { district: 1, ward: 2, lsoa: 3 };
const areaFields: Readonly<Record<string, AreaGrain>> = {
  authority: 'district',
  district: 'district',
  ward: 'ward',
  msoa: 'lsoa',
  lsoa: 'lsoa',
  deprivation: 'lsoa',
};
const ageFields = ['age', 'age_band'];

/** Whether a field says where a resident lives, how old they are or their sex. */
export function isResidentField(name: string): boolean {
  return name in areaFields || ageFields.includes(name) || name === 'sex';
}

/** Residents of one mid-year at one area grain, one row for each area, age and sex that the source has. */
interface Source {
  readonly year: number;
  readonly grain: AreaGrain;
  readonly ages: boolean;
  readonly sexes: boolean;
  readonly persons: Float64Array;
  readonly age: Float64Array | null;
  readonly columns: ReadonlyMap<string, CodeColumn>;
  readonly districts: ReadonlySet<string>;
}

const ageBounds: Readonly<Record<Population, readonly [number, number]>> = {
  '10-17': [10, 17],
  '0-17': [0, 17],
  'all-ages': [0, Infinity],
};

function columnOf(values: readonly (string | null)[]): CodeColumn {
  const dictionary: string[] = [];
  const places = new Map<string, number>();
  const codes = new Uint32Array(values.length);
  values.forEach((value, i) => {
    if (value === null) return;
    let place = places.get(value);
    if (place === undefined) {
      place = dictionary.push(value);
      places.set(value, place);
    }
    codes[i] = place;
  });
  return { codes, dictionary };
}

/** The gazetteer's own counts, mid-2019: no ages or sexes beyond the three groups. */
function gazetteerSource(areas: Areas, grain: AreaGrain, population: Population): Source | null {
  const rows = [...areas.values()].filter(area => area.level === grain);
  const counted = rows
    .map(area => ({
      area,
      persons: population === '10-17' ? area.children_10_17 : population === '0-17' ? area.children_0_17 : area.persons,
    }))
    .filter(one => one.persons !== null);
  if (!counted.length) return null;
  const of = (pick: (area: (typeof rows)[number]) => string | null) => columnOf(counted.map(one => pick(one.area)));
  const districtOf = (area: (typeof rows)[number]) => (grain === 'district' ? area.code : area.district);
  const columns = new Map<string, CodeColumn>([
    ['district', of(districtOf)],
    [
      'authority',
      of(area => area.authority ?? (districtOf(area) === null ? null : authorityOfDistrict(areas, districtOf(area)!))),
    ],
  ]);
  if (grain !== 'district')
    columns.set(
      'ward',
      of(area => (grain === 'ward' ? area.code : area.ward)),
    );
  if (grain === 'lsoa') {
    columns.set(
      'lsoa',
      of(area => area.code),
    );
    columns.set(
      'msoa',
      of(area => area.msoa),
    );
    columns.set(
      'deprivation',
      of(area => (area.deprivation_decile === null ? null : String(area.deprivation_decile))),
    );
  }
  return {
    year: 2019,
    grain,
    ages: false,
    sexes: false,
    persons: Float64Array.from(counted, one => one.persons!),
    age: null,
    columns,
    districts: new Set(columns.get('district')!.dictionary),
  };
}

interface Loaded {
  readonly source: Source;
  readonly fineness: number;
}

const loadedSources = new WeakMap<Facts, readonly Loaded[]>();

/**
 * The population tables of the workspace as sources: one for each mid-year and area grain. Where two batches give the
 * same year, grain and district, the later batch counts. Districts that the gazetteer does not know are left out.
 */
function sourcesOf(population: Facts): readonly Loaded[] {
  const found = loadedSources.get(population);
  if (found) return found;
  const column = (name: string) => population.codes(name);
  const [year, lsoa, ward, district, sex] = [
    column('year'),
    column('lsoa'),
    column('ward'),
    column('district'),
    column('sex'),
  ];
  const { numbers: persons } = population.numbers('persons');
  const { numbers: age } = population.numbers('age');
  const known = new Set(
    [...population.areas.values()].filter(area => area.level === 'district').map(area => area.code),
  );
  const groups = new Map<string, { year: number; grain: AreaGrain; rows: number[]; batch: Map<number, number> }>();
  const groupOf: (string | null)[] = [];
  for (let row = 0; row < population.rows; row++) {
    const d = district.codes[row]!;
    if (
      d === 0 ||
      year.codes[row] === 0 ||
      Number.isNaN(persons[row]!) ||
      (known.size > 0 && !known.has(district.dictionary[d - 1]!))
    ) {
      groupOf.push(null);
      continue;
    }
    const grain: AreaGrain = lsoa.codes[row] !== 0 ? 'lsoa' : ward.codes[row] !== 0 ? 'ward' : 'district';
    const y = Number.parseInt(year.dictionary[year.codes[row]! - 1]!, 10);
    const key = `${y}|${grain}`;
    let group = groups.get(key);
    if (!group) {
      group = { year: y, grain, rows: [], batch: new Map() };
      groups.set(key, group);
    }
    group.batch.set(d, Math.max(group.batch.get(d) ?? 0, population.batchOfRow(row).id));
    groupOf.push(key);
  }
  groupOf.forEach((key, row) => {
    const group = key === null ? undefined : groups.get(key);
    if (group && group.batch.get(district.codes[row]!) === population.batchOfRow(row).id) group.rows.push(row);
  });
  const names = ['lsoa', 'ward', 'district', 'authority', 'deprivation', 'sex', 'age', 'age_band'].filter(name =>
    population.dataset.fields.some(field => field.name === name),
  );
  const sources = [...groups.values()].map(group => {
    const rows = group.rows;
    const columns = new Map(
      names.map(name => {
        const whole = column(name);
        return [
          name,
          { codes: Uint32Array.from(rows, row => whole.codes[row]!), dictionary: whole.dictionary },
        ] as const;
      }),
    );
    const districts = new Set(rows.map(row => district.dictionary[district.codes[row]! - 1]!));
    const ages = rows.every(row => !Number.isNaN(age[row]!));
    const source: Source = {
      year: group.year,
      grain: group.grain,
      ages,
      sexes: rows.every(row => sex.codes[row] !== 0),
      persons: Float64Array.from(rows, row => persons[row]!),
      age: ages ? Float64Array.from(rows, row => age[row]!) : null,
      columns,
      districts,
    };
    return { source, fineness: fineness[group.grain] };
  });
  loadedSources.set(population, sources);
  return sources;
}

/** Which calendar year's mid-year estimate a month takes. */
type YearRule = 'financial' | 'academic' | 'calendar';

const ruleOf = (by: DatePart | null): YearRule =>
  by === 'academic-year' ? 'academic' : by === null || by.startsWith('financial') ? 'financial' : 'calendar';

/** Months are counted from year 0: 12 × year + month − 1. */
function monthsOf(first: number, last: number): number[] {
  const monthOf = (day: number) => {
    const date = new Date(day * 86_400_000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const end = monthOf(last);
  const months: number[] = [];
  for (let m = monthOf(first); m <= end; m++) months.push(m);
  return months;
}

function yearOfMonth(month: number, rule: YearRule): number {
  const year = Math.floor(month / 12);
  const starts = rule === 'financial' ? 3 : rule === 'academic' ? 8 : 0;
  return month % 12 >= starts ? year : year - 1;
}

/** Persons behind each cell of a grain, NaN where there is no denominator. */
export interface Denominators {
  readonly persons: Float64Array;
}

interface Side {
  /** Composite keys of the resident tuples of each node; null when a code is not recorded or unknown to the population. */
  readonly keys: readonly (readonly number[] | null)[];
}

export interface ResidentsContext {
  readonly facts: Facts;
  readonly population: Facts | null;
  readonly grains: Grains;
  readonly filters: readonly CompiledFilter[];
  readonly coverage: Coverage | null;
  readonly selected: Int32Array | null;
}

/**
 * Denominators for one kind of population over a table. One choice of source for the whole table, by the finest area
 * that it shows or filters, so that parts and totals speak of the same residents.
 */
export class Residents {
  private readonly context: ResidentsContext;
  private readonly population: Population;
  private readonly sources: ReadonlyMap<number, Source>;
  private readonly rule: YearRule;
  private readonly time: { axis: 'rows' | 'columns'; level: number; dimension: Dimension } | null;
  private readonly filters: readonly CompiledFilter[];
  private readonly overall: readonly number[];
  private readonly used = new Map<number, Set<number>>();
  private readonly uncovered: number;
  /** Why there is no denominator anywhere; null when there is one. */
  readonly missing: string | null;

  constructor(context: ResidentsContext, population: Population) {
    this.context = context;
    this.population = population;
    const { facts, grains } = context;
    const dimensions = [...grains.rows.dimensions, ...grains.columns.dimensions];
    this.filters = context.filters.filter(filter => isResidentField(filter.field.name) && !filter.onlyRecorded);
    const names = [...dimensions.map(dimension => dimension.name), ...this.filters.map(filter => filter.field.name)];
    const needed = Math.max(1, ...names.map(name => (name in areaFields ? fineness[areaFields[name]!] : 1)));
    const needsAge = names.some(name => ageFields.includes(name));
    const needsSex = names.includes('sex');

    const known = new Set([...facts.areas.values()].filter(area => area.level === 'district').map(area => area.code));
    const loaded = (context.population ? sourcesOf(context.population) : []).filter(
      one =>
        one.fineness >= needed &&
        (one.source.ages || population === 'all-ages') &&
        (!needsAge || one.source.ages) &&
        (!needsSex || one.source.sexes) &&
        [...known].every(code => one.source.districts.has(code)),
    );
    const sources = new Map<number, Source>();
    // Of several grains for a year, the coarsest that still tells the areas apart.
    for (const one of loaded.toSorted((a, b) => b.fineness - a.fineness)) sources.set(one.source.year, one.source);
    if (!sources.size && !needsAge && !needsSex) {
      const grain = (['district', 'ward', 'lsoa'] as const)[needed - 1]!;
      const own = gazetteerSource(facts.areas, grain, population);
      if (own) sources.set(own.year, own);
    }
    this.sources = sources;
    this.missing = sources.size
      ? null
      : needsSex
        ? 'The population tables loaded do not tell the sexes apart, so these rates have no denominator.'
        : needsAge
          ? 'No population table by age is loaded for these areas, so these rates have no denominator.'
          : 'No population is loaded for these areas, so these rates have no denominator.';

    const axes = (['rows', 'columns'] as const).flatMap(axis =>
      grains[axis].dimensions.map((dimension, level) => ({ axis, level, dimension })),
    );
    const periods = axes.filter(one => one.dimension.column.periods !== undefined && one.dimension.by !== null);
    const own = periods.filter(one => one.dimension.name === facts.dataset.dateField);
    const candidates = own.length ? own : periods;
    const first = candidates[0];
    // The deepest part of one date field on one axis: a quarter under its year.
    this.time = first
      ? candidates.filter(one => one.axis === first.axis && one.dimension.name === first.dimension.name).at(-1)!
      : null;
    const dateFilter = context.filters.find(filter => filter.field.name === facts.dataset.dateField);
    this.rule = ruleOf(this.time ? this.time.dimension.by : (dateFilter?.by ?? null));
    this.overall = this.clipped(this.overallMonths());
    this.uncovered = this.rowsOutside();
  }

  /** Months of the whole table: those of its periods, else of the filters on the date, else of the data. */
  private overallMonths(): number[] {
    const { facts, grains, filters, coverage } = this.context;
    if (this.time) {
      const tree = grains[this.time.axis];
      const { periods } = this.time.dimension.column;
      const months = new Set<number>();
      for (const code of new Set(tree.tuples.codes[this.time.level]!)) {
        const period = code > 0 ? periods![code - 1] : undefined;
        if (period) for (const month of monthsOf(period.first, period.last)) months.add(month);
      }
      return [...months];
    }
    if (!coverage) return [];
    let [first, last] = [coverage.first, coverage.until];
    for (const filter of filters) {
      if (filter.field.name !== facts.dataset.dateField || !filter.dimension?.column.periods) continue;
      if (filter.range) {
        first = Math.max(first, filter.range.from);
        last = Math.min(last, filter.range.to);
        continue;
      }
      const passing = filter.dimension.column.periods.filter((_, p) => filter.allowed![p + 1] === 1);
      if (passing.length) {
        const months = new Set(
          passing.flatMap(period => monthsOf(Math.max(period.first, first), Math.min(period.last, last))),
        );
        return [...months];
      }
    }
    return first <= last ? monthsOf(first, last) : [];
  }

  /** Without months after the data end, unless nothing would remain. */
  private clipped(months: readonly number[]): number[] {
    const { coverage } = this.context;
    if (!coverage) return [...months];
    const end = monthsOf(coverage.until, coverage.until)[0]!;
    const kept = months.filter(month => month <= end);
    return kept.length ? kept : [...months];
  }

  /** Selected rows in districts of which no source knows the residents. */
  private rowsOutside(): number {
    const { facts, selected } = this.context;
    const source = this.sources.values().next().value;
    if (!source || !facts.dataset.fields.some(field => field.name === 'district' && field.type === 'area')) return 0;
    const { codes, dictionary } = facts.codes('district');
    const outside = Uint8Array.from([0, ...dictionary.map(code => Number(!source.districts.has(code)))]);
    if (!outside.includes(1)) return 0;
    let rows = 0;
    const count = selected === null ? facts.rows : selected.length;
    for (let i = 0; i < count; i++) rows += outside[codes[selected === null ? i : selected[i]!]!]!;
    return rows;
  }

  /** The source year that stands for a year: the year itself, else the nearest (of two as near, the earlier). */
  private yearUsed(year: number): number {
    let best = NaN;
    for (const candidate of [...this.sources.keys()].sort((a, b) => a - b))
      if (Number.isNaN(best) || Math.abs(candidate - year) < Math.abs(best - year)) best = candidate;
    let wanted = this.used.get(best);
    if (!wanted) {
      wanted = new Set();
      this.used.set(best, wanted);
    }
    wanted.add(year);
    return best;
  }

  /** Weights of source years of a node of the axis that carries time; null when its period is not recorded. */
  private weightsOfNodes(tree: AxisTree, depth: number): readonly (ReadonlyMap<number, number> | null)[] {
    const { level, dimension } = this.time!;
    // The deepest date part among the first `depth` levels.
    let at = -1;
    for (let d = 0; d < Math.min(depth, level + 1); d++)
      if (tree.dimensions[d]!.name === dimension.name && tree.dimensions[d]!.column.periods) at = d;
    if (at < 0) {
      const weights = this.weights(this.overall);
      return Array.from({ length: tree.levels[depth]!.size }, () => weights);
    }
    const { periods } = tree.dimensions[at]!.column;
    const codes = tree.tuples.codes[at]!;
    return tuplesOfNodes(tree, depth).map(tuples => {
      const months = new Set<number>();
      for (const code of new Set(tuples.map(t => codes[t]!))) {
        if (code === 0) return null;
        for (const month of monthsOf(periods![code - 1]!.first, periods![code - 1]!.last)) months.add(month);
      }
      return this.weights(this.clipped([...months]));
    });
  }

  private weights(months: readonly number[]): ReadonlyMap<number, number> {
    const weights = new Map<number, number>();
    const add = (year: number, weight: number) => {
      const used = this.yearUsed(year);
      weights.set(used, (weights.get(used) ?? 0) + weight);
    };
    for (const month of months) add(yearOfMonth(month, this.rule), 1);
    if (!months.length) add(Math.max(...this.sources.keys()), 1);
    return weights;
  }

  /** Denominators of every cell of a grain. */
  of(grain: Grain): Denominators {
    const persons = new Float64Array(grain.size).fill(NaN);
    if (!this.sources.size) return { persons };
    const { grains } = this.context;
    const timeOnRows = this.time?.axis === 'rows';
    const timeOnColumns = this.time?.axis === 'columns';
    const whole = this.time ? null : this.weights(this.overall);
    const rowWeights = timeOnRows ? this.weightsOfNodes(grains.rows, grain.rowDepth) : null;
    const columnWeights = timeOnColumns ? this.weightsOfNodes(grains.columns, grain.columnDepth) : null;
    const rowDimensions = grains.rows.dimensions.slice(0, grain.rowDepth);
    const columnDimensions = grains.columns.dimensions.slice(0, grain.columnDepth);
    const residentRows = rowDimensions
      .map((dimension, d) => ({ dimension, d }))
      .filter(one => isResidentField(one.dimension.name));
    const residentColumns = columnDimensions
      .map((dimension, d) => ({ dimension, d }))
      .filter(one => isResidentField(one.dimension.name));
    const located = [...residentRows, ...residentColumns].some(one => one.dimension.name in areaFields);
    if (!located && this.uncovered > 0) return { persons };

    let unit = 1;
    const strides = new Map<Dimension, number>();
    for (const { dimension } of [...residentRows, ...residentColumns]) {
      strides.set(dimension, unit);
      unit *= dimension.order.length;
    }
    const sideOf = (tree: AxisTree, depth: number, resident: typeof residentRows): Side => {
      if (!resident.length) return { keys: Array.from({ length: tree.levels[depth]!.size }, () => [0]) };
      return {
        keys: tuplesOfNodes(tree, depth).map((tuples, node) => {
          const keys = new Set<number>();
          for (const t of tuples) {
            let key = 0;
            for (const { dimension, d } of resident) {
              const code = tree.tuples.codes[d]![t]!;
              if (code === 0) return null;
              key += code * strides.get(dimension)!;
            }
            keys.add(key);
          }
          // A member that no row has is still a place with residents.
          return keys.size || tree.levels[depth]!.code[node] === othersCode ? [...keys] : null;
        }),
      };
    };
    const rows = sideOf(grains.rows, grain.rowDepth, residentRows);
    const columns = sideOf(grains.columns, grain.columnDepth, residentColumns);
    const tables = new Map<number, ReadonlyMap<number, number>>();
    const tableOf = (year: number) => {
      let table = tables.get(year);
      if (!table) {
        table = this.personsByKey(
          this.sources.get(year)!,
          [...residentRows, ...residentColumns].map(one => one.dimension),
          strides,
        );
        tables.set(year, table);
      }
      return table;
    };
    for (let r = 0; r < grain.rowNodes; r++) {
      const rowKeys = rows.keys[r];
      if (!rowKeys) continue;
      for (let c = 0; c < grain.columnNodes; c++) {
        const columnKeys = columns.keys[c];
        const weights = whole ?? (timeOnRows ? rowWeights![r] : columnWeights![c]);
        if (!columnKeys || !weights) continue;
        let total = 0;
        let weight = 0;
        for (const [year, w] of weights) {
          const table = tableOf(year);
          for (const rowKey of rowKeys)
            for (const columnKey of columnKeys) total += w * (table.get(rowKey + columnKey) ?? NaN);
          weight += w;
        }
        persons[r * grain.columnNodes + c] = total > 0 ? total / weight : NaN;
      }
    }
    return { persons };
  }

  /** Residents of one source who pass the filters and the ages of the rate, by composite key of the dimensions. */
  private personsByKey(
    source: Source,
    dimensions: readonly Dimension[],
    strides: ReadonlyMap<Dimension, number>,
  ): ReadonlyMap<number, number> {
    const [youngest, oldest] = ageBounds[this.population];
    const digits = dimensions.map(dimension => {
      const column = source.columns.get(dimension.name);
      const places = new Map(dimension.column.dictionary.map((code, i) => [code, i + 1]));
      return {
        codes: column?.codes,
        keys: Float64Array.from([
          NaN,
          ...(column?.dictionary ?? []).map(code => (places.get(code) ?? NaN) * strides.get(dimension)!),
        ]),
      };
    });
    const filters = this.filters.map(filter => {
      const column = source.columns.get(filter.field.name);
      const passes = (code: string | null) => {
        if (filter.range && filter.field.type === 'number') {
          const n = code === null ? NaN : Number(code);
          return n >= filter.range.from && n <= filter.range.to;
        }
        return filter.passes(code, null);
      };
      return {
        codes: column?.codes,
        allowed: Uint8Array.from([
          Number(passes(null)),
          ...(column?.dictionary ?? []).map(code => Number(passes(code))),
        ]),
      };
    });
    const table = new Map<number, number>();
    for (let i = 0; i < source.persons.length; i++) {
      if (source.age && !(source.age[i]! >= youngest && source.age[i]! <= oldest)) continue;
      let passes = true;
      for (const filter of filters) if (filter.allowed[filter.codes ? filter.codes[i]! : 0] !== 1) passes = false;
      if (!passes) continue;
      let key = 0;
      for (const digit of digits) key += digit.codes ? digit.keys[digit.codes[i]!]! : NaN;
      if (key !== key) continue;
      table.set(key, (table.get(key) ?? 0) + source.persons[i]!);
    }
    return table;
  }

  /** Which estimates stand for which periods, where they are of another year. */
  notes(): string[] {
    const name = (year: number) => (this.rule === 'calendar' ? String(year) : financialYear(year));
    return [...this.used]
      .sort(([a], [b]) => a - b)
      .flatMap(([used, wanted]) => {
        const others = [...wanted].filter(year => year !== used).sort((a, b) => a - b);
        if (!others.length) return [];
        const span = others.length === 1 ? name(others[0]!) : `${name(others[0]!)} to ${name(others.at(-1)!)}`;
        return [`Mid-${used} population estimates stand for ${span}.`];
      });
  }

  /** Where the residents are counted: for "what is this number?". */
  source(): string | null {
    const source = this.sources.values().next().value;
    if (!source) return null;
    const ages = this.population === 'all-ages' ? 'all ages' : `aged ${this.population.replace('-', ' to ')}`;
    const years = [...this.used.keys()].sort((a, b) => a - b);
    return `Residents ${ages}, mid-${years.length ? years.join(', ') : source.year} estimates by ${source.grain === 'lsoa' ? 'LSOA' : source.grain}`;
  }

  /** Selected rows of places without residents data. */
  get outside(): number {
    return this.uncovered;
  }
}
