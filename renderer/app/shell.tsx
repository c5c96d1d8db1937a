import { useState } from 'react';
import type { ReactNode } from 'react';
import { LockKeyhole, Search, ShieldCheck } from 'lucide-react';
import { useAnswer } from '../bridge/answers.tsx';
import { setAudience, useAudience } from '../bridge/audience.ts';
import { canPerform, perform, useCommands } from '../bridge/commands.ts';
import { go, useRoute, visit } from '../bridge/route.ts';
import { usePinWanted } from '../bridge/pin.ts';
import { leaveWorkspace } from '../bridge/workspace-state.ts';
import { PinDialog } from '../features/briefing/pin-dialog.tsx';
import type { WayIn } from '../features/workspace/entrance.tsx';
import { commands, menus } from '../../shared/model/command.ts';
import type { Command } from '../../shared/model/command.ts';
import { pageList } from '../../shared/model/page.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import { formatCount, formatDate } from '../../shared/text/format.ts';
import { syntheticWords } from '../../shared/text/synthetic.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { Chip } from '../ui/surface.tsx';
import { AboutDialog, CheckDialog } from './dialogs.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { useFetchedPage } from './fetched.ts';
import { LeavingDialog } from './leaving-dialog.tsx';
import { drawings } from './pages.tsx';
import { Palette } from './palette.tsx';
import { usePlanKeeper } from './plan-keeper.ts';
import type { PlanWork } from './plan-keeper.ts';
import { RulesDialog } from './rules-dialog.tsx';
import { useOtherWorkspace } from './way-in.ts';
import './shell.css';

/** A key combination as this keyboard names it. */
function keysLabel(keys: string | undefined): string | undefined {
  return keys?.replace('Plus', '+');
}

interface ShellProps {
  readonly workspace: WorkspaceState;
  /** What the entrance goes on with when this workspace is left for another. */
  readonly onWay: (way: WayIn | null) => void;
}

export function Shell({ workspace, onWay }: ShellProps): ReactNode {
  const route = useRoute();
  const [finding, setFinding] = useState(false);
  const [dialog, setDialog] = useState<'about' | 'check' | 'selftest' | 'rules' | null>(null);
  const page = useFetchedPage(workspace.presenter && route.place !== 'help' ? 'presenter-copy' : route.place);
  const pinWanted = usePinWanted();
  const work = usePlanKeeper(workspace);
  useOtherWorkspace(onWay);
  useCommands({
    palette: () => setFinding(true),
    lock: () => void leaveWorkspace('lock'),
    'close-workspace': () => void leaveWorkspace('close'),
    ...Object.fromEntries(
      pageList
        .filter(page => !page.isHelp && (page.inPresenterCopy || !workspace.presenter))
        .map(({ place }) => [`go-${place}`, () => visit(place)]),
    ),
    selftest: () => setDialog('selftest'),
    // A presenter copy has no facts: what works on them is not there.
    ...(workspace.presenter
      ? {}
      : {
          'go-batches': () => go({ place: 'data', state: { tab: 'batches' } }),
          'go-set-aside': () => go({ place: 'data', state: { tab: 'set-aside' } }),
          'go-templates': () => go({ place: 'data', state: { tab: 'templates' } }),
          'check-workspace': () => setDialog('check'),
          rules: () => setDialog('rules'),
          'audience-analyst': () => setAudience('analyst'),
          'audience-board': () => setAudience('board'),
          'audience-public': () => setAudience('public'),
        }),
    about: () => setDialog('about'),
    help: () => go({ place: 'help', state: { from: route.place } }),
  });
  return (
    <div className="shell">
      <TopBar onFind={() => setFinding(true)} />
      <nav className="rail" aria-label="Pages">
        {pageList
          .filter(page => page.inPresenterCopy || !workspace.presenter)
          .map(({ place, label }) => (
            <a
              key={place}
              href={`#/${place}`}
              aria-current={route.place === place ? 'page' : undefined}
              className="rail-item"
              onClick={event => {
                event.preventDefault();
                visit(place);
              }}
            >
              {drawings[place].icon}
              {label}
            </a>
          ))}
      </nav>
      <div className="stage">
        <ErrorBoundary key={route.place}>{page}</ErrorBoundary>
      </div>
      <StatusBar
        workspace={workspace}
        work={work}
        onRules={() => setDialog('rules')}
        onLock={() => void leaveWorkspace('lock')}
      />
      <LeavingDialog />
      {pinWanted ? <PinDialog wanted={pinWanted} /> : null}
      {finding ? <Palette onClose={() => setFinding(false)} /> : null}
      {dialog === 'rules' ? <RulesDialog work={work} onClose={() => setDialog(null)} /> : null}
      {dialog === 'about' ? <AboutDialog onClose={() => setDialog(null)} /> : null}
      {dialog === 'check' || dialog === 'selftest' ? (
        <CheckDialog what={dialog} onClose={() => setDialog(null)} />
      ) : null}
    </div>
  );
}

function TopBar({ onFind }: { onFind: () => void }): ReactNode {
  return (
    <header className="top-bar">
      <strong className="brand">CSAF Outcomes Workbench</strong>
      <div className="top-menus">
        {menus.map(menu => (
          <Menu
            key={menu.id}
            label={menu.label}
            trigger={
              <Button kind="quiet" size="small">
                {menu.label}
              </Button>
            }
            items={(commands as readonly Command[])
              .filter(command => command.menu === menu.id)
              .flatMap(command => [
                ...(command.line ? [{ kind: 'line' as const, id: `${command.id}-line` }] : []),
                {
                  id: command.id,
                  label: command.label,
                  ...(command.keys ? { keys: keysLabel(command.keys)! } : {}),
                  disabled: !canPerform(command.id as never),
                  act: () => void perform(command.id as never),
                },
              ])}
          />
        ))}
      </div>
      <button type="button" className="find" onClick={onFind}>
        <Search aria-hidden />
        <span>Find a view, a measure, an action…</span>
        <kbd>Ctrl K</kbd>
      </button>
    </header>
  );
}

const audienceWords = {
  analyst: {
    label: 'Analyst · unprotected on this screen',
    hint: 'Exact figures that may identify a child. Do not show or send them.',
  },
  board: {
    label: 'Board · protected',
    hint: 'Small counts, and what would give them away, are hidden on screen and in every file.',
  },
  public: { label: 'Public · protected', hint: 'For publication: fixed ages and areas, small counts hidden.' },
} as const;

interface StatusBarProps {
  readonly workspace: WorkspaceState;
  readonly work: PlanWork | null;
  readonly onRules: () => void;
  readonly onLock: () => void;
}

function StatusBar({ workspace, work, onRules, onLock }: StatusBarProps): ReactNode {
  const preferences = useAnswer('preferences.read', {}).data;
  const audience = useAudience();
  return (
    <footer className="status-bar" aria-label="Status">
      <span>{workspace.name}</span>
      <span>
        {workspace.presenter
          ? 'Presenter copy: frozen briefings, read-only'
          : workspace.dataUntil
            ? `Data to ${formatDate(workspace.dataUntil)} · ${formatCount(workspace.batches, 'batch', 'batches')}`
            : 'No data yet'}
      </span>
      {workspace.setAsideOpen > 0 ? (
        <a href={`#/data/${encodeURIComponent(JSON.stringify({ tab: 'set-aside' }))}`}>
          {formatCount(workspace.setAsideOpen, 'row')} set aside
        </a>
      ) : null}
      {workspace.synthetic ? <Chip tone="warn">{syntheticWords}</Chip> : null}
      {work ? (
        <Button kind="quiet" size="small" onPress={onRules}>
          {`Protecting the standing tables${work.share === null ? '' : `, ${Math.floor(work.share * 100)} %`}`}
        </Button>
      ) : null}
      <span className="status-right">
        {workspace.presenter ? null : (
          <Menu
            label="Audience"
            trigger={
              <Button kind="quiet" size="small" aria-label={`Audience: ${audienceWords[audience].label}`}>
                <Chip tone={audience === 'analyst' ? 'accent' : 'plain'} title={audienceWords[audience].hint}>
                  {audience === 'analyst' ? null : <ShieldCheck aria-hidden />}
                  {audienceWords[audience].label}
                </Chip>
              </Button>
            }
            items={(['analyst', 'board', 'public'] as const).map(id => ({
              id,
              label: audienceWords[id].label,
              hint: audienceWords[id].hint,
              chosen: audience === id,
              act: () => setAudience(id),
            }))}
          />
        )}
        <Button kind="quiet" size="small" icon={<LockKeyhole aria-hidden />} onPress={onLock}>
          Lock
        </Button>
        {preferences ? <span className="small">locks after {preferences.lockAfterMinutes} min</span> : null}
      </span>
    </footer>
  );
}
