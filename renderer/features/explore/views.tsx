import type { ReactNode } from 'react';
import { Bookmark } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { PivotDescription, SavedView } from '../../../shared/contract/cube.ts';
import { formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import type { Presentation } from './presentation.ts';

interface ViewsMenuProps {
  /** The view that is open now. */
  readonly open: SavedView | null;
  readonly onOpen: (view: SavedView) => void;
  readonly onSave: () => void;
  readonly onVersions: () => void;
  readonly onDelete: () => void;
}

/** Saved views by folder, and the way to save this one. */
export function ViewsMenu({ open, onOpen, onSave, onVersions, onDelete }: ViewsMenuProps): ReactNode {
  const views = useAnswer('views.list', {}).data ?? [];
  const folders = [...new Set(views.map(view => view.folder))].toSorted();
  return (
    <Menu
      label="Saved views"
      trigger={<Button icon={<Bookmark aria-hidden />}>Views</Button>}
      items={[
        { id: 'save', label: 'Save this view…', keys: 'Ctrl+S', act: onSave },
        ...(open
          ? [
              { id: 'versions', label: `Versions of ${open.name}…`, act: onVersions },
              { id: 'delete', label: `Delete ${open.name}`, stop: true, act: onDelete },
            ]
          : []),
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
  readonly presentation: Presentation;
  /** The view that is open: saving under its name adds a version. */
  readonly open: SavedView | null;
  readonly onClose: () => void;
  readonly onSaved: (view: SavedView) => void;
}

export function SaveViewDialog({
  suggested,
  description,
  presentation,
  open,
  onClose,
  onSaved,
}: SaveViewDialogProps): ReactNode {
  const { words, areBack, write, forget } = useTypedWords(`view:${open?.id ?? suggested}`, {
    name: open?.name ?? suggested,
    folder: open?.folder ?? '',
    note: open?.note ?? '',
  });
  const { name, folder, note } = words;
  const save = useChange('views.save');
  const cancel = () => {
    forget();
    onClose();
  };
  const submit = () =>
    save.mutate(
      {
        ...(open && open.name === name.trim() ? { id: open.id } : {}),
        name,
        folder,
        note,
        description,
        presentation: { ...presentation },
      },
      {
        onSuccess: saved => {
          forget();
          onSaved(saved);
        },
      },
    );
  return (
    <Dialog
      title="Save this view"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button kind="primary" onPress={submit} isDisabled={save.isPending}>
            {open && open.name === name.trim() ? 'Save a new version' : 'Save view'}
          </Button>
        </>
      }
    >
      {save.error ? <Notice tone="stop">{sentenceOf(save.error)}</Notice> : null}
      <WrittenBefore shown={areBack} />
      <TextField label="Name" value={name} onChange={next => write({ name: next })} autoFocus />
      <TextField
        label="Folder"
        value={folder}
        onChange={next => write({ folder: next })}
        hint="Leave empty for none."
      />
      <TextField label="Note" value={note} onChange={next => write({ note: next })} lines={3} />
    </Dialog>
  );
}

interface VersionsDialogProps {
  readonly view: SavedView;
  readonly onClose: () => void;
  readonly onOpen: (version: SavedView) => void;
}

/** Every state that a view was saved in; opening an old one changes nothing until it is saved again. */
export function VersionsDialog({ view, onClose, onOpen }: VersionsDialogProps): ReactNode {
  const versions = useAnswer('views.versions', { id: view.id });
  return (
    <Dialog
      title={`Versions of ${view.name}`}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      {versions.error ? <Notice tone="stop">{sentenceOf(versions.error)}</Notice> : null}
      <ul className="versions">
        {(versions.data ?? []).map(version => (
          <li key={version.version}>
            <Button onPress={() => onOpen(version)} aria-label={`Open version ${version.version}`}>
              Version {version.version}
            </Button>
            <span>
              {formatDateTime(version.savedAt)}
              {version.note ? <span className="quiet"> · {version.note}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
