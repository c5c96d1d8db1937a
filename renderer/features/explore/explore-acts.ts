import { useState } from 'react';
import { useChange } from '../../bridge/answers.tsx';
import { wantPin } from '../../bridge/pin.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { DatasetSummary, PivotDescription, PivotTable, SavedView } from '../../../shared/contract/cube.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { layoutWords } from './description.ts';
import type { Presentation } from './presentation.ts';
import { useSteady } from './steady.ts';

interface Message {
  readonly tone: 'plain' | 'stop';
  readonly text: string;
}

export interface ExploreProps {
  readonly datasets: readonly DatasetSummary[];
  readonly dataset: DatasetSummary;
  readonly description: PivotDescription;
  readonly view: number | null;
  readonly presentation: Presentation;
  readonly onChange: (description: PivotDescription, presentation?: Presentation) => void;
  readonly onDataset: (name: string) => void;
  /** Opens a saved view; null leaves the one that is open and keeps what it shows. */
  readonly onView: (view: SavedView | null) => void;
  /** What is shown is saved under this number now; it stays as it is. */
  readonly onSaved: (view: number) => void;
}

/** What was done last, and with which table: it is said beside that table only. */
export function useMessage(description: PivotDescription) {
  const [told, setTold] = useState<{ readonly message: Message; readonly about: string } | null>(null);
  const about = JSON.stringify(description);
  const setMessage = (next: Message | null) => setTold(next && { message: next, about });
  return [told?.about === about ? told.message : null, setMessage] as const;
}

/** Writes, copies, pins and deletes; each says what came of it. */
export function useActs(
  { dataset, description, presentation, onView }: ExploreProps,
  openView: SavedView | null,
  table: PivotTable | undefined,
  setMessage: (message: Message | null) => void,
) {
  const exact = description.audience === 'analyst';
  const remove = useChange('views.delete');
  const title = openView?.name ?? dataset.label;
  const exportTable = async (format: 'csv' | 'xlsx') => {
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: title, extension: format });
      if (!file) return;
      const written = await ask('cube.export', {
        description,
        format,
        file: file.grant,
        title,
        purpose: exact ? 'analyst’s own use' : `for a ${description.audience} audience`,
      });
      setMessage({
        tone: 'plain',
        text: `${file.name} is saved: ${formatNumber(written.rows)} rows, ${formatNumber(written.columns)} columns. ${exact ? 'It holds exact figures: keep it as you keep this workspace.' : 'It is protected: small counts, where there are any, and what would give them away are hidden in it.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const copy = async () => {
    if (!table) return;
    try {
      await ask('clipboard.table', { description, title });
      setMessage({
        tone: 'plain',
        text: `The table is on the clipboard with its headers. ${exact ? 'It holds exact figures.' : 'It is protected as on the screen.'}`,
      });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const pin = () => {
    const { audience: _, ...view } = description;
    wantPin({
      title: openView?.name ?? `${dataset.label}: ${layoutWords(dataset, description)}`,
      pin: presentation.chart ? { kind: 'chart', view, chart: presentation.chart } : { kind: 'table', view },
    });
  };
  const deleteView = () => {
    if (!openView) return;
    const text = `“${openView.name}” is deleted. What it showed is still here: save it again to keep it.`;
    const onSuccess = () => {
      onView(null);
      setMessage({ tone: 'plain', text });
    };
    remove.mutate({ id: openView.id }, { onSuccess });
  };
  return {
    exportTable: useSteady((format: 'csv' | 'xlsx') => void exportTable(format)),
    copy: useSteady(() => void copy()),
    pin: useSteady(pin),
    deleteView: useSteady(deleteView),
  };
}
