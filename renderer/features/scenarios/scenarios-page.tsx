import './scenarios-page.css';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Plus, Workflow } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { presentMemory, useKept, useKeptNames } from '../../bridge/workspace-state.ts';
import type { AppraisalSummary } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Card, Chip, Empty, Notice, Page } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { AppraisalPage, tabs } from './appraisal-page.tsx';
import type { Tab } from './appraisal-page.tsx';
import { beginUnsaved, throwAway, unsavedOf, unsavedStem } from './unsaved.ts';
import type { AppraisalKey } from './unsaved.ts';

interface ScenariosState {
  readonly id?: AppraisalKey;
  readonly tab?: Tab;
}

const readState = (given: unknown): ScenariosState => {
  const { id, tab } = (given ?? {}) as { id?: unknown; tab?: unknown };
  return typeof id === 'number' || id === 'new' ? { id, tab: tabs.find(one => one === tab) ?? 'answer' } : {};
};

/** Appraisals of the workspace, and the one that is open. */
export function ScenariosPage(): ReactNode {
  const [state, setState] = usePlaceState('scenarios', readState);
  const model = useAnswer('commissioning.model', {});
  const list = useAnswer('commissioning.list', {});
  const { id, tab = 'answer' } = state;
  const wanted = typeof id === 'number' ? id : null;
  const opened = useAnswer('commissioning.open', { id: wanted ?? 0 }, { enabled: wanted !== null });
  const [unsaved] = useKept(unsavedOf('new'));
  const [greeting, setGreeting] = useState<string | null>(null);
  const wrong = model.error ?? list.error ?? (wanted === null ? null : opened.error);
  if (wrong)
    return (
      <Notice tone="stop">
        {sentenceOf(wrong)} <Button onPress={() => setState({})}>All appraisals</Button>
      </Notice>
    );
  if (!model.data || !list.data || (wanted !== null && !opened.data)) return null;
  const page = {
    model: model.data,
    tab,
    onTab: (next: Tab) => setState({ ...state, tab: next }, true),
    onClose: () => {
      setGreeting(null);
      setState({});
    },
    onKept: (kept: number, words: string) => {
      setGreeting(words);
      setState({ id: kept, tab }, true);
    },
    greeting,
  };
  if (wanted !== null && opened.data) return <AppraisalPage key={wanted} {...page} opened={opened.data} />;
  if (id === 'new' && unsaved) return <AppraisalPage key="new" {...page} opened={null} />;
  return <AppraisalList list={list.data} unsaved={unsaved} onOpen={next => setState({ id: next })} />;
}

interface AppraisalListProps {
  readonly list: readonly AppraisalSummary[];
  /** One that was begun and not saved yet. */
  readonly unsaved: Appraisal | null;
  readonly onOpen: (id: AppraisalKey) => void;
}

function AppraisalList({ list, unsaved, onOpen }: AppraisalListProps): ReactNode {
  const [of] = useState(presentMemory);
  const changed = useKeptNames(unsavedStem);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const remove = useChange('commissioning.delete');
  const begin = async () => {
    setAsking(false);
    setProblem(null);
    try {
      beginUnsaved(await ask('commissioning.draft', {}), of);
      onOpen('new');
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const make = (
    <Button kind="primary" icon={<Plus aria-hidden />} onPress={() => (unsaved ? setAsking(true) : void begin())}>
      New appraisal
    </Button>
  );
  return (
    <Page
      title="Scenarios"
      subtitle="What would happen if we commissioned this?"
      actions={list.length > 0 || unsaved ? make : undefined}
    >
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      {unsaved ? (
        <Notice tone="warn">
          “{unsaved.name}” was begun and is not saved yet.{' '}
          <Button size="small" onPress={() => onOpen('new')}>
            Go on with it
          </Button>{' '}
          <Button size="small" kind="quiet" onPress={() => throwAway('new', of)}>
            Throw it away
          </Button>
        </Notice>
      ) : null}
      {list.length === 0 && unsaved ? null : list.length === 0 ? (
        <Empty icon={<Workflow aria-hidden />} title="No appraisal yet" action={make}>
          Here you would set options for a service beside doing the minimum, and see what each costs, what it does, for
          whom, and how sure that is. A new appraisal begins with the Targeted CSE Service and the Missing Service, and
          with what your data say of need.
        </Empty>
      ) : (
        <Card className="scenario-block" label="Appraisals">
          <Table<AppraisalSummary>
            label="List of appraisals"
            rows={list}
            rowKey={row => row.id}
            columns={[
              {
                id: 'name',
                label: 'Appraisal',
                cell: row => (
                  <>
                    <button type="button" className="scenario-link" onClick={() => onOpen(row.id)}>
                      {row.name}
                    </button>{' '}
                    {changed.includes(unsavedOf(row.id).name) ? <Chip tone="warn">changes not saved</Chip> : null}
                  </>
                ),
              },
              { id: 'question', label: 'Question', cell: row => row.question },
              { id: 'options', label: 'Options', figures: true, cell: row => row.options },
              { id: 'version', label: 'Version', figures: true, cell: row => row.version },
              { id: 'saved', label: 'Saved', cell: row => `${formatDateTime(row.savedAt)} by ${row.savedBy}` },
              {
                id: 'delete',
                label: 'Actions',
                cell: row => (
                  <Button
                    size="small"
                    kind="quiet"
                    onPress={() => remove.mutate({ id: row.id }, { onSuccess: () => throwAway(row.id, of) })}
                  >
                    Delete
                  </Button>
                ),
              },
            ]}
          />
        </Card>
      )}
      {asking && unsaved ? (
        <Dialog
          title="Begin another appraisal?"
          isOpen
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button kind="stop" onPress={() => void begin()}>
                Throw it away and begin anew
              </Button>
              <Button kind="primary" onPress={() => onOpen('new')}>
                Go on with it
              </Button>
            </>
          }
        >
          <p>
            “{unsaved.name}” was begun and is not saved yet. There can be one such at a time: save it to keep it beside
            another.
          </p>
        </Dialog>
      ) : null}
    </Page>
  );
}
