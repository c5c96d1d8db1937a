import { useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import { FileUp } from 'lucide-react';
import { useAnswer, useProgress } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { usePlaceState } from '../../bridge/route.ts';
import { formatCount, formatDate } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Chip, Notice, Page } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Batches } from './batches.tsx';
import { dataHeading } from './heading.ts';
import { bringInDropped, cancelImport, chooseAndBringIn, useImportWork } from './import-work.ts';
import { OpenQuestions } from './open-questions.tsx';
import { Reports } from './reports.tsx';
import { SetAside } from './set-aside.tsx';
import { Templates } from './templates.tsx';
import './data-page.css';

const tabs = ['batches', 'set-aside', 'templates', 'reports'] as const;
type TabName = (typeof tabs)[number];

function readState(state: unknown): { tab: TabName | null; batch?: number } {
  const given = (state ?? {}) as { tab?: unknown; batch?: unknown };
  return {
    tab: tabs.find(tab => tab === given.tab) ?? null,
    ...(typeof given.batch === 'number' ? { batch: given.batch } : {}),
  };
}

/** Returns in: drop a file, see what it gave, put right what is wrong, and know what every figure came from. */
export function DataPage(): ReactNode {
  const [state, setState] = usePlaceState('data', readState);
  const workspace = useAnswer('workspace.state', {}).data;
  const questions = useAnswer('coverage.read', {}).data?.questions;
  const work = useImportWork();
  const progress = useProgress('import');
  const [over, setOver] = useState(false);
  useCommands({ import: () => void chooseAndBringIn() });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    setState({ tab: 'reports' });
    void bringInDropped([...event.dataTransfer.files]);
  };
  const choose = () => {
    setState({ tab: 'reports' });
    void chooseAndBringIn();
  };
  const shown = state.tab ?? (work.running || work.reports.length > 0 || work.problem ? 'reports' : 'batches');
  const aside = workspace?.setAsideOpen ?? 0;
  const title = dataHeading({ batches: workspace?.batches ?? 0, aside, questions: questions?.length ?? null });
  return (
    <Page
      title={title}
      subtitle={
        workspace && workspace.batches > 0
          ? `${formatCount(workspace.factRows, 'row')} in ${formatCount(workspace.batches, 'batch', 'batches')}${workspace.dataUntil ? `, data to ${formatDate(workspace.dataUntil)}` : ''}`
          : 'Returns from agencies and public files; every row is checked and none is lost'
      }
    >
      <div
        className="drop"
        data-over={over}
        onDragOver={event => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {work.running ? (
          <Progress label={`Importing ${work.running[0]}`} progress={progress} onCancel={cancelImport} />
        ) : (
          <>
            <FileUp aria-hidden />
            <p>
              <strong>Drop returns or public files here</strong>
              <span className="quiet">
                {' '}
                CSV, XLSX, GeoJSON or TopoJSON. Child references become pseudonyms; names, postcodes and free text are
                not stored.
              </span>
            </p>
            <Button kind="primary" onPress={choose}>
              Choose files…
            </Button>
          </>
        )}
      </div>
      {work.problem ? <Notice tone="stop">{work.problem}</Notice> : null}
      <OpenQuestions questions={questions ?? []} />
      <Card className="data-card" label="What came in">
        <Tabs
          label="What came in"
          selected={shown}
          onSelect={tab => setState({ tab: tab as TabName })}
          items={[
            {
              id: 'batches',
              label: 'Batches',
              content: () => <Batches onShowRows={batch => setState({ tab: 'set-aside', batch })} />,
            },
            {
              id: 'set-aside',
              label: <>Rows set aside {aside > 0 ? <Chip tone="warn">{aside}</Chip> : null}</>,
              content: () => (
                <SetAside batch={state.batch ?? null} onAllBatches={() => setState({ tab: 'set-aside' })} />
              ),
            },
            {
              id: 'reports',
              label: 'Latest import',
              content: () => (
                <Reports reports={work.reports} onShowRows={batch => setState({ tab: 'set-aside', batch })} />
              ),
            },
            { id: 'templates', label: 'Templates', content: () => <Templates /> },
          ]}
        />
      </Card>
    </Page>
  );
}
