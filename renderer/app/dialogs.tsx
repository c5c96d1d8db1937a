import type { ReactNode } from 'react';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useAnswer } from '../bridge/answers.tsx';
import { sentenceOf } from '../bridge/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/surface.tsx';

export function AboutDialog({ onClose }: { onClose: () => void }): ReactNode {
  const about = useAnswer('application.about', {}).data;
  return (
    <Dialog title="CSAF Outcomes Workbench" isOpen onClose={onClose} actions={<Button onPress={onClose}>Close</Button>}>
      <dl className="facts">
        <dt>Version</dt>
        <dd>{about?.version}</dd>
        <dt>Electron</dt>
        <dd>
          {about?.electron} (Chromium {about?.chrome})
        </dd>
        <dt>Data engine</dt>
        <dd>{about?.engine === 'utility-process' ? 'utility process' : 'process of its own on Node'}</dd>
      </dl>
      <p className="quiet">
        Contains public sector information licensed under the Open Government Licence v3.0. Contains National Statistics
        data and OS data © Crown copyright and database right.
      </p>
      <p className="quiet">This application makes no network request of its own. Nothing is sent anywhere.</p>
    </Dialog>
  );
}

interface CheckDialogProps {
  readonly what: 'check' | 'selftest';
  readonly onClose: () => void;
}

/** The checks of this file, or of the calculations on this computer, one line each. */
export function CheckDialog({ what, onClose }: CheckDialogProps): ReactNode {
  const file = useAnswer('workspace.check', {}, { enabled: what === 'check' });
  const calculations = useAnswer('method.selftest', {}, { enabled: what === 'selftest' });
  const asked = what === 'check' ? file : calculations;
  const lines =
    what === 'check'
      ? file.data?.map(finding => ({ ok: finding.ok, text: finding.message }))
      : calculations.data?.map(result => ({ ok: result.passed, text: `${result.name}: ${result.detail}` }));
  const failed = lines?.filter(line => !line.ok).length ?? 0;
  return (
    <Dialog
      wide
      title={what === 'check' ? 'Check of this workspace' : 'Check of the calculations on this computer'}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      {asked.error ? <Notice tone="stop">{sentenceOf(asked.error)}</Notice> : null}
      {lines ? (
        <>
          <p>{failed === 0 ? `All ${lines.length} checks passed.` : `${failed} of ${lines.length} checks failed.`}</p>
          <ul className="findings">
            {lines.map(line => (
              <li key={line.text}>
                {line.ok ? <CircleCheck aria-label="passed" /> : <CircleAlert aria-label="failed" />}
                {line.text}
              </li>
            ))}
          </ul>
        </>
      ) : asked.error ? null : (
        <p className="quiet">Checking…</p>
      )}
    </Dialog>
  );
}
