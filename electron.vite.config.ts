import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin, UserConfig as ViteConfig } from 'vite';

const root = import.meta.dirname;
const from = (...parts: string[]): string => path.join(root, ...parts);

/** Layers of stylesheets: a later one overrules an earlier one, however exact a rule is. */
export const layers = ['reset', 'tokens', 'base', 'packages', 'components', 'pages'] as const;

/** In which layer a stylesheet stands, by where it lies; null where it stands in none. */
export function layerOf(file: string): (typeof layers)[number] | null {
  const given = file.split('?')[0]!.replaceAll('\\', '/');
  if (!given.endsWith('.css')) return null;
  // The grid writes its own styles at run time, in no layer: what overrules them cannot stand in one.
  if (given.endsWith('/ui/pivot-grid.css')) return null;
  if (given.includes('/node_modules/')) return 'packages';
  const [, named] = /\/renderer\/styles\/(reset|tokens|base)\.css$/.exec(given) ?? [];
  const own = layers.find(layer => layer === named);
  return own ?? (given.includes('/renderer/ui/') ? 'components' : 'pages');
}

/**
 * Puts each stylesheet into the layer of its room, so that none is forgotten. Each says the order of all: which file of the
 * build a page reads first is nobody's choice.
 */
const layered: Plugin = {
  name: 'layers',
  enforce: 'pre',
  transform(code, file) {
    const layer = layerOf(file);
    return layer === null ? null : { code: `@layer ${layers.join(', ')};\n@layer ${layer} {\n${code}\n}\n`, map: null };
  },
};

/** How the pages are built, and served while somebody works on them. */
export const pages = {
  root: from('renderer'),
  base: './',
  plugins: [react(), layered],
  build: {
    outDir: from('out', 'renderer'),
    target: 'chrome130',
    emptyOutDir: true,
    // The content policy knows no data: scripts and no inline ones; everything is a file of ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rollupOptions: { input: from('renderer', 'index.html') },
  },
} satisfies ViteConfig;

export default defineConfig({
  main: {
    build: {
      outDir: from('out', 'main'),
      target: 'node20',
      sourcemap: true,
      // Names in a stack are worth more in a log than a few kilobytes on a disk.
      minify: false,
      rollupOptions: {
        input: {
          main: from('electron', 'main', 'main.ts'),
          engine: from('electron', 'engine', 'entry.ts'),
          // Tables are protected on a thread of its own, which starts from a file of its own.
          'disclosure-worker': from('electron', 'engine', 'disclosure', 'worker.ts'),
          // So are the permutations of a map.
          'permutation-worker': from('electron', 'engine', 'geography', 'spatial', 'permutation-worker.ts'),
          // So are parts of a pass over many rows.
          'crew-worker': from('electron', 'engine', 'cube', 'columns', 'crew-worker.ts'),
          // And the replications of a simulation.
          'simulation-worker': from('electron', 'engine', 'commissioning', 'simulation', 'study-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: from('out', 'preload'),
      target: 'node20',
      // A sandboxed preload can require nothing but Electron, and only as CommonJS.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: from('electron', 'preload', 'preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: pages,
});
