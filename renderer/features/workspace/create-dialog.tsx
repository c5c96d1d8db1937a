import { useState } from 'react';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';

const strengths = ['too short', 'weak', 'fair', 'good', 'strong'] as const;

/**
 * How hard a passphrase is to guess, 0 to 4: length counts most, repeated characters count once, several words help. An
 * aid to the person, not a rule.
 */
function strengthOf(passphrase: string): number {
  const different = new Set(passphrase).size;
  const words = passphrase.trim().split(/\s+/).length;
  const score = Math.min(passphrase.length, different * 2.5) + (words > 1 ? words * 2 : 0);
  if (passphrase.length < 8) return 0;
  return score < 12 ? 1 : score < 18 ? 2 : score < 26 ? 3 : 4;
}

interface CreateDialogProps {
  readonly name: string;
  readonly onCreate: (passphrase: string) => Promise<void>;
  readonly onClose: () => void;
}

export function CreateDialog({ name, onCreate, onClose }: CreateDialogProps): ReactNode {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const strength = strengthOf(first);
  const create = async () => {
    if (strength === 0)
      return setProblem(
        'Use at least eight characters. Four ordinary words in a row are easy to remember and hard to guess.',
      );
    if (first !== second) return setProblem('The two passphrases differ. Type the same one twice.');
    setBusy(true);
    try {
      await onCreate(first);
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={`Create ${name}`}
      isOpen
      onClose={onClose}
      canClose={!busy}
      actions={
        <>
          <Button onPress={onClose} isDisabled={busy}>
            Cancel
          </Button>
          <Button kind="primary" onPress={() => void create()} isDisabled={busy}>
            {busy ? 'Creating…' : 'Create workspace'}
          </Button>
        </>
      }
    >
      <p className="quiet">
        The file is encrypted with this passphrase. Nobody can open it without: keep the passphrase where you keep
        others.
      </p>
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy) void create();
        }}
      >
        <TextField
          label="Passphrase"
          type="password"
          value={first}
          onChange={setFirst}
          autoFocus
          autoComplete="new-password"
          hint="Four or more words that do not belong together make a good one."
        />
        <div className="strength" aria-live="polite">
          {[1, 2, 3, 4].map(step => (
            <i key={step} data-on={strength >= step} />
          ))}
          <span className="small">{first ? strengths[strength] : ''}</span>
        </div>
        <TextField
          label="The same passphrase again"
          type="password"
          value={second}
          onChange={setSecond}
          autoComplete="new-password"
        />
        {/* A form of two fields is sent by Enter only where it has a button. */}
        <button type="submit" hidden>
          Create workspace
        </button>
      </form>
    </Dialog>
  );
}
