import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

/** Empty returns to send to agencies, and the public files that are read as they are published. */
export function Templates(): ReactNode {
  const types = useAnswer('intake.types', {});
  const [message, setMessage] = useState<{ tone: 'plain' | 'stop'; text: string } | null>(null);
  const save = async (type: string, format: 'csv' | 'xlsx') => {
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: `${type} template`, extension: format });
      if (!file) return;
      await ask('intake.template', { type, format, file: file.grant });
      setMessage({ tone: 'plain', text: `${file.name} is saved.` });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  if (types.error) return <Notice tone="stop">{sentenceOf(types.error)}</Notice>;
  return (
    <>
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      <Table
        label="Return types"
        rows={types.data ?? []}
        rowKey={type => type.type}
        columns={[
          { id: 'label', label: 'File', cell: type => <strong>{type.label}</strong> },
          { id: 'grain', label: 'One row is', cell: type => type.grain },
          { id: 'columns', label: 'Columns', figures: true, cell: type => type.columns.length },
          {
            id: 'template',
            label: 'Template',
            cell: type =>
              type.kind === 'public' ? (
                <span className="quiet">read as published</span>
              ) : (
                <span className="row-actions">
                  <Button
                    size="small"
                    onPress={() => void save(type.type, 'xlsx')}
                    aria-label={`XLSX template for ${type.label}`}
                  >
                    XLSX
                  </Button>
                  <Button
                    size="small"
                    onPress={() => void save(type.type, 'csv')}
                    aria-label={`CSV template for ${type.label}`}
                  >
                    CSV
                  </Button>
                </span>
              ),
          },
        ]}
      />
    </>
  );
}
