import type { WindowRole } from '../../../shared/contract/method.ts';
import { isOurs, origin } from './origin.ts';

/** What is known of whoever sent a message. */
export interface Sender {
  /** The role of the window it came from; null for a window that is not ours. */
  readonly role: WindowRole | null;
  /** Null when the frame was gone before the message could be read. */
  readonly frame: { readonly main: boolean; readonly origin: string; readonly url: string } | null;
}

/** The role that a message may act in, or null when it is to be refused: main frame, exact origin, known window. */
export function trustedRole(sender: Sender): WindowRole | null {
  const { frame, role } = sender;
  if (frame === null || !frame.main || frame.origin !== origin || !isOurs(frame.url)) return null;
  return role;
}
