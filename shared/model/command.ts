import { pageList } from './page.ts';
import type { Place } from './page.ts';

/** An action that a menu, an accelerator or the command palette can ask for. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly menu: 'file' | 'edit' | 'view' | 'data' | 'present' | 'help';
  /** Electron's accelerator notation. */
  readonly keys?: string;
  /** Further words that the palette finds it by. */
  readonly words?: string;
  /** Needs an open workspace. */
  readonly needsWorkspace?: true;
  /** A line above it in its menu. */
  readonly line?: true;
}

const beforePages = [
  { id: 'new-workspace', menu: 'file', label: 'New workspace…', keys: 'Ctrl+N', words: 'create' },
  { id: 'open-workspace', menu: 'file', label: 'Open workspace…', keys: 'Ctrl+O' },
  { id: 'open-demonstration', menu: 'file', label: 'Open the demonstration', words: 'synthetic example' },
  {
    id: 'import',
    menu: 'file',
    label: 'Import returns…',
    keys: 'Ctrl+I',
    words: 'load file csv xlsx',
    needsWorkspace: true,
    line: true,
  },
  { id: 'save', menu: 'file', label: 'Save view…', keys: 'Ctrl+S', needsWorkspace: true, line: true },
  { id: 'export', menu: 'file', label: 'Export table…', keys: 'Ctrl+E', words: 'csv xlsx excel', needsWorkspace: true },
  { id: 'lock', menu: 'file', label: 'Lock', keys: 'Ctrl+L', needsWorkspace: true, line: true },
  { id: 'close-workspace', menu: 'file', label: 'Close workspace', keys: 'Ctrl+W', needsWorkspace: true },
  { id: 'quit', menu: 'file', label: 'Exit', keys: 'Ctrl+Q', line: true },
  { id: 'undo', menu: 'edit', label: 'Undo', keys: 'Ctrl+Z', needsWorkspace: true },
  { id: 'redo', menu: 'edit', label: 'Redo', keys: 'Ctrl+Y', needsWorkspace: true },
  { id: 'copy-table', menu: 'edit', label: 'Copy table', keys: 'Ctrl+Shift+C', needsWorkspace: true, line: true },
  { id: 'find', menu: 'edit', label: 'Find a field', keys: 'Ctrl+F', needsWorkspace: true, line: true },
  { id: 'palette', menu: 'edit', label: 'Find a view, a measure, an action…', keys: 'Ctrl+K' },
] as const satisfies readonly Command[];

const afterPages = [
  { id: 'theme-system', menu: 'view', label: 'Theme of this computer', line: true },
  { id: 'theme-light', menu: 'view', label: 'Light' },
  { id: 'theme-dark', menu: 'view', label: 'Dark' },
  { id: 'theme-contrast', menu: 'view', label: 'High contrast' },
  { id: 'theme-presentation', menu: 'view', label: 'For a wall: large and white', words: 'presentation theme' },
  { id: 'text-larger', menu: 'view', label: 'Larger text', keys: 'Ctrl+Plus', line: true },
  { id: 'text-smaller', menu: 'view', label: 'Smaller text', keys: 'Ctrl+-' },
  { id: 'text-normal', menu: 'view', label: 'Normal text', keys: 'Ctrl+0' },
  { id: 'go-batches', menu: 'data', label: 'Batches', needsWorkspace: true },
  { id: 'go-set-aside', menu: 'data', label: 'Rows set aside', needsWorkspace: true },
  { id: 'go-templates', menu: 'data', label: 'Templates for returns', needsWorkspace: true },
  {
    id: 'check-workspace',
    menu: 'data',
    label: 'Check this workspace',
    needsWorkspace: true,
    line: true,
    words: 'integrity audit',
  },
  {
    id: 'audience-analyst',
    menu: 'present',
    label: 'For the analyst: exact figures',
    needsWorkspace: true,
    words: 'audience unprotected',
  },
  {
    id: 'audience-board',
    menu: 'present',
    label: 'For a board: protected',
    needsWorkspace: true,
    words: 'audience disclosure suppression',
  },
  {
    id: 'audience-public',
    menu: 'present',
    label: 'For the public: protected',
    needsWorkspace: true,
    words: 'audience disclosure publication',
  },
  {
    id: 'rules',
    menu: 'present',
    label: 'Disclosure rules…',
    needsWorkspace: true,
    line: true,
    words: 'suppression threshold rounding',
  },
  {
    id: 'pin',
    menu: 'present',
    label: 'Add to a briefing…',
    keys: 'Ctrl+B',
    needsWorkspace: true,
    words: 'pin slide deck',
  },
  { id: 'full-screen', menu: 'present', label: 'Full screen', keys: 'F11', line: true },
  { id: 'help', menu: 'help', label: 'Help for this page', keys: 'F1' },
  {
    id: 'selftest',
    menu: 'help',
    label: 'Check the calculations on this computer',
    words: 'self-test reference cases',
    line: true,
  },
  { id: 'about', menu: 'help', label: 'About CSAF Outcomes Workbench', line: true },
] as const satisfies readonly Command[];

export type CommandId =
  (typeof beforePages)[number]['id'] | (typeof afterPages)[number]['id'] | `go-${Exclude<Place, 'help'>}`;

/** One for each page, by its number. */
const pageCommands = pageList
  .filter(page => !page.isHelp)
  .map(({ place, label, words }, at): Command => ({
    id: `go-${place}`,
    menu: 'view',
    label,
    keys: `Ctrl+${at + 1}`,
    needsWorkspace: true,
    ...(words ? { words } : {}),
  }));

/** Every action that a menu, an accelerator or the command palette can ask for; one list for the window and the page. */
export const commands = [...beforePages, ...pageCommands, ...afterPages] as readonly (Command & {
  readonly id: CommandId;
})[];

export const menus: readonly { readonly id: Command['menu']; readonly label: string }[] = [
  { id: 'file', label: 'File' },
  { id: 'edit', label: 'Edit' },
  { id: 'view', label: 'View' },
  { id: 'data', label: 'Data' },
  { id: 'present', label: 'Present' },
  { id: 'help', label: 'Help' },
];
