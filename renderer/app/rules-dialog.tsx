import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../bridge/answers.tsx';
import { useRoute } from '../bridge/route.ts';
import { useTypedWords } from '../bridge/typed-words.ts';
import { sentenceOf } from '../bridge/workbench.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { AudienceRules } from '../../shared/contract/disclosure.ts';
import { candidatesText, weakerRuleText, widthChoices } from '../../shared/text/disclosure.ts';
import { formatCount, formatDateTime, formatNumber } from '../../shared/text/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CheckField, ChoiceField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/surface.tsx';
import { Tabs } from '../ui/tabs.tsx';
import type { PlanWork } from './plan-keeper.ts';
import { StandingPlan } from './standing-plan.tsx';
import { UnconfirmedReleases } from './unconfirmed-releases.tsx';

type Protected = 'board' | 'public';

const ranges = [
  { id: '1-4', label: '1 to 4' },
  { id: '1-5', label: '1 to 5' },
  { id: '1-7', label: '1 to 7' },
  { id: '1-9', label: 'under 10' },
] as const;

/** The rules of protection as data: what is hidden for whom, what a change would hide, and who changed it before. */
export function RulesDialog({ work, onClose }: { work: PlanWork | null; onClose: () => void }): ReactNode {
  const [audience, setAudience] = useState<Protected>('board');
  const answer = useAnswer('disclosure.rules', {});
  const releases = useAnswer('disclosure.releases', {}).data ?? [];
  const rules = answer.data?.rules;
  const outcome = useRef<HTMLParagraphElement>(null);
  return (
    <Dialog wide title="Disclosure rules" isOpen onClose={onClose} actions={<Button onPress={onClose}>Close</Button>}>
      {answer.error ? <Notice tone="stop">{sentenceOf(answer.error)}</Notice> : null}
      {(answer.data?.weaker ?? []).map(one => (
        <Notice key={one.audience} tone="plain">
          {weakerRuleText(one)}
        </Notice>
      ))}
      {rules ? (
        <Tabs
          label="Audience"
          selected={audience}
          onSelect={id => setAudience(id as Protected)}
          items={(['board', 'public'] as const).map(id => ({
            id,
            label: id === 'board' ? 'For a board' : 'For the public',
            content: () => (
              <AudienceForm
                key={`${id}-${rules.version}`}
                audience={id}
                version={rules.version}
                rules={rules.audiences[id]}
                onChanged={() => outcome.current?.focus()}
              />
            ),
          }))}
        />
      ) : null}
      <p className="small" ref={outcome} tabIndex={-1}>
        Version {rules?.version}. {rules?.basis}
        {(answer.data?.versions ?? [])
          .slice(0, 3)
          .map(version => ` Version ${version.version} by ${version.changedBy}, ${formatDateTime(version.changedAt)}.`)}
      </p>
      <StandingPlan work={work} />
      <UnconfirmedReleases releases={releases} />
      <p className="small">
        {releases.length === 0
          ? 'Nothing has been given out from this workspace yet.'
          : `${formatCount(releases.length, 'table')} given out; the latest is “${releases[0]!.name}”, ${formatDateTime(releases[0]!.releasedAt)}. New tables are checked against what was given out before.`}
      </p>
    </Dialog>
  );
}

interface AudienceFormProps {
  readonly audience: Protected;
  /** Of the rules that are in force. */
  readonly version: number;
  readonly rules: AudienceRules;
  /** The form is drawn anew with the rules that are now in force; the focus must not be lost with it. */
  readonly onChanged: () => void;
}

function AudienceForm({ audience, version, rules, onChanged }: AudienceFormProps): ReactNode {
  /** Each is a table of its own to protect, so they are worked out when somebody asks. */
  const [compares, setCompares] = useState(false);
  // What was chosen and why belong together: both are there again on the other tab and after a slip of the Escape key.
  const { words, write, forget } = useTypedWords(`rules:${audience}:${version}`, { reason: '', chosen: '' });
  const { reason } = words;
  const draft = words.chosen ? (JSON.parse(words.chosen) as AudienceRules) : rules;
  const setDraft = (next: AudienceRules) => write({ chosen: JSON.stringify(next) });
  const change = useChange('disclosure.change');
  const submit = async () => {
    try {
      await change.mutateAsync({ audience, rules: draft, reason });
    } catch {
      // The form says what stands in the way.
      return;
    }
    forget();
    onChanged();
  };
  const route = useRoute();
  const open =
    route.place === 'explore' ? (route.state as { description?: PivotDescription } | null)?.description : undefined;
  const shown = open ?? standardTable;
  const preview = useAnswer('cube.preview', { description: { ...shown, audience }, rules: draft }, { keep: true });
  const range = draft.hide ? `${draft.hide.from}-${draft.hide.to}` : 'none';
  const changed = JSON.stringify(draft) !== JSON.stringify(rules);
  return (
    <div className="rules-form">
      <div className="rules-fields">
        <ChoiceField
          label="Counts to hide"
          value={range}
          choices={[
            ...ranges,
            ...(ranges.some(one => one.id === range)
              ? []
              : [{ id: range, label: range === 'none' ? 'none' : range.replace('-', ' to ') }]),
          ]}
          onChange={id => {
            const [from, to] = id.split('-').map(Number);
            const hide = id === 'none' ? null : { from: from!, to: to! };
            const isWhole = draft.width === widthChoices(draft).at(-1);
            setDraft({ ...draft, hide, width: isWhole ? widthChoices({ hide }).at(-1)! : draft.width });
          }}
        />
        <ChoiceField
          label="Rounding"
          value={String(draft.rounding.base)}
          choices={[
            { id: '0', label: 'none' },
            { id: '5', label: 'to the nearest 5' },
            { id: '10', label: 'to the nearest 10' },
          ]}
          onChange={id => setDraft({ ...draft, rounding: { ...draft.rounding, base: Number(id) as 0 | 5 | 10 } })}
        />
        <ChoiceField
          label="Zeros"
          value={draft.zeros}
          choices={[
            { id: 'shown', label: 'are shown where that is safe' },
            { id: 'protected', label: 'are hidden with the small' },
          ]}
          onChange={id => setDraft({ ...draft, zeros: id as AudienceRules['zeros'] })}
        />
        <ChoiceField
          label="A hidden count keeps"
          value={String(draft.width)}
          choices={widthsOf(draft).map(width => ({ id: String(width), label: candidatesText(width) }))}
          onChange={id => setDraft({ ...draft, width: Number(id) })}
        />
      </div>
      <CheckField checked={draft.complement} onChange={complement => setDraft({ ...draft, complement })}>
        Also hide a part when what is left of its whole is small
      </CheckField>
      <CheckField checked={draft.wholeAreaExempt} onChange={wholeAreaExempt => setDraft({ ...draft, wholeAreaExempt })}>
        Publish the total of the whole area although it is small
      </CheckField>
      <CheckField checked={draft.freeFilters} onChange={freeFilters => setDraft({ ...draft, freeFilters })}>
        Allow filters that leave members out
      </CheckField>
      <p aria-live="polite">
        {preview.error
          ? sentenceOf(preview.error)
          : preview.data
            ? `The table ${open ? 'in Explore' : 'of children by district, sex and quarter'} has ${formatCount(preview.data.cells, 'cell')}: ${formatNumber(preview.data.hiddenNow)} are hidden now, ${formatNumber(preview.data.hiddenThen)} would be.`
            : 'Working out what this would hide…'}
      </p>
      {compares ? (
        <ul className="small" aria-label="What each number of possible values would hide">
          {widthsOf(draft).map(width => (
            <WidthPreview key={width} description={{ ...shown, audience }} rules={{ ...draft, width }} />
          ))}
        </ul>
      ) : (
        <div>
          <Button size="small" onPress={() => setCompares(true)}>
            What each number of possible values would hide
          </Button>
        </div>
      )}
      {change.error ? <Notice tone="stop">{sentenceOf(change.error)}</Notice> : null}
      {changed ? (
        <div className="rules-change">
          <TextField
            label="Reason for the change"
            value={reason}
            onChange={next => write({ reason: next })}
            hint="It is kept in the audit trail with the new version."
          />
          <Button
            kind="primary"
            isDisabled={reason.trim().length < 3 || change.isPending}
            onPress={() => void submit()}
          >
            Change the rules
          </Button>
          <Button isDisabled={change.isPending} onPress={forget}>
            Leave them as they are
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Widths to choose from, with the one that is in force. */
const widthsOf = (rules: AudienceRules): readonly number[] =>
  [...new Set([...widthChoices(rules), rules.width])].toSorted((a, b) => a - b);

/** What one width would hide of the table that the preview counts. */
function WidthPreview({
  description,
  rules,
}: {
  readonly description: PivotDescription;
  readonly rules: AudienceRules;
}): ReactNode {
  const { data, error } = useAnswer('cube.preview', { description, rules }, { keep: true });
  const words = data ? `${formatNumber(data.hiddenThen)} of ${formatCount(data.cells, 'cell')} hidden` : '…';
  return (
    <li>
      With {candidatesText(rules.width)}: {error ? sentenceOf(error) : words}
    </li>
  );
}

/** What the preview counts where no table is open. */
const standardTable: PivotDescription = {
  dataset: 'referrals',
  rows: ['district', 'sex'],
  columns: [{ field: 'referred_on', by: 'financial-quarter' }],
  values: [{ measure: 'children' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
};
