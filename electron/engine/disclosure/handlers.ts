import type { ReleaseSummary, RulesVersion } from '../../../shared/contract/disclosure.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import { parsedRules, readRules, shippedRules, weakerRules, writeRules } from './rules.ts';

/** Rules as data that people may change, each version kept, and what was given out by them. */
export const disclosureHandlers: Handlers<'disclosure.rules' | 'disclosure.change' | 'disclosure.releases'> = {
  'disclosure.rules': (_, { workspace, resources }) => {
    const rules = readRules(workspace.read, resources);
    return {
      rules,
      versions: workspace.read.all<RulesVersion>(
        'SELECT version, changed_at AS changedAt, changed_by AS changedBy FROM disclosure_rules ORDER BY version DESC',
      ),
      weaker: weakerRules(rules, shippedRules(resources)),
    };
  },

  'disclosure.change': ({ audience, rules, reason }, { workspace, resources, actor, now }) => {
    const at = now().toISOString();
    return workspace.write(store => {
      const present = readRules(store, resources);
      const changed = parsedRules({
        ...present,
        basis: `Changed for ${audience === 'board' ? 'a board' : 'the public'}: ${reason}`,
        audiences: { ...present.audiences, [audience]: rules },
      });
      const written = writeRules(store, resources, changed, at, actor);
      appendAudit(store, {
        at,
        actor,
        action: 'change-rules',
        subject: `${audience}, version ${written.version}: ${reason}`,
      });
      return written;
    });
  },

  'disclosure.releases': (_, { workspace }) =>
    workspace.read.all<ReleaseSummary>(
      `SELECT id, name, purpose, released_at AS releasedAt, released_by AS releasedBy, audience, dataset,
         data_version AS dataVersion, rules_version AS rulesVersion, void_at AS voidAt, written_at AS writtenAt,
         (SELECT count(*) FROM release_cell WHERE release_id = release.id AND upper < 9e999) AS cells
       FROM release ORDER BY id DESC`,
    ),
};
