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

/** One appraisal: its answer by formulas as soon as anything changes, by simulation when asked. */
export function AppraisalPage({ model, opened, tab, onTab, onClose, onKept, greeting }: AppraisalPageProps): ReactNode {
  const key: AppraisalKey = opened?.id ?? 'new';
  const stored = opened?.appraisal ?? null;
  const editing = useEditing(key, stored);
  const { appraisal, change, step } = editing;
  const [cameBack, setCameBack] = useState(stored !== null && !editing.isSaved);
  const [compare, setCompare] = useKept(comparedOf(key));
  const [simulated, setSimulated] = useState<Appraisal | null>(null);
  // Known to be saved a moment before the workspace is asked again.
  const [justSaved, setJustSaved] = useState<Appraisal | null>(null);
  const isSaved = editing.isSaved || justSaved === appraisal;
  const [message, setMessage] = useState<{ readonly tone: 'plain' | 'stop'; readonly text: string } | null>(
    greeting === null ? null : { tone: 'plain', text: greeting },
  );
  const [writing, setWriting] = useState(false);
  const save = useChange('commissioning.save');

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
  const result = fresh ?? (isWhole ? whole.data : formulas.data);
  const decision = result ? decisionOf(appraisal, model, result) : null;
  const title = decision?.title ?? appraisal.name;

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
      setMessage({ tone: 'stop', text: sentenceOf(error) });
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
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    } finally {
      setWriting(false);
    }
  };
  const pin = () => {
    const part =
      tab === 'money' ? 'partners' : tab === 'fairness' ? 'districts' : tab === 'sensitivity' ? 'tornado' : 'compare';
    wantPin({ title, pin: { kind: 'options', view: appraisal, part } });
  };
  useCommands({
    pin,
    save: () => void keepIt(),
    export: () => void write('paper', 'docx'),
    undo: () => step(-1),
    redo: () => step(1),
  });

  const pullAgain = async () => {
    try {
      const pulled = await ask('commissioning.pull', { appraisal });
      change(pulled.appraisal);
      setMessage({
        tone: 'plain',
        text:
          pulled.changed.length === 0
            ? 'Nothing has changed in the data since it was pulled.'
            : pulledText(pulled.changed),
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  // Of the appraisal as it is now: what was pulled again is said no more.
  const ofRows = formulas.isPlaceholderData ? [] : (result?.notes ?? []).filter(ofTheRows).map(note => note.text);
  const notReady = <p className="quiet scenario-hint">Working it out…</p>;
  return (
    <Page
      title={title}
      subtitle={`${result ? `${appraisal.name} · ` : ''}${formatCount(appraisal.years, 'year')} · ${appraisal.priceBase} prices · ${
        fresh
          ? `simulation, ${formatNumber(fresh.replications)} runs, seed ${fresh.seed}`
          : `formulas, ${result ? `${formatNumber(result.replications)} draws, ` : ''}seed ${appraisal.seed}`
      }${isSaved ? '' : ' · not saved'}`}
      actions={
        <>
          <Button kind="quiet" aria-label="All appraisals" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
          <Button
            icon={<Play aria-hidden />}
            isDisabled={simulation.waiting !== null || fresh !== null}
            onPress={() => setSimulated(appraisal)}
          >
            Simulate
          </Button>
          <Button icon={<Save aria-hidden />} isDisabled={save.isPending} onPress={() => void keepIt()}>
            Save
          </Button>
          <Menu
            label="Write"
            trigger={
              <Button kind="primary" icon={<FileText aria-hidden />} isDisabled={writing}>
                Options paper
              </Button>
            }
            items={[
              { id: 'paper', label: 'Options paper (Word)…', keys: 'Ctrl+E', act: () => void write('paper', 'docx') },
              { id: 'annex', label: 'Data annex (Excel)…', act: () => void write('annex', 'xlsx') },
              { id: 'log', label: 'Assumptions log (Excel)…', act: () => void write('log', 'xlsx') },
              { id: 'log-csv', label: 'Assumptions log (CSV)…', act: () => void write('log', 'csv') },
              { kind: 'line', id: 'pull-line' },
              { id: 'pull', label: 'Pull again from the data', act: () => void pullAgain() },
              { id: 'pin', label: 'Add to a briefing…', keys: 'Ctrl+B', act: pin },
            ]}
          />
        </>
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      {cameBack && stored && !isSaved ? (
        <Notice tone="plain">
          Here is what you had changed and not saved.{' '}
          <Button
            size="small"
            onPress={() => {
              change(stored);
              setCameBack(false);
            }}
          >
            Back to version {opened!.version}
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
          <Button size="small" onPress={() => void pullAgain()}>
            Pull again
          </Button>
        </Notice>
      ) : null}
      {simulation.waiting ? (
        <Progress label="Simulating" progress={simulation.waiting.progress} onCancel={simulation.waiting.cancel} />
      ) : null}
      {simulation.error && simulated === appraisal ? <Notice tone="stop">{sentenceOf(simulation.error)}</Notice> : null}
      {simulation.stopped && simulated === appraisal ? (
        <Notice tone="plain">The simulation was cancelled; the answer by formulas stands.</Notice>
      ) : null}
      {formulas.error ? <Notice tone="stop">{sentenceOf(formulas.error)}</Notice> : null}
      <div className="scenario-body" data-stale={formulas.isPlaceholderData}>
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
                    whole={whole.data ?? null}
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
              content: () => <Options appraisal={appraisal} result={result ?? null} onChange={change} />,
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
                whole.data ? (
                  <Sensitivity
                    appraisal={appraisal}
                    result={whole.data}
                    isOfBefore={!isWhole}
                    model={model}
                    compare={pair}
                    onCompare={setCompare}
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
      </div>
    </Page>
  );
}
