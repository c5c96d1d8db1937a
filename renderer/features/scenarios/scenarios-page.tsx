import type { ReactNode } from 'react';
import { useState } from 'react';
import { Plus, Workflow } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { AppraisalSummary } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { AppraisalPage } from './appraisal-page.tsx';
import './scenarios-page.css';

interface ScenariosState {
  readonly id?: number;
}

const readState = (state: unknown): ScenariosState => {
  const id = (state as { id?: unknown } | null)?.id;
  return typeof id === 'number' ? { id } : {};
};

/** Appraisals of the workspace, and the one that is open. */
export function ScenariosPage(): ReactNode {
  const [state, setState] = usePlaceState('scenarios', readState);
  const model = useAnswer('commissioning.model', {});
  const list = useAnswer('commissioning.list', {});
  const opened = useAnswer('commissioning.open', { id: state.id ?? 0 }, { enabled: state.id !== undefined });
  const [fresh, setFresh] = useState<Appraisal | null>(null);
  const [greeting, setGreeting] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = useChange('commissioning.delete');
  const draft = async () => {
    setProblem(null);
    try {
      setFresh(await ask('commissioning.draft', {}));
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const wrong = model.error ?? list.error ?? opened.error;
  if (wrong) return <Notice tone="stop">{sentenceOf(wrong)}</Notice>;
  if (!model.data || !list.data) return null;
  if (state.id !== undefined && opened.data)
    return (
      <AppraisalPage
        key={state.id}
        model={model.data}
        opened={opened.data}
        first={opened.data.appraisal}
        onClose={() => {
          setGreeting(null);
          setState({});
        }}
        onKept={() => undefined}
        greeting={greeting}
      />
    );
  if (fresh)
    return (
      <AppraisalPage
        key="fresh"
        model={model.data}
        opened={null}
        first={fresh}
        onClose={() => setFresh(null)}
        greeting={null}
        onKept={(id, words) => {
          setFresh(null);
          setGreeting(words);
          setState({ id });
        }}
      />
    );
  const make = (
    <Button kind="primary" icon={<Plus aria-hidden />} onPress={() => void draft()}>
      New appraisal
    </Button>
  );
  return (
    <Page
      title="Scenarios"
      subtitle="What would happen if we commissioned this?"
      actions={list.data.length > 0 ? make : undefined}
    >
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      {list.data.length === 0 ? (
        <Empty icon={<Workflow aria-hidden />} title="No appraisal yet" action={make}>
          Here you would set options for a service beside doing the minimum, and see what each costs, what it does, for
          whom, and how sure that is. A new appraisal begins with the Targeted CSE Service and the Missing Service, and
          with what your data say of need.
        </Empty>
      ) : (
        <Card className="scenario-block" label="Appraisals">
          <Table<AppraisalSummary>
            label="List of appraisals"
            rows={list.data}
            rowKey={row => row.id}
            columns={[
              {
                id: 'name',
                label: 'Appraisal',
                cell: row => (
                  <button type="button" className="scenario-link" onClick={() => setState({ id: row.id })}>
                    {row.name}
                  </button>
                ),
              },
              { id: 'question', label: 'Question', cell: row => row.question },
              { id: 'options', label: 'Options', figures: true, cell: row => row.options },
              { id: 'version', label: 'Version', figures: true, cell: row => row.version },
              { id: 'saved', label: 'Saved', cell: row => `${formatDateTime(row.savedAt)} by ${row.savedBy}` },
              {
                id: 'delete',
                label: '',
                cell: row => (
                  <Button size="small" kind="quiet" onPress={() => remove.mutate({ id: row.id })}>
                    Delete
                  </Button>
                ),
              },
            ]}
          />
        </Card>
      )}
    </Page>
  );
}
