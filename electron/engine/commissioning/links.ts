import type { Appraisal, InputValues } from '../../../shared/model/appraisal.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import type { Model } from './inputs.ts';
import { needStandingOf } from '../../../shared/model/appraisal-standing.ts';
import { isPulled, needOf, needStandings, pulledFrom } from './draft.ts';
import { withNeedStandings } from './held-to-rows.ts';
import { countsOf, pullable, pulledInput } from './pulled.ts';
import type { NeedKind, Pulled } from './pulled.ts';

/** A linked input that the data have moved on from. */
export interface StaleLink {
  readonly input: string;
  readonly was: number;
  readonly now: number;
}

/** An appraisal whose linked inputs are pulled again; what changed, and by how much. */
export function pulledAgain(
  appraisal: Appraisal,
  pulled: Pulled,
  model: Model,
): { readonly appraisal: Appraisal; readonly changed: readonly string[]; readonly stale: readonly StaleLink[] } {
  const changed: string[] = [];
  const stale: StaleLink[] = [];
  const renewed = (inputs: InputValues, codes: readonly string[] | null, where: string): InputValues =>
    Object.fromEntries(
      Object.entries(inputs).map(([id, value]) => {
        const definition = model.slots.has(id) ? model.inputs[model.slots.get(id)!]! : undefined;
        if (!value.link || !definition || !pullable(id)) return [id, value];
        const now = pulledInput(id, codes ? countsOf(pulled, codes) : pulled.all, pulled, value);
        if (!now?.link) return [id, value];
        // The same value may be of other quarters now.
        if (Math.abs(now.link.value - value.link.value) < 1e-9 && now.text === value.text) return [id, now];
        stale.push({ input: id, was: value.link.value, now: now.link.value });
        changed.push(`${definition.label}${where}: ${value.text} is now ${now.text}.`);
        return [id, now];
      }),
    );
  const next: Appraisal = {
    ...appraisal,
    inputs: renewed(appraisal.inputs, null, ''),
    options: appraisal.options.map(option => ({
      ...option,
      inputs: renewed(option.inputs, null, `, ${option.name}`),
      contracts: option.contracts.map(contract => ({
        ...contract,
        inputs: renewed(contract.inputs, contract.districts, `, ${option.name}, ${contract.name}`),
      })),
    })),
  };
  // Need that somebody gave is theirs, whatever was counted.
  const isCounted = (kind: NeedKind) => {
    const { basis } = needStandingOf(appraisal, kind);
    const wasPulled = basis.state === 'data' || (basis.state === 'placeholder' && basis.from === 'other-rows');
    return wasPulled && isPulled(pulled, appraisal.districts, kind);
  };
  const renews = { episodes: isCounted('episodes'), referrals: isCounted('referrals') };
  if (pulled.years !== appraisal.yearsCounted || !(renews.episodes || renews.referrals))
    return { appraisal: { ...next, ...pulledFrom(pulled) }, changed, stale };
  const counted = new Map(needOf(appraisal.districts, pulled).map(district => [district.code, district]));
  const districts = appraisal.districts.map(district => {
    const own = counted.get(district.code)!;
    const now = {
      episodes: renews.episodes ? own.episodes : district.episodes,
      referrals: renews.referrals ? own.referrals : district.referrals,
    };
    const { centre, acceptance } = district;
    const known = { centre, acceptance: (renews.episodes ? own.acceptance : null) ?? acceptance };
    if (now.episodes === district.episodes && now.referrals === district.referrals) return { ...district, ...known };
    changed.push(
      `Need of ${district.name}: ${district.episodes} episodes and ${district.referrals} referrals are now ${now.episodes} and ${now.referrals}.`,
    );
    return { ...district, ...known, episodes: now.episodes, referrals: now.referrals };
  });
  const countedTo = pulled.until === null ? appraisal.countedTo : isoOfDays(pulled.until);
  const { needStanding, needStandings: apart } = needStandings(pulled, appraisal.districts);
  const standings = {
    episodes: renews.episodes ? (apart?.episodes ?? needStanding) : needStandingOf(appraisal, 'episodes'),
    referrals: renews.referrals ? (apart?.referrals ?? needStanding) : needStandingOf(appraisal, 'referrals'),
  };
  return {
    appraisal: withNeedStandings(
      { ...next, ...pulledFrom(pulled), districts, countedTo },
      standings.episodes,
      standings.referrals,
    ),
    changed,
    stale,
  };
}
