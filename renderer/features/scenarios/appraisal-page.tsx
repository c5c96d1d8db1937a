import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowLeft, FileText, Play, Save } from 'lucide-react';
import { useChange } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { wantPin } from '../../bridge/pin.ts';
import { useJobAnswer } from '../../bridge/watched.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { ModelDescription, OpenedAppraisal } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { appraisalStanding } from '../../../shared/model/appraisal-standing.ts';
import { formatCount, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Notice, Page } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { decisionOf } from './decision.tsx';
import { Fairness } from './fairness.tsx';
import { Inputs } from './inputs.tsx';
import { Money } from './money.tsx';
import { Options } from './options.tsx';
import { Overview } from './overview.tsx';
import { PathwayPicture } from './pathway.tsx';
import { Ranking } from './ranking.tsx';
import { Sensitivity } from './sensitivity.tsx';
import { useEditing } from './unsaved.ts';
import type { AppraisalKey } from './unsaved.ts';

type Editing = ReturnType<typeof useEditing>;

export const tabs = ['answer', 'options', 'inputs', 'pathway', 'money', 'fairness', 'sensitivity', 'ranking'] as const;
export type Tab = (typeof tabs)[number];

interface AppraisalPageProps {
  readonly model: ModelDescription;
  /** Null for a new one that is not yet kept. */
  readonly opened: OpenedAppraisal | null;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly onClose: () => void;
  readonly onKept: (id: number, words: string) => void;
  /** What the page before has to say. */
  readonly greeting: string | null;
}

/** The two options that are set against each other. */
const comparedOf = (key: AppraisalKey): Slot<readonly [string, string] | null> => ({
  name: `compared:${key}`,
  initial: null,
});

/** "14 of 84 given": what partners have given of the inputs. */
function given(appraisal: Appraisal, model: ModelDescription): string {
  const { inputs } = appraisalStanding(appraisal, model.inputs);
  return `${formatNumber(inputs.given)} of ${formatNumber(inputs.all)} given`;
}

/** Changes that are told one by one; of more than these the inputs tell. */
const mostTold = 4;

/** What was pulled again: a sentence each. */
function pulledText(changed: readonly string[]): string {
  const more = changed.length - mostTold;
  const rest = more > 0 ? [`${formatCount(more, 'more value')} changed: Inputs shows them.`] : [];
  return ['Pulled again from the data.', ...changed.slice(0, mostTold), ...rest].join(' ');
}

/** Notes on what does not come from the data as they are. */
const ofTheRows = ({ code }: { readonly code: string }): boolean => code === 'moved-on' || code === 'other-rows';

/** Runs of a simulation. */
const replications = 200;

/** Milliseconds without an edit after which a person reads on instead of editing on. */
const pause = 300;

/** Whether an appraisal has been as it is for a while. */
function useLeftAlone(appraisal: Appraisal): boolean {
  const [rested, setRested] = useState<Appraisal | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(appraisal), pause);
    return () => clearTimeout(timer);
  }, [appraisal]);
  return rested === appraisal;
}

/** What the page asks of one appraisal: by formulas as soon as anything changes, by simulation when asked. */
function useAppraised(appraisal: Appraisal, key: AppraisalKey) {
  const [compare, setCompare] = useKept(comparedOf(key));
  const [simulated, setSimulated] = useState<Appraisal | null>(null);
  const pair = useMemo(
    () =>
      compare && compare.every(id => appraisal.options.some(option => option.id === id))
        ? ([compare[0], compare[1]] as [string, string])
        : null,
    [compare, appraisal.options],
  );
  const asked = { appraisal, engine: 'formulas' as const, ...(pair ? { compare: pair } : {}) };
  // Headlines follow an edit at once. What would change them is asked for when they are there and nobody edits on: the engine
  // would otherwise be busy with it when the next edit comes.
  const formulas = useJobAnswer('commissioning.appraise', { ...asked, detail: 'headlines' }, { keep: () => true });
  const isAnswered = formulas.data !== undefined && !formulas.isPlaceholderData;
  const isLeftAlone = useLeftAlone(appraisal);
  const whole = useJobAnswer(
    'commissioning.appraise',
    { ...asked, detail: 'full' },
    { enabled: isAnswered && isLeftAlone, keep: () => true },
  );
  const simulation = useJobAnswer(
    'commissioning.appraise',
    { appraisal: simulated ?? appraisal, engine: 'simulation', replications },
    { enabled: simulated !== null },
  );
  // A simulation of something else than what is on the screen is not shown.
  const fresh = simulated === appraisal && simulation.data ? simulation.data : null;
  const isWhole = whole.data !== undefined && !whole.isPlaceholderData;
  return {
    formulas,
    whole: whole.data ?? null,
    isWhole,
    simulation,
    isSimulated: simulated === appraisal,
    simulate: () => setSimulated(appraisal),
    fresh,
    result: fresh ?? (isWhole ? whole.data : formulas.data) ?? null,
    pair,
    setCompare,
  };
}

type Appraised = ReturnType<typeof useAppraised>;

/** What is said over the appraisal of something that was done. */
interface Message {
  readonly tone: 'plain' | 'stop';
  readonly text: string;
}

/** Saves, writes and pulls again; each says what came of it. */
function useActs({ opened, greeting, onKept }: AppraisalPageProps, editing: Editing, fresh: Appraised['fresh']) {
  const { appraisal, change } = editing;
  // Known to be saved a moment before the workspace is asked again.
  const [justSaved, setJustSaved] = useState<Appraisal | null>(null);
  const [cameBack, setCameBack] = useState(opened !== null && !editing.isSaved);
  const [message, setMessage] = useState<Message | null>(greeting === null ? null : { tone: 'plain', text: greeting });
  const [isWriting, setWriting] = useState(false);
  const save = useChange('commissioning.save');
  const fail = (error: unknown) => setMessage({ tone: 'stop', text: sentenceOf(error) });

  const keepIt = async () => {
    try {
      const summary = await save.mutateAsync({ ...(opened ? { id: opened.id } : {}), appraisal });
      setJustSaved(appraisal);
      setCameBack(false);
      editing.saved(summary.id);
      const words = `“${summary.name}” is saved in this workspace as version ${summary.version}.`;
      setMessage({ tone: 'plain', text: words });
      if (!opened) onKept(summary.id, words);
    } catch (error) {
      fail(error);
    }
  };
  const write = async (kind: 'paper' | 'annex' | 'log', extension: 'docx' | 'xlsx' | 'csv') => {
    setMessage(null);
    try {
      const words = { paper: 'options paper', annex: 'data annex', log: 'assumptions log' }[kind];
      const file = await ask('files.save', { purpose: 'export', suggested: `${appraisal.name}, ${words}`, extension });
      if (!file) return;
      setWriting(true);
      await ask('commissioning.export', {
        appraisal,
        kind,
        engine: fresh ? 'simulation' : 'formulas',
        ...(fresh ? { replications } : {}),
        file: file.grant,
      });
      setMessage({ tone: 'plain', text: `${file.name} is saved.` });
    } catch (error) {
      fail(error);
    } finally {
      setWriting(false);
    }
  };
  const pullAgain = async () => {
    try {
      const pulled = await ask('commissioning.pull', { appraisal });
      change(pulled.appraisal);
      const text =
        pulled.changed.length === 0
          ? 'Nothing has changed in the data since it was pulled.'
          : pulledText(pulled.changed);
      setMessage({ tone: 'plain', text });
    } catch (error) {
      fail(error);
    }
  };
  const goBack = (stored: Appraisal) => {
    change(stored);
    setCameBack(false);
  };
  return {
    keepIt: () => void keepIt(),
    write: (...given: Parameters<typeof write>) => void write(...given),
    pullAgain: () => void pullAgain(),
    goBack,
    isSaved: editing.isSaved || justSaved === appraisal,
    isSaving: save.isPending,
    isWriting,
    cameBack,
    message,
  };
}

type Acts = ReturnType<typeof useActs>;

/** One appraisal: its answer by formulas as soon as anything changes, by simulation when asked. */
export function AppraisalPage(props: AppraisalPageProps): ReactNode {
  const { model, opened, tab } = props;
  const key: AppraisalKey = opened?.id ?? 'new';
  const editing = useEditing(key, opened?.appraisal ?? null);
  const { appraisal, step } = editing;
  const appraised = useAppraised(appraisal, key);
  const { result, fresh, formulas } = appraised;
  const acts = useActs(props, editing, fresh);
  const decision = result ? decisionOf(appraisal, model, result) : null;
  const title = decision?.title ?? appraisal.name;
  const pin = () => wantPin({ title, pin: { kind: 'options', view: appraisal, part: pinnedParts[tab] ?? 'compare' } });
  useCommands({
    pin,
    save: acts.keepIt,
    export: () => acts.write('paper', 'docx'),
    undo: () => step(-1),
    redo: () => step(1),
  });
  return (
    <Page
      title={title}
      subtitle={`${result ? `${appraisal.name} · ` : ''}${formatCount(appraisal.years, 'year')} · ${appraisal.priceBase} prices · ${
        fresh
          ? `simulation, ${formatNumber(fresh.replications)} runs, seed ${fresh.seed}`
          : `formulas, ${result ? `${formatNumber(result.replications)} draws, ` : ''}seed ${appraisal.seed}`
      }${acts.isSaved ? '' : ' · not saved'}`}
      actions={<AppraisalActions appraised={appraised} acts={acts} onClose={props.onClose} onPin={pin} />}
    >
      <Notices {...props} appraised={appraised} acts={acts} />
      <div className="scenario-body" data-stale={formulas.isPlaceholderData}>
        <Parts {...props} editing={editing} appraised={appraised} decision={decision} />
      </div>
    </Page>
  );
}

/** What of an appraisal stands on a slide that is pinned from a tab; from the others the options side by side. */
const pinnedParts: Partial<Record<Tab, 'partners' | 'districts' | 'tornado'>> = {
  money: 'partners',
  fairness: 'districts',
  sensitivity: 'tornado',
};

interface AppraisalActionsProps {
  readonly appraised: Appraised;
  readonly acts: Acts;
  readonly onClose: () => void;
  readonly onPin: () => void;
}

function AppraisalActions({ appraised, acts, onClose, onPin }: AppraisalActionsProps): ReactNode {
  const { write } = acts;
  return (
    <>
      <Button kind="quiet" aria-label="All appraisals" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
      <Button
        icon={<Play aria-hidden />}
        isDisabled={appraised.simulation.waiting !== null || appraised.fresh !== null}
        onPress={appraised.simulate}
      >
        Simulate
      </Button>
      <Button icon={<Save aria-hidden />} isDisabled={acts.isSaving} onPress={acts.keepIt}>
        Save
      </Button>
      <Menu
        label="Write"
        trigger={
          <Button kind="primary" icon={<FileText aria-hidden />} isDisabled={acts.isWriting}>
            Options paper
          </Button>
        }
        items={[
          { id: 'paper', label: 'Options paper (Word)…', keys: 'Ctrl+E', act: () => write('paper', 'docx') },
          { id: 'annex', label: 'Data annex (Excel)…', act: () => write('annex', 'xlsx') },
          { id: 'log', label: 'Assumptions log (Excel)…', act: () => write('log', 'xlsx') },
          { id: 'log-csv', label: 'Assumptions log (CSV)…', act: () => write('log', 'csv') },
          { kind: 'line', id: 'pull-line' },
          { id: 'pull', label: 'Pull again from the data', act: acts.pullAgain },
          { id: 'pin', label: 'Add to a briefing…', keys: 'Ctrl+B', act: onPin },
        ]}
      />
    </>
  );
}

interface NoticesProps extends Pick<AppraisalPageProps, 'opened' | 'model'> {
  readonly appraised: Appraised;
  readonly acts: Acts;
}

/** What is to be known before the answer is read. */
function Notices({ opened, model, appraised, acts }: NoticesProps): ReactNode {
  const { simulation, isSimulated, formulas, result } = appraised;
  // Of the appraisal as it is now: what was pulled again is said no more.
  const ofRows = formulas.isPlaceholderData ? [] : (result?.notes ?? []).filter(ofTheRows).map(note => note.text);
  return (
    <>
      {acts.message ? <Notice tone={acts.message.tone}>{acts.message.text}</Notice> : null}
      {acts.cameBack && opened && !acts.isSaved ? (
        <Notice tone="plain">
          Here is what you had changed and not saved.{' '}
          <Button size="small" onPress={() => acts.goBack(opened.appraisal)}>
            Back to version {opened.version}
          </Button>
        </Notice>
      ) : null}
      {opened && opened.changes.length > 0 ? (
        <Notice tone="warn">
          {opened.modelVersion === model.version
            ? ''
            : `Made with version ${opened.modelVersion} of the model; now version ${model.version}. `}
          {opened.changes.join(' ')}
        </Notice>
      ) : null}
      {ofRows.length > 0 ? (
        <Notice tone="warn">
          {ofRows.join(' ')}{' '}
          <Button size="small" onPress={acts.pullAgain}>
            Pull again
          </Button>
        </Notice>
      ) : null}
      {simulation.waiting ? (
        <Progress label="Simulating" progress={simulation.waiting.progress} onCancel={simulation.waiting.cancel} />
      ) : null}
      {simulation.error && isSimulated ? <Notice tone="stop">{sentenceOf(simulation.error)}</Notice> : null}
      {simulation.stopped && isSimulated ? (
        <Notice tone="plain">The simulation was cancelled; the answer by formulas stands.</Notice>
      ) : null}
      {formulas.error ? <Notice tone="stop">{sentenceOf(formulas.error)}</Notice> : null}
    </>
  );
}

interface PartsProps extends AppraisalPageProps {
  readonly editing: Editing;
  readonly appraised: Appraised;
  readonly decision: ReturnType<typeof decisionOf> | null;
}

const notReady = <p className="quiet scenario-hint">Working it out…</p>;

/** The parts of an appraisal, each behind its tab. */
function Parts({ model, tab, onTab, editing, appraised, decision }: PartsProps): ReactNode {
  const { appraisal, change } = editing;
  const { result, whole } = appraised;
  return (
    <Tabs
      label="Parts of the appraisal"
      selected={tab}
      onSelect={id => onTab(tabs.find(one => one === id) ?? 'answer')}
      items={[
        {
          id: 'answer',
          label: 'Answer',
          content: () =>
            result && decision ? (
              <Overview
                result={result}
                whole={whole}
                decision={decision}
                model={model}
                onInputs={() => onTab('inputs')}
              />
            ) : (
              notReady
            ),
        },
        {
          id: 'options',
          label: 'Options',
          content: () => <Options appraisal={appraisal} result={result} onChange={change} />,
        },
        {
          id: 'inputs',
          label: `Inputs (${given(appraisal, model)})`,
          content: () => <Inputs appraisal={appraisal} model={model} onChange={change} />,
        },
        {
          id: 'pathway',
          label: 'Pathway',
          content: () => <PathwayPicture appraisal={appraisal} model={model} onChange={change} />,
        },
        {
          id: 'money',
          label: 'Who pays, who gains',
          content: () => (result ? <Money appraisal={appraisal} result={result} onChange={change} /> : notReady),
        },
        { id: 'fairness', label: 'Districts', content: () => (result ? <Fairness result={result} /> : notReady) },
        {
          id: 'sensitivity',
          label: 'Sensitivity',
          content: () =>
            whole ? (
              <Sensitivity
                appraisal={appraisal}
                result={whole}
                isOfBefore={!appraised.isWhole}
                model={model}
                compare={appraised.pair}
                onCompare={appraised.setCompare}
              />
            ) : (
              notReady
            ),
        },
        {
          id: 'ranking',
          label: 'Ranking',
          content: () =>
            result ? <Ranking appraisal={appraisal} result={result} model={model} onChange={change} /> : notReady,
        },
      ]}
    />
  );
}
