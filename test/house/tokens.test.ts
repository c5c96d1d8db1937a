import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerOf, layers } from '../../electron.vite.config.ts';
import { filesUnder } from './sources.ts';

/*
 * Sizes of type, spaces and roundings are the tokens of `renderer/styles/tokens.css`, so that one look is kept in one place.
 * The lists name exactly what stands outside them, and why.
 */
const root = path.resolve(import.meta.dirname, '../..');
const stylesheets = filesUnder(root, 'renderer', /\.css$/);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const measured =
  /^(?:font|font-size|(?:row-|column-)?gap|(?:scroll-)?(?:padding|margin)(?:-[a-z]+)*|border(?:-[a-z]+)*-radius)$/;

/** Declarations of a stylesheet that give a size of type, a space or a rounding in units instead of in tokens. */
function untokened(css: string): readonly string[] {
  return [...css.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/([a-z-]+)\s*:\s*([^;{}]+)[;}]/g)]
    .filter(([, property, value]) => measured.test(property!) && /\d(?:px|r?em|%|pt|v[wh])/.test(value!))
    .map(([, property, value]) => `${property}: ${value!.trim()}`);
}

/** Sizes of type, spaces and roundings that a component writes into its elements. */
const inline = (source: string): readonly string[] =>
  [...source.matchAll(/style=\{\{(.*?)\}\}/gs)].flatMap(([, style]) =>
    [...style!.matchAll(/\b(?:fontSize|(?:row|column)?[gG]ap|padding\w*|margin\w*|borderRadius):\s*['"`]?[\d.]+/g)].map(
      ([found]) => found,
    ),
  );

const outsideNow: Readonly<Record<string, readonly string[]>> = {
  // A slide has 1280 × 720 pixels of its own on every wall; what is laid out in them is measured in them.
  'renderer/features/briefing/slide-view.css': [
    'gap: 12px',
    'padding: 14px 44px 14px',
    'gap: 12px',
    'gap: 10px',
    'gap: 30px',
    'gap: 18px',
    'padding-left: 22px',
    'padding: 0.125em 0.416em',
    'padding-left: 1.666em',
    'padding-left: 2.916em',
    'gap: 14px',
    'margin-top: 8px',
    'gap: 20px',
    'margin-top: 10px',
    'gap: 3px',
    'gap: 10px',
    'gap: 0 24px',
    'padding-top: 6px',
  ],
  // Under the first well, past the width of its name.
  'renderer/features/explore/explore-page.css': [
    'padding: var(--space-4) var(--space-12) var(--space-8) calc(var(--space-12) + 62px)',
  ],
  // What the tokens of type are multiples of.
  'renderer/styles/base.css': ['font-size: calc(16px * var(--text-scale) * var(--presentation))'],
  // Beside the grid's own measures, which it works out from lengths.
  'renderer/ui/pivot-grid.css': [
    'gap: 4px',
    'gap: 3px',
    'padding-left: 20px',
    'padding-left: 40px',
    'padding-left: 60px',
    'padding-left: 80px',
    'margin-left: -6px',
  ],
};

const importantNow: Readonly<Record<string, number>> = {
  // Who asked for no motion gets none, whatever a package writes into its elements.
  'renderer/styles/base.css': 2,
  // The grid writes its own grounds of cells at run time.
  'renderer/ui/pivot-grid.css': 1,
};

const named = <T>(of: (file: string) => T, isThere: (found: T) => boolean, files = stylesheets) =>
  Object.fromEntries(files.map(file => [file, of(file)] as const).filter(([, found]) => isThere(found)));

describe('sizes of type, spaces and roundings', () => {
  it('are tokens', () => {
    expect(stylesheets.length).toBeGreaterThan(25);
    expect(
      named(
        file => untokened(read(file)),
        found => found.length > 0,
      ),
    ).toEqual(outsideNow);
  });

  it('are written into no element', () => {
    const components = filesUnder(root, 'renderer', /\.tsx$/);
    expect(
      named(
        file => inline(read(file)),
        found => found.length > 0,
        components,
      ),
    ).toEqual({});
  });

  it('have few steps', () => {
    const tokens = read('renderer/styles/tokens.css');
    const steps = (prefix: string) => new Set(tokens.match(new RegExp(`--${prefix}[a-z0-9-]*(?=:)`, 'g'))).size;
    expect(['text-(?!scale)', 'space-', 'radius'].map(steps)).toEqual([7, 8, 4]);
  });

  it.each([
    ['a size of type', 'a { font-size: 13px; }'],
    ['a short form', 'a { font: 400 0.8rem/1.4 serif; }'],
    ['a gap', 'a { row-gap: 3px }'],
    ['a side', 'a { padding-left: 1em; }'],
    ['a part of a sum', 'a { margin: calc(var(--space-8) + 3px) 0; }'],
    ['a rounding of one corner', 'a { border-top-left-radius: 50%; }'],
    ['one within a condition', '@media (width < 900px) { a { gap: 0.5rem; } }'],
  ])('are seen as %s', (_, css) => {
    expect(untokened(css)).toHaveLength(1);
    expect(inline(`<p style={{ color, padding: 4 }} />`)).toHaveLength(1);
  });

  it.each(['a { padding: 0 auto; }', 'a { gap: var(--space-8); }', 'a { width: 30px; }', '/* gap: 3px; */'])(
    'are not seen in %s',
    css => {
      expect(untokened(css)).toEqual([]);
    },
  );
});

describe('what overrules what', () => {
  it('follows from layers, and no rule is forced', () => {
    const forced = (file: string) => read(file).match(/!important/g)?.length ?? 0;
    expect(named(forced, many => many > 0)).toEqual(importantNow);
  });

  it('has a layer for every stylesheet, in the one order', () => {
    expect(layers).toEqual(['reset', 'tokens', 'base', 'packages', 'components', 'pages']);
    const found = Map.groupBy([...stylesheets, 'node_modules/leaflet/dist/leaflet.css'], file =>
      layerOf(path.join(root, file)),
    );
    expect(found.get('reset')).toEqual(['renderer/styles/reset.css']);
    expect(found.get('tokens')).toEqual(['renderer/styles/tokens.css']);
    expect(found.get('base')).toEqual(['renderer/styles/base.css']);
    expect(found.get('packages')).toEqual(['node_modules/leaflet/dist/leaflet.css']);
    expect(found.get('components')!.every(file => file.startsWith('renderer/ui/'))).toBe(true);
    expect(found.get('pages')!.every(file => /^renderer\/(?:app|features)\//.test(file))).toBe(true);
    // The grid's own rules stand in no layer, and what overrules them beside them.
    expect(found.get(null)).toEqual(['renderer/ui/pivot-grid.css']);
  });
});
