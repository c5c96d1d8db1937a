import type { WebContents } from 'electron';
import type { AppEvent } from '../../shared/contract/port.ts';
import type { MainMethods } from './ipc/calls.ts';

export interface Keeping {
  readonly methods: Pick<MainMethods, 'window.kept'>;
  /**
   * Lets the windows save what is not saved yet. Answers whether all is: false as soon as one of them says that something
   * cannot be. A window that does not answer is waited for no longer than the patience, since a lock must come.
   */
  keep(how: { readonly closing: boolean; readonly patience: number }): Promise<boolean>;
}

interface KeepingOptions {
  /** Windows with pages that listen. */
  readonly listening: () => readonly WebContents[];
  readonly tell: (contents: WebContents, event: AppEvent) => void;
  readonly log: (line: string) => void;
}

/** Asks pages to keep what is typed before the workspace is locked or left, and hears when they have. */
export function createKeeping({ listening, tell, log }: KeepingOptions): Keeping {
  /** What ends the wait for a page, by turn and page. */
  const waiting = new Map<string, (kept: boolean) => void>();
  let turns = 0;

  function keepOne(contents: WebContents, turn: number, closing: boolean, patience: number): Promise<boolean> {
    const key = `${turn} ${contents.id}`;
    return new Promise<boolean>(resolve => {
      const timer = setTimeout(() => {
        log(`a page did not say within ${patience} ms that all is kept`);
        end(true);
      }, patience);
      const end = (kept: boolean): void => {
        clearTimeout(timer);
        waiting.delete(key);
        contents.off('destroyed', gone);
        contents.off('render-process-gone', gone);
        resolve(kept);
      };
      const gone = (): void => end(true);
      waiting.set(key, end);
      contents.once('destroyed', gone);
      contents.once('render-process-gone', gone);
      tell(contents, { name: 'keep', turn, closing });
    });
  }

  return {
    methods: {
      'window.kept'({ turn, kept }, { contents }) {
        waiting.get(`${turn} ${contents.id}`)?.(kept);
        return null;
      },
    },
    async keep({ closing, patience }) {
      turns += 1;
      const turn = turns;
      const kept = await Promise.all(listening().map(contents => keepOne(contents, turn, closing, patience)));
      return kept.every(Boolean);
    },
  };
}
