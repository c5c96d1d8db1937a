import { screen } from 'electron';
import type { BrowserWindow } from 'electron';
import { FaultError } from '../../shared/contract/fault.ts';
import type { AppEvent } from '../../shared/contract/port.ts';
import { nothingPresented } from '../../shared/contract/shell.ts';
import type { PresentState } from '../../shared/contract/shell.ts';
import { askEngine } from './engine-client.ts';
import type { EngineClient } from './engine-client.ts';
import type { MainMethods } from './ipc/calls.ts';
import type { Grants } from './ipc/grants.ts';
import type { Windows } from './windows.ts';

interface PresentOptions {
  readonly windows: Windows;
  readonly grants: Grants;
  readonly engine: Pick<EngineClient, 'call'>;
  readonly tellAll: (event: AppEvent) => void;
}

type Methods = Pick<
  MainMethods,
  'present.start' | 'present.state' | 'present.set' | 'present.end' | 'print.pdf' | 'print.ready'
>;

interface Presentation {
  readonly methods: Methods;
  /** The workspace is locked or left: the wall, and what is drawn of it for a printer, go at once. */
  leave(): void;
}

/** A slide as wide as it is drawn, in inches at 96 points. */
const sheet = { width: 1280 / 96, height: 720 / 96 };
const patience = 60_000;

/**
 * The audience's window and what it shows. Both windows ask for the same state and are told of every step, so that
 * neither can run ahead of the other.
 */
export function createPresentation({ windows, grants, engine, tellAll }: PresentOptions): Presentation {
  let audience: BrowserWindow | null = null;
  let state: PresentState = nothingPresented;
  /** How often a workspace was left: what was begun in one must not open over another. */
  let departures = 0;
  /** Pages that are drawn for a printer, by their contents. */
  const printing = new Map<number, { readonly drawn: () => void; readonly giveUp: () => void }>();

  const become = (next: PresentState): PresentState => {
    state = next;
    tellAll({ name: 'present', state });
    return state;
  };
  const end = (): PresentState => {
    const window = audience;
    audience = null;
    // A page is asked before it closes; what shows another's figures is not.
    if (window && !window.isDestroyed()) window.destroy();
    return become(nothingPresented);
  };

  const methods: Methods = {
    async 'present.start'({ frozen }, caller) {
      // Entered before anybody sees it.
      const departure = departures;
      await askEngine(engine, 'briefing.presented', { frozen });
      if (departure !== departures) throw leftMeanwhile();
      const before = audience;
      audience = null;
      if (before && !before.isDestroyed()) before.destroy();
      const own = screen.getDisplayMatching(windows.boundsOf(caller.contents));
      const other = screen.getAllDisplays().find(display => display.id !== own.id) ?? own;
      const wall = windows.open('presenter', { place: `/present/${frozen}`, fullScreenOn: other.bounds });
      audience = wall;
      wall.once('closed', () => {
        if (audience === wall) end();
      });
      return become({ ...nothingPresented, frozen, startedAt: new Date().toISOString() });
    },
    'present.state': () => state,
    'present.set'(change) {
      if (state.frozen === null) return state;
      return become({ ...state, ...change });
    },
    'present.end': () => end(),
    async 'print.pdf'({ frozen, file }) {
      const target = grants.path(file, 'write');
      const window = windows.open('presenter', { place: `/print/${frozen}`, hidden: true });
      const { id } = window.webContents;
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(
            () => reject(new FaultError('internal', 'The slides could not be drawn for the PDF. Nothing was written.')),
            patience,
          );
          printing.set(id, {
            drawn: () => {
              clearTimeout(timer);
              resolve();
            },
            giveUp: () => {
              clearTimeout(timer);
              reject(leftMeanwhile());
            },
          });
        });
        const bytes = await window.webContents.printToPDF({
          printBackground: true,
          pageSize: sheet,
          margins: { top: 0, bottom: 0, left: 0, right: 0 },
          preferCSSPageSize: true,
          generateTaggedPDF: true,
          generateDocumentOutline: true,
        });
        await askEngine(engine, 'briefing.print', { frozen, file: target, bytes });
        return null;
      } finally {
        printing.delete(id);
        if (!window.isDestroyed()) window.destroy();
      }
    },
    'print.ready'(_input, caller) {
      printing.get(caller.contents.id)?.drawn();
      return null;
    },
  };
  return {
    methods,
    leave() {
      departures += 1;
      for (const page of printing.values()) page.giveUp();
      if (state.frozen !== null || audience !== null) end();
    },
  };
}

const leftMeanwhile = (): FaultError =>
  new FaultError('locked', 'The workspace was locked or left meanwhile. Nothing was shown or written.');
