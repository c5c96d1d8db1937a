import {
  Header,
  Menu as AriaMenu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  SubmenuTrigger,
} from 'react-aria-components';
import { Check, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import './menu.css';

/** One line of a menu; with `items` it opens a further menu. */
export type MenuEntry =
  | {
      readonly kind?: 'action';
      readonly id: string;
      readonly label: string;
      readonly hint?: string;
      readonly keys?: string;
      readonly chosen?: boolean;
      readonly disabled?: boolean;
      readonly stop?: boolean;
      readonly act: () => void;
    }
  | { readonly kind: 'sub'; readonly id: string; readonly label: string; readonly items: readonly MenuEntry[] }
  | { readonly kind: 'section'; readonly id: string; readonly label: string; readonly items: readonly MenuEntry[] }
  | { readonly kind: 'line'; readonly id: string };

function entry(item: MenuEntry): ReactNode {
  if (item.kind === 'line') return <Separator key={item.id} className="menu-line" />;
  if (item.kind === 'section')
    return (
      <MenuSection key={item.id} id={item.id} className="menu-section">
        <Header className="menu-header">{item.label}</Header>
        {item.items.map(entry)}
      </MenuSection>
    );
  if (item.kind === 'sub')
    return (
      <SubmenuTrigger key={item.id}>
        <MenuItem id={item.id} className="menu-item" textValue={item.label}>
          <span className="menu-check" />
          <span className="menu-label">{item.label}</span>
          <ChevronRight aria-hidden />
        </MenuItem>
        <Popover className="menu-popover">
          <AriaMenu className="menu" aria-label={item.label}>
            {item.items.map(entry)}
          </AriaMenu>
        </Popover>
      </SubmenuTrigger>
    );
  return (
    <MenuItem
      key={item.id}
      id={item.id}
      className={`menu-item${item.stop ? ' menu-stop' : ''}`}
      isDisabled={item.disabled ?? false}
      onAction={item.act}
      textValue={item.label}
    >
      <span className="menu-check">{item.chosen ? <Check aria-label="chosen" /> : null}</span>
      <span className="menu-label">
        {item.label}
        {item.hint ? <span className="menu-hint">{item.hint}</span> : null}
      </span>
      {item.keys ? <kbd>{item.keys}</kbd> : null}
    </MenuItem>
  );
}

interface MenuProps {
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuEntry[];
  readonly isOpen?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A button with a menu below it; arrows, letters and Esc work as everywhere. */
export function Menu({ label, trigger, items, isOpen, onOpenChange }: MenuProps): ReactNode {
  return (
    <MenuTrigger {...(isOpen === undefined ? {} : { isOpen })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger}
      <Popover className="menu-popover" placement="bottom start">
        <AriaMenu className="menu" aria-label={label}>
          {items.map(entry)}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface MenuAtProps {
  readonly label: string;
  /** What it belongs to: it opens beside this, and gives the focus back to it. */
  readonly element: HTMLElement;
  readonly items: readonly MenuEntry[];
  readonly onClose: () => void;
}

/** A menu of something that is no button: opened by the right mouse button or the menu key. */
export function MenuAt({ label, element, items, onClose }: MenuAtProps): ReactNode {
  return (
    <Popover
      className="menu-popover"
      aria-label={label}
      isOpen
      triggerRef={{ current: element }}
      placement="bottom start"
      onOpenChange={open => {
        if (open) return;
        onClose();
        element.focus();
      }}
    >
      <AriaMenu className="menu" aria-label={label} autoFocus="first" onClose={onClose}>
        {items.map(entry)}
      </AriaMenu>
    </Popover>
  );
}
