import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useEvent } from '../bridge/answers.tsx';
import { perform, useCommands } from '../bridge/commands.ts';
import { ask } from '../bridge/workbench.ts';
import { Entrance } from '../features/workspace/entrance.tsx';
import type { CommandId } from '../../shared/model/command.ts';
import { Shell } from './shell.tsx';
import { useTheme } from './theme.ts';

const hearCommand = (event: { command: string }) => {
  perform(event.command as CommandId);
};

/** Which face the window shows: the entrance while nothing is unlocked, the workbench after that. */
export function Application(): ReactNode {
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
