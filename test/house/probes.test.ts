import { describe, expect, it } from 'vitest';
import { arrowsUp, circles, graphOf } from './graph.ts';
import { refusals } from './judge.ts';
import { sourceOf } from './sources.ts';

/** The table is itself tried: with a wrong import of each kind in each spelling, and with right ones beside them. */
const judged = (file: string, text: string) =>
  refusals(sourceOf(file, text), path => /\.(?:tsx?|js|json|css)$/.test(path) && !path.startsWith('..'));

const cube = 'electron/engine/cube/new.ts';
const ui = 'renderer/ui/new.tsx';
const feature = 'renderer/features/map/new.tsx';
const model = 'shared/model/new.ts';
const main = 'electron/main/new.ts';

describe('a wrong import is refused', () => {
  it.each([
    ['the engine’s root reaches for the main process', 'electron/engine/engine.ts', `import '../main/menu.ts';`],
    [
      'the engine’s root reaches for an inner file',
      'electron/engine/methods.ts',
      `import { a } from './cube/plan.ts';`,
    ],
    ['the engine’s root uses a face that is not its own', 'electron/engine/job.ts', `import './store/store.ts';`],
    ['a new file stands at the engine’s root', 'electron/engine/other.ts', `export const a = 1;`],
    ['a new room stands in no table', 'electron/engine/other/new.ts', `export const a = 1;`],
    ['a file stands in no folder of the house', 'electron/new.ts', `export const a = 1;`],
    ['react in the engine', cube, `import { useState } from 'react';`],
    ['react in the engine, as a type', cube, `import type { ReactNode } from 'react';`],
    ['Electron in the engine', cube, `import { app } from 'electron';`],
    ['a database outside the store', cube, `import Database from 'better-sqlite3';`],
    ['a package that another room has', 'electron/engine/geography/new.ts', `import { csv } from 'csv-parse/sync';`],
    ['a part of a package that is not named', 'electron/engine/areas/new.ts', `import { parse } from 'csv-parse';`],
    ['a network in the engine', 'electron/engine/intake/new.ts', `import { get } from 'node:https';`],
    ['Node under its bare name', cube, `import { readFileSync } from 'fs';`],
    ['Node in a window', ui, `import { readFileSync } from 'node:fs';`],
    ['Node in shared words', model, `import path from 'node:path';`],
    ['a large library in a second file', ui, `import { use } from 'echarts/core';`],
    ['another room’s inner file', cube, `import { a } from '../disclosure/moves.ts';`],
    ['another room’s face that this room does not use', cube, `import { a } from '../disclosure/handlers.ts';`],
    ['a room above', 'electron/engine/areas/new.ts', `import { a } from '../geography/shapes.ts';`],
    ['another room on the ground', 'electron/engine/statistics/new.ts', `import { a } from '../store/store.ts';`],
    ['a renderer’s file in the engine', cube, `import { a } from '../../../renderer/ui/chart.tsx';`],
    ['a test in the engine', cube, `import { a } from '../../../test/app/harness.ts';`],
    ['the engine’s insides in the main process', main, `import { createEngine } from '../engine/engine.ts';`],
    ['the engine’s insides in the terminal', 'electron/cli/new.ts', `import { a } from '../engine/cube/tables.ts';`],
    ['Electron in the terminal', 'electron/cli/new.ts', `import { app } from 'electron';`],
    [
      'a contract that the preload does not need',
      'electron/preload/preload.ts',
      `import '../../shared/contract/cube.ts';`,
    ],
    ['the engine in a window', feature, `import { a } from '../../../electron/engine/cube/tables.ts';`],
    ['another feature', feature, `import { a } from '../explore/wells.tsx';`],
    ['another feature’s style', feature, `import '../explore/explore-page.css';`],
    ['a feature in the design system', ui, `import { a } from '../features/map/colours.ts';`],
    ['the bridge in the design system', ui, `import { ask } from '../bridge/workbench.ts';`],
    [
      'an inner file of a feature in the shell',
      'renderer/app/new.tsx',
      `import { a } from '../features/map/colours.ts';`,
    ],
    ['a page in the bridge', 'renderer/bridge/new.ts', `import { a } from '../app/shell.tsx';`],
    ['the contract in the words', model, `import type { PivotTable } from '../contract/cube.ts';`],
    ['what people read in the words', model, `import { formatDate } from '../text/format.ts';`],
    ['valibot in the words', model, `import * as v from 'valibot';`],
    ['a window in shared words', 'shared/text/new.ts', `import { a } from '../../renderer/ui/chart.tsx';`],
    ['a product’s file in a program of resources', 'resources/notices/new.ts', `import '../../electron/main/menu.ts';`],
    ['the application in the finder of a runtime', 'electron/runtime/new.ts', `import { a } from '../main/log.ts';`],
    ['a package in a tool’s configuration', 'electron.vite.config.ts', `import react from 'react';`],
    ['a new configuration', 'other.config.ts', `export const a = 1;`],
    [
      'a shipped file that no list names',
      cube,
      `import lists from '../../../resources/code-lists.json' with { type: 'json' };`,
    ],
  ])('%s', (_, file, text) => {
    expect(judged(file, text)).not.toEqual([]);
  });
});

describe('a wrong import is refused in every spelling', () => {
  const inner = '../disclosure/moves.ts';
  it.each([
    ['for its effect', `import '${inner}';`],
    ['by name', `import { a } from '${inner}';`],
    ['as a whole', `import * as a from '${inner}';`],
    ['its default', `import a from '${inner}';`],
    ['as a type', `import type { A } from '${inner}';`],
    ['one type among names', `import { type A } from '${inner}';`],
    ['handed on by name', `export { a } from '${inner}';`],
    ['handed on as a whole', `export * from '${inner}';`],
    ['handed on under a name', `export * as a from '${inner}';`],
    ['handed on as a type', `export type { A } from '${inner}';`],
    ['asked for later', `const a = await import('${inner}');`],
    ['asked for in a function', `const load = () => import("${inner}").then(a => a.b);`],
    ['over several lines', `import {\n  a,\n  b,\n} from\n  '${inner}'\n;`],
    ['behind a comment', `import /* from 'valibot' */ { a } from /* it */ '${inner}';`],
    ['in a type', `type A = import('${inner}').A;`],
    ['in a type of a value', `let a: typeof import('${inner}');`],
    ['by require', `const a = require('${inner}');`],
    ['by import and require', `import a = require('${inner}');`],
    ['by a place', `const a = new URL('${inner}', import.meta.url);`],
    ['as a thread', `const a = new Worker(new URL('${inner}', import.meta.url));`],
    ['as a thread by the engine’s own way', `new Worker(threadFile(import.meta.url, '${inner}', 'a.js')!);`],
    ['resolved', `const a = import.meta.resolve('${inner}');`],
    ['by a comment that is a reference', `/// <reference path="${inner}" />\nexport {};`],
    ['by its escape', `import '\\u002e./disclosure/moves.ts';`],
    ['by an escape of a URL', `import '../%64isclosure/moves.ts';`],
    ['by a backslash', `import '..\\\\disclosure\\\\moves.ts';`],
    ['by a detour', `import '../cube/../disclosure/moves.ts';`],
    ['with a query', `import './plan.ts?worker';`],
    ['from the root of a disk', `import '/electron/engine/cube/plan.ts';`],
    ['from a file’s address', `import 'file:///electron/engine/cube/plan.ts';`],
    ['from data', `import 'data:text/javascript,0';`],
    ['from a network', `import 'https://example.org/a.js';`],
    ['by a name that tools make up', `import '#cube';`],
    ['without its ending', `import { a } from './plan';`],
    ['that is not there', `import { a } from './plan.mts';`],
    ['by widening another module', `declare module '${inner}' { interface A { b: 1 } }`],
    ['types by a comment', `/// <reference types="react" />\nexport {};`],
    ['a library by a comment', `/// <reference lib="dom" />\nexport {};`],
  ])('%s', (_, text) => {
    expect(judged(cube, text)).not.toEqual([]);
  });

  it.each([
    ['a template', 'await import(`../disclosure/moves.ts`);'],
    ['a template with a part', 'const a = (name: string) => import(`./${name}.ts`);'],
    ['parts', `await import('./pl' + 'an.ts');`],
    ['a variable', `const a = './plan.ts'; await import(a);`],
    ['a choice', `const a = (b: boolean) => import(b ? './plan.ts' : './pivot.ts');`],
    ['a call', `await import(['./plan', 'ts'].join('.'));`],
    ['require of a variable', `const a = './plan.ts'; require(a);`],
    ['require of its own', `const load = require; load('fs');`],
    ['require’s resolving', `require.resolve('./plan.ts');`],
    ['a require that is made', `import { createRequire } from 'node:module'; createRequire(import.meta.url)('fs');`],
    ['a place that is worked out', `const a = './plan.ts'; const b = new URL(a, import.meta.url);`],
    ['a place of parts', 'const b = new URL(`./${1}.ts`, import.meta.url);'],
    ['a thread that is worked out', `const a = './plan.ts'; new Worker(a);`],
    [
      'a thread from a text',
      `new Worker('import("fs")', { eval: true, workerData: threadFile(import.meta.url, './plan.ts', 'a.js') });`,
    ],
    ['a thread’s file from a variable', `const a = './plan.ts'; new Worker(threadFile(import.meta.url, a, 'a.js')!);`],
    ['a folder of files', `const a = import.meta.glob('./*.ts');`],
    ['a text that is run', `eval('import("fs")');`],
    ['a function from a text', `const a = new Function('return import("fs")');`],
    ['Node’s own modules by name', `const a = process.getBuiltinModule('fs');`],
  ])('and what only the running program knows is refused: %s', (_, text) => {
    expect(judged(cube, text)).not.toEqual([]);
  });
});

describe('names that have one place', () => {
  it.each([
    ['of the window', `const a = window.workbench;`],
    ['of the global object', `const a = globalThis.workbench;`],
    ['by a text', `const a = window['workbench'];`],
    ['by a template', 'const a = window[`workbench`];'],
    ['by parts', `const a = window['work' + 'bench'];`],
    ['through a cast', `const a = (window as unknown as { workbench: 1 }).workbench;`],
    ['if it is there', `const a = globalThis?.workbench;`],
    ['taken out', `const { workbench } = window;`],
    ['taken out under another name', `const { workbench: a } = globalThis;`],
    ['taken out by a text', `const { ['work' + 'bench']: a } = self;`],
    ['by itself', `declare const workbench: { call(): void }; workbench.call();`],
    ['by reflection', `const a = Reflect.get(window, 'workbench');`],
    ['by a variable', `const name = ['work', 'bench'].join(''); const a = window[name];`],
    ['under another name of the window', `const w = window; const a = w[['work', 'bench'].join('')];`],
    ['through the document', `const a = document.defaultView;`],
    ['through a frame', `const a = (frame: HTMLIFrameElement) => frame.contentWindow;`],
    ['listed', `for (const one of Object.values(globalThis)) one();`],
  ])('the preload object is the bridge’s alone: %s', (_, text) => {
    expect(judged(ui, text)).not.toEqual([]);
    expect(judged('renderer/bridge/other.ts', text)).not.toEqual([]);
  });

  it.each([
    ['by name', `import { ipcMain } from 'electron';`],
    ['under another name', `import { ipcMain as a } from 'electron';`],
    ['by a text as name', `import { 'ipcMain' as a } from 'electron';`],
    ['all of Electron', `import * as electron from 'electron';`],
    ['Electron’s default', `import electron from 'electron';`],
    ['Electron later', `const electron = await import('electron');`],
    ['handed on', `export { ipcMain } from 'electron';`],
    ['Electron handed on', `export * from 'electron';`],
    ['a member', `import { a } from './log.ts'; a.ipcMain.handle('x', () => 1);`],
    ['a member by a text', `import { a } from './log.ts'; a['ipc' + 'Main'].handle('x', () => 1);`],
    ['the preload’s side', `import { contextBridge } from 'electron'; contextBridge.exposeInMainWorld('a', {});`],
  ])('ipcMain is that of main/ipc alone: %s', (_, text) => {
    expect(judged(main, text)).not.toEqual([]);
  });

  it('and main/ipc does not hand it on', () => {
    expect(
      judged('electron/main/ipc/calls.ts', `import { ipcMain } from 'electron'; ipcMain.handle('a', () => 1);`),
    ).toEqual([]);
    expect(judged('electron/main/ipc/calls.ts', `export { ipcMain } from 'electron';`)).not.toEqual([]);
    expect(
      judged('electron/main/clipboard.ts', `import electron from 'electron'; electron.ipcMain.on('a', () => 1);`),
    ).not.toEqual([]);
  });

  it.each([
    ['document', `export const title = document.title;`],
    ['window', `export const width = () => window.innerWidth;`],
    ['process', `export const id = process.pid;`],
    ['Buffer', `export const a = Buffer.from('a');`],
    ['globalThis', `export const a = globalThis['document' as never];`],
    ['require', `export const a = require('node:fs');`],
    ['navigator', `export const a = navigator.language;`],
    ['localStorage', `export const a = localStorage.getItem('a');`],
    ['a type of one', `export type A = typeof process;`],
    ['one that it declares', `declare const process: { pid: number }; export const a = process.pid;`],
    ['one in a default', `export const a = (b = console) => b;`],
    ['one in short', `export const a = { process };`],
    ['a timer', `export const a = setTimeout(() => undefined, 1);`],
  ])('shared words have nothing of a browser or of Node: %s', (_, text) => {
    expect(judged(model, text)).not.toEqual([]);
    expect(judged('shared/contract/new.ts', text)).not.toEqual([]);
  });

  it.each([
    ['a call', `cubeHandlers['cube.pivot']({}, call);`],
    ['by a template', 'cubeHandlers[`cube.pivot`]({}, call);'],
    ['by parts', `cubeHandlers['cube' + '.pivot']({}, call);`],
    ['taken out', `const { 'cube.pivot': pivot } = cubeHandlers;`],
    ['by reflection', `Reflect.get(handlers, 'cube.pivot');`],
    ['asked of an engine', `engine.call('cube.pivot', {});`],
  ])('no room asks for a handler by its text name: %s', (_, text) => {
    expect(judged('electron/engine/framework/new.ts', text)).not.toEqual([]);
    expect(judged('electron/engine/session.ts', text)).not.toEqual([]);
  });
});

describe('a page keeps nothing beyond itself', () => {
  it.each([
    [`let latest: string | null = null;`],
    [`export let latest = 1;`],
    [`var latest = 1;`],
    [`const drafts = new Map<number, string>();`],
    [`export const drafts = new WeakMap<object, string>();`],
    [`const listeners = new Set<() => void>();`],
    [`const reports: string[] = [];`],
    [`const seen = {} as Record<string, string>;`],
  ])('%s', text => {
    expect(judged(feature, text)).not.toEqual([]);
    expect(judged('renderer/bridge/new.ts', text)).toEqual([]);
  });

  it.each([
    [`const none: readonly string[] = [];`],
    [`const none: ReadonlySet<string> = new Set();`],
    [`const kinds = new Set(['a', 'b']);`],
    [`const labels = { a: 'A' } as const;`],
    [`export function page() { let count = 0; const drafts = new Map(); return () => drafts.set(count++, 1); }`],
  ])('and may have what never changes, or what ends with it: %s', text => {
    expect(judged(feature, text)).toEqual([]);
  });
});

describe('a right import is let through', () => {
  it.each([
    ['its own files', cube, `import { a } from './plan.ts'; import type { Facts } from './columns/facts.ts';`],
    ['a face below', cube, `import { a } from '../disclosure/rules.ts'; export type { B } from '../store/store.ts';`],
    [
      'the words and the contract',
      cube,
      `import type { A } from '../../../shared/contract/cube.ts'; import '../../../shared/model/area.ts';`,
    ],
    ['packages that are its own', cube, `import path from 'node:path'; import { Worker } from 'node:worker_threads';`],
    [
      'what every room may',
      cube,
      `import type { Call } from '../subject.ts'; import { threadFile } from '../thread-file.ts'; new Worker(threadFile(import.meta.url, './columns/crew-worker.ts', 'crew-worker.js')!);`,
    ],
    [
      'handlers that it defines',
      cube,
      `export const cubeHandlers = { 'cube.pivot': () => 1 } satisfies Record<'cube.pivot', unknown>;`,
    ],
    [
      'a schema of the contract',
      'electron/engine/briefing/new.ts',
      `import { cube } from '../../../shared/contract/cube.ts'; const a = cube['cube.pivot'].input;`,
    ],
    [
      'words that only look like code',
      model,
      `// import 'node:fs'; window.workbench\nexport const a = "import('node:fs') document.title";`,
    ],
    [
      'members and keys of such names',
      model,
      `export const a = (b: { document: 1; process: 2 }) => ({ document: b.document, process: b.process });`,
    ],
    ['another process’s word as a text', model, `export const role = 'window' as const;`],
    [
      'a member of the window by its name',
      ui,
      `const a = window.innerWidth; const b = (window as unknown as { c: 1 }).c; window.addEventListener('a', () => 1);`,
    ],
    [
      'the bridge in a feature',
      feature,
      `import { ask } from '../../bridge/workbench.ts'; import { Chart } from '../../ui/chart.tsx'; import './map-page.css';`,
    ],
    [
      'a page in the shell',
      'renderer/app/new.tsx',
      `import { MapPage } from '../features/map/map-page.tsx'; import '../styles/base.css';`,
    ],
    [
      'a runtime that loads by path',
      'electron/runtime/default-app/main.js',
      `import { createRequire } from 'node:module'; await import(process.argv[1]);`,
    ],
    [
      'the main process’s own',
      main,
      `import { app } from 'electron'; import { log } from './log.ts'; import type { A } from '../../shared/contract/port.ts';`,
    ],
  ])('%s', (_, file, text) => {
    expect(judged(file, text)).toEqual([]);
  });
});

describe('arrows and circles', () => {
  const graph = (texts: Readonly<Record<string, string>>) =>
    graphOf(Object.entries(texts).map(([file, text]) => sourceOf(file, text)));
  const order = (room: string) => ({ store: 0, cube: 3, intake: 3, briefing: 9 })[room];

  it('an arrow that runs up or across is told, in any spelling; one that runs down is not', () => {
    const up = graph({
      'electron/engine/store/a.ts': `import type { A } from '../cube/b.ts';`,
      'electron/engine/cube/b.ts': `import '../intake/c.ts'; import '../store/a.ts'; await import('../briefing/d.ts');`,
      'electron/engine/intake/c.ts': `new Worker(threadFile(import.meta.url, '../briefing/d.ts', 'd.js')!);`,
      'electron/engine/briefing/d.ts': `import './e.ts'; export * from '../store/a.ts';`,
      'electron/engine/briefing/e.ts': `export type A = import('../unknown/f.ts').A;`,
      'electron/engine/unknown/f.ts': `export {};`,
    });
    expect(arrowsUp(up, order).toSorted()).toEqual([
      'electron/engine/briefing/e.ts → electron/engine/unknown/f.ts',
      'electron/engine/cube/b.ts → electron/engine/briefing/d.ts',
      'electron/engine/cube/b.ts → electron/engine/intake/c.ts',
      'electron/engine/intake/c.ts → electron/engine/briefing/d.ts',
      'electron/engine/store/a.ts → electron/engine/cube/b.ts',
    ]);
  });

  it('a circle is found however long it is, and whichever file is looked at first', () => {
    const ring = {
      'shared/model/a.ts': `import './b.ts';`,
      'shared/model/b.ts': `export * from './c.ts'; import './e.ts';`,
      'shared/model/c.ts': `type D = import('./d.ts').D; import './e.ts';`,
      'shared/model/d.ts': `import type { A } from './a.ts';`,
      'shared/model/e.ts': `import './e.ts';`,
      'shared/model/f.ts': `import './a.ts'; import './e.ts';`,
    };
    const expected = [['a', 'b', 'c', 'd'].map(name => `shared/model/${name}.ts`), ['shared/model/e.ts']];
    for (const texts of [ring, Object.fromEntries(Object.entries(ring).toReversed())])
      expect(circles(graph(texts)).toSorted((a, b) => a[0]!.localeCompare(b[0]!))).toEqual(expected);
    expect(circles(graph({ 'shared/model/a.ts': `import './b.ts';`, 'shared/model/b.ts': `export {};` }))).toEqual([]);
  });
});
