import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useEvent } from '../bridge/answers.tsx';
import { perform, useCommands } from '../bridge/commands.ts';
import { ask } from '../bridge/workbench.ts';
import { AudienceWindow, PrintWindow } from '../features/briefing/audience-window.tsx';
import { Entrance } from '../features/workspace/entrance.tsx';
import type { CommandId } from '../../shared/model/command.ts';
import { Shell } from './shell.tsx';
import { useTheme } from './theme.ts';

const hearCommand = (event: { command: string }) => {
  perform(event.command as CommandId);
};

/** A window of a presentation knows at once what it is for; it never sees the workbench. */
const ofPresentation = /^#\/(present|print)\/(\d+)$/.exec(location.hash);

/** Which face the window shows: a presentation, the entrance while nothing is unlocked, or the workbench. */
export function Application(): ReactNode {
  if (!ofPresentation) return <Workbench />;
  const frozen = Number(ofPresentation[2]);
  return ofPresentation[1] === 'present' ? <AudienceWindow frozen={frozen} /> : <PrintWindow frozen={frozen} />;
}

function Workbench(): ReactNode {
  const state = useAnswer('workspace.state', {});
  useTheme();
  useEvent('command', hearCommand);
  useCommands({ quit: () => void ask('application.quit', {}) });
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
  if (!state.data) return <div className="starting" aria-busy="true" aria-label="Starting" />;
  return state.data.state === 'open' ? <Shell workspace={state.data} /> : <Entrance workspace={state.data} />;
}
