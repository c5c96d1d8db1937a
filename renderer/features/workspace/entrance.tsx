import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { FilePlus2, FolderOpen, Presentation } from 'lucide-react';
import { useAnswer, useChange, useProgress } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { WorkspaceState } from '../../../shared/contract/workspace.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Chip, Notice } from '../../ui/surface.tsx';
import { Progress } from '../../ui/progress.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { Unlock } from './unlock.tsx';
import './entrance.css';

/** The synthetic workspace guards nothing, so its passphrase is no secret. */
const demonstrationPassphrase = 'demonstration';

/** A file that waits for its passphrase. */
interface Waiting {
  readonly grant: string;
  readonly name: string;
  readonly demonstration: boolean;
}

/** How a person comes from one workspace to another: with a file that was chosen for it. */
export type WayIn =
  { readonly way: 'open' | 'new'; readonly grant: string; readonly name: string } | { readonly way: 'demonstration' };

interface EntranceProps {
  readonly workspace: WorkspaceState;
  /** What was asked for in a workspace that was left for it. */
  readonly begin: WayIn | null;
  readonly onBegun: () => void;
}

/** Where a person is on the way to a workspace, and the steps that they can take. */
function useWaysIn({ begin, onBegun }: Pick<EntranceProps, 'begin' | 'onBegun'>) {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [creating, setCreating] = useState<{ grant: string; name: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);

  /** Does a step, and says what went wrong with it. */
  const attempt = (step: () => Promise<void>) => async () => {
    setProblem(null);
    try {
      await step();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setMaking(false);
    }
  };
  const demonstrate = attempt(async () => {
    const file = await ask('files.save', { purpose: 'demonstration', suggested: 'Demonstration', extension: 'csaf' });
    if (!file) return;
    if (file.bytes === null) {
      setMaking(true);
      await ask('workspace.create', {
        file: file.grant,
        passphrase: demonstrationPassphrase,
        demonstration: true,
        job: 'demonstration',
      });
    }
    setWaiting({ grant: file.grant, name: file.name, demonstration: true });
  });
  const chooseNew = attempt(async () => {
    const file = await ask('files.save', {
      purpose: 'new-workspace',
      suggested: 'Staffordshire and Stoke-on-Trent',
      extension: 'csaf',
    });
    if (file) setCreating({ grant: file.grant, name: file.name });
  });
  const chooseOpen = attempt(async () => {
    const [file] = await ask('files.choose', { purpose: 'open-workspace' });
    if (file) setWaiting({ grant: file.grant, name: file.name, demonstration: false });
  });
  const ways = {
    demonstrate: () => void demonstrate(),
    chooseNew: () => void chooseNew(),
    chooseOpen: () => void chooseOpen(),
  };
  useCommands({
    'new-workspace': ways.chooseNew,
    'open-workspace': ways.chooseOpen,
    'open-demonstration': ways.demonstrate,
  });

  useEffect(() => {
    if (begin === null) return;
    onBegun();
    if (begin.way === 'demonstration') ways.demonstrate();
    else if (begin.way === 'new') setCreating({ grant: begin.grant, name: begin.name });
    else setWaiting({ grant: begin.grant, name: begin.name, demonstration: false });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- begun once for each time that it is asked
  }, [begin]);

  return { ...ways, waiting, setWaiting, creating, setCreating, problem, isMaking };
}

type WaysIn = ReturnType<typeof useWaysIn>;

/** What the window shows while nothing is unlocked: first steps, recent workspaces, or the lock of one. */
export function Entrance({ workspace, begin, onBegun }: EntranceProps): ReactNode {
  const ways = useWaysIn({ begin, onBegun });
  const { waiting, creating, problem } = ways;
  const recent = useAnswer('workspaces.recent', {}).data ?? [];
  const create = useChange('workspace.create');
  const close = useChange('workspace.close');

  if (workspace.state === 'locked' && !waiting) {
    return (
      <Unlock
        name={workspace.name ?? ''}
        passphraseHint={
          recent.find(other => other.name === workspace.name)?.isOwnDemonstration ? demonstrationPassphrase : null
        }
        onUnlock={passphrase => ask('workspace.unlock', { passphrase })}
        onLeave={() => close.mutate({})}
      />
    );
  }
  if (waiting) {
    return (
      <Unlock
        name={waiting.name}
        passphraseHint={waiting.demonstration ? demonstrationPassphrase : null}
        onUnlock={passphrase => ask('workspace.open', { file: waiting.grant, passphrase })}
        onLeave={() => {
          ways.setWaiting(null);
          // It may be the one that is locked: to go elsewhere leaves it.
          if (workspace.state === 'locked') close.mutate({});
        }}
      />
    );
  }
  return (
    <main className="entrance">
      <div className="entrance-inner">
        <p className="entrance-name">CSAF Outcomes Workbench</p>
        <h1 className="entrance-title">
          Outcomes, hot spots and options for children at risk of sexual exploitation in Staffordshire and
          Stoke-on-Trent
        </h1>
        {problem ? <Notice tone="stop">{problem}</Notice> : null}
        <FirstSteps ways={ways} />
        <Recent recent={recent} ways={ways} />
      </div>
      {creating ? (
        <CreateDialog
          name={creating.name}
          onClose={() => ways.setCreating(null)}
          onCreate={async passphrase => {
            await create.mutateAsync({ file: creating.grant, passphrase });
          }}
        />
      ) : null}
    </main>
  );
}

/** The two ways to begin, and what happens next. */
function FirstSteps({ ways }: { readonly ways: WaysIn }): ReactNode {
  const progress = useProgress('demonstration');
  return (
    <>
      {ways.isMaking ? (
        <Card className="entrance-making">
          <Progress
            label="Making the demonstration"
            progress={progress}
            onCancel={() => void ask('job.cancel', { job: 'demonstration' })}
          />
          <p className="quiet">
            Synthetic returns are written as files and brought in through the same door as real ones.
          </p>
        </Card>
      ) : (
        <div className="entrance-choices">
          <Button kind="primary" size="large" icon={<Presentation aria-hidden />} onPress={ways.demonstrate}>
            Open the demonstration
          </Button>
          <Button size="large" icon={<FilePlus2 aria-hidden />} onPress={ways.chooseNew}>
            Create a workspace
          </Button>
        </div>
      )}
      <ol className="entrance-steps">
        <li>A workspace is one encrypted file on this computer. Nothing is sent anywhere.</li>
        <li>Bring in the returns that agencies send and the public files; each row is checked, and none is lost.</li>
        <li>Explore the figures by area, period and cohort; each cell says what it counts.</li>
      </ol>
    </>
  );
}

interface RecentProps {
  readonly recent: OutputOf<'workspaces.recent'>;
  readonly ways: WaysIn;
}

/** Workspaces that were open here before. */
function Recent({ recent, ways }: RecentProps): ReactNode {
  return (
    <section aria-label="Recent workspaces" className="entrance-recent">
      <div className="entrance-recent-head">
        <h2>{recent.length > 0 ? 'Recent workspaces' : 'You have a workspace already?'}</h2>
        <Button size="small" icon={<FolderOpen aria-hidden />} onPress={ways.chooseOpen}>
          Open a workspace…
        </Button>
      </div>
      {recent.map(other => (
        <button
          key={other.grant}
          type="button"
          className="recent"
          disabled={other.missing}
          onClick={() =>
            ways.setWaiting({ grant: other.grant, name: other.name, demonstration: other.isOwnDemonstration })
          }
        >
          <span className="recent-name">{other.name}</span>
          {other.demonstration ? <Chip tone="warn">Synthetic</Chip> : null}
          <span className="small">{other.missing ? 'is not there any more' : other.folder}</span>
          <span className="small recent-when">{formatDateTime(other.openedAt)}</span>
        </button>
      ))}
    </section>
  );
}
