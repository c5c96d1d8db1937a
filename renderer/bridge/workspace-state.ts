import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { createSaver } from './saver.ts';
import type { Saver } from './saver.ts';
import { ask, hear, sentenceOf } from './workbench.ts';

/*
 * The one place for what outlives a page. All of it belongs to the workspace that is open: it begins with it, is kept
 * before it is locked or left, and is emptied then. What a page kept of one workspace cannot reach another, be it that an
 * answer comes late: whoever writes holds the memory that it began with.
 */

/** How a value comes back after a lock or a restart: through a draft in the workspace itself. */
export interface Draft<T> {
  /** As it changes, for what somebody wrote; or only when the workspace is left, for how the window stood until then. */
  readonly saved: 'as-it-changes' | 'when-left';
  /** Reads what a draft holds; null where that is nothing to go on with. */
  readonly read: (given: unknown) => T | null;
}

/** A value by its name; `initial` stands until somebody sets it. */
export interface Slot<T> {
  readonly name: string;
  readonly initial: T;
  readonly draft?: Draft<T>;
}

/** A value that is being typed, with the way to save it. */
interface Typed<T> {
  readonly value: () => T;
  readonly saved: () => T;
  readonly change: (next: T) => void;
  readonly saver: Saver<T>;
  /** Whether a component shows it. */
  readonly isShown: () => boolean;
  /** A component shows it; answers what is to be done when it goes. */
  readonly show: () => () => void;
}

export interface Memory {
  /** Another for each time that a workspace is open. */
  readonly id: string;
  stage: 'none' | 'reading' | 'open' | 'ended';
  /** A presenter copy takes no drafts. */
  readonly readOnly: boolean;
  readonly values: Map<string, unknown>;
  /** Names of the values that are saved when the workspace is left. */
  readonly whenLeft: Set<string>;
  /** What was kept when the workspace was open the last time, until somebody asks for it. */
  readonly drafts: Map<string, unknown>;
  readonly draftSavers: Map<string, Saver<unknown>>;
  readonly typed: Map<string, Typed<unknown>>;
  /** Work that ends by setting something. */
  readonly underWay: Set<Promise<unknown>>;
  /** The document of `windowDraft` as it is saved. */
  windowSaved: string;
}

const pause = 800;

/** How the window stood is one draft, for whoever opens the workspace next. */
const windowDraft = 'window';

const newMemory = (stage: 'none' | 'reading', readOnly: boolean): Memory => ({
  id: crypto.randomUUID(),
  stage,
  readOnly,
  values: new Map(),
  whenLeft: new Set(),
  drafts: new Map(),
  draftSavers: new Map(),
  typed: new Map(),
  underWay: new Set(),
  windowSaved: '',
});

let memory = newMemory('none', false);
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The memory of the workspace that is open now. What goes on longer than this moment writes into the one that it took. */
export const presentMemory = (): Memory => memory;

/** Whether what was kept of the workspace is there, so that its pages can be drawn. */
export const useMemoryIsOpen = (): boolean => useSyncExternalStore(subscribe, () => memory.stage === 'open');

/** The value of a slot. */
export function kept<T>(slot: Slot<T>, of: Memory = memory): T {
  if (!of.values.has(slot.name)) {
    const draft = of.drafts.get(slot.name);
    const back = draft === undefined ? null : (slot.draft?.read(draft) ?? null);
    of.values.set(slot.name, back ?? slot.initial);
    if (back !== null && slot.draft?.saved === 'when-left') of.whenLeft.add(slot.name);
  }
  return of.values.get(slot.name) as T;
}

/** Sets a slot; null takes its draft away. Does nothing once the workspace of that memory was left. */
export function keep<T>(slot: Slot<T>, value: T, of: Memory = memory): void {
  const { name, draft } = slot;
  if (of.stage === 'ended' || of.values.get(name) === value) return;
  of.values.set(name, value);
  if (draft?.saved === 'when-left') of.whenLeft.add(name);
  else if (draft && (value !== null || hasDraft(of, name))) draftSaver(name, of)?.offer(value);
  tell();
}

const hasDraft = (of: Memory, name: string): boolean => of.drafts.has(name) || of.draftSavers.has(name);

function draftSaver(name: string, of: Memory): Saver<unknown> | null {
  if (of.readOnly) return null;
  let saver = of.draftSavers.get(name);
  if (!saver) {
    saver = createSaver(value => saveDraft(name, value), { pause });
    of.draftSavers.set(name, saver);
  }
  return saver;
}

const saveDraft = (name: string, value: unknown): Promise<null> =>
  value === null ? ask('drafts.forget', { name }) : ask('drafts.save', { name, document: JSON.stringify(value) });

/** A value that stands when its page comes back, and the way to change it. */
export function useKept<T>(slot: Slot<T>): [T, (next: T | ((before: T) => T)) => void] {
  const [of] = useState(memory);
  const { name } = slot;
  const value = useSyncExternalStore(subscribe, () => kept(slot, of));
  const change = useCallback(
    (next: T | ((before: T) => T)) =>
      keep(slot, typeof next === 'function' ? (next as (before: T) => T)(kept(slot, of)) : next, of),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a slot is known by its name
    [name, of],
  );
  return [value, change];
}

/** Names of the slots that begin with `stem` and hold something, from now or from the last time. */
export const useKeptNames = (stem: string): readonly string[] =>
  useSyncExternalStore(subscribe, () => namesWith(stem))
    .split(' ')
    .filter(Boolean);

const heldBy = (of: Memory, name: string): unknown => (of.values.has(name) ? of.values.get(name) : of.drafts.get(name));

/** As text, since a list would be another one each time. */
const namesWith = (stem: string): string =>
  [...new Set([...memory.values.keys(), ...memory.drafts.keys()])]
    .filter(name => name.startsWith(stem) && (heldBy(memory, name) ?? null) !== null)
    .toSorted()
    .join(' ');

/** Work that ends by setting something, such as a field that is read elsewhere: nobody leaves before it has ended. */
export function underWay<T>(work: Promise<T>): Promise<T> {
  const { underWay: works } = memory;
  works.add(work);
  void Promise.allSettled([work]).then(() => works.delete(work));
  return work;
}

const unsavedName = (name: string) => `unsaved:${name}`;

/** A field, or a document of fields, that saves as one types. */
export interface SavedAsTyped<T> {
  readonly value: T;
  /** As it is kept in the workspace. */
  readonly saved: T;
  readonly isSaved: boolean;
  /** What stood in the way of the latest try; null when nothing did. */
  readonly problem: unknown;
  change(next: T): void;
  /** Saves now. Rejects with what stands in the way. */
  keep(): Promise<void>;
}

/**
 * Keeps what is typed: a moment after the last letter, when its page is left, and before the workspace is locked or left.
 * It is never cancelled. What cannot be saved as it stands (a name that is empty) is there again when the page comes back;
 * where the workspace is left meanwhile, it waits in a draft.
 * @param name of the document, such as "deck:12"
 * @param stored the document as the workspace has it
 * @param read what a draft of it holds; null where that is nothing to go on with
 */
export function useSavedAsTyped<T>(
  name: string,
  stored: T,
  { save, read }: { readonly save: (value: T) => Promise<unknown>; readonly read: (given: unknown) => T | null },
): SavedAsTyped<T> {
  const [typed] = useState(() => typedOf(name, stored, save, read));
  useEffect(() => typed.show(), [typed]);
  return {
    value: useSyncExternalStore(subscribe, typed.value),
    saved: useSyncExternalStore(subscribe, typed.saved),
    isSaved: useSyncExternalStore(subscribe, typed.saver.isSettled),
    problem: useSyncExternalStore(subscribe, typed.saver.problem),
    change: typed.change,
    keep: typed.saver.flush,
  };
}

/** What is being typed under a name: where it was left, or as the workspace has it. */
function typedOf<T>(
  name: string,
  stored: T,
  save: (value: T) => Promise<unknown>,
  read: (given: unknown) => T | null,
): Typed<T> {
  const of = memory;
  const there = of.typed.get(name) as Typed<T> | undefined;
  if (there && (there.isShown() || !there.saver.isSettled())) return there;
  const left = of.drafts.get(unsavedName(name));
  const back = left === undefined ? null : read(left);
  let value = back ?? stored;
  let saved = stored;
  let shown = 0;
  const saver = createSaver(
    async (next: T) => {
      await save(next);
      saved = next;
      if (of.drafts.delete(unsavedName(name))) await saveDraft(unsavedName(name), null);
    },
    { pause, onChange: tell },
  );
  const change = (next: T): void => {
    value = next;
    saver.offer(next);
  };
  const tidy = (): void => {
    if (shown === 0 && saver.isSettled() && of.typed.get(name) === (typed as Typed<unknown>)) of.typed.delete(name);
  };
  const typed: Typed<T> = {
    value: () => value,
    saved: () => saved,
    change,
    saver,
    isShown: () => shown > 0,
    show: () => {
      shown += 1;
      of.typed.set(name, typed as Typed<unknown>);
      return () => {
        shown -= 1;
        // What fails now is still there when the page comes back, and is tried again before anybody leaves.
        void saver.flush().then(tidy, () => undefined);
      };
    },
  };
  if (back !== null) saver.offer(back);
  return typed;
}

/**
 * Begins the memory of the workspace that was opened, with what was kept of it the last time.
 * @param ready called when that is there, before any page is drawn
 */
export async function beginMemory({
  readOnly,
  ready,
}: {
  readonly readOnly: boolean;
  readonly ready: () => void;
}): Promise<void> {
  if (memory.stage === 'reading' || memory.stage === 'open') return;
  const begun = newMemory('reading', readOnly);
  memory = begun;
  tell();
  try {
    for (const { name, document } of await ask('drafts.read', {})) takeDraft(begun, name, document);
  } catch {
    // Drafts that cannot be read are no reason to keep anybody out.
  }
  if (begun.stage !== 'reading') return;
  ready();
  begun.stage = 'open';
  tell();
}

function takeDraft(of: Memory, name: string, document: string): void {
  try {
    const given = JSON.parse(document) as unknown;
    if (name !== windowDraft) return void of.drafts.set(name, given);
    const { values } = given as { readonly values?: object };
    of.windowSaved = document;
    for (const [slot, value] of Object.entries(values ?? {})) {
      of.drafts.set(slot, value);
      of.whenLeft.add(slot);
    }
  } catch {
    // One that is not JSON any more says nothing.
  }
}

/** Empties all that was kept: the workspace is locked, or was left. */
export function endMemory(): void {
  const ended = memory;
  ended.stage = 'ended';
  for (const saver of ended.draftSavers.values()) saver.stop();
  for (const { saver } of ended.typed.values()) saver.stop();
  for (const map of [ended.values, ended.drafts, ended.draftSavers, ended.typed]) map.clear();
  ended.underWay.clear();
  ended.whenLeft.clear();
  memory = newMemory('none', false);
  tell();
}

/** Saves what is being typed, wherever that is. Rejects with what stands in the way. */
export async function keepTyped(): Promise<void> {
  for (const { saver } of memory.typed.values()) await saver.flush();
}

/**
 * Saves all that is not saved yet, before the workspace is locked or left. Answers the first thing that stood in the way of
 * keeping anything in any way, or null.
 */
export async function keepAll(): Promise<unknown> {
  const of = memory;
  if (of.stage !== 'open') return null;
  // A field that takes what was typed when it is left takes it now.
  (document.activeElement as HTMLElement | null)?.blur?.();
  while (of.underWay.size > 0) await Promise.allSettled(of.underWay);
  if (of.readOnly) return null;
  const tries = [
    ...[...of.typed].map(([name, typed]) => keepOrDraft(of, name, typed)),
    ...[...of.draftSavers.values()].map(saver => saver.flush()),
    keepWindow(of),
  ];
  const failed = (await Promise.allSettled(tries)).find(one => one.status === 'rejected');
  return failed ? failed.reason : null;
}

/** What cannot be saved as what it is waits as a draft. */
async function keepOrDraft(of: Memory, name: string, typed: Typed<unknown>): Promise<void> {
  try {
    await typed.saver.flush();
  } catch {
    await saveDraft(unsavedName(name), typed.value());
    of.drafts.set(unsavedName(name), typed.value());
  }
}

async function keepWindow(of: Memory): Promise<void> {
  const held = [...of.whenLeft].toSorted().map(name => [name, heldBy(of, name)] as const);
  const document = JSON.stringify({ values: Object.fromEntries(held) });
  if (held.length === 0 || document === of.windowSaved) return;
  await ask('drafts.save', { name: windowDraft, document });
  of.windowSaved = document;
}

/** What could not be kept, while somebody wants to leave; null when nobody does. */
export interface Leaving {
  readonly how: 'lock' | 'close' | 'quit';
  readonly sentence: string;
}

const leaving: Slot<Leaving | null> = { name: 'leaving', initial: null };

export const useLeaving = (): [Leaving | null, (next: Leaving | null) => void] => useKept(leaving);

/** Milliseconds that somebody who wants to leave is made to wait for what is not saved yet. */
const patience = 2500;

/** Locks or closes the workspace when all is kept; else asks first. Answers whether it went. */
export async function leaveWorkspace(how: 'lock' | 'close'): Promise<boolean> {
  // A room sees the wall while the rest is kept, so it goes first.
  void ask('present.end', {});
  const problem = await Promise.race([keepAll(), new Promise<null>(resolve => setTimeout(resolve, patience, null))]);
  if (problem === null) await ask(`workspace.${how}`, {});
  else keep(leaving, { how, sentence: sentenceOf(problem) });
  return problem === null;
}

/** Keeps what is not saved whenever the main process is about to lock, or to close the window, and says when it is done. */
export const keepWhenAsked = (): (() => void) =>
  hear(event => {
    if (event.name !== 'keep') return;
    const { turn, closing } = event;
    void keepAll().then(problem => {
      if (problem !== null && closing) keep(leaving, { how: 'quit', sentence: sentenceOf(problem) });
      return ask('window.kept', { turn, kept: problem === null });
    });
  });
