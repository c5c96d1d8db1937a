import { useState } from 'react';
import type { ReactNode } from 'react';
import { Bookmark } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotDescription, SavedView } from '../../../shared/contract/cube.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/surface.tsx';

interface ViewsMenuProps {
  readonly onOpen: (view: SavedView) => void;
  readonly onSave: () => void;
}

/** Saved views by folder, and the way to save this one. */
export function ViewsMenu({ onOpen, onSave }: ViewsMenuProps): ReactNode {
  const views = useAnswer('views.list', {}).data ?? [];
  const folders = [...new Set(views.map(view => view.folder))].toSorted();
  return (
    <Menu
      label="Saved views"
      trigger={<Button icon={<Bookmark aria-hidden />}>Views</Button>}
      items={[
        { id: 'save', label: 'Save this view…', keys: 'Ctrl+S', act: onSave },
        ...folders.map(folder => ({
          kind: 'section' as const,
          id: `folder-${folder}`,
          label: folder || 'Saved views',
          items: views
            .filter(view => view.folder === folder)
            .map(view => ({
              id: `view-${view.id}`,
              label: view.name,
              hint: view.note || `saved ${formatDateTime(view.savedAt)}`,
              act: () => onOpen(view),
            })),
        })),
      ]}
    />
  );
}

interface SaveViewDialogProps {
  readonly suggested: string;
  readonly description: PivotDescription;
  /** The view that is open: saving under its name adds a version. */
  readonly open: SavedView | null;
  readonly onClose: () => void;
  readonly onSaved: (view: SavedView) => void;
}

export function SaveViewDialog({ suggested, description, open, onClose, onSaved }: SaveViewDialogProps): ReactNode {
  const [name, setName] = useState(open?.name ?? suggested);
  const [folder, setFolder] = useState(open?.folder ?? '');
  const [note, setNote] = useState(open?.note ?? '');
  const save = useChange('views.save');
  const submit = () =>
    save.mutate(
      { ...(open && open.name === name.trim() ? { id: open.id } : {}), name, folder, note, description },
      { onSuccess: onSaved },
    );
  return (
    <Dialog
      title="Save this view"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" onPress={submit} isDisabled={save.isPending}>
            {open && open.name === name.trim() ? 'Save a new version' : 'Save view'}
          </Button>
        </>
      }
    >
      {save.error ? <Notice tone="stop">{sentenceOf(save.error)}</Notice> : null}
      <TextField label="Name" value={name} onChange={setName} autoFocus />
      <TextField label="Folder" value={folder} onChange={setFolder} hint="Leave empty for none." />
      <TextField label="Note" value={note} onChange={setNote} lines={3} />
    </Dialog>
  );
}
