import { choiceMethods } from './methods/choice.ts';
import { moneyMethods } from './methods/money.ts';
import { needMethods } from './methods/need.ts';
import { queueMethods } from './methods/queues.ts';
import { uncertaintyMethods } from './methods/uncertainty.ts';

/** The methods of this room, as the list of methods takes them. */
export const commissioningMethods = {
  ...queueMethods,
  ...needMethods,
  ...moneyMethods,
  ...choiceMethods,
  ...uncertaintyMethods,
} as const;
