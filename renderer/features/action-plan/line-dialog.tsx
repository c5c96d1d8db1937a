import { useState } from 'react';
import type { ReactNode } from 'react';
import { Presentation } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { go } from '../../bridge/route.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import { actionStates } from '../../../shared/contract/action-plan.ts';
import type { ActionLine, ActionState, PlannedAction } from '../../../shared/contract/action-plan.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { themes } from '../../../shared/model/framework.ts';
import type { Theme } from '../../../shared/model/framework.ts';
import { actionStateLabels } from '../../../shared/text/action-plan.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { formatDate, formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import { changesOfLine, isToDo, newLine, setOf } from './plan.ts';

interface LineDialogProps {
  /** Null for a new line. */
  readonly line: PlannedAction | null;
  /** Asks for what the line says now. */
  readonly onReload: () => Promise<PlannedAction | null>;
  readonly onSaved: (saved: PlannedAction) => void;
  readonly onClose: () => void;
}

/** A line as it is written, with the one that it began from: there again after a lock, until it is saved or cancelled. */
const lineBegun = (
  id: number | 'new',
): Slot<{ readonly base: PlannedAction | null; readonly draft: ActionLine } | null> => ({
  name: `action-line:${id}`,
  initial: null,
  draft: {
    saved: 'as-it-changes',
    read: given => {
      const { base, draft } = (given ?? {}) as { base?: PlannedAction | null; draft?: ActionLine };
      return typeof draft?.text === 'string' ? { base: base ?? null, draft } : null;
    },
  },
});

const noneOf = { id: '', label: 'None' } as const;

/** A line of the plan: what is to be done, by which role, until when, where it came from and what was changed since. */
export function LineDialog({ line, onReload, onSaved, onClose }: LineDialogProps): ReactNode {
  const [begun, setBegun] = useKept(lineBegun(line?.id ?? 'new'));
  const [cameBack] = useState(begun !== null);
  const base = begun ? begun.base : line;
  const draft = begun?.draft ?? (base ? setOf(base) : newLine);
  const save = useChange('action-plan.save');
  const set = (change: Partial<ActionLine>) => setBegun({ base, draft: { ...draft, ...change } });
  const close = () => {
    setBegun(null);
    onClose();
  };
  const keep = (kept: ActionLine) =>
    save.mutate(base ? { id: base.id, version: base.version, line: kept } : { line: kept }, {
      onSuccess: saved => {
        setBegun(null);
        onSaved(saved);
      },
    });
  const overtaken = save.error instanceof FaultError && save.error.fault.code === 'refused' && base !== null;
  const reload = async () => {
    const newest = await onReload();
    save.reset();
    if (!newest) return close();
    setBegun({ base: newest, draft: setOf(newest) });
  };
  const said = draft.text.trim() !== '';
  return (
    <Dialog
      wide
      isOpen
      title={
        base ? `${base.reference}: ${base.kind === 'decision' ? 'a decision' : 'an action'}` : 'A new line of the plan'
      }
      onClose={onClose}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          {base && isToDo(base) ? (
            <Button isDisabled={!said || save.isPending} onPress={() => keep({ ...draft, state: 'done' })}>
              Save as done
            </Button>
          ) : null}
          <Button kind="primary" isDisabled={!said || save.isPending} onPress={() => keep(draft)}>
            {base ? 'Save' : 'Add it'}
          </Button>
        </>
      }
    >
      {save.error ? (
        <Notice tone="stop">
          {sentenceOf(save.error)}{' '}
          {overtaken ? (
            <Button size="small" onPress={() => void reload()}>
              Show what it says now
            </Button>
          ) : null}
        </Notice>
      ) : null}
      <WrittenBefore shown={cameBack} />
      <div className="plan-fields">
        <div className="plan-wide">
          <TextField
            label={draft.kind === 'decision' ? 'What was decided' : 'What is to be done'}
            lines={2}
            maxLength={1000}
            value={draft.text}
            onChange={text => set({ text })}
            hint="Write about places, services and roles; never about a child or a suspect."
            autoFocus
          />
        </div>
        <TextField
          label="Owner"
          maxLength={120}
          value={draft.owner}
          onChange={owner => set({ owner })}
          hint="A role, not a person: Licensing lead."
        />
        <TextField
          label="Due"
          type="date"
          value={draft.due ?? ''}
          onChange={day => set({ due: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null })}
          hint={draft.due ? `${formatDate(draft.due)}; late from the day after.` : 'Empty: no day.'}
        />
        <ChoiceField
          label="State"
          value={draft.state}
          choices={actionStates.map(id => ({ id, label: actionStateLabels[id] }))}
          onChange={state => set({ state: state as ActionState })}
        />
        <ChoiceField
          label="Kind"
          value={draft.kind}
          choices={[
            { id: 'action', label: 'Action', hint: 'Somebody does something.' },
            { id: 'decision', label: 'Decision', hint: 'Nobody needs to do anything more.' },
          ]}
          onChange={kind =>
            set({
              kind: kind as ActionLine['kind'],
              // A new decision is done as it is taken; of a line that is kept the person says so.
              ...(base ? {} : { state: kind === 'decision' ? ('done' as const) : ('open' as const) }),
            })
          }
        />
        <ChoiceField
          label="Theme"
          value={draft.theme ?? ''}
          choices={[noneOf, ...themes.map(id => ({ id, label: themeLabels[id] }))]}
          onChange={theme => set({ theme: (theme || null) as Theme | null })}
        />
        <IndicatorField value={draft.indicator} onSet={indicator => set({ indicator })} />
        <div className="plan-wide">
          <TextField label="Note" lines={2} maxLength={2000} value={draft.note} onChange={note => set({ note })} />
        </div>
      </div>
      {base?.origin ? <Origin origin={base.origin} /> : null}
      {base ? <History id={base.id} version={base.version} /> : null}
    </Dialog>
  );
}

interface IndicatorFieldProps {
  readonly value: string | null;
  readonly onSet: (value: string | null) => void;
}

/** A choice of the framework's indicators; words where there is no framework to choose from. */
function IndicatorField({ value, onSet }: IndicatorFieldProps): ReactNode {
  const found = useAnswer('framework.read', {}).data?.framework.indicators;
  if (!found)
    return (
      <TextField
        label="Indicator"
        maxLength={32}
        value={value ?? ''}
        onChange={code => onSet(code || null)}
        hint="Code of the indicator that it serves."
      />
    );
  const known = found.map(one => ({ id: one.code, label: `${one.code} ${one.name}` }));
  const gone = value && !found.some(one => one.code === value) ? [{ id: value, label: value }] : [];
  return (
    <ChoiceField
      label="Indicator"
      value={value ?? ''}
      choices={[noneOf, ...gone, ...known]}
      onChange={code => onSet(code || null)}
    />
  );
}

/** The meeting and the slide that a line comes from, and the way there. */
function Origin({ origin }: { origin: NonNullable<PlannedAction['origin']> }): ReactNode {
  return (
    <div className="plan-from">
      <span>
        Noted at <strong>{origin.briefing}</strong>
        {origin.slideTitle ? `, on the slide “${origin.slideTitle}”` : ''}
      </span>
      <Button
        size="small"
        icon={<Presentation aria-hidden />}
        onPress={() => go({ place: 'briefings', state: { frozen: origin.frozen, at: origin.slide } })}
      >
        Open that briefing
      </Button>
    </div>
  );
}

/** Every version of a line: when, by whom, and what it changed. */
function History({ id, version }: { id: number; version: number }): ReactNode {
  const found = useAnswer('action-plan.history', { id });
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (!found.data) return null;
  const versions = found.data;
  return (
    <section aria-label="History">
      <h3 className="plan-heading">{version === 1 ? 'History: as it was written' : `History: ${version} versions`}</h3>
      <ol
        className="plan-history"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label="Versions, the newest first"
      >
        {versions.map((one, at) => {
          const before = versions[at + 1];
          return (
            <li key={one.version}>
              <span className="plan-quiet-line">
                {formatDateTime(one.at)}
                {one.by ? ` by ${one.by}` : ''}
              </span>
              {(before ? changesOfLine(before, one) : [`Written: ${one.text}`]).map(change => (
                <p key={change}>{change}</p>
              ))}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
