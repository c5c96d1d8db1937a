import type {
  AppraisalEngine,
  AppraisalResult,
  ModelDescription,
  OpenedAppraisal,
} from '../../../shared/contract/commissioning.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import type { ParsedOf } from '../../../shared/contract/index.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { localDay } from '../../../shared/model/given-day.ts';
import type { Call } from '../subject.ts';
import { appraisalResult, appraisalWorkings } from './appraise.ts';
import type { Workings } from './appraise.ts';
import { checkAppraisal } from './check.ts';
import { readAppraisal } from './documents.ts';
import { draftAppraisal, needOf, readPlaces } from './draft.ts';
import { readRules, rulesFor } from '../disclosure/rules.ts';
import { heldToRows, isPulledAnywhere, rowsNotes } from './held-to-rows.ts';
import { joinedAppraisal, joinedNotes } from './joined-need.ts';
import { modelDescription, readModel } from './inputs.ts';
import type { Model } from './inputs.ts';
import { pulledAgain } from './links.ts';
import { presentAppraisal } from './model-changes.ts';
import { needStandingOf } from '../../../shared/model/appraisal-standing.ts';
import { needTables, pullData } from './pulled.ts';
import type { NeedKind } from './pulled.ts';
import { otherWordsText, withWordsOfValues } from './value-words.ts';

/** The model as a page or a paper describes it. */
export const describedModel = (call: Pick<Call, 'resources'>): ModelDescription =>
  modelDescription(readModel(call.resources));

/** An appraisal that was kept elsewhere, brought up to the present model, with what that changed. Fault newer-version. */
export const keptAppraisal = (stored: unknown, resources: string): ReturnType<typeof presentAppraisal> =>
  presentAppraisal(stored, readModel(resources));

/** What of an appraisal may be told to a board of this workspace, and is so. */
const boardRules = (call: Pick<Call, 'workspace' | 'resources'>) =>
  rulesFor(readRules(call.workspace.read, call.resources), 'board');

/** An appraisal held against the rows of this workspace, which are only counted where something is said to come from them. */
const heldHere = async (appraisal: Appraisal, model: Model, call: Call): Promise<ReturnType<typeof heldToRows>> =>
  isPulledAnywhere(appraisal)
    ? heldToRows(appraisal, { pulled: await pullData(call), rules: boardRules(call) }, model)
    : { appraisal, elsewhere: [], moved: [] };

/**
 * A kept appraisal, with what the present model changed in it and which of its inputs the data have left behind. What does not
 * come from the rows of this workspace says so.
 */
export async function openAppraisal(id: number, call: Call): Promise<OpenedAppraisal> {
  const model = readModel(call.resources);
  const { summary, appraisal: kept, changes } = readAppraisal(call.workspace.read, id, model);
  const { stale } = pulledAgain(kept, await pullData(call), model);
  const { appraisal: worded, differed } = withWordsOfValues(kept, model);
  const { appraisal } = await heldHere(worded, model, call);
  const words = otherWordsText(differed);
  return { ...summary, appraisal, changes: [...changes, ...(words === null ? [] : [words])], stale };
}

/** The tables of rows behind need by district, of each kind that is what these rows give today; else null. */
export async function countedTables(appraisal: Appraisal, call: Call): Promise<ReturnType<typeof needTables>> {
  const counted = needOf(appraisal.districts, await pullData(call));
  const tables = needTables(call);
  const ofKind = (kind: NeedKind) =>
    needStandingOf(appraisal, kind).basis.state === 'data' &&
    appraisal.districts.every((district, at) => district[kind] === counted[at]![kind])
      ? tables[kind]
      : null;
  return { episodes: ofKind('episodes'), referrals: ofKind('referrals') };
}

/** An appraisal with what the data of this workspace give, to begin with. */
export async function draftedAppraisal(name: string | undefined, call: Call): Promise<Appraisal> {
  const pulled = await pullData(call);
  const today = pulled.until === null ? call.now() : new Date(pulled.until * 86_400_000);
  return draftAppraisal(name, readPlaces(call.workspace.read), pulled, readModel(call.resources), today);
}

/** Answers that are kept: one appraisal in a few ways of asking. */
const mostKept = 6;
const answers = new WeakMap<object, Map<string, AppraisalResult>>();
interface LastWorkings {
  readonly key: string;
  readonly engine: AppraisalEngine;
  readonly workings: Promise<Workings>;
}
/** The workings of the answer before: a screen asks for headlines first and for the whole of the same right after. */
const lastWorkings = new WeakMap<object, LastWorkings>();

/**
 * An appraisal as it may be told to a board of this workspace: its words say its values, nothing is from the data but what
 * these rows give, and of its counts by district none is small. With a note for each of these that changed something.
 */
export async function toldAppraisal(
  asked: Appraisal,
  call: Call,
): Promise<ReturnType<typeof joinedAppraisal> & { readonly notes: readonly Note[] }> {
  const model = readModel(call.resources);
  const { appraisal: worded, differed } = withWordsOfValues(asked, model);
  const held = await heldHere(worded, model, call);
  const told = joinedAppraisal(held.appraisal, boardRules(call));
  const words = otherWordsText(differed);
  return {
    ...told,
    notes: [
      ...rowsNotes(held),
      ...(words === null ? [] : [{ code: 'other-words', text: words }]),
      ...joinedNotes(told.appraisal, told.joined),
    ],
  };
}

/**
 * Works an appraisal out, once for as long as the workspace is open and the question is the same: its draws are those of its
 * version, so that every slide, paper and screen has one answer; and it is worked out from need that may be told, so that no
 * answer tells what is hidden. Faults: those of its inputs; cancelled.
 */
export async function appraise(question: ParsedOf<'commissioning.appraise'>, call: Call): Promise<AppraisalResult> {
  const { job: _job, workers: _workers, ...rest } = question;
  const model = readModel(call.resources);
  // Before counts are joined, so that what is wrong is told as it was given.
  checkAppraisal(question.appraisal, model, localDay(call.now()));
  const { appraisal, notes } = await toldAppraisal(question.appraisal, call);
  const asked = { ...rest, appraisal, notes };
  const key = JSON.stringify(asked);
  let kept = answers.get(call.workspace.identity);
  if (!kept) answers.set(call.workspace.identity, (kept = new Map()));
  const known = kept.get(key);
  if (known) return known;
  const workings = await workingsOf({ ...question, appraisal }, model, call);
  const answered = await appraisalResult({ ...question, appraisal }, model, call, workings);
  const found = { ...answered, notes: [...answered.notes, ...notes] };
  kept.set(key, found);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return found;
}

/** Workings, once for headlines and whole that are asked for together. A simulation is one's own, as one may cancel it. */
function workingsOf(question: ParsedOf<'commissioning.appraise'>, model: Model, call: Call): Promise<Workings> {
  const { appraisal, engine, replications } = question;
  if (engine === 'simulation') return appraisalWorkings(question, model, call);
  const { identity } = call.workspace;
  const key = JSON.stringify({ appraisal, engine, replications });
  const last = lastWorkings.get(identity);
  if (last?.key === key) return last.workings;
  const workings = afterWorkings(question, model, call, last?.engine === engine ? last.workings : null);
  const own = { key, engine, workings };
  lastWorkings.set(identity, own);
  // What was cancelled, or failed, is worked out anew by the next who asks.
  workings.catch(() => {
    if (lastWorkings.get(identity) === own) lastWorkings.delete(identity);
  });
  return workings;
}

/** Workings that take over what did not change since those before, where there are any. */
async function afterWorkings(
  question: ParsedOf<'commissioning.appraise'>,
  model: Model,
  call: Call,
  last: Promise<Workings> | null,
): Promise<Workings> {
  const before = last === null ? null : await last.catch(() => null);
  call.signal.throwIfAborted();
  return appraisalWorkings(question, model, call, before);
}
