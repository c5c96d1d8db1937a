/**
 * Who may import whom, as lists of exact files: the one place to extend when a room is built or a face is opened. Paths
 * of a room are relative to it. `judge.ts` reads this table; nothing else knows it.
 */
export interface Room {
  /** Arrows run down only: a room may use rooms of a lower number. */
  readonly order: number;
  /** Files that rooms above it, and the engine's root, may import; all others are its own. */
  readonly faces: readonly string[];
  /** Faces of rooms below that it does import. */
  readonly uses: Readonly<Record<string, readonly string[]>>;
  readonly packages: readonly string[];
}

/** Files of the engine's root that every room may import. */
export const commonFiles: readonly string[] = ['subject.ts', 'thread-file.ts'];

/** Rooms of the engine, from the ground up; one that is not built yet stands here with its place in the order. */
export const rooms: Readonly<Record<string, Room>> = {
  store: {
    order: 0,
    faces: [
      'audit-trail.ts',
      'drafts.ts',
      'integrity.ts',
      'meta.ts',
      'own-files.ts',
      'presenter-copy.ts',
      'segments.ts',
      'store.ts',
      'synthetic.ts',
      'workspace.ts',
    ],
    uses: {},
    packages: ['better-sqlite3', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:path', 'node:util'],
  },
  statistics: {
    order: 0,
    faces: [
      'against-rest.ts',
      'assurance.ts',
      'beta.ts',
      'chart-reach.ts',
      'clustered-change.ts',
      'control-chart.ts',
      'count-quantiles.ts',
      'detectable.ts',
      'distinct-change.ts',
      'distributions.ts',
      'error-budget.ts',
      'fdr.ts',
      'inputs.ts',
      'leader.ts',
      'mann-kendall.ts',
      'methods.ts',
      'normal.ts',
      'place-above-rest.ts',
      'poisson-rate.ts',
      'probability.ts',
      'random.ts',
      'recent-shift.ts',
      'root.ts',
      'series-shape.ts',
      'share-change.ts',
      'smallest-times.ts',
      'special-causes.ts',
      'time-methods.ts',
      'trend.ts',
      'wilson.ts',
    ],
    uses: {},
    packages: ['valibot'],
  },
  documents: {
    order: 0,
    faces: [
      'chart-part.ts',
      'csv.ts',
      'document.ts',
      'office-package.ts',
      'slides.ts',
      'spreadsheet.ts',
      'whole-file.ts',
    ],
    uses: {},
    packages: ['fflate', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:path'],
  },
  areas: {
    order: 1,
    faces: [
      'area-index.ts',
      'areas.ts',
      'fill-areas.ts',
      'gazetteer.ts',
      'imported-links.ts',
      'outlines/drawing.ts',
      'outlines/national-grid.ts',
      'outlines/neighbours.ts',
      'outlines/thinning.ts',
      'outlines/topology.ts',
    ],
    uses: { store: ['store.ts'] },
    packages: ['csv-parse/sync', 'node:fs', 'node:path', 'proj4', 'topojson-client', 'topojson-server'],
  },
  disclosure: {
    order: 2,
    faces: [
      'handlers.ts',
      'joint/plan-cells.ts',
      'joint/plan-effects.ts',
      'joint/plan.ts',
      'ledger.ts',
      'linked.ts',
      'methods.ts',
      'pivot.ts',
      'plan-store.ts',
      'primary.ts',
      'protection.ts',
      'rounding.ts',
      'rules.ts',
      'worker.ts',
    ],
    uses: { store: ['audit-trail.ts', 'store.ts'] },
    packages: ['highs', 'node:crypto', 'node:fs', 'node:path', 'node:worker_threads', 'valibot'],
  },
  coverage: {
    order: 2,
    faces: [
      'comparable.ts',
      'coverage.ts',
      'handlers.ts',
      'ledger.ts',
      'names.ts',
      'periods.ts',
      'recording.ts',
      'spans.ts',
      'suppliers.ts',
    ],
    uses: {
      statistics: ['normal.ts'],
      store: ['audit-trail.ts', 'meta.ts', 'segments.ts', 'store.ts', 'synthetic.ts'],
    },
    packages: ['node:fs', 'node:path', 'valibot'],
  },
  cube: {
    order: 3,
    faces: [
      'clipboard-text.ts',
      'export.ts',
      'handlers.ts',
      'like-for-like.ts',
      'plan-tables.ts',
      'tables.ts',
      'units.ts',
    ],
    uses: {
      documents: ['csv.ts', 'spreadsheet.ts'],
      statistics: ['poisson-rate.ts', 'wilson.ts'],
      store: ['audit-trail.ts', 'segments.ts', 'store.ts', 'synthetic.ts', 'workspace.ts'],
      areas: ['areas.ts'],
      coverage: ['comparable.ts', 'coverage.ts', 'periods.ts', 'spans.ts', 'suppliers.ts'],
      disclosure: [
        'joint/plan-cells.ts',
        'joint/plan-effects.ts',
        'joint/plan.ts',
        'ledger.ts',
        'linked.ts',
        'pivot.ts',
        'plan-store.ts',
        'primary.ts',
        'protection.ts',
        'rounding.ts',
        'rules.ts',
        'worker.ts',
      ],
    },
    packages: ['node:fs', 'node:os', 'node:path', 'node:worker_threads', 'valibot'],
  },
  intake: {
    order: 3,
    faces: [
      'handlers.ts',
      'import-returns.ts',
      'return-types.ts',
      'set-aside.ts',
      'synthetic-files.ts',
      'templates.ts',
    ],
    uses: {
      documents: ['csv.ts', 'spreadsheet.ts'],
      store: ['audit-trail.ts', 'meta.ts', 'segments.ts', 'store.ts', 'synthetic.ts', 'workspace.ts'],
      areas: [
        'area-index.ts',
        'gazetteer.ts',
        'imported-links.ts',
        'outlines/national-grid.ts',
        'outlines/thinning.ts',
        'outlines/topology.ts',
      ],
    },
    packages: [
      'csv-parse',
      'iconv-lite',
      'node:buffer',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:stream',
      'saxes',
      'topojson-client',
      'valibot',
      'yauzl',
    ],
  },
  geography: {
    order: 4,
    faces: [
      'handlers.ts',
      'hexagons.ts',
      'hot-spots-map.ts',
      'map-file.ts',
      'shapes.ts',
      'spatial/hot-clusters.ts',
      'spatial/methods.ts',
      'surface.ts',
    ],
    uses: {
      documents: ['csv.ts', 'spreadsheet.ts'],
      statistics: [
        'error-budget.ts',
        'fdr.ts',
        'inputs.ts',
        'mann-kendall.ts',
        'normal.ts',
        'place-above-rest.ts',
        'probability.ts',
      ],
      store: ['audit-trail.ts', 'store.ts', 'workspace.ts'],
      areas: ['outlines/drawing.ts', 'outlines/national-grid.ts', 'outlines/neighbours.ts', 'outlines/topology.ts'],
      coverage: ['coverage.ts', 'periods.ts', 'suppliers.ts'],
      cube: ['tables.ts'],
    },
    packages: ['d3-delaunay', 'node:crypto', 'node:worker_threads', 'valibot'],
  },
  claims: {
    order: 5,
    faces: [
      'change.ts',
      'district.ts',
      'handlers.ts',
      'map-claims.ts',
      'shift.ts',
      'spans.ts',
      'steady-change.ts',
      'table-claims.ts',
    ],
    uses: {
      statistics: [
        'against-rest.ts',
        'chart-reach.ts',
        'clustered-change.ts',
        'detectable.ts',
        'distinct-change.ts',
        'normal.ts',
        'place-above-rest.ts',
        'recent-shift.ts',
        'share-change.ts',
      ],
      coverage: ['comparable.ts'],
      cube: ['like-for-like.ts', 'tables.ts', 'units.ts'],
      geography: ['hot-spots-map.ts', 'spatial/hot-clusters.ts'],
    },
    packages: [],
  },
  framework: {
    order: 6,
    faces: [
      'action-plan-file.ts',
      'action-plan-handlers.ts',
      'action-plan.ts',
      'district-report.ts',
      'framework.ts',
      'handlers.ts',
      'indicator-tables.ts',
      'map-report.ts',
      'reading.ts',
      'report-ground.ts',
      'scorecard.ts',
      'trend.ts',
    ],
    uses: {
      documents: ['csv.ts', 'spreadsheet.ts'],
      statistics: [
        'assurance.ts',
        'control-chart.ts',
        'error-budget.ts',
        'place-above-rest.ts',
        'poisson-rate.ts',
        'recent-shift.ts',
        'series-shape.ts',
        'smallest-times.ts',
        'special-causes.ts',
        'trend.ts',
      ],
      store: ['audit-trail.ts', 'store.ts', 'synthetic.ts'],
      areas: ['areas.ts'],
      coverage: ['comparable.ts', 'coverage.ts', 'ledger.ts', 'names.ts', 'periods.ts', 'spans.ts', 'suppliers.ts'],
      disclosure: ['primary.ts', 'rules.ts'],
      cube: ['tables.ts', 'units.ts'],
      geography: ['hot-spots-map.ts'],
      claims: ['change.ts', 'district.ts', 'shift.ts', 'spans.ts', 'steady-change.ts'],
    },
    packages: ['node:fs', 'node:path', 'valibot'],
  },
  commissioning: {
    order: 6,
    faces: ['appraisals.ts', 'documents.ts', 'handlers.ts', 'methods.ts', 'paper/appraisal-bytes.ts'],
    uses: {
      documents: ['csv.ts', 'document.ts', 'spreadsheet.ts'],
      statistics: [
        'beta.ts',
        'count-quantiles.ts',
        'distributions.ts',
        'inputs.ts',
        'normal.ts',
        'random.ts',
        'root.ts',
        'wilson.ts',
      ],
      store: ['audit-trail.ts', 'store.ts', 'synthetic.ts'],
      disclosure: ['primary.ts', 'rules.ts'],
      cube: ['tables.ts'],
    },
    packages: ['node:fs', 'node:os', 'node:path', 'node:worker_threads', 'valibot'],
  },
  central: { order: 7, faces: [], uses: {}, packages: [] },
  release: {
    order: 8,
    faces: ['give-out.ts', 'handlers.ts', 'prints.ts', 'tables.ts', 'turn.ts', 'unfinished.ts'],
    uses: {
      documents: ['whole-file.ts'],
      store: ['audit-trail.ts', 'presenter-copy.ts', 'store.ts', 'synthetic.ts'],
      disclosure: ['ledger.ts', 'plan-store.ts'],
      cube: ['clipboard-text.ts', 'export.ts', 'plan-tables.ts', 'tables.ts'],
      intake: ['return-types.ts', 'set-aside.ts', 'templates.ts'],
      geography: ['hexagons.ts', 'hot-spots-map.ts', 'map-file.ts', 'surface.ts'],
      claims: ['map-claims.ts', 'table-claims.ts'],
      commissioning: ['appraisals.ts', 'paper/appraisal-bytes.ts'],
      framework: ['action-plan-file.ts', 'action-plan.ts', 'scorecard.ts'],
    },
    packages: ['node:path', 'node:process', 'valibot'],
  },
  briefing: {
    order: 9,
    faces: ['handlers.ts', 'house-style.ts'],
    uses: {
      documents: [
        'chart-part.ts',
        'csv.ts',
        'document.ts',
        'office-package.ts',
        'slides.ts',
        'spreadsheet.ts',
        'whole-file.ts',
      ],
      statistics: ['error-budget.ts', 'leader.ts', 'place-above-rest.ts'],
      store: ['audit-trail.ts', 'meta.ts', 'store.ts', 'synthetic.ts', 'workspace.ts'],
      coverage: ['names.ts', 'periods.ts', 'spans.ts'],
      disclosure: ['ledger.ts'],
      cube: ['tables.ts'],
      geography: ['shapes.ts'],
      claims: ['change.ts', 'district.ts', 'map-claims.ts', 'table-claims.ts'],
      commissioning: ['appraisals.ts', 'documents.ts'],
      framework: [
        'action-plan.ts',
        'district-report.ts',
        'framework.ts',
        'indicator-tables.ts',
        'map-report.ts',
        'reading.ts',
        'report-ground.ts',
        'scorecard.ts',
        'trend.ts',
      ],
      release: ['give-out.ts', 'prints.ts', 'tables.ts', 'turn.ts'],
    },
    packages: [
      'node:crypto',
      'node:fs',
      'node:path',
      'node:zlib',
      'topojson-client',
      'topojson-specification',
      'valibot',
    ],
  },
  demonstration: {
    order: 10,
    faces: ['demonstrate.ts'],
    uses: {
      documents: ['spreadsheet.ts'],
      areas: ['area-index.ts', 'gazetteer.ts'],
      coverage: ['recording.ts'],
      intake: ['import-returns.ts', 'synthetic-files.ts'],
    },
    packages: ['node:fs', 'node:os', 'node:path'],
  },
};

/** Files of the engine's root: what each imports of the engine, by path from `electron/engine`, and its packages. */
export const rootFiles: Readonly<
  Record<string, { readonly uses: readonly string[]; readonly packages: readonly string[] }>
> = {
  'subject.ts': { uses: ['store/workspace.ts'], packages: [] },
  'thread-file.ts': { uses: [], packages: ['node:fs', 'node:url'] },
  'job.ts': { uses: ['store/workspace.ts'], packages: [] },
  'methods.ts': {
    uses: [
      'commissioning/methods.ts',
      'disclosure/methods.ts',
      'geography/spatial/methods.ts',
      'statistics/methods.ts',
      'statistics/time-methods.ts',
      'subject.ts',
    ],
    packages: ['node:fs', 'node:path', 'valibot'],
  },
  'session.ts': {
    uses: [
      'areas/fill-areas.ts',
      'coverage/coverage.ts',
      'demonstration/demonstrate.ts',
      'job.ts',
      'release/unfinished.ts',
      'store/audit-trail.ts',
      'store/drafts.ts',
      'store/integrity.ts',
      'store/presenter-copy.ts',
      'store/store.ts',
      'store/synthetic.ts',
      'store/workspace.ts',
      'subject.ts',
    ],
    packages: ['node:fs', 'node:path'],
  },
  'engine.ts': {
    uses: [
      'briefing/handlers.ts',
      'briefing/house-style.ts',
      'claims/handlers.ts',
      'commissioning/handlers.ts',
      'coverage/handlers.ts',
      'cube/handlers.ts',
      'disclosure/handlers.ts',
      'documents/whole-file.ts',
      'framework/action-plan-handlers.ts',
      'framework/handlers.ts',
      'geography/handlers.ts',
      'intake/handlers.ts',
      'job.ts',
      'methods.ts',
      'release/handlers.ts',
      'session.ts',
      'store/own-files.ts',
      'subject.ts',
    ],
    packages: ['valibot'],
  },
  'entry.ts': { uses: ['engine.ts'], packages: ['node:fs', 'node:path', 'node:process'] },
};

/** A folder outside the engine. Its own files may import one another. */
export interface Zone {
  /** Files of other folders that it may import; a folder with `/*` is open as a whole. */
  readonly may: readonly string[];
  readonly packages: readonly string[];
}

const openToAll = ['shared/contract/*', 'shared/model/*', 'shared/text/*'] as const;
const page = { may: [...openToAll, 'renderer/ui/*', 'renderer/bridge/*'] } as const;

/** By folder; the longest that holds a file is its own. */
export const zones: Readonly<Record<string, Zone>> = {
  'shared/model': { may: [], packages: [] },
  'shared/text': { may: ['shared/model/*'], packages: [] },
  'shared/contract': { may: ['shared/model/*'], packages: ['valibot'] },
  'electron/main': {
    may: openToAll,
    packages: [
      'electron',
      'node:child_process',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:os',
      'node:path',
      'node:util',
      'node:zlib',
      'valibot',
    ],
  },
  'electron/preload': { may: ['shared/contract/fault.ts', 'shared/contract/port.ts'], packages: ['electron'] },
  'electron/cli': {
    may: [
      ...openToAll,
      'electron/engine/engine.ts',
      'electron/engine/commissioning/appraisals.ts',
      'electron/engine/commissioning/told-answer.ts',
      'electron/engine/cube/pivot-json.ts',
    ],
    packages: ['node:fs', 'node:path', 'node:process', 'node:readline'],
  },
  // Finds and starts an Electron for development and tests; it is in no build.
  'electron/runtime': {
    may: [],
    packages: [
      '@electron/fuses',
      'electron',
      'node:child_process',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:module',
      'node:os',
      'node:path',
      'node:stream/promises',
      'node:url',
      'node:util',
      'yauzl',
    ],
  },
  'renderer/ui': {
    may: openToAll,
    packages: [
      'ag-grid-community',
      'ag-grid-react',
      'echarts/charts',
      'echarts/components',
      'echarts/core',
      'echarts/renderers',
      'leaflet',
      'leaflet/dist/leaflet.css',
      'lucide-react',
      'pmtiles',
      'proj4',
      'protomaps-leaflet',
      'react',
      'react-aria-components',
      'topojson-client',
      'topojson-specification',
    ],
  },
  'renderer/bridge': { may: openToAll, packages: ['@tanstack/react-query', 'react'] },
  'renderer/app': {
    may: [
      ...page.may,
      'renderer/features/action-plan/action-plan-page.tsx',
      'renderer/features/briefing/audience-window.tsx',
      'renderer/features/briefing/briefings-page.tsx',
      'renderer/features/briefing/pin-dialog.tsx',
      'renderer/features/briefing/presenter-copy-page.tsx',
      'renderer/features/data/data-page.tsx',
      'renderer/features/explore/explore-page.tsx',
      'renderer/features/map/map-page.tsx',
      'renderer/features/scenarios/scenarios-page.tsx',
      'renderer/features/scorecard/scorecard-page.tsx',
      'renderer/features/workspace/entrance.tsx',
      'renderer/styles/base.css',
      'renderer/styles/tokens.css',
    ],
    packages: [
      '@fontsource-variable/inter/opsz.css',
      'lucide-react',
      'react',
      'react-aria-components',
      'react-dom/client',
    ],
  },
  'renderer/features/action-plan': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/briefing': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/data': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/explore': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/map': { ...page, packages: ['lucide-react', 'react', 'react-aria-components'] },
  'renderer/features/scenarios': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/scorecard': { ...page, packages: ['lucide-react', 'react'] },
  'renderer/features/workspace': { ...page, packages: ['lucide-react', 'react'] },
  // Programs that make what ships; they run on a developer's computer.
  'resources/gazetteer': {
    may: [],
    packages: ['csv-parse/sync', 'node:fs', 'node:path', 'node:url', 'topojson-client'],
  },
  'resources/notices': { may: [], packages: ['node:fs', 'node:path'] },
};

/** Files at the project's root that configure tools. */
export const configurations: Readonly<Record<string, readonly string[]>> = {
  'electron.vite.config.ts': ['@vitejs/plugin-react', 'electron-vite', 'node:path'],
};

/** Large libraries, each known to one file, so that it can be replaced there. */
export const knownTo: Readonly<Record<string, readonly string[]>> = {
  'ag-grid-community': ['renderer/ui/grid-cells.ts', 'renderer/ui/grid-columns.ts', 'renderer/ui/mounted-grid.tsx'],
  'ag-grid-react': ['renderer/ui/mounted-grid.tsx', 'renderer/ui/pivot-grid.tsx'],
  'echarts/charts': ['renderer/ui/chart.tsx'],
  'echarts/components': ['renderer/ui/chart.tsx'],
  'echarts/core': ['renderer/ui/chart.tsx'],
  'echarts/renderers': ['renderer/ui/chart.tsx'],
  leaflet: ['renderer/ui/area-map.tsx'],
  pmtiles: ['renderer/ui/base-map.ts'],
  'protomaps-leaflet': ['renderer/ui/base-map.ts'],
  'better-sqlite3': ['electron/engine/store/store.ts', 'electron/engine/store/workspace.ts'],
  fflate: ['electron/engine/documents/zip.ts'],
  proj4: ['electron/engine/areas/outlines/national-grid.ts', 'renderer/ui/tile-plane.ts'],
  highs: ['electron/engine/disclosure/solver.ts'],
  yauzl: ['electron/engine/intake/zip-file.ts', 'electron/runtime/carried.ts'],
};

/** Names that only these files may say, in any spelling. */
export const privateNames: Readonly<Record<string, readonly string[]>> = {
  ipcMain: ['electron/main/ipc/calls.ts', 'electron/main/ipc/events.ts'],
  ipcRenderer: ['electron/preload/preload.ts'],
  contextBridge: ['electron/preload/preload.ts'],
  exposeInMainWorld: ['electron/preload/preload.ts'],
};

/** The preload object: only the bridge takes it from the window. */
export const preloadObject = 'workbench';
export const bridgeToPreload = 'renderer/bridge/workbench.ts';

/** Takes Electron as a whole, because a name that an older one lacks cannot be imported by itself. */
export const takesAllOfElectron: readonly string[] = ['electron/main/clipboard.ts'];

/** Loads what it is told to by path: the stand-in for the official runtime's own start. */
export const loadsByPath: readonly string[] = ['electron/runtime/default-app/main.js'];

/** Names of a browser or of Node, which plain words and rules have no use for. */
export const foreignToShared: readonly string[] = [
  'Buffer',
  '__dirname',
  '__filename',
  'alert',
  'console',
  'document',
  'exports',
  'fetch',
  'global',
  'globalThis',
  'indexedDB',
  'localStorage',
  'location',
  'module',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'self',
  'sessionStorage',
  'setInterval',
  'setTimeout',
  'window',
  'XMLHttpRequest',
];
