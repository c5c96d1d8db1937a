import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Autocomplete, Dialog, ListBox, ListBoxItem, Modal, ModalOverlay, useFilter } from 'react-aria-components';
import { useAnswer } from '../bridge/answers.tsx';
import { canPerform, perform } from '../bridge/commands.ts';
import { go } from '../bridge/route.ts';
import { commands, menus } from '../../shared/model/command.ts';
import type { Command } from '../../shared/model/command.ts';
import { SearchField } from '../ui/field.tsx';

interface Entry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly words: string;
  readonly keys?: string;
  readonly act: () => void;
}

/** Reaches every action, dataset, measure and saved view by its name. */
export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const [text, setText] = useState('');
  const views = useAnswer('views.list', {}).data;
  const datasets = useAnswer('cube.datasets', {}).data;
  const { contains } = useFilter({ sensitivity: 'base' });
  const entries = useMemo<readonly Entry[]>(
    () => [
      ...(views ?? []).map(view => ({
        id: `view-${view.id}`,
        group: 'View',
        label: view.name,
        words: view.folder,
        act: () =>
          go({
            place: 'explore',
            state: { view: view.id, description: view.description, presentation: view.presentation },
          }),
      })),
      ...(datasets ?? []).flatMap(dataset =>
        dataset.rows === 0
          ? []
          : dataset.measures.map(measure => ({
              id: `measure-${dataset.name}-${measure.name}`,
              group: 'Measure',
              label: `${measure.label} · ${dataset.label}`,
              words: measure.definition,
              act: () => go({ place: 'explore', state: { open: { dataset: dataset.name, measure: measure.name } } }),
            })),
      ),
      ...(commands as readonly Command[])
        .filter(command => command.id !== 'palette' && canPerform(command.id as never))
        .map(command => ({
          id: command.id,
          group: menus.find(menu => menu.id === command.menu)!.label,
          label: command.label,
          words: command.words ?? '',
          ...(command.keys ? { keys: command.keys } : {}),
          act: () => void perform(command.id as never),
        })),
    ],
    [views, datasets],
  );
  const found = entries.filter(entry => contains(`${entry.label} ${entry.words} ${entry.group}`, text)).slice(0, 60);
  return (
    <ModalOverlay className="dialog-scrim" isOpen isDismissable onOpenChange={open => (open ? undefined : onClose())}>
      <Modal className="dialog-modal dialog-wide">
        <Dialog className="dialog" aria-label="Find a view, a measure, an action">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField label="Find a view, a measure, an action" value={text} onChange={setText} autoFocus />
            <ListBox
              aria-label="Found"
              className="palette-list"
              items={found}
              onAction={id => {
                onClose();
                // The dialog gives focus back first; what the action opens may then take it.
                setTimeout(() => entries.find(entry => entry.id === id)?.act());
              }}
              renderEmptyState={() => <p className="quiet">Nothing is called that. Try a shorter word.</p>}
            >
              {entry => (
                <ListBoxItem id={entry.id} textValue={entry.label} className="palette-item">
                  <span className="palette-group">{entry.group}</span>
                  <span className="palette-label">{entry.label}</span>
                  {entry.keys ? <kbd>{entry.keys}</kbd> : null}
                </ListBoxItem>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
