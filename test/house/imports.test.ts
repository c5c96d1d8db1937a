import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Every import of a source file as a path from the project's root, or a package's name. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g,
    ),
  ];
  return found.map(match => {
    const name = (match[1] ?? match[2] ?? match[3])!;
    return name.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), name)) : name;
  });
}

function sourcesUnder(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

interface Rule {
  readonly from: string;
  readonly may: readonly RegExp[];
}

const node = /^node:/;
const contract = /^shared\//;
const packages = /^(?![./])(?!node:)(?!electron$|electron\/|shared\/|renderer\/|test\/)[@a-z]/;

/** Rooms of the engine and the faces of other rooms that each may use; the store's types are open to all. */
const faces: Readonly<Record<string, readonly RegExp[]>> = {
  store: [],
  statistics: [],
  documents: [],
  areas: [],
  disclosure: [],
  coverage: [],
  intake: [/^electron\/engine\/(areas|documents)\//],
  cube: [
    /^electron\/engine\/(areas|documents|statistics|disclosure)\//,
    /^electron\/engine\/coverage\/(comparable|coverage|periods|spans|suppliers)\.ts$/,
  ],
  geography: [
    /^electron\/engine\/(areas|documents|statistics)\//,
    /^electron\/engine\/coverage\/(coverage|periods|suppliers)\.ts$/,
    /^electron\/engine\/cube\/(tables|handlers)\.ts$/,
  ],
  framework: [
    /^electron\/engine\/(documents|statistics)\//,
    /^electron\/engine\/coverage\/(coverage|ledger|names|periods|spans|suppliers)\.ts$/,
    /^electron\/engine\/cube\/tables\.ts$/,
  ],
  commissioning: [/^electron\/engine\/(documents|statistics)\//, /^electron\/engine\/cube\/tables\.ts$/],
  briefing: [
    /^electron\/engine\/coverage\/names\.ts$/,
    /^electron\/engine\/documents\//,
    /^electron\/engine\/cube\/tables\.ts$/,
    /^electron\/engine\/geography\/(hot-spots-map|shapes)\.ts$/,
    /^electron\/engine\/commissioning\/(appraisals|documents)\.ts$/,
    /^electron\/engine\/framework\/(action-plan|framework|scorecard)\.ts$/,
  ],
  demonstration: [/^electron\/engine\/(areas|intake)\//, /^electron\/engine\/coverage\/handlers\.ts$/],
};

const rules: readonly Rule[] = [
  { from: 'shared/model', may: [/^shared\/model\//] },
  { from: 'shared/text', may: [/^shared\/(model|text)\//] },
  { from: 'shared/contract', may: [/^shared\/(model|contract)\//, /^valibot$/] },
  { from: 'electron/preload', may: [/^shared\/contract\//, /^electron$/] },
  { from: 'electron/main', may: [contract, /^electron$/, /^electron\/main\//, node, packages] },
  { from: 'electron/cli', may: [contract, node, /^electron\/(cli|engine)\//] },
  { from: 'renderer/ui', may: [contract, /^renderer\/ui\//, packages] },
  { from: 'renderer/bridge', may: [contract, /^renderer\/bridge\//, packages] },
  { from: 'renderer/app', may: [contract, /^renderer\//, packages] },
];

function strangers(files: readonly string[], may: readonly RegExp[]): readonly string[] {
  return files.flatMap(file =>
    importsOf(file)
      .filter(name => !may.some(pattern => pattern.test(name)))
      .map(name => `${file} imports ${name}`),
  );
}

describe('who may import whom', () => {
  for (const { from, may } of rules) {
    it(`${from} keeps to its neighbours`, () => {
      const files = sourcesUnder(from);
      expect(files.length).toBeGreaterThan(0);
      expect(strangers(files, may)).toEqual([]);
    });
  }

  const features = readdirSync(path.join(root, 'renderer/features'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  );
  for (const { name: feature } of features) {
    it(`renderer/features/${feature} imports no other feature`, () => {
      const files = sourcesUnder(`renderer/features/${feature}`);
      expect(
        strangers(files, [
          contract,
          /^renderer\/(ui|bridge)\//,
          new RegExp(`^renderer/features/${feature}/`),
          packages,
        ]),
      ).toEqual([]);
    });
  }

  for (const [room, others] of Object.entries(faces)) {
    it(`electron/engine/${room} uses only the faces that it may`, () => {
      const files = sourcesUnder(`electron/engine/${room}`);
      const may = [
        contract,
        node,
        packages,
        /^electron\/engine\/subject\.ts$/,
        /^electron\/engine\/store\//,
        new RegExp(`^electron/engine/${room}/`),
        ...others,
      ];
      expect(strangers(files, may)).toEqual([]);
    });
  }

  it('knows every room of the engine', () => {
    const rooms = readdirSync(path.join(root, 'electron/engine'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .filter(name => sourcesUnder(`electron/engine/${name}`).length > 0);
    expect(rooms.filter(room => !(room in faces))).toEqual([]);
  });

  it('only bridge touches the preload object, only ipc touches ipcMain, and each large library has one file that knows it', () => {
    const all = [...sourcesUnder('electron'), ...sourcesUnder('renderer'), ...sourcesUnder('shared')];
    const holding = (text: RegExp) => all.filter(file => text.test(readFileSync(path.join(root, file), 'utf8')));
    expect(holding(/\bwindow as unknown as \{ workbench/)).toEqual(['renderer/bridge/workbench.ts']);
    expect(holding(/\bipcMain\b/).every(file => file.startsWith('electron/main/ipc/'))).toBe(true);
    expect(holding(/from 'ag-grid/)).toEqual(['renderer/ui/pivot-grid.tsx']);
    expect(holding(/from 'echarts/)).toEqual(['renderer/ui/chart.tsx']);
    expect(holding(/from 'leaflet/)).toEqual(['renderer/ui/area-map.tsx']);
    expect(holding(/from '(?:pmtiles|protomaps)/)).toEqual(['renderer/ui/base-map.ts']);
  });

  it('the engine and the terminal import no Electron', () => {
    const files = [...sourcesUnder('electron/engine'), ...sourcesUnder('electron/cli')];
    expect(
      files.flatMap(file =>
        importsOf(file)
          .filter(name => name === 'electron')
          .map(() => file),
      ),
    ).toEqual([]);
  });

  it('folders of the second level explain themselves', () => {
    const folders = ['electron', 'renderer', 'shared', 'test'].flatMap(top =>
      readdirSync(path.join(root, top), { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => `${top}/${entry.name}`),
    );
    const silent = folders.filter(
      folder => sourcesUnder(folder).length > 0 && !readdirSync(path.join(root, folder)).includes('README.md'),
    );
    expect(silent).toEqual([]);
  });
});
