import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Audience } from '../../../shared/contract/cube.ts';
import { disclosureRules } from '../../../shared/contract/disclosure.ts';
import type { AudienceRules, DisclosureRules } from '../../../shared/contract/disclosure.ts';
import { FaultError } from '../../../shared/contract/fault.ts';

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
