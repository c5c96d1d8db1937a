import { useState } from 'react';
import type { ReactNode } from 'react';
import { useChange } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';

interface CopyDialogProps {
  readonly frozen: number;
  readonly name: string;
  readonly onClose: () => void;
}

/** Writes the file that goes in the bag: frozen slides, no facts, a passphrase of its own. */
export function CopyDialog({ frozen, name, onClose }: CopyDialogProps): ReactNode {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [done, setDone] = useState<string | null>(null);
  const write = useChange('briefing.presenter-copy');
  const short = passphrase.length > 0 && passphrase.length < 10;
  const differs = again.length > 0 && again !== passphrase;
  const make = async () => {
    const file = await ask('files.save', {
      purpose: 'export',
      suggested: `${name}, presenter copy`,
      extension: 'csaf',
    });
    if (!file) return;
    await write.mutateAsync({ ids: [frozen], file: file.grant, passphrase }).then(
      () => setDone(file.name),
      () => undefined,
    );
  };
  return (
    <Dialog
      isOpen
      title="Presenter copy"
      onClose={onClose}
      actions={
        done ? (
          <Button kind="primary" onPress={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button
              kind="primary"
              isDisabled={passphrase.length < 10 || again !== passphrase || write.isPending}
              onPress={() => void make()}
            >
              Write the copy
            </Button>
          </>
        )
      }
    >
      <div className="pin-fields">
        {done ? (
          <p>
            {done} is written. It holds the frozen slides and nothing else, opens read-only, and needs the passphrase
            that you just gave it.
          </p>
        ) : (
          <>
            <p>
              A file for the laptop that goes in the bag: the frozen slides, no facts. It opens read-only with a
              passphrase of its own.
            </p>
            <TextField
              label="Passphrase of the copy"
              type="password"
              value={passphrase}
              onChange={setPassphrase}
              error={short ? 'At least ten characters.' : null}
            />
            <TextField
              label="The same again"
              type="password"
              value={again}
              onChange={setAgain}
              error={differs ? 'It is not the same.' : null}
            />
            {write.error ? <Notice tone="stop">{sentenceOf(write.error)}</Notice> : null}
          </>
        )}
      </div>
    </Dialog>
  );
}
