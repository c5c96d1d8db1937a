import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Audience } from '../../../shared/contract/cube.ts';
import { disclosureRules } from '../../../shared/contract/disclosure.ts';
import type { AudienceRules, DisclosureRules, WeakerRule } from '../../../shared/contract/disclosure.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** Rules from data. Fault invalid-input with the path of what is wrong. */
export function parsedRules(data: unknown): DisclosureRules {
  const parsed = v.safeParse(disclosureRules, data);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new FaultError('invalid-input', issue.message, (issue.path ?? []).map(item => String(item.key)).join('.'));
}

/** The rules that are shipped with the application. */
export function shippedRules(resources: string): DisclosureRules {
  return parsedRules(JSON.parse(readFileSync(path.join(resources, 'disclosure', 'rules.json'), 'utf8')));
}

export function rulesFor(rules: DisclosureRules, audience: Audience): AudienceRules {
  return rules.audiences[audience];
}

/** The rules of a workspace: the last that were written there, else those that are shipped. */
export function readRules(store: ReadableStore, resources: string): DisclosureRules {
  const row = store.get<{ rules: string }>('SELECT rules FROM disclosure_rules ORDER BY version DESC LIMIT 1');
  return row ? parsedRules(JSON.parse(row.rules)) : shippedRules(resources);
}

/** Writes changed rules as the next version; earlier versions stay, since releases name them. Returns what was written. */
export function writeRules(
  store: WritableStore,
  resources: string,
  changed: DisclosureRules,
  at: string,
  by: string,
): DisclosureRules {
  const rules = { ...changed, version: readRules(store, resources).version + 1 };
  store.run(
    'INSERT INTO disclosure_rules (version, rules, changed_at, changed_by) VALUES (?, ?, ?, ?)',
    rules.version,
    JSON.stringify(rules),
    at,
    by,
  );
  return rules;
}

/**
 * Where rules let a hidden count be narrowed further than the shipped ones do. A workspace keeps the rules that were
 * written in it, also from when fewer candidates were enough: what changed since is told, never put in force unasked.
 */
export function weakerRules(rules: DisclosureRules, shipped: DisclosureRules): WeakerRule[] {
  return (['board', 'public'] as const).flatMap(audience => {
    const [own, other] = [rules.audiences[audience], shipped.audiences[audience]];
    const isAsked = own.protect && own.hide !== null;
    return isAsked && own.width < other.width ? [{ audience, width: own.width, shipped: other.width }] : [];
  });
}
