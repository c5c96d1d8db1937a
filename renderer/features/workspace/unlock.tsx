import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { LockKeyhole } from 'lucide-react';
import { sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card, Notice } from '../../ui/surface.tsx';

interface UnlockProps {
  readonly name: string;
  /** Said aloud for the demonstration only. */
  readonly passphraseHint: string | null;
  readonly onUnlock: (passphrase: string) => Promise<unknown>;
  readonly onLeave: () => void;
}

/** A locked workspace shows its name and a place for the passphrase, and nothing else. */
export function Unlock({ name, passphraseHint, onUnlock, onLeave }: UnlockProps): ReactNode {
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!passphrase) return setProblem('Type the passphrase of this workspace.');
    setBusy(true);
    setProblem(null);
    try {
      await onUnlock(passphrase);
    } catch (error) {
      setProblem(sentenceOf(error));
      setPassphrase('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="unlock">
      <Card className="unlock-card">
        <form className="unlock-form" onSubmit={event => void submit(event)}>
          <LockKeyhole aria-hidden />
          <h1>Unlock {name}</h1>
          {passphraseHint ? (
            <Notice tone="warn">
              Demonstration data (synthetic). Its passphrase is <strong>{passphraseHint}</strong>.
            </Notice>
          ) : null}
          <TextField
            label="Passphrase"
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            error={problem}
            autoFocus
            autoComplete="off"
          />
          <div className="unlock-actions">
            <Button kind="quiet" onPress={onLeave}>
              Another workspace
            </Button>
            <Button kind="primary" type="submit" isDisabled={busy}>
              {busy ? 'Unlocking…' : 'Unlock'}
            </Button>
          </div>
        </form>
      </Card>
    </main>
  );
}
