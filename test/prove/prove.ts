import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { betaQuantile } from '../../electron/engine/statistics/beta.ts';
import { mapShares } from '../../electron/engine/statistics/error-budget.ts';
import { placePower } from '../../electron/engine/statistics/place-above-rest.ts';
import type { Effect } from '../../electron/engine/demonstration/worlds/effects.ts';
import type { ReportClaim } from './report-claims.ts';
import type { WorldAnswer } from './world-child.ts';
import { nothingWorlds, plantedWorlds } from './world-plan.ts';
import type { PlannedWorld } from './world-plan.ts';

const { values } = parseArgs({
  options: {
    nothing: { type: 'string', default: '200' },
    planted: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    words: { type: 'boolean', default: false },
  },
});

const gazetteer = loadGazetteer(path.resolve(import.meta.dirname, '../../resources'));
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Shares the worlds among processes; each asks for its next one when it has answered. */
async function answersOf(worlds: readonly PlannedWorld[], workers: number): Promise<readonly WorldAnswer[]> {
  const waiting = [...worlds];
  const answers: WorldAnswer[] = [];
  const lane = async () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'world-child.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const next = () => {
      const world = waiting.shift();
      if (world) child.stdin.write(`${JSON.stringify(world)}\n`);
      else child.stdin.end();
    };
    next();
    for await (const line of createInterface({ input: child.stdout })) {
      answers.push(JSON.parse(line) as WorldAnswer);
      process.stderr.write(`\r${answers.length} of ${worlds.length} worlds`);
      next();
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
  process.stderr.write('\n');
  if (answers.length < worlds.length) throw new Error(`${worlds.length - answers.length} worlds gave no answer.`);
  return answers.toSorted((a, b) => a.planned.seed - b.planned.seed);
}

/** "19 of 75 (25 %, 16 to 37 %)": exact 95 % limits (Clopper and Pearson 1934). */
function shareWords(x: number, n: number): string {
  if (n === 0) return '0 of 0';
  const percent = (share: number) => (share * 100).toFixed(1);
  const lower = x === 0 ? 0 : betaQuantile(0.025, x, n - x + 1).x;
  const upper = x === n ? 1 : betaQuantile(0.975, x + 1, n - x).x;
  return `${x} of ${n} (${percent(x / n)} %, ${percent(lower)} to ${percent(upper)} %)`;
}

function sayNothing(answers: readonly WorldAnswer[]): void {
  const reports = (test: (claim: ReportClaim) => boolean, of = answers) =>
    shareWords(of.filter(({ claims }) => claims.some(test)).length, of.length);
  say(`\nNothing happened: ${answers.length} worlds`);
  say(`  reports with any claim of change, hot spot or district: ${reports(() => true)}`);
  say(`  of those that are called more than chance:              ${reports(claim => claim.tested)}`);
  for (const kind of ['change', 'district', 'hot-spot'] as const)
    say(`    ${kind.padEnd(10)} ${reports(claim => claim.kind === kind && claim.tested)}`);
  for (const [name, test] of [
    ['children back as often', (one: PlannedWorld) => one.returning === 1],
    ['children back twice as often', (one: PlannedWorld) => one.returning === 2],
    ['extract after the quarter', (one: PlannedWorld) => one.extract === 'after'],
    ['extract within the quarter', (one: PlannedWorld) => one.extract === 'within'],
  ] as const) {
    const own = answers.filter(({ planned }) => test(planned));
    say(`    ${name}: ${reports(claim => claim.tested, own)}`);
  }
  const places = new Map<string, number>();
  for (const { claims } of answers)
    for (const key of new Set(claims.map(one => `${one.where}: ${one.kind}${one.tested ? '' : ' (untested)'}`)))
      places.set(key, (places.get(key) ?? 0) + 1);
  say('  by place:');
  for (const [key, count] of [...places].toSorted((a, b) => b[1] - a[1]))
    say(`    ${String(count).padStart(4)}  ${key}`);
  if (values.words)
    for (const { planned, claims } of answers)
      for (const one of claims) say(`    ${planned.seed} ${one.where}: ${one.words}`);
}

/** Whether a claim is that of a planted effect. */
function finds(effect: Effect, claim: ReportClaim): boolean {
  if (!claim.tested || claim.dataset !== effect.dataset) return false;
  switch (effect.kind) {
    case 'step':
      return (
        claim.kind === 'change' &&
        claim.direction === 'up' &&
        claim.measure !== null &&
        /^(?:children|rate_|rows)/.test(claim.measure)
      );
    case 'ward':
      return claim.kind === 'hot-spot' && claim.areas.includes(effect.ward);
    case 'district':
      return claim.kind === 'district' && claim.direction === 'up' && claim.areas.includes(effect.district);
    case 'share':
      return claim.kind === 'change' && claim.direction === 'up' && claim.measure === 'within_72_hours';
  }
}

/** The true change as the card tells it: a fraction of before, of a share the difference. */
const truthOf = (effect: Effect): number => (effect.kind === 'share' ? effect.after - effect.before : effect.times - 1);

/** Power that was measured for an effect of this kind before; that of a ward hangs on how many live there. */
const promised: Readonly<Record<Exclude<Effect['kind'], 'ward'>, string>> = {
  step: '14 of 15',
  district: '15 of 15',
  share: '15 of 15',
};

const wards = gazetteer.areas.filter(area => area.level === 'ward' && area.children10to17 > 0);
const residents = wards.reduce((sum, ward) => sum + ward.children10to17, 0);

/** The stated power for the wards that were planted: of each by its size, with what the budget leaves for it alone. */
function promisedOfWards(answers: readonly WorldAnswer[]): string {
  const powers = answers.flatMap(({ planned, childrenMissing }) =>
    planned.effects.flatMap(effect => {
      if (effect.kind !== 'ward') return [];
      const own = wards.find(ward => ward.code === effect.ward)!.children10to17;
      const expected = (childrenMissing * own) / residents;
      return [placePower(expected, childrenMissing, effect.times, mapShares.places / wards.length)];
    }),
  );
  const mean = powers.reduce((sum, power) => sum + power, 0) / Math.max(1, powers.length);
  return `${(mean * 100).toFixed(0)} %`;
}

function sayPlanted(answers: readonly WorldAnswer[]): void {
  say(`\nPlanted: ${answers.length} worlds`);
  for (const kind of ['step', 'ward', 'district', 'share'] as const) {
    const tried = answers.flatMap(({ planned, claims }) =>
      planned.effects
        .filter(effect => effect.kind === kind)
        .map(effect => ({ effect, found: claims.filter(one => finds(effect, one)) })),
    );
    const found = tried.filter(one => one.found.length > 0);
    const ranged = found.flatMap(({ effect, found }) => {
      const figure = found.find(one => one.figure?.lower !== null && one.figure?.lower !== undefined)?.figure;
      return figure ? [figure.lower! <= truthOf(effect) && truthOf(effect) <= figure.upper!] : [];
    });
    say(
      `  ${kind.padEnd(9)} found ${shareWords(found.length, tried.length)}, promised ${kind === 'ward' ? promisedOfWards(answers) : promised[kind]}; figure with an interval ${ranged.length}, truth within it ${ranged.filter(Boolean).length}`,
    );
  }
}

const workers = Number(values.workers);
const firstSeed = Number(values.seed);
const nothing = nothingWorlds(Number(values.nothing), firstSeed);
const planted = plantedWorlds(Number(values.planted), firstSeed + 100_000, gazetteer);
const answers = await answersOf([...nothing, ...planted], workers);
const mean = (at: number) =>
  (answers.reduce((sum, one) => sum + one.seconds[at]!, 0) / Math.max(1, answers.length)).toFixed(2);
say(
  `${answers.length} worlds: ${mean(0)} s to write one, ${mean(1)} s to bring it in, ${mean(2)} s to ask for its claims`,
);
if (nothing.length > 0) sayNothing(answers.filter(one => one.planned.effects.length === 0));
if (planted.length > 0) sayPlanted(answers.filter(one => one.planned.effects.length > 0));
