import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot, the main one last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  /** False while something runs that must not be left behind. */
  readonly canClose?: boolean;
}

/**
 * Keeps the focus in a dialog whose focused button was taken away or can no longer be pressed: the keyboard would have
 * nowhere to go on from, and Esc would close nothing.
 */
function useFocusWithin(body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = body.current?.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]');
    if (!element) return undefined;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      // The browser takes the focus from such a button when it draws next.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          const active = document.activeElement;
          if (active === null || active === document.body) element.focus();
        });
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(element, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [body]);
}

/** A window over the window. Esc closes it; focus goes in and comes back. */
export function Dialog({ title, isOpen, onClose, children, actions, wide, canClose = true }: DialogProps): ReactNode {
  return (
    <ModalOverlay
      className="dialog-scrim"
      isOpen={isOpen}
      isDismissable={canClose}
      isKeyboardDismissDisabled={!canClose}
      onOpenChange={open => {
        if (!open) onClose();
      }}
    >
      <Modal className={wide ? 'dialog-modal dialog-wide' : 'dialog-modal'}>
        <AriaDialog className="dialog">
          <DialogParts title={title} actions={actions}>
            {children}
          </DialogParts>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What stands in a dialog; there only while it is open. */
function DialogParts({ title, children, actions }: Pick<DialogProps, 'title' | 'children' | 'actions'>): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  useFocusWithin(body);
  return (
    <>
      <Heading slot="title" level={2} className="dialog-title">
        {title}
      </Heading>
      <div className="dialog-body" ref={body}>
        {children}
      </div>
      {actions ? <div className="dialog-actions">{actions}</div> : null}
    </>
  );
}
