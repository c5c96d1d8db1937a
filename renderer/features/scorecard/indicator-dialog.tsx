import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

interface IndicatorDialogProps {
  readonly code: string;
  readonly version: number;
  readonly onClose: () => void;
}

/** What a person may change of an indicator without changing what it counts. Each change is a new version with a reason. */
export function IndicatorDialog({ code, version, onClose }: IndicatorDialogProps): ReactNode {
  const found = useAnswer('framework.read', {});
  const indicator = found.data?.framework.indicators.find(one => one.code === code);
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (!found.data || !indicator) return null;
  return (
    <IndicatorForm
      key={version}
      framework={found.data.framework}
      version={found.data.version}
      indicator={indicator}
      onClose={onClose}
    />
  );
}

const textOf = (value: number | null | undefined, indicator: Indicator): string =>
  value === null || value === undefined
    ? ''
    : String(indicator.kind === 'proportion' ? Math.round(value * 1e6) / 1e4 : value);

/** "72 %" or "72" of a proportion is 0.72; null for nothing; NaN for what is no number. */
function numberOf(text: string, indicator: Indicator): number | null {
  const plain = text.replaceAll(/[%,\s]/g, '');
  if (plain === '') return null;
  return indicator.kind === 'proportion' ? Number(plain) / 100 : Number(plain);
}

const isPeriod = (text: string) => /^\d{4}\/\d{2}( Q[1-4])?$/.test(text);

function IndicatorForm({
  framework,
  version,
  indicator,
  onClose,
}: {
  readonly framework: Framework;
  readonly version: number;
  readonly indicator: Indicator;
  readonly onClose: () => void;
}): ReactNode {
  const save = useChange('framework.save');
  const present = indicator.targets.at(-1);
  const { words, areBack, write, forget } = useTypedWords(`indicator:${indicator.code}:${version}`, {
    low: textOf(present?.low, indicator),
    high: textOf(present?.high, indicator),
    from: present?.from ?? '',
    owner: indicator.owner,
    limitsFrom: '',
    reason: '',
  });
  const { low, high, from, owner, limitsFrom, reason } = words;
  const done = () => {
    forget();
    onClose();
  };
  const [least, most] = [numberOf(low, indicator), numberOf(high, indicator)];
  const unit = indicator.kind === 'proportion' ? ', %' : '';
  const wrong = {
    low: Number.isNaN(least) ? 'Write a number, or nothing.' : null,
    high: Number.isNaN(most)
      ? 'Write a number, or nothing.'
      : least !== null && most !== null && most < least
        ? 'This is below the least.'
        : null,
    from: (least !== null || most !== null) && !isPeriod(from) ? 'Write 2016/17 or 2016/17 Q1.' : null,
    limits: limitsFrom !== '' && !isPeriod(limitsFrom) ? 'Write 2016/17 Q1, or nothing.' : null,
  };
  const blocked = Object.values(wrong).some(Boolean) || reason.trim() === '';
  const keep = () => {
    const targets = indicator.targets.filter(target => target.from !== from);
    const changed: Indicator = {
      ...indicator,
      owner,
      targets:
        least === null && most === null
          ? indicator.targets.slice(0, -1)
          : [...targets, { from, low: least, high: most }].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
      rebases:
        limitsFrom === ''
          ? indicator.rebases
          : [
              ...indicator.rebases.filter(rebase => rebase.from !== limitsFrom),
              { from: limitsFrom, reason: reason.trim(), decidedOn: new Date().toISOString().slice(0, 10) },
            ].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    };
    save.mutate(
      {
        framework: {
          ...framework,
          indicators: framework.indicators.map(one => (one.code === indicator.code ? changed : one)),
        },
        reason: `${indicator.code}: ${reason.trim()}`,
      },
      { onSuccess: done },
    );
  };
  return (
    <Dialog
      isOpen
      title={`${indicator.name}: target and limits`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Cancel</Button>
          <Button kind="primary" isDisabled={blocked || save.isPending} onPress={keep}>
            Keep as version {version + 1}
          </Button>
        </>
      }
    >
      <div className="scorecard-form">
        <WrittenBefore shown={areBack} />
        <div className="scorecard-pair">
          <TextField label={`At least${unit}`} value={low} onChange={next => write({ low: next })} error={wrong.low} />
          <TextField
            label={`At most${unit}`}
            value={high}
            onChange={next => write({ high: next })}
            error={wrong.high}
          />
          <TextField
            label="Holds from"
            value={from}
            onChange={next => write({ from: next })}
            error={wrong.from}
            placeholder="2017/18 Q1"
          />
        </div>
        <TextField label="Owner" value={owner} onChange={next => write({ owner: next })} hint="A role, not a person" />
        <TextField
          label="New limits from"
          value={limitsFrom}
          onChange={next => write({ limitsFrom: next })}
          error={wrong.limits}
          placeholder="2016/17 Q3"
          hint="Only where the way of working changed. The old limits stay visible before it."
        />
        <TextField
          label="Reason"
          value={reason}
          onChange={next => write({ reason: next })}
          lines={2}
          hint="Kept with the version and its day"
        />
        {save.error ? <Notice tone="stop">{sentenceOf(save.error)}</Notice> : null}
      </div>
    </Dialog>
  );
}
