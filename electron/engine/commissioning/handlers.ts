import { FaultError } from '../../../shared/contract/fault.ts';
import type { Handlers } from '../subject.ts';
import { modelDescription, readModel } from './inputs.ts';

const notBuilt = (): never => {
  throw new FaultError('refused', 'This part of Scenarios is not built yet.');
};

export const commissioningHandlers: Handlers<
  | 'commissioning.model'
  | 'commissioning.reading'
  | 'commissioning.list'
  | 'commissioning.open'
  | 'commissioning.save'
  | 'commissioning.delete'
  | 'commissioning.draft'
  | 'commissioning.pull'
  | 'commissioning.appraise'
  | 'commissioning.grid'
  | 'commissioning.export'
> = {
  'commissioning.model': (_, call) => modelDescription(readModel(call.resources)),
  'commissioning.reading': notBuilt,
  'commissioning.list': notBuilt,
  'commissioning.open': notBuilt,
  'commissioning.save': notBuilt,
  'commissioning.delete': notBuilt,
  'commissioning.draft': notBuilt,
  'commissioning.pull': notBuilt,
  'commissioning.appraise': notBuilt,
  'commissioning.grid': notBuilt,
  'commissioning.export': notBuilt,
};
