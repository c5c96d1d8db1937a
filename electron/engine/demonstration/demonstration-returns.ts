import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NewSupplyFact } from '../../../shared/contract/coverage.ts';
import type { ProblemCode } from '../../../shared/contract/intake.ts';
import { daysOf, financialYear } from '../../../shared/model/period.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { Gazetteer } from '../areas/gazetteer.ts';
import { syntheticNotice } from '../intake/synthetic-files.ts';
import { definitionBreaks, servicesJoinedFrom } from './calibration.ts';
import { newNursery, placesOf } from './children.ts';
import { missingEpisodesOf } from './missing-episodes.ts';
import { offencesOf } from './offences.ts';
import { populationsOf } from './populations.ts';
import { randomStream, type Random } from './random.ts';
import { referralsOf, type Referral } from './referrals.ts';
import {
  columns,
  missingEpisodeRow,
  newAreaWriter,
  offenceRow,
  populationRow,
  referralRow,
  type AreaHabit,
  type ReturnRow,
  type ReturnType,
} from './returns.ts';
import { csvBytes, plainStyle, type Cell, type CsvStyle, type Table } from './table.ts';
import { workbookBytes } from './workbook.ts';

/** A row that intake must set aside: the cell that is wrong, and why. Row 1 is the header. */
export interface ExpectedProblem {
  readonly row: number;
  readonly column: string;
  readonly code: ProblemCode;
}

/** A file of the demonstration and what importing it, in the order of the manifest, must come to. */
export interface ManifestEntry {
  readonly name: string;
  readonly type: ReturnType;
  readonly agency: string;
  /** "2016/17" or "2016/17 Q1"; for populations the mid-years. */
  readonly period: string;
  readonly format: 'csv' | 'xlsx';
  readonly expected: {
    readonly outcome: 'loaded' | 'loaded-in-part' | 'already-loaded';
    /** Rows in the file; read = loaded + setAside + duplicates. */
    readonly read: number;
    readonly loaded: number;
    readonly setAside: number;
    readonly duplicates: number;
    /** Loaded rows with no area. */
    readonly unlocated: number;
    /** Loaded rows whose ward is of another vintage. */
    readonly retired: number;
    readonly problems: readonly ExpectedProblem[];
  };
  /** File whose batch this one takes the place of. */
  readonly supersedes: string | null;
  /** What the file shows, for people. */
  readonly note: string;
}

export interface DemonstrationFile {
  readonly entry: ManifestEntry;
  readonly bytes: Uint8Array;
}

export interface Demonstration {
  readonly files: readonly DemonstrationFile[];
  /** Returns that are due and have not come. */
  readonly late: readonly { readonly type: ReturnType; readonly agency: string; readonly period: string }[];
  readonly definitionBreaks: typeof definitionBreaks;
}

export interface DemonstrationOptions {
  /** A whole number; the same seed gives the same bytes. */
  readonly seed: number;
  readonly gazetteer: Gazetteer;
}

/** What the files of the demonstration say of themselves. */
const aboutReturns = `${syntheticWords}. Every child, episode and offence is invented. Totals follow published figures for Staffordshire and Stoke-on-Trent; nothing here is about a real person.`;

/** A return before it is written. */
interface Draft {
  readonly type: ReturnType;
  readonly agency: string;
  readonly period: string;
  readonly rows: readonly ReturnRow[];
  readonly faults?: readonly Fault[];
  /** How many of the rows come twice. */
  readonly twice?: number;
  readonly suffix?: string;
  readonly supersedes?: string;
  readonly note?: string;
}

/** What makes a row wrong: the cells that differ from a good row. */
interface Fault {
  readonly column: string;
  readonly code: ProblemCode;
  readonly cells: Readonly<Record<string, Cell>>;
}

/**
 * Synthetic returns of the partnership's agencies for 2014/15 to 2017/18 Q2, as the files that they would send, in the
 * order in which to import them. After import: 834 distinct children referred in 2016/17, 568 in the first half of
 * 2017/18, 1,103 offences recorded in 2015; see `calibration.ts`. Wrong rows come on top of the calibrated ones.
 */
export function demonstrationReturns({ seed, gazetteer }: DemonstrationOptions): Demonstration {
  const places = placesOf(gazetteer, randomStream(seed, 'places'));
  const nursery = newNursery(places, randomStream(seed, 'children'));
  const referrals = referralsOf(places, nursery, randomStream(seed, 'referrals'));
  const episodes = missingEpisodesOf(places, nursery, referrals, randomStream(seed, 'missing episodes'));
  const offences = offencesOf(places, randomStream(seed, 'offences'));
  const writer = newAreaWriter(gazetteer);
  const random = randomStream(seed, 'files');

  const referralDrafts = [...Map.groupBy(referrals, fileOf)].map(([key, own]): Draft => {
    const [agency, period] = key.split('|') as [string, string];
    const habit = areaHabit(agency, period);
    return {
      type: 'referral',
      agency,
      period,
      rows: own
        .toSorted((a, b) => a.referredOn - b.referredOn || a.child.reference.localeCompare(b.child.reference))
        .map(r => referralRow(r, habit, writer, random)),
      ...peculiarities[`referral ${key}`],
    };
  });

  const missingDrafts = [
    ...Map.groupBy(episodes, e =>
      e.year < 2017
        ? `${e.child.home.district === 'E06000021' ? 'stoke' : 'staffordshire'}|${financialYear(e.year)}`
        : `missing-service|${quarterOf(Math.floor(e.wentMissing / 1440))}`,
    ),
  ].map(([key, own]): Draft => {
    const [agency, period] = key.split('|') as [string, string];
    const habit: AreaHabit = agency === 'stoke' && period === '2014/15' ? 'ward-name' : 'lsoa';
    return {
      type: 'missing-episode',
      agency,
      period,
      rows: own.map(e => missingEpisodeRow(e, habit, writer, random)),
      ...peculiarities[`missing-episode ${key}`],
    };
  });

  const offenceDrafts = [
    ...Map.groupBy(offences, o => (o.recordedOn < daysOf(2017, 4, 1) ? yearOf(o.recordedOn) : quarterOf(o.recordedOn))),
  ].map(([period, own]): Draft => ({
    type: 'offence',
    agency: 'police',
    period,
    rows: own.map(o => offenceRow(o, writer, random)),
    ...peculiarities[`offence police|${period}`],
  }));

  const populationDraft: Draft = {
    type: 'population',
    agency: 'ons',
    period: '2014-2017',
    rows: populationsOf(gazetteer).map(populationRow),
    suffix: '_synthetic',
    note: 'Synthetic residents by district, age and sex, mid-2014 to mid-2017, scaled from mid-2019.',
  };

  const inOrder = [...referralDrafts, ...missingDrafts, ...offenceDrafts].toSorted(
    (a, b) => a.period.localeCompare(b.period) || a.type.localeCompare(b.type) || a.agency.localeCompare(b.agency),
  );
  const files = [populationDraft, ...inOrder].flatMap(draft => written(draft, random));
  return { files, late: [{ type: 'referral', agency: 'health', period: '2017/18 Q2' }], definitionBreaks };
}

/** What the partnership knows of its supply and the files cannot say; recorded after them, as a person would. */
export const demonstrationFacts: readonly NewSupplyFact[] = [
  {
    kind: 'succession',
    type: 'missing-episode',
    agencies: ['staffordshire', 'stoke'],
    successor: 'missing-service',
    from: servicesJoinedFrom,
    reason: 'One Missing Service for county and city took over the return interviews of both councils.',
  },
];

/** Writes the files of the demonstration, and a notice beside them, into a folder that it creates. Answers what it wrote. */
export function writeDemonstrationReturns(folder: string, options: DemonstrationOptions): readonly ManifestEntry[] {
  const { files } = demonstrationReturns(options);
  mkdirSync(folder, { recursive: true });
  for (const { entry, bytes } of files) writeFileSync(path.join(folder, entry.name), bytes);
  writeFileSync(path.join(folder, syntheticNotice), `${aboutReturns}\nSeed ${options.seed}.\n`);
  return files.map(f => f.entry);
}

const yearOf = (day: number): string => {
  const d = new Date(day * 86_400_000);
  return financialYear(d.getUTCMonth() >= 3 ? d.getUTCFullYear() : d.getUTCFullYear() - 1);
};
const quarterOf = (day: number): string =>
  `${yearOf(day)} Q${Math.floor(((new Date(day * 86_400_000).getUTCMonth() + 9) % 12) / 3) + 1}`;

/** "agency|period" of the file in which a referral is returned: police, health and schools return their own, councils the rest. */
function fileOf(r: Referral): string {
  const quarter = `${financialYear(r.year)} Q${r.quarter + 1}`;
  const year = financialYear(r.year);
  if (r.agency === 'police') return `police|${r.year >= 2016 ? quarter : year}`;
  // Health joined in 2016/17; its return for 2017/18 Q2 is late, and councils carry what they know of its referrals.
  if (r.agency === 'health' && (r.year === 2016 || (r.year === 2017 && r.quarter === 0)))
    return `health|${r.year === 2016 ? year : quarter}`;
  if (r.agency === 'education' && r.year === 2017) return `education|${quarter}`;
  return `${r.child.home.district === 'E06000021' ? 'stoke' : 'staffordshire'}|${r.year === 2017 ? quarter : year}`;
}

function areaHabit(agency: string, period: string): AreaHabit {
  if (agency === 'health') return 'district-name';
  if (agency === 'education') return 'ward-name';
  if (agency === 'staffordshire' && period === '2014/15') return 'ward-before-2015';
  if (agency === 'staffordshire' && period === '2015/16') return 'ward-code';
  return 'lsoa';
}

const day = (iso: string): Cell => ({
  day: daysOf(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8))),
});
const fault = (column: string, code: ProblemCode, value: Cell, more: Readonly<Record<string, Cell>> = {}): Fault => ({
  column,
  code,
  cells: { ...more, [column]: value },
});

/** A return that nobody checked before sending: every way in which a row can be wrong. */
const brokenReferrals: readonly Fault[] = [
  fault('child_reference', 'missing-value', null),
  fault('child_reference', 'missing-value', null),
  fault('referred_on', 'missing-value', null),
  fault('referred_on', 'not-a-date', '31/06/2017'),
  fault('referred_on', 'not-a-date', '05/23/2017'),
  fault('referred_on', 'not-a-date', '2017/18 Q1'),
  fault('referred_on', 'in-the-future', day('2107-05-12')),
  fault('area', 'unknown-area', 'Nether Nowhere'),
  fault('area', 'outside-area', 'E07000234'),
  fault('age', 'out-of-range', 47),
  fault('age', 'not-a-number', 'fifteen'),
  fault('sex', 'not-in-list', 'not asked'),
  fault('risk_at_referral', 'not-in-list', 'severe'),
  fault('looked_after', 'not-in-list', 'used to be'),
  fault('service', 'not-in-list', 'Mentoring'),
  fault('panel_on', 'before-another', day('2016-05-09'), { referred_on: day('2017-05-15') }),
  fault('closed_on', 'before-another', day('2017-04-03'), {
    referred_on: day('2017-06-05'),
    allocated_on: null,
    started_on: null,
    closure_reason: 'other',
  }),
];

/** What makes single files worth looking at, by type, agency and period. */
const peculiarities: Readonly<Record<string, Partial<Draft>>> = {
  'referral staffordshire|2014/15': { note: 'Wards of Stafford and Lichfield as they were before 2015.' },
  'referral education|2017/18 Q1': {
    faults: brokenReferrals,
    note: 'A broken file: bad dates, codes outside their lists, closed before opened, missing references.',
  },
  'referral stoke|2015/16': { twice: 3, note: 'Three rows come twice.' },
  'missing-episode stoke|2016/17': {
    faults: [
      fault('completed_at', 'before-another', '2016-07-04 11:30', {
        went_missing: '2016-07-04 20:10',
        returned: '2016-07-05 02:45',
        offered_at: null,
        consented_at: null,
        reason_not_completed: null,
      }),
      fault('returned', 'before-another', '2016-11-19 23:15', {
        went_missing: '2016-11-20 18:40',
        offered_at: null,
        consented_at: null,
        completed_at: null,
        reason_not_completed: null,
      }),
      fault('went_missing', 'not-a-time', '2017-01-14'),
    ],
    note: 'An interview before its return, a return before its episode, a day without a time.',
  },
  'missing-episode staffordshire|2015/16': { twice: 2, note: 'Two rows come twice.' },
  'offence police|2015/16': {
    faults: [
      fault('charged_on', 'before-another', day('2015-08-01'), {
        recorded_on: day('2015-09-14'),
        occurred_on: day('2015-09-12'),
        suspect_on: null,
        cps_on: null,
        outcome_on: null,
        outcome: 'open',
      }),
      fault('offence_group', 'not-in-list', 'public order'),
    ],
    note: 'A charge before its offence was recorded, and a group outside the list.',
  },
};

const styles: Readonly<Record<string, CsvStyle>> = {
  stoke: { ...plainStyle, dates: 'british' },
  staffordshire: { ...plainStyle, lineEnd: '\r\n', byteOrderMark: true },
  health: { ...plainStyle, delimiter: ';', lineEnd: '\r\n' },
};

/** Returns that come as workbooks. */
const workbooks = new Set([
  'referral staffordshire 2014/15',
  'referral education 2017/18 Q2',
  'offence police 2014/15',
]);

/** The file of a return; a return that was corrected or sent twice gives two. */
function written(draft: Draft, random: Random): readonly DemonstrationFile[] {
  const file = fileFrom(draft, random);
  if (draft.type === 'referral' && draft.agency === 'police' && draft.period === '2016/17 Q4') {
    const changed = random
      .shuffled(draft.rows.flatMap((r, i) => (r.cells['risk_at_referral'] === 'high' ? [] : [i])))
      .slice(0, 17);
    const dropped = new Set(changed.slice(0, 11));
    const wrongRisk = new Set(changed.slice(11));
    const first = draft.rows.flatMap((r, i) =>
      dropped.has(i) ? [] : [wrongRisk.has(i) ? { ...r, cells: { ...r.cells, risk_at_referral: 'high' } } : r],
    );
    const early = fileFrom(
      { ...draft, rows: first, note: 'Sent too early: eleven referrals are not in it and six have the wrong risk.' },
      random,
    );
    return [
      early,
      fileFrom(
        {
          ...draft,
          suffix: '_corrected',
          supersedes: early.entry.name,
          note: 'Corrects the file that was sent too early.',
        },
        random,
      ),
    ];
  }
  if (draft.type === 'referral' && draft.agency === 'stoke' && draft.period === '2016/17') {
    const { name, expected } = file.entry;
    const again: ManifestEntry = {
      ...file.entry,
      name: name.replace(/(\.\w+)$/, '_resent$1'),
      expected: {
        ...expected,
        outcome: 'already-loaded',
        loaded: 0,
        duplicates: expected.read,
        unlocated: 0,
        retired: 0,
      },
      note: 'The same file once more, under another name.',
    };
    return [file, { entry: again, bytes: file.bytes }];
  }
  return [file];
}

interface Line {
  readonly row: ReturnRow;
  readonly problem: Fault | null;
  /** Whether the row stands in the file already. */
  readonly again: boolean;
}

function fileFrom(draft: Draft, random: Random): DemonstrationFile {
  const { type, agency, period, faults = [], twice = 0 } = draft;
  const names: readonly string[] = columns[type];
  const good = draft.rows.map((row): Line => ({ row, problem: null, again: false }));
  const wrong = faults.map((f, n): Line => {
    const like = random.pick(draft.rows).cells;
    // A reference of its own, so that a wrong row never hides a good one.
    const key: ReturnRow['cells'] =
      type === 'offence'
        ? { offence_reference: `OF-9${String(n).padStart(6, '0')}` }
        : { child_reference: `CH-9${String(n).padStart(5, '0')}` };
    return {
      row: { cells: { ...like, ...key, ...f.cells }, unlocated: false, retired: false },
      problem: f,
      again: false,
    };
  });
  const lines = [...good];
  for (const line of wrong) lines.splice(random.whole(0, lines.length), 0, line);
  for (const { row } of random.shuffled(good).slice(0, twice)) lines.push({ row, problem: null, again: true });

  const table: Table = { columns: names, rows: lines.map(({ row }) => names.map(name => row.cells[name] ?? null)) };
  const format = workbooks.has(`${type} ${agency} ${period}`) ? 'xlsx' : 'csv';
  const stem = `${type}_${agency}_${period.replace('/', '-').replace(' ', '_')}${draft.suffix ?? ''}`;
  const loaded = lines.filter(l => l.problem === null && !l.again);
  const entry: ManifestEntry = {
    name: `${stem}.${format}`,
    type,
    agency,
    period,
    format,
    expected: {
      outcome: wrong.length > 0 ? 'loaded-in-part' : 'loaded',
      read: lines.length,
      loaded: loaded.length,
      setAside: wrong.length,
      duplicates: twice,
      unlocated: loaded.filter(l => l.row.unlocated).length,
      retired: loaded.filter(l => l.row.retired).length,
      problems: lines.flatMap(({ problem }, i) =>
        problem ? [{ row: i + 2, column: problem.column, code: problem.code }] : [],
      ),
    },
    supersedes: draft.supersedes ?? null,
    note: draft.note ?? '',
  };
  const bytes =
    format === 'xlsx'
      ? workbookBytes(table, type, `${stem}. ${aboutReturns}`)
      : csvBytes(table, (type === 'referral' ? styles[agency] : undefined) ?? plainStyle);
  return { entry, bytes };
}
