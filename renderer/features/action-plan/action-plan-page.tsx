import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { AlarmClock, Circle, CircleCheck, CircleDot, CircleSlash, Download, ListChecks, Plus } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useKept } from '../../bridge/workspace-state.ts';
import type { Slot } from '../../bridge/workspace-state.ts';
import { actionStates } from '../../../shared/contract/action-plan.ts';
import type { ActionState, PlannedAction } from '../../../shared/contract/action-plan.ts';
import { themes } from '../../../shared/model/framework.ts';
import { actionStateLabels } from '../../../shared/text/action-plan.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { formatCount, formatDate } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, ChoiceField, SearchField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Card, Chip, Empty, Notice, Page } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { TableColumn } from '../../ui/table.tsx';
import { LineDialog } from './line-dialog.tsx';
import { isToDo, matchingLines, readFilter, wholePlan } from './plan.ts';
import type { PlanFilter } from './plan.ts';
import './action-plan-page.css';

interface PlanState extends PlanFilter {
  /** The line that is open. */
  readonly id?: number;
}

const readState = (given: unknown): PlanState => {
  const id = (given as { id?: unknown } | null)?.id;
  return { ...readFilter(given), ...(typeof id === 'number' ? { id } : {}) };
};

const addingLine: Slot<boolean> = {
  name: 'action-adding',
  initial: false,
  draft: { saved: 'when-left', read: given => given === true },
};

const stateIcons: Readonly<Record<ActionState, ReactNode>> = {
  open: <Circle aria-hidden />,
  'under-way': <CircleDot aria-hidden />,
  done: <CircleCheck aria-hidden />,
  dropped: <CircleSlash aria-hidden />,
};

/** "5 to do, 2 of them late; 3 done" */
function planInWords(plan: readonly PlannedAction[]): string {
  const toDo = plan.filter(isToDo).length;
  const late = plan.filter(line => line.late).length;
  const done = plan.filter(line => line.state === 'done').length;
  return `${toDo} to do${late ? `, ${late} of them late` : ''}; ${done} done`;
}

function columnsOf(onOpen: (line: PlannedAction) => void): readonly TableColumn<PlannedAction>[] {
  return [
    { id: 'reference', label: 'Line', cell: line => <span className="plan-reference">{line.reference}</span> },
    {
      id: 'text',
      label: 'What',
      cell: line => (
        <>
          <button type="button" className="plan-link" onClick={() => onOpen(line)}>
            {line.text}
          </button>
          {line.kind === 'decision' ? <span className="plan-quiet-line">Decision</span> : null}
          {line.note ? <span className="plan-quiet-line">{line.note}</span> : null}
        </>
      ),
    },
    {
      id: 'theme',
      label: 'Theme',
      cell: line => (
        <>
          {line.theme ? themeLabels[line.theme] : ''}
          {line.indicator ? <span className="plan-quiet-line">{line.indicator}</span> : null}
        </>
      ),
    },
    { id: 'owner', label: 'Owner', cell: line => line.owner || (isToDo(line) ? 'nobody yet' : '') },
    {
      id: 'due',
      label: 'Due',
      cell: line => (
        <span className="plan-due">
          {line.due ? formatDate(line.due) : isToDo(line) ? 'no day' : ''}
          {line.late ? (
            <Chip tone="stop" title="Not done, and its day has passed">
              <AlarmClock aria-hidden /> late
            </Chip>
          ) : null}
        </span>
      ),
    },
    {
      id: 'state',
      label: 'State',
      cell: line => (
        <span className="plan-state">
          {stateIcons[line.state]} {actionStateLabels[line.state]}
        </span>
      ),
    },
    {
      id: 'origin',
      label: 'From',
      cell: ({ origin }) =>
        origin ? (
          <>
            <button
              type="button"
              className="plan-link"
              onClick={() => go({ place: 'briefings', state: { frozen: origin.frozen, at: origin.slide } })}
            >
              {origin.briefing}
            </button>
            <span className="plan-quiet-line plan-slide" title={origin.slideTitle}>
              {origin.slideTitle}
            </span>
          </>
        ) : (
          ''
        ),
    },
  ];
}

/** The action plan: what meetings decided and asked for, who does it until when, and what came of it. */
export function ActionPlanPage(): ReactNode {
  const [state, setState] = usePlaceState('actions', readState);
  const list = useAnswer('action-plan.list', {});
  const [adding, setAdding] = useKept(addingLine);
  const [message, setMessage] = useState<{ readonly tone: 'plain' | 'stop'; readonly text: string } | null>(null);
  const search = useRef<HTMLDivElement>(null);
  const { id: openId, ...filter } = state;
  const narrow = (change: Partial<PlanFilter>) => setState({ ...state, ...change }, true);
  const close = () => {
    setAdding(false);
    setState(filter, true);
  };
  const write = async (format: 'csv' | 'xlsx') => {
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: 'Action plan', extension: format });
      if (!file) return;
      const { lines } = await ask('action-plan.export', { format, file: file.grant });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved with ${formatCount(lines, 'line')}. Its words are as people wrote them: read them before you pass it on.`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const plan = list.data ?? [];
  useCommands({
    find: () => search.current?.querySelector('input')?.focus(),
    ...(plan.length > 0 ? { export: () => void write('csv') } : {}),
  });
  if (list.error) return <Notice tone="stop">{sentenceOf(list.error)}</Notice>;
  if (!list.data) return null;
  const opened = openId === undefined ? null : (plan.find(line => line.id === openId) ?? null);
  const shown = matchingLines(plan, filter);
  const add = (
    <Button kind="primary" icon={<Plus aria-hidden />} onPress={() => setAdding(true)}>
      Add a line
    </Button>
  );
  return (
    <Page
      title="Action plan"
      subtitle={plan.length === 0 ? 'What was decided, and who does it' : planInWords(plan)}
      actions={
        plan.length === 0 ? undefined : (
          <>
            <Menu
              label="Export"
              trigger={<Button icon={<Download aria-hidden />}>Export</Button>}
              items={[
                { id: 'csv', label: 'The whole plan as CSV…', keys: 'Ctrl+E', act: () => void write('csv') },
                { id: 'xlsx', label: 'The whole plan for Excel…', act: () => void write('xlsx') },
              ]}
            />
            {add}
          </>
        )
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      {plan.length === 0 ? (
        <Empty icon={<ListChecks aria-hidden />} title="Nothing in the plan yet" action={add}>
          Here would be what meetings decided and asked for: which role does it, until when, and which theme and
          indicator it serves. What is noted while a briefing is presented lands here by itself.
        </Empty>
      ) : (
        <>
          <div className="plan-filter" ref={search} role="search" aria-label="Narrow the list">
            <SearchField label="Find in the plan" value={filter.text} onChange={text => narrow({ text })} />
            <ChoiceField
              label="State"
              hideLabel
              value={filter.state}
              choices={[
                { id: 'all', label: 'Every state' },
                { id: 'to-do', label: 'Still to do' },
                ...actionStates.map(id => ({ id, label: actionStateLabels[id] })),
              ]}
              onChange={id => narrow({ state: id as PlanFilter['state'] })}
            />
            <ChoiceField
              label="Theme"
              hideLabel
              value={filter.theme}
              choices={[
                { id: 'all', label: 'Every theme' },
                ...themes.map(id => ({ id, label: themeLabels[id] })),
                { id: 'none', label: 'Without a theme' },
              ]}
              onChange={id => narrow({ theme: id as PlanFilter['theme'] })}
            />
            <CheckField checked={filter.late} onChange={late => narrow({ late })}>
              Late only
            </CheckField>
            <span className="quiet" role="status">
              {shown.length === plan.length
                ? formatCount(plan.length, 'line')
                : `${shown.length} of ${formatCount(plan.length, 'line')}`}
            </span>
          </div>
          {shown.length === 0 ? (
            <Empty
              icon={<ListChecks aria-hidden />}
              title="No line is like that"
              action={<Button onPress={() => setState(wholePlan, true)}>Show the whole plan</Button>}
            >
              Lines that fit the words and choices above would be here.
            </Empty>
          ) : (
            <Card className="plan-list" label="Action plan">
              <Table<PlannedAction>
                label="Lines of the plan"
                rows={shown}
                rowKey={line => line.id}
                rowTone={line => (isToDo(line) ? undefined : 'faded')}
                columns={columnsOf(line => setState({ ...filter, id: line.id }))}
              />
            </Card>
          )}
        </>
      )}
      {adding || opened ? (
        <LineDialog
          key={opened?.id ?? 'new'}
          line={opened}
          onReload={async () => (await list.refetch()).data?.find(line => line.id === openId) ?? null}
          onSaved={saved => {
            setMessage({ tone: 'plain', text: `${saved.reference} is saved.` });
            close();
          }}
          onClose={close}
        />
      ) : null}
    </Page>
  );
}
