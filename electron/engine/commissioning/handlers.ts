import { FaultError } from '../../../shared/contract/fault.ts';
import { localDay } from '../../../shared/model/given-day.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import { appraisalGrid } from './grid.ts';
import { checkAppraisal } from './check.ts';
import { deleteAppraisal, readAppraisals, saveAppraisal } from './documents.ts';
import { appraise, describedModel, draftedAppraisal, openAppraisal, toldAppraisal } from './appraisals.ts';
import { readModel } from './inputs.ts';
import { pulledAgain } from './links.ts';
import { pullData } from './pulled.ts';
import { rangeWords, readRange } from './range-text.ts';

type CommissioningMethods =
  | 'commissioning.model'
  | 'commissioning.reading'
  | 'commissioning.list'
  | 'commissioning.open'
  | 'commissioning.save'
  | 'commissioning.delete'
  | 'commissioning.draft'
  | 'commissioning.pull'
  | 'commissioning.appraise'
  | 'commissioning.grid';

export const commissioningHandlers: Handlers<CommissioningMethods> = {
  'commissioning.model': (_, call) => describedModel(call),

  'commissioning.reading': ({ input, text, distribution }, call) => {
    const model = readModel(call.resources);
    const slot = model.slots.get(input);
    if (slot === undefined) throw new FaultError('invalid-input', `The model has no input "${input}".`, 'input');
    const definition = model.inputs[slot]!;
    return distribution
      ? { ok: true, distribution, words: rangeWords(distribution, definition.format) }
      : readRange(text, definition);
  },

  'commissioning.list': (_, call) => readAppraisals(call.workspace.read),

  'commissioning.open': ({ id }, call) => openAppraisal(id, call),

  'commissioning.save': async ({ id, appraisal }, call) => {
    checkAppraisal(appraisal, readModel(call.resources), localDay(call.now()));
    return call.workspace.write(store => {
      const at = call.now().toISOString();
      const saved = saveAppraisal(store, id, appraisal, at, call.actor);
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'save-appraisal',
        subject: `appraisal ${saved.id}, version ${saved.version}`,
      });
      return saved;
    });
  },

  'commissioning.delete': async ({ id }, call) => {
    await call.workspace.write(store => {
      const at = call.now().toISOString();
      deleteAppraisal(store, id, at);
      appendAudit(store, { at, actor: call.actor, action: 'delete-appraisal', subject: `appraisal ${id}` });
    });
    return null;
  },

  'commissioning.draft': ({ name }, call) => draftedAppraisal(name, call),

  'commissioning.pull': async ({ appraisal }, call) => {
    const model = readModel(call.resources);
    const { appraisal: renewed, changed } = pulledAgain(appraisal, await pullData(call), model);
    return { appraisal: renewed, changed };
  },

  'commissioning.appraise': (question, call) => appraise(question, call),

  'commissioning.grid': async (question, call) => {
    const model = readModel(call.resources);
    checkAppraisal(question.appraisal, model, localDay(call.now()));
    const { appraisal } = await toldAppraisal(question.appraisal, call);
    return appraisalGrid({ ...question, appraisal }, model);
  },
};
