import { useCommands } from '../bridge/commands.ts';
import { ask } from '../bridge/workbench.ts';
import { leaveWorkspace } from '../bridge/workspace-state.ts';
import type { WayIn } from '../features/workspace/entrance.tsx';

/** What is asked for while a workspace is open: a file is chosen first, and the open one is left only when there is one. */
async function chosenWay(way: WayIn['way']): Promise<WayIn | null> {
  if (way === 'demonstration') return { way };
  if (way === 'open') {
    const [file] = await ask('files.choose', { purpose: 'open-workspace' });
    return file ? { way, grant: file.grant, name: file.name } : null;
  }
  const file = await ask('files.save', {
    purpose: 'new-workspace',
    suggested: 'Staffordshire and Stoke-on-Trent',
    extension: 'csaf',
  });
  return file ? { way, grant: file.grant, name: file.name } : null;
}

/**
 * The commands that lead to another workspace, while one is open: it is closed as by its own command, with all that was
 * typed kept, and the entrance goes on from there.
 */
export function useOtherWorkspace(onWay: (way: WayIn | null) => void): void {
  const go = async (way: WayIn['way']) => {
    const chosen = await chosenWay(way).catch(() => null);
    if (!chosen) return;
    onWay(chosen);
    // Who is asked about their last words and stays goes nowhere.
    if (!(await leaveWorkspace('close'))) onWay(null);
  };
  useCommands({
    'new-workspace': () => void go('new'),
    'open-workspace': () => void go('open'),
    'open-demonstration': () => void go('demonstration'),
  });
}
