import type { PlanAxis, PlanFamily, PlanUnits } from '../../electron/engine/disclosure/joint/plan-cells.ts';
import type { Facts } from '../../electron/engine/cube/columns/facts.ts';

const missing = 'not recorded';
const attributes = [
  'age_band',
  'sex',
  'looked_after',
  'agency',
  'risk_at_referral',
  'disability',
  'ethnic_group',
  'service',
];

/** Column of a field with "not recorded" as a member. */
function column(facts: Facts, name: string, field: string, by?: 'financial-quarter') {
  const { codes, dictionary } = facts.codes(field, by);
  return { name, members: [missing, ...dictionary], codes: Array.from(codes) };
}

/** The referrals as units of the plan: rows, or distinct children; with or without those that have no district. */
export function referralUnits(facts: Facts, children: boolean, located: boolean): PlanUnits {
  const columns = [
    ...[...attributes, 'online'].map(name => column(facts, name, name)),
    column(facts, 'district', 'district'),
    column(facts, 'quarter', 'referred_on', 'financial-quarter'),
  ];
  const district = columns.find(one => one.name === 'district');
  const kept = Array.from({ length: facts.rows }, (_, row) => row).filter(
    row => !located || district?.codes[row] !== 0,
  );
  const keys = children ? facts.keys('child').keys : null;
  return {
    rows: kept.length,
    columns: columns.map(one => {
      const used = new Set(kept.map(row => one.codes[row]));
      const places = one.members.flatMap((_, code) => (used.has(code) ? [code] : []));
      const place = new Map(places.map((code, i) => [code, i]));
      return {
        name: one.name,
        members: places.map(code => one.members[code] ?? missing),
        codes: kept.map(row => place.get(one.codes[row] ?? 0) ?? 0),
      };
    }),
    ...(keys ? { children: kept.map(row => keys[row] || -1 - row) } : {}),
  };
}

/** The tables of a quarterly round: thirty, and what three filters leave out as secrets. */
export function roundFamilies(units: PlanUnits, authorityOf: (district: string) => string): PlanFamily[] {
  const members = (name: string) => units.columns.find(one => one.name === name)?.members ?? [];
  const leaves = (name: string) => members(name).map(member => ({ name: member, members: [member] }));
  const all = (name: string) => ({ name: 'all', members: members(name) });
  const grouped = (name: string, group: (member: string) => string) =>
    [...new Set(members(name).map(group))].map(key => ({
      name: key,
      members: members(name).filter(member => group(member) === key),
    }));
  const years = grouped('quarter', quarter => quarter.slice(0, 7));
  const authorities = grouped('district', authorityOf);
  const whole: PlanAxis = { column: 'district', nodes: [...leaves('district'), ...authorities, all('district')] };
  const byYear: PlanAxis = { column: 'quarter', nodes: [...years, all('quarter')] };
  const byQuarter: PlanAxis = { column: 'quarter', nodes: [...leaves('quarter'), ...years, all('quarter')] };
  const printed = (name: string, axes: PlanAxis[]): PlanFamily => ({ name, printed: true, axes });
  const attribute = (name: string): PlanAxis => ({ column: name, nodes: [...leaves(name), all(name)] });
  const filter = (name: string, test: (member: string) => boolean): PlanAxis => ({
    column: name,
    nodes: [{ name: 'filter', members: members(name).filter(test) }],
  });
  const filters: [string, string, (member: string) => boolean][] = [
    ['not looked after', 'looked_after', member => member === 'no'],
    ['online', 'online', member => member === 'yes'],
    ['police', 'agency', member => /police/i.test(member)],
  ];
  return [
    printed('district × quarter', [whole, byQuarter]),
    printed('district × year', [whole, byYear]),
    ...attributes.flatMap(name => [
      printed(`${name} × district × year`, [attribute(name), whole, byYear]),
      printed(`${name} × quarter`, [attribute(name), { column: 'district', nodes: [all('district')] }, byQuarter]),
      printed(`${name} × authority × quarter`, [
        attribute(name),
        { column: 'district', nodes: [...authorities, all('district')] },
        byQuarter,
      ]),
    ]),
    ...filters.map(([title, name, test]) => printed(`${title}, district × year`, [filter(name, test), whole, byYear])),
    printed('age × sex × year', [attribute('age_band'), attribute('sex'), byYear]),
    ...filters.map(([title, name, test]) => ({
      ...printed(`left out of ${title}`, [filter(name, member => !test(member)), whole, byYear]),
      printed: false,
    })),
  ];
}
