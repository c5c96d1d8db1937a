import { afterEach, describe, expect, it } from 'vitest';
import { draftedAppraisal } from '../../electron/engine/commissioning/appraisals.ts';
import { pulledAgain } from '../../electron/engine/commissioning/links.ts';
import { pullData } from '../../electron/engine/commissioning/pulled.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { appraisalStanding, needStandingOf } from '../../shared/model/appraisal-standing.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { model } from './appraisal-setting.ts';
import { callOver, load, newWorkspace, places } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

/* Workspaces with returns of one kind alone. */

const districts = ['E07000192', 'E07000193', 'E06000021'] as const;
const everyDistrict = (counts: readonly number[], row: (n: number, district: string) => Row): readonly Row[] =>
  districts.flatMap((district, at) => Array.from({ length: counts[at]! }, (_, n) => row(1000 * at + n, district)));
const monthOf = (n: number): string => {
  const month = n % 12;
  return month < 9 ? `2016-${String(month + 4).padStart(2, '0')}` : `2017-0${month - 8}`;
};
const placeIn = (district: string) => places.find(place => place.district === district)!;

const referralRows = (counts: readonly number[]): readonly Row[] =>
  everyDistrict(counts, (n, district) => ({
    child: n + 1,
    referred_on: `${monthOf(n)}-10`,
    ...placeIn(district),
    service: n % 4 === 0 ? 'early_help' : 'targeted',
    risk_at_referral: n % 3 === 0 ? 'high' : 'low',
    re_referral: n % 5 === 0 ? 'yes' : 'no',
  }));
const episodeRows = (counts: readonly number[]): readonly Row[] =>
  everyDistrict(counts, (n, district) => ({
    child: n + 1,
    went_missing: `${monthOf(n)}-10T20:00`,
    returned: `${monthOf(n)}-11T08:00`,
    ...(n % 10 === 0 ? {} : { offered_at: `${monthOf(n)}-11T10:00` }),
    ...placeIn(district),
    other_authority: 'no',
  }));
const year = { agency: 'police', periodFrom: '2016-04-01', periodTo: '2017-03-31' };

let remove: (() => Promise<void>) | null = null;
afterEach(async () => {
  await remove?.();
  remove = null;
});
async function workspaceOf(
  dataset: 'referrals' | 'missing-episodes' | null,
  rows: readonly Row[],
  period = year,
): Promise<Workspace> {
  const made = await newWorkspace();
  remove = made.remove;
  if (dataset) await load(made.workspace, datasetNamed(dataset)!, rows, period);
  return made.workspace;
}

describe('an appraisal drafted from returns of one kind', () => {
  it('takes referrals from the data and says why episodes are a placeholder', async () => {
    const workspace = await workspaceOf('referrals', referralRows([60, 2, 40]));
    const draft = await draftedAppraisal(undefined, callOver(workspace));
    const need = new Map(draft.districts.map(({ code, referrals }) => [code, referrals]));
    expect(districts.map(code => need.get(code))).toEqual([60, 2, 40]);
    expect(needStandingOf(draft, 'referrals')).toEqual({
      basis: { state: 'data' },
      source: 'Returns in this workspace: last four quarters, 2016/17 Q1 to 2016/17 Q4',
    });
    expect(needStandingOf(draft, 'episodes')).toEqual({
      basis: { state: 'placeholder' },
      source: 'no missing episodes are in this workspace',
    });
    // The same number of children live in each of them.
    expect(new Set(draft.districts.map(({ episodes }) => episodes))).toEqual(new Set([800]));
    expect(draft.districts.every(({ acceptance }) => acceptance === null)).toBe(true);
    const states = Object.fromEntries(Object.entries(draft.inputs).map(([id, { basis }]) => [id, basis.state]));
    expect(states).toMatchObject({
      triage_accepted: 'data',
      high_risk: 'data',
      re_referred: 'data',
      open_cases: 'data',
    });
    expect(states).toMatchObject({ offered: 'placeholder', accepted: 'placeholder', attempt_success: 'placeholder' });
    expect(draft.inputs['offered']).toMatchObject({
      source: 'No missing episodes are in this workspace',
      grade: null,
      text: model.inputs[model.slots.get('offered')!]!.value.text,
    });
    expect(appraisalStanding(draft, model.inputs).need).toBe('placeholder');
    expect(draft.countedTo).toBe('2017-03-31');
  });

  it('takes episodes from the data and says why referrals are a placeholder', async () => {
    const workspace = await workspaceOf('missing-episodes', episodeRows([300, 120, 240]));
    const draft = await draftedAppraisal(undefined, callOver(workspace));
    const need = new Map(draft.districts.map(({ code, episodes }) => [code, episodes]));
    expect(districts.map(code => need.get(code))).toEqual([300, 120, 240]);
    expect(draft.districts.every(({ referrals }) => referrals === 278)).toBe(true);
    expect(needStandingOf(draft, 'referrals').source).toBe('no referrals are in this workspace');
    expect(draft.inputs['offered']!.basis.state).toBe('data');
    // Nobody knows of a caseload, which is not the same as none.
    expect(draft.inputs['open_cases']!.basis.state).toBe('placeholder');
    expect(draft.inputs['open_cases']!.source).toBe('No referrals are in this workspace');
    expect(draft.inputs['accepted']!.source).toMatch(/^Too few to count/);
  });

  it('takes no year from fewer than four quarters, and nothing from nothing', async () => {
    const half = { agency: 'police', periodFrom: '2016-10-01', periodTo: '2017-03-31' };
    const late = referralRows([60, 20, 40]).filter(row => String(row['referred_on']) >= '2016-10-01');
    const draft = await draftedAppraisal(undefined, callOver(await workspaceOf('referrals', late, half)));
    expect(needStandingOf(draft, 'referrals')).toEqual({
      basis: { state: 'placeholder' },
      source: 'fewer than four quarters of referrals are in this workspace',
    });
    await remove!();
    const empty = await draftedAppraisal(undefined, callOver(await workspaceOf(null, [])));
    expect(empty.districts.reduce((sum, { referrals }) => sum + referrals, 0)).toBe(834);
    expect(Object.values(empty.inputs).every(({ basis }) => basis.state === 'placeholder')).toBe(true);
  });

  it('follows the data of its kind, and leaves the other kind alone', async () => {
    const workspace = await workspaceOf('referrals', referralRows([60, 20, 40]));
    const draft = await draftedAppraisal(undefined, callOver(workspace));
    const older = {
      ...draft,
      districts: draft.districts.map(district => ({ ...district, referrals: 1, episodes: 77 })),
    };
    const { appraisal, changed } = pulledAgain(older, await pullData(callOver(workspace)), model);
    expect(appraisal.districts.map(({ referrals }) => referrals).toSorted((a, b) => a - b)).toEqual([20, 40, 60]);
    expect(appraisal.districts.every(({ episodes }) => episodes === 77)).toBe(true);
    expect(changed.filter(sentence => sentence.startsWith('Need of '))).toHaveLength(3);
  });
});
