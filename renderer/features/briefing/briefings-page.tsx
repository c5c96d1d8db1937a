import { useState } from 'react';
import type { ReactNode } from 'react';
import { Palette, Plus, Presentation } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import type { DeckSummary } from '../../../shared/contract/briefing.ts';
import type { DeckTemplate } from '../../../shared/model/deck.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { useProgress } from '../../bridge/answers.tsx';
import { DeckPage } from './deck-page.tsx';
import { emptyDeck, withSlide } from './deck.ts';
import { FrozenPage } from './frozen-page.tsx';
import { PresenterView } from './presenter-view.tsx';
import { StyleDialog } from './style-dialog.tsx';
import './briefings-page.css';

const templateLabels: Readonly<Record<DeckTemplate, string>> = {
  'csaf-quarterly': 'CSAF quarterly report',
  'safeguarding-board': 'Safeguarding Board',
  'scrutiny-committee': 'Scrutiny committee',
  'police-crime-panel': 'Police and Crime Panel',
  'joint-commissioning-group': 'Joint Commissioning Group',
};

interface BriefingsState {
  readonly id?: number;
  readonly slide?: number;
  readonly presenting?: number;
  /** A frozen briefing that is read, and the id of its slide to begin with. */
  readonly frozen?: number;
  readonly at?: string;
}

const readState = (state: unknown): BriefingsState => {
  const given = (state ?? {}) as Record<string, unknown>;
  const number = (name: string) => (typeof given[name] === 'number' ? { [name]: given[name] } : {});
  return {
    ...number('id'),
    ...number('slide'),
    ...number('presenting'),
    ...number('frozen'),
    ...(typeof given['at'] === 'string' ? { at: given['at'] } : {}),
  };
};

const stylingOpen: Slot<boolean> = {
  name: 'briefing-style',
  initial: false,
  draft: { saved: 'when-left', read: given => given === true },
};

/** Briefings of the workspace; the one that is open; or the one that is presented. */
export function BriefingsPage(): ReactNode {
  const [state, setState] = usePlaceState('briefings', readState);
  const list = useAnswer('briefing.decks', {});
  const save = useChange('briefing.save');
  const remove = useChange('briefing.delete');
  const [making, setMaking] = useState(false);
  const [styling, setStyling] = useKept(stylingOpen);
  const progress = useProgress('template');
  const [problem, setProblem] = useState<string | null>(null);
  const back = () => {
    const { presenting: _, ...before } = state;
    setState(before);
  };
  if (state.presenting !== undefined) return <PresenterView frozen={state.presenting} onEnd={back} />;
  if (state.frozen !== undefined)
    return (
      <FrozenPage
        key={state.frozen}
        id={state.frozen}
        at={state.at ?? null}
        onClose={() => setState({})}
        onPresent={presenting => setState({ ...state, presenting })}
      />
    );
  if (state.id !== undefined)
    return (
      <DeckPage
        key={state.id}
        id={state.id}
        at={state.slide ?? 0}
        onSlide={slide => setState({ ...state, slide }, true)}
        onClose={() => setState({})}
        onPresent={presenting => setState({ ...state, presenting })}
      />
    );
  const begin = async (template: DeckTemplate | null) => {
    setProblem(null);
    try {
      setMaking(template !== null);
      const deck = template
        ? await ask('briefing.template', { template, job: 'template' })
        : withSlide(emptyDeck('Briefing', await ask('briefing.style', {})), 'What we found', null, 'title');
      const saved = await save.mutateAsync({ deck });
      setState({ id: saved.id });
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setMaking(false);
    }
  };
  if (list.error) return <Notice tone="stop">{sentenceOf(list.error)}</Notice>;
  if (!list.data) return null;
  const actions = (
    <>
      <Menu
        label="From a template"
        trigger={<Button isDisabled={making}>From a template</Button>}
        items={Object.entries(templateLabels).map(([id, label]) => ({
          id,
          label,
          act: () => void begin(id as DeckTemplate),
        }))}
      />
      <Button icon={<Plus aria-hidden />} onPress={() => void begin(null)}>
        Empty briefing
      </Button>
      <Button icon={<Palette aria-hidden />} onPress={() => setStyling(true)}>
        How briefings look
      </Button>
    </>
  );
  return (
    <Page title="Briefings" subtitle="From a view to the room" actions={list.data.length > 0 ? actions : undefined}>
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      {making ? (
        <Progress
          label="Making the report"
          progress={progress}
          onCancel={() => void ask('job.cancel', { job: 'template' })}
        />
      ) : null}
      {list.data.length === 0 ? (
        <Empty
          icon={<Presentation aria-hidden />}
          title="No briefing yet"
          action={
            <div className="briefing-begin">
              <Button kind="primary" isDisabled={making} onPress={() => void begin('csaf-quarterly')}>
                Make the quarterly CSAF report
              </Button>
              {actions}
            </div>
          }
        >
          Here you would arrange views from Explore, Map and Scenarios on slides, freeze them when it matters, present
          them without a network and leave a paper behind. Each of those pages has a button that adds what it shows.
        </Empty>
      ) : (
        <Card className="briefing-list" label="Briefings">
          <Table<DeckSummary>
            label="List of briefings"
            rows={list.data}
            rowKey={row => row.id}
            columns={[
              {
                id: 'name',
                label: 'Briefing',
                cell: row => (
                  <button type="button" className="briefing-link" onClick={() => setState({ id: row.id })}>
                    {row.name}
                  </button>
                ),
              },
              { id: 'slides', label: 'Slides', figures: true, cell: row => row.slides },
              { id: 'saved', label: 'Saved', cell: row => formatDateTime(row.savedAt) },
              {
                id: 'frozen',
                label: 'Frozen',
                cell: ({ frozen: [latest] }) =>
                  latest ? (
                    <button
                      type="button"
                      className="briefing-link"
                      title="Read what was frozen, with what was decided over it"
                      onClick={() => setState({ frozen: latest.id })}
                    >
                      {formatDateTime(latest.frozenAt)}
                    </button>
                  ) : (
                    'not yet'
                  ),
              },
              {
                id: 'delete',
                label: 'Actions',
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
      {styling ? <StyleDialog onClose={() => setStyling(false)} /> : null}
    </Page>
  );
}
