import { readFileSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow, FileFilter } from 'electron';
import type { ParsedOf } from '../../shared/contract/index.ts';

/** What pages ask for, and a base map, which only the main process asks for. */
type Choose = Pick<ParsedOf<'files.choose'>, 'title'> & {
  readonly purpose: ParsedOf<'files.choose'>['purpose'] | 'base-map';
};
type Save = ParsedOf<'files.save'>;

/** Asks the person for files. Both answer nothing when the person cancels. */
export interface Dialogs {
  choose(window: BrowserWindow | null, asked: Choose): Promise<readonly string[]>;
  save(window: BrowserWindow | null, asked: Save): Promise<string | null>;
}

const choices: Readonly<
  Record<Choose['purpose'], { title: string; button: string; filters: FileFilter[]; many: boolean }>
> = {
  import: {
    title: 'Import returns',
    button: 'Import',
    filters: [
      { name: 'Returns and public files', extensions: ['csv', 'xlsx', 'txt', 'tsv', 'zip', 'json', 'geojson'] },
      { name: 'All files', extensions: ['*'] },
    ],
    many: true,
  },
  'open-workspace': {
    title: 'Open a workspace',
    button: 'Open',
    filters: [{ name: 'Workspaces', extensions: ['csaf'] }],
    many: false,
  },
  picture: {
    title: 'Choose a picture',
    button: 'Choose',
    filters: [{ name: 'Pictures', extensions: ['png', 'jpg', 'jpeg', 'svg'] }],
    many: false,
  },
  'base-map': {
    title: 'Add a base map',
    button: 'Add',
    filters: [{ name: 'Map tiles (PMTiles)', extensions: ['pmtiles'] }],
    many: false,
  },
  folder: { title: 'Choose a folder', button: 'Choose', filters: [], many: false },
};

const saveTitles: Readonly<Record<Save['purpose'], string>> = {
  'new-workspace': 'Where shall the new workspace be kept?',
  demonstration: 'The demonstration',
  export: 'Where shall the export be written?',
};

const systemDialogs: Dialogs = {
  async choose(window, { purpose, title }) {
    const choice = choices[purpose];
    const options: Electron.OpenDialogOptions = {
      title: title ?? choice.title,
      buttonLabel: choice.button,
      filters: choice.filters,
      properties: [
        purpose === 'folder' ? 'openDirectory' : 'openFile',
        ...(choice.many ? (['multiSelections'] as const) : []),
        'dontAddToRecent',
      ],
    };
    const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
    return answer.canceled ? [] : answer.filePaths;
  },
  async save(window, { purpose, suggested, extension }) {
    const options: Electron.SaveDialogOptions = {
      title: saveTitles[purpose],
      defaultPath: path.join(app.getPath('documents'), fileName(suggested, extension)),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
      properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
    };
    const answer = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
    return answer.canceled || !answer.filePath ? null : withExtension(answer.filePath, extension);
  },
};

/**
 * The system's dialogs; in a test run of the unpackaged application, answers from the file that CSAF_TEST_DIALOGS names:
 * `{ "files.choose": { "<purpose>": ["path"] }, "files.save": { "<purpose>": "path" } }`, read anew each time.
 */
export function openDialogs(): Dialogs {
  const script = process.env['CSAF_TEST_DIALOGS'];
  if (app.isPackaged || !script) return systemDialogs;
  const read = () => JSON.parse(readFileSync(script, 'utf8')) as Record<string, Record<string, unknown> | undefined>;
  return {
    choose: (_window, { purpose }) =>
      Promise.resolve((read()['files.choose']?.[purpose] as string[] | undefined) ?? []),
    save: (_window, { purpose }) => Promise.resolve((read()['files.save']?.[purpose] as string | undefined) ?? null),
  };
}

/** A suggested name as a file name that every system takes. */
function fileName(suggested: string, extension: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what no file name may hold
  const clean = suggested.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ').trim() || 'Untitled';
  return withExtension(clean, extension);
}

function withExtension(file: string, extension: string): string {
  return path.extname(file).toLowerCase() === `.${extension}` ? file : `${file}.${extension}`;
}
