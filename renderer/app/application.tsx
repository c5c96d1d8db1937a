import { Suspense, lazy, useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useEvent } from '../bridge/answers.tsx';
import { perform, useCommands } from '../bridge/commands.ts';
import { comeBack } from '../bridge/route.ts';
import { ask } from '../bridge/workbench.ts';
import { beginMemory, keepWhenAsked, useMemoryIsOpen } from '../bridge/workspace-state.ts';
import { Entrance } from '../features/workspace/entrance.tsx';
import type { WayIn } from '../features/workspace/entrance.tsx';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import type { CommandId } from '../../shared/model/command.ts';
import { useCodeAhead } from './fetched.ts';
import { Shell } from './shell.tsx';
import { useTheme } from './theme.ts';

const hearCommand = (event: { command: string }) => {
  perform(event.command as CommandId);
};

/** A window of a presentation knows at once what it is for; it never sees the workbench. */
const ofPresentation = /^#\/(present|print)\/(\d+)$/.exec(location.hash);

/** Their windows are for nothing else, so the workbench does without their code. */
const AudienceWindow = lazy(async () => ({
  default: (await import('../features/briefing/audience-window.tsx')).AudienceWindow,
}));
const PrintWindow = lazy(async () => ({
  default: (await import('../features/briefing/audience-window.tsx')).PrintWindow,
}));

/** Which face the window shows: a presentation, the entrance while nothing is unlocked, or the workbench. */
export function Application(): ReactNode {
  if (!ofPresentation) return <Workbench />;
  const frozen = Number(ofPresentation[2]);
  return (
    <Suspense fallback={null}>
      {ofPresentation[1] === 'present' ? <AudienceWindow frozen={frozen} /> : <PrintWindow frozen={frozen} />}
    </Suspense>
  );
}

/** Begins what the window keeps of a workspace as soon as one is open; answers whether its pages may be drawn. */
function useOpenWorkspace(workspace: WorkspaceState | undefined): boolean {
  const isOpen = workspace?.state === 'open';
  const readOnly = workspace?.presenter === true;
  const first = (workspace?.factRows ?? 0) > 0 ? 'explore' : 'data';
  useEffect(() => {
    // Where it opens the first time: at its figures, or, while it has none, at the door that brings them in.
    if (isOpen) void beginMemory({ readOnly, ready: () => comeBack(first) });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- rows that come in later do not lead anywhere else
  }, [isOpen, readOnly]);
  const memoryIsOpen = useMemoryIsOpen();
  return isOpen && memoryIsOpen;
}

function Workbench(): ReactNode {
  const state = useAnswer('workspace.state', {});
  const isOpen = useOpenWorkspace(state.data);
  const [way, setWay] = useState<WayIn | null>(null);
  const begun = useCallback(() => setWay(null), []);
  useTheme();
  useCodeAhead();
  useEvent('command', hearCommand);
  useCommands({ quit: () => void ask('application.quit', {}) });
  useEffect(keepWhenAsked, []);
  useEffect(() => {
    // A file dropped beside a drop zone must not take the place of the page.
    const stay = (event: DragEvent) => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
  if (!state.data || (state.data.state === 'open' && !isOpen))
    return <div className="starting" aria-busy="true" aria-label="Starting" />;
  return isOpen ? (
    <Shell workspace={state.data} onWay={setWay} />
  ) : (
    <Entrance workspace={state.data} begin={way} onBegun={begun} />
  );
}
