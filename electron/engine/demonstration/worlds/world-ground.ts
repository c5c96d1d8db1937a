import type { Area } from '../../../../shared/model/area.ts';
import type { Effect } from './effects.ts';

/** What the parts of a world are made from. */
export interface WorldGround {
  readonly lsoas: readonly Area[];
  readonly effects: readonly Effect[];
  /** How often children come back: 1 as often as in the demonstration, 2 twice as often. */
  readonly returning: number;
  /** Days since 1970-01-01; nothing later is known. */
  readonly extractedOn: number;
}
