import { useState } from 'react';
import type { ReactNode } from 'react';
import { Eye, Presentation } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { usePlaceState } from '../../bridge/route.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { formatCount, formatDate, formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice, Page } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { LookPage } from './look-page.tsx';
import { PresenterView } from './presenter-view.tsx';
import './briefings-page.css';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly slides: number;
  readonly asAt: string | null;
  readonly frozenAt: string;
}

interface CopyState {
  readonly presenting?: number;
  readonly looking?: number;
}

function readState(given: unknown): CopyState {
  const { presenting, looking } = (given ?? {}) as Record<string, unknown>;
  return {
    ...(typeof presenting === 'number' ? { presenting } : {}),
    ...(typeof looking === 'number' ? { looking } : {}),
  };
}

/** What a presenter copy shows: its frozen briefings, to present, to look at, and nothing else. */
export function PresenterCopyPage(): ReactNode {
  const [state, setState] = usePlaceState('briefings', readState);
  const decks = useAnswer('briefing.decks', {});
  const [problem, setProblem] = useState<string | null>(null);
  if (state.presenting !== undefined)
    return <PresenterView frozen={state.presenting} readOnly onEnd={() => setState({})} />;
  if (state.looking !== undefined) return <LookPage frozen={state.looking} onClose={() => setState({})} />;
  if (decks.error) return <Notice tone="stop">{sentenceOf(decks.error)}</Notice>;
  const rows = (decks.data ?? []).flatMap(deck =>
    deck.frozen.map((one): Row => ({
      id: one.id,
      name: deck.name,
      slides: deck.slides,
      asAt: one.asAt,
      frozenAt: one.frozenAt,
    })),
  );
  const present = async (id: number) => {
    setProblem(null);
    try {
      await ask('present.start', { frozen: id });
      setState({ presenting: id });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <Page title="Presenter copy" subtitle="Frozen briefings, no facts; nothing here can be changed">
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      <Card className="briefing-list" label="Briefings">
        <Table<Row>
          label="List of briefings"
          rows={rows}
          rowKey={row => row.id}
          columns={[
            { id: 'name', label: 'Briefing', cell: row => row.name },
            { id: 'slides', label: 'Slides', cell: row => formatCount(row.slides, 'slide') },
            { id: 'asAt', label: 'Data to', cell: row => (row.asAt ? formatDate(row.asAt) : 'not dated') },
            { id: 'frozen', label: 'Frozen', cell: row => formatDateTime(row.frozenAt) },
            {
              id: 'present',
              label: 'Present',
              cell: row => (
                <div className="briefing-begin">
                  <Button
                    kind="primary"
                    size="small"
                    icon={<Presentation aria-hidden />}
                    onPress={() => void present(row.id)}
                  >
                    Present this
                  </Button>
                  <Button size="small" icon={<Eye aria-hidden />} onPress={() => setState({ looking: row.id })}>
                    Look at it
                  </Button>
                </div>
              ),
            },
          ]}
        />
      </Card>
    </Page>
  );
}
