import * as v from 'valibot';
import { audiences } from './cube.ts';
import { engineMethod } from './method.ts';
import type { Claim } from '../model/claim.ts';
import { templates } from '../model/deck.ts';

const report = v.strictObject({
  report: v.optional(v.picklist(templates)),
  audience: v.optional(v.picklist(audiences), 'analyst'),
  job: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80)), 'claims'),
});

export const claims = {
  /**
   * Every claim that a report makes or could make, said or not, each with its test; all reports share one error budget. For an
   * audience, nothing stands here of a figure that is hidden from it.
   */
  'claims.list': engineMethod<readonly Claim[]>()({
    access: 'job',
    reads: ['facts', 'set-aside', 'areas', 'rules', 'releases', 'framework'],
    changes: [],
    input: report,
  }),
  /** Claims that are printed, entered as given out with every table behind them. Only a terminal asks. */
  'claims.print': engineMethod<readonly Claim[]>()({
    access: 'job',
    roles: [],
    reads: ['facts', 'set-aside', 'areas', 'rules', 'releases', 'framework'],
    changes: ['releases', 'audit'],
    input: report,
  }),
};
