import type { ReactNode } from 'react';
import { ask } from '../bridge/workbench.ts';
import { useLeaving } from '../bridge/workspace-state.ts';
import type { Leaving } from '../bridge/workspace-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

const words: Readonly<Record<Leaving['how'], { readonly title: string; readonly act: string }>> = {
  lock: { title: 'Lock without your last words?', act: 'Lock all the same' },
  close: { title: 'Close without your last words?', act: 'Close all the same' },
  quit: { title: 'Close without your last words?', act: 'Close all the same' },
};

const leave: Readonly<Record<Leaving['how'], () => Promise<unknown>>> = {
  lock: () => ask('workspace.lock', {}),
  close: () => ask('workspace.close', {}),
  quit: () => ask('application.quit', { unkept: true }),
};

/** Asked only where something that was typed cannot be kept in any way: a full disk, or an engine that stopped. */
export function LeavingDialog(): ReactNode {
  const [leaving, setLeaving] = useLeaving();
  if (!leaving) return null;
  const { title, act } = words[leaving.how];
  const stay = () => setLeaving(null);
  return (
    <Dialog
      title={title}
      isOpen
      onClose={stay}
      actions={
        <>
          <Button kind="primary" onPress={stay}>
            Stay
          </Button>
          <Button
            kind="stop"
            onPress={() => {
              stay();
              void leave[leaving.how]();
            }}
          >
            {act}
          </Button>
        </>
      }
    >
      <p>What you typed last could not be saved, not even as a draft. If you go on, it is lost.</p>
      <p className="quiet">{leaving.sentence}</p>
    </Dialog>
  );
}
