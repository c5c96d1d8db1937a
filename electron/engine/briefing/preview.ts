import { createHash } from 'node:crypto';
import type { FrozenContent } from '../../../shared/contract/briefing.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Deck, Slide } from '../../../shared/model/deck.ts';
import { dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Call } from '../subject.ts';
import { canonicalJson } from './decks.ts';
import { foundOn, wordsTell } from './freeze.ts';
import { protectionOrder } from './reports.ts';
import { goOn, tried } from '../release/turn.ts';

/** Previews that are remembered for an open workspace. */
const mostRemembered = 60;
const remembered = new WeakMap<Workspace['identity'], Map<string, FrozenContent | null>>();

/** Pins that stand on indicators, whichever their datasets are. */
const ofEvery: ReadonlySet<string> = new Set(['scorecard', 'control-chart', 'trend', 'districts']);

/** Of which data a slide gives something out: a dataset, all of them, or none (words, pictures and options). */
function datasetOf({ pin }: Slide): { readonly name: string } | 'every' | null {
  if (pin && ofEvery.has(pin.kind)) return 'every';
  if (pin?.kind !== 'table' && pin?.kind !== 'chart' && pin?.kind !== 'map') return null;
  const { dataset } = (pin.view ?? {}) as { readonly dataset?: unknown };
  return typeof dataset === 'string' ? { name: dataset } : null;
}

function sharesData(a: Slide, b: Slide): boolean {
  const [one, other] = [datasetOf(a), datasetOf(b)];
  if (one === null || other === null) return false;
  return one === 'every' || other === 'every' || one.name === other.name;
}

/** Slides that are protected before this one and give something out of the same data, in the order of a freeze. */
function slidesBefore(deck: Deck, wanted: Slide): readonly Slide[] {
  const order = protectionOrder(
    deck.template,
    deck.slides.map(slide => slide.id),
  ).map(at => deck.slides[at]!);
  return order.slice(0, order.indexOf(wanted)).filter(slide => sharesData(slide, wanted));
}

/** What a preview depends on beside the file's code: the same key, the same answer. */
function keyOf(store: ReadableStore, deck: Deck, before: readonly Slide[], wanted: Slide): string {
  const last = (table: string, column: string) =>
    store.get<{ n: number | null }>(`SELECT max(${column}) AS n FROM ${table}`)?.n ?? 0;
  const asked = canonicalJson([deck.audience, before.map(slide => slide.pin), wanted.pin, wanted.title]);
  return [
    dataVersion(store),
    last('release', 'id'),
    last('disclosure_rules', 'version'),
    last('framework_version', 'version'),
    createHash('sha256').update(asked).digest('hex'),
  ].join(' ');
}

/** A slide before that may not be shown stops a freeze; here it gives nothing out. */
async function staged(slide: Slide, deck: Deck, call: Call): Promise<void> {
  try {
    await foundOn(slide, deck, true, call);
  } catch (error) {
    if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
  }
}

/**
 * What a slide would hold if its deck was frozen now: what the slides before it give out of the same data is set down
 * first, and taken back. Null for words alone. Faults: not-found; those of the slide's view.
 */
export async function previewOf(deck: Deck, id: string, call: Call): Promise<FrozenContent | null> {
  const wanted = deck.slides.find(one => one.id === id);
  if (!wanted) throw new FaultError('not-found', 'That slide is not in this briefing.');
  // A picture is there at once, and too large to be remembered.
  if (wanted.pin === null || wanted.pin.kind === 'picture') return alone(wanted, deck, call);
  const before = slidesBefore(deck, wanted);
  const memory = remembered.get(call.workspace.identity) ?? new Map<string, FrozenContent | null>();
  remembered.set(call.workspace.identity, memory);
  const key = keyOf(call.workspace.read, deck, before, wanted);
  const known = memory.get(key);
  if (known !== undefined) return known;
  const content = before.length === 0 ? await alone(wanted, deck, call) : await afterOthers(before, wanted, deck, call);
  memory.set(key, content);
  for (const oldest of memory.keys()) {
    if (memory.size <= mostRemembered) break;
    memory.delete(oldest);
  }
  return content;
}

const alone = async (wanted: Slide, deck: Deck, call: Call): Promise<FrozenContent | null> =>
  (await foundOn(wanted, deck, false, call))?.content ?? null;

/** Sets down what other slides give out, looks at the wanted one beside it, and takes all of it back. */
const afterOthers = (before: readonly Slide[], wanted: Slide, deck: Deck, call: Call): Promise<FrozenContent | null> =>
  tried(call, async inside => {
    for (const [done, slide] of before.entries()) {
      goOn(call);
      call.progress({ stage: 'What the slides before give out', done, total: before.length + 1, unit: 'steps' });
      await staged(slide, deck, inside);
    }
    return alone(wanted, deck, inside);
  });

/** Whether a freeze would refuse the words of a slide: they hold a number that its table hides. */
export async function wordsRefused(deck: Deck, id: string, call: Call): Promise<boolean> {
  const blank = { ...deck, slides: deck.slides.map(slide => ({ ...slide, title: 'x', narrative: '', notes: '' })) };
  const content = await previewOf(blank, id, call);
  return (
    content !== null &&
    wordsTell(
      deck.slides.find(slide => slide.id === id)!,
      content,
      call,
    )
  );
}
