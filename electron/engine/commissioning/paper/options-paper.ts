import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { standingText } from '../../../../shared/text/appraisal.ts';
import { formatCount, formatDate } from '../../../../shared/text/format.ts';
import type { PaperDocument } from '../../documents/document.ts';
import type { AboutPaper } from './about-paper.ts';
import { markingOf, selfTestWords } from './paper-words.ts';
import { answerSection } from './section-answer.ts';
import { capacitySection } from './section-capacity.ts';
import { districtsSection } from './section-districts.ts';
import { logSection } from './section-log.ts';
import { methodSection } from './section-method.ts';
import { optionsSection } from './section-options.ts';
import { questionSection } from './section-question.ts';
import { rankingSection } from './section-ranking.ts';
import { resultsSection } from './section-results.ts';
import { risksSection } from './section-risks.ts';
import { standingSection } from './section-standing.ts';
import { stepsSection } from './section-steps.ts';
import { summarySection } from './section-summary.ts';
import { unquantifiedSection } from './section-unquantified.ts';
import { whoGainsSection } from './section-who-gains.ts';
import { whoPaysSection } from './section-who-pays.ts';
import { yearsSection } from './section-years.ts';

/** The options paper. Every figure comes from the result or the appraisal; who prepares it and for whom, from `about`. */
export function optionsPaper(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): PaperDocument {
  const made = about.synthetic ? ' Demonstration data: made up, not of real children.' : '';
  const data = about.dataUntil === null ? '' : ` Data to ${formatDate(about.dataUntil)}.`;
  const by = about.organisation === '' ? '' : `${about.organisation}, `;
  return {
    title: appraisal.name,
    subtitle: 'Options paper',
    organisation: about.organisation,
    audience: about.audience === '' ? 'not said yet' : about.audience,
    marking: markingOf(result, about),
    asAt: about.asAt,
    version: `Options model ${result.modelVersion}, application ${about.applicationVersion}`,
    source: `Source: ${by}“${appraisal.name}”, as at ${formatDate(about.asAt)}.${data} Model ${result.modelVersion}, seed ${result.seed}.${made}`,
    facts: [
      ...(about.preparedBy ? [{ label: 'Author', value: about.preparedBy }] : []),
      {
        label: 'Period',
        value: `${formatCount(appraisal.years, 'financial year')} from ${appraisal.firstYear}, prices of ${appraisal.priceBase}`,
      },
      ...(about.dataUntil === null ? [] : [{ label: 'Data to', value: formatDate(about.dataUntil) }]),
      { label: 'Rests on', value: standingText(result.standing) },
      { label: 'Check of the calculations', value: selfTestWords(about) },
    ],
    sections: [
      summarySection(appraisal, result, about),
      standingSection(appraisal, result),
      questionSection(appraisal),
      optionsSection(appraisal, result),
      capacitySection(appraisal, result),
      resultsSection(result, about),
      whoPaysSection(appraisal, result),
      whoGainsSection(appraisal, result),
      districtsSection(result),
      answerSection(appraisal, result, about),
      rankingSection(appraisal, result),
      risksSection(appraisal, result, about),
      unquantifiedSection(appraisal, result),
      logSection(appraisal, about),
      yearsSection(result),
      stepsSection(result),
      methodSection(appraisal, result, about),
    ],
  };
}
