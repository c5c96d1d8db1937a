import type { AppraisalEngine } from '../../../shared/contract/commissioning.ts';

/**
 * Draws of the inputs behind an answer, unless another number is asked for: the same on screen, slide, paper, annex and
 * terminal, so that one version of an appraisal has one answer. As many as follow an edit at once.
 */
export const usualDraws: Readonly<Record<AppraisalEngine, number>> = { formulas: 200, fluid: 200, simulation: 200 };
