import { createAreaIndex, type AreaIndex } from '../areas/area-index.ts';
import type { Area } from '../../../shared/model/area.ts';
import type { Gazetteer } from '../areas/gazetteer.ts';
import { ageOn, isLookedAfter } from './children.ts';
import type { MissingEpisode } from './missing-episodes.ts';
import type { Offence } from './offences.ts';
import type { Residents } from './populations.ts';
import type { Random } from './random.ts';
import type { Referral } from './referrals.ts';
import type { Cell } from './table.ts';

/** How an agency's system names the place of a fact. */
export type AreaHabit =
  | 'lsoa'
  | 'ward-code'
  | 'ward-name'
  | 'district-name'
  /** Ward codes, and names in Lichfield, as they were before every ward of Stafford and Lichfield was redrawn in 2015. */
  | 'ward-before-2015';

export interface WrittenArea {
  readonly text: string;
  readonly retired: boolean;
}

export interface AreaWriter {
  write(lsoa: Area, habit: AreaHabit): WrittenArea;
}

/** Writes places as agencies do; whatever it writes, the index of areas can resolve. */
export function newAreaWriter(gazetteer: Gazetteer): AreaWriter {
  const index: AreaIndex = createAreaIndex(gazetteer.areas, gazetteer.links);
  const before2015 = Map.groupBy(
    gazetteer.links.filter(l => l.level === 'ward' && l.vintage === '2013' && l.bestFit !== null),
    l => l.bestFit!,
  );
  const wardName = (code: string) => {
    const ward = index.area(code)!;
    const answer = index.resolve(ward.name);
    return answer.kind === 'found' && answer.code === code ? ward.name : code;
  };
  return {
    write: (lsoa, habit) => {
      const plain = (text: string): WrittenArea => ({ text, retired: false });
      switch (habit) {
        case 'lsoa':
          return plain(lsoa.code);
        case 'ward-code':
          return plain(lsoa.ward!);
        case 'ward-name':
          return plain(wardName(lsoa.ward!));
        case 'district-name':
          return plain(index.area(lsoa.district!)!.name.replaceAll('-', ' '));
        case 'ward-before-2015': {
          const old = before2015.get(lsoa.ward!)?.[0];
          if (!old) return plain(lsoa.ward!);
          const byName = lsoa.district === 'E07000194' && index.resolve(old.name).kind === 'retired';
          return { text: byName ? old.name : old.code, retired: true };
        }
      }
    },
  };
}

/** Columns of the return types, in the order of their templates. */
export const columns = {
  referral: [
    'child_reference',
    'referred_on',
    'agency',
    'area',
    'age',
    'sex',
    'ethnic_group',
    'looked_after',
    'disability',
    'online',
    'risk_at_referral',
    'risk_latest',
    'panel_on',
    'service',
    'allocated_on',
    'started_on',
    'closed_on',
    'closure_reason',
    're_referral',
  ],
  'missing-episode': [
    'child_reference',
    'went_missing',
    'returned',
    'area',
    'age',
    'sex',
    'looked_after',
    'placement',
    'other_authority',
    'offered_at',
    'consented_at',
    'completed_at',
    'reason_not_completed',
  ],
  offence: [
    'offence_reference',
    'recorded_on',
    'occurred_on',
    'offence_group',
    'area',
    'suspect_on',
    'cps_on',
    'charged_on',
    'outcome_on',
    'outcome',
  ],
  population: ['area', 'year', 'age', 'sex', 'persons'],
} as const;
export type ReturnType = keyof typeof columns;

/** A row by column, with what a manifest counts about it. */
export interface ReturnRow {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly unlocated: boolean;
  readonly retired: boolean;
}

const date = (on: number | null): Cell => (on === null ? null : { day: on });
const clock = (at: number | null): Cell => (at === null ? null : { minute: at });

/** Leaves a share of a field empty, as agencies do: "not recorded". */
const recorded = (value: Cell, missingShare: number, random: Random): Cell =>
  random.chance(missingShare) ? null : value;

function placed(lsoa: Area, habit: AreaHabit, writer: AreaWriter, missingShare: number, random: Random) {
  if (random.chance(missingShare)) return { area: null, unlocated: true, retired: false };
  const { text, retired } = writer.write(lsoa, habit);
  return { area: text, unlocated: false, retired };
}

export function referralRow(r: Referral, habit: AreaHabit, writer: AreaWriter, random: Random): ReturnRow {
  const { area, unlocated, retired } = placed(r.child.home, habit, writer, 0.016, random);
  return {
    unlocated,
    retired,
    cells: {
      child_reference: r.child.reference,
      referred_on: date(r.referredOn),
      agency: r.agency,
      area,
      age: recorded(ageOn(r.child, r.referredOn), 0.01, random),
      sex: random.chance(0.005) ? 'unknown' : r.child.sex,
      ethnic_group: recorded(r.child.ethnicGroup, 0.05, random),
      looked_after: recorded(isLookedAfter(r.child) ? 'yes' : 'no', 0.03, random),
      disability: recorded(r.child.disability, 0.09, random),
      online: r.online === null ? null : recorded(r.online, 0.06, random),
      risk_at_referral: recorded(r.riskAtReferral, 0.03, random),
      risk_latest: r.riskLatest,
      panel_on: date(r.panelOn),
      service: r.service,
      allocated_on: date(r.allocatedOn),
      started_on: date(r.startedOn),
      closed_on: date(r.closedOn),
      closure_reason: r.closureReason,
      re_referral: recorded(r.reReferral, 0.02, random),
    },
  };
}

export function missingEpisodeRow(e: MissingEpisode, habit: AreaHabit, writer: AreaWriter, random: Random): ReturnRow {
  const { area, unlocated, retired } = placed(e.child.home, habit, writer, 0.02, random);
  return {
    unlocated,
    retired,
    cells: {
      child_reference: e.child.reference,
      went_missing: clock(e.wentMissing),
      returned: clock(e.returned),
      area,
      age: recorded(ageOn(e.child, Math.floor(e.wentMissing / 1440)), 0.01, random),
      sex: e.child.sex,
      looked_after: recorded(isLookedAfter(e.child) ? 'yes' : 'no', 0.02, random),
      placement: recorded(e.child.placement, 0.03, random),
      other_authority: recorded(e.child.otherAuthority ? 'yes' : 'no', 0.04, random),
      offered_at: clock(e.offered),
      consented_at: clock(e.consented),
      completed_at: clock(e.completed),
      reason_not_completed: e.reasonNotCompleted,
    },
  };
}

export function offenceRow(o: Offence, writer: AreaWriter, random: Random): ReturnRow {
  const { area, unlocated, retired } = placed(o.place, 'lsoa', writer, 0.03, random);
  return {
    unlocated,
    retired,
    cells: {
      offence_reference: o.reference,
      recorded_on: date(o.recordedOn),
      occurred_on: recorded(date(o.occurredOn), 0.02, random),
      offence_group: o.group,
      area,
      suspect_on: date(o.suspectOn),
      cps_on: date(o.cpsOn),
      charged_on: date(o.chargedOn),
      outcome_on: date(o.outcomeOn),
      outcome: o.outcome,
    },
  };
}

export const populationRow = (r: Residents): ReturnRow => ({
  unlocated: false,
  retired: false,
  cells: { area: r.district, year: r.year, age: r.age, sex: r.sex, persons: r.persons },
});
