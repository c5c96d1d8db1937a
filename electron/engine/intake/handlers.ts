import type { Handlers } from '../subject.ts';
import { getBatch, listBatches, withdrawBatch } from './batches.ts';
import { importReturns } from './import-returns.ts';
import { knownAreas } from './known-areas.ts';
import { loadReturnTypes, summaryOfTypes } from './return-types.ts';
import { correctRow, listSetAside, waiveRow } from './set-aside.ts';

export const intakeHandlers: Handlers<
  | 'intake.import'
  | 'intake.types'
  | 'intake.batches'
  | 'intake.withdraw'
  | 'intake.setAside'
  | 'intake.waive'
  | 'intake.correct'
> = {
  'intake.import': async ({ files, type, profile, agency, dryRun }, call) => ({
    files: await importReturns(files, { type: type ?? profile, agency, dryRun }, call),
  }),

  'intake.types': (_input, call) => summaryOfTypes(loadReturnTypes(call.resources)),

  'intake.batches': (_input, call) => listBatches(call.workspace.read, loadReturnTypes(call.resources)),

  'intake.withdraw': async (input, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store => withdrawBatch(store, input.batch, input.reason, { actor: call.actor, at }));
    return getBatch(call.workspace.read, loadReturnTypes(call.resources), input.batch);
  },

  'intake.setAside': (input, call) => listSetAside(call.workspace.read, input),

  'intake.waive': async (input, call) => {
    const at = call.now().toISOString();
    return call.workspace.write(store => waiveRow(store, input.id, input.reason, { actor: call.actor, at }));
  },

  'intake.correct': (input, call) =>
    call.workspace.write(store =>
      correctRow(
        store,
        {
          returns: loadReturnTypes(call.resources),
          areas: knownAreas(call),
          now: call.now(),
          actor: call.actor,
        },
        input.id,
        input.values,
      ),
    ),
};
