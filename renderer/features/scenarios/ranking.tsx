import type { ReactNode } from 'react';
import type { AppraisalResult, ModelDescription } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { chanceTexts, sketchScoresText } from '../../../shared/text/appraisal.ts';
import { isSketch } from '../../../shared/text/decision.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Card, Notice } from '../../ui/surface.tsx';
import { SwingWeights } from './swing-weights.tsx';

interface RankingProps {
  readonly appraisal: Appraisal;
  readonly result: AppraisalResult;
  readonly model: ModelDescription;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** The order of the options under each partner's weights, and how far it hangs on them. */
export function Ranking({ appraisal, result, model, onChange }: RankingProps): ReactNode {
  const { ranking } = result;
  const names = ranking.options.map(id => result.options.find(option => option.id === id)?.name ?? id);
  const ordinal = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];
  return (
    <div className="scenario-column">
      {ranking.warnings.map(warning => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <Card className="scenario-block" title="Scores under each partner’s weights">
        {ranking.scores.length === 0 ? (
          <p>
            No partner has given weights, so nobody’s ranking can be shown. Set them below, then say under “Who pays,
            who gains” who gave them.
          </p>
        ) : isSketch(result.findings) ? (
          <p>{sketchScoresText}</p>
        ) : null}
        <table className="scenario-table" hidden={ranking.scores.length === 0}>
          <thead>
            <tr>
              <th scope="col">Partner</th>
              {names.map(name => (
                <th key={name} scope="col" className="figures">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ranking.scores.map(({ partner, totals }) => {
              const most = Math.max(...totals);
              return (
                <tr key={partner}>
                  <th scope="row">{partner}</th>
                  {totals.map((total, at) => (
                    <td
                      key={ranking.options[at]}
                      className="figures"
                      data-best={total === most && !isSketch(result.findings)}
                    >
                      {formatNumber(total, 1)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className="small">
          0 to 100 on scales that are fixed, so that a further option never turns the order of the others. NPSV,
          outcomes and fairness come before the ratio of benefits to costs.
        </p>
      </Card>
      <SwingWeights appraisal={appraisal} result={result} model={model} onChange={onChange} />
      <Card className="scenario-block" title="If nobody had said a weight">
        <table className="scenario-table">
          <caption className="scenario-caption">
            Share of all possible weightings of the criteria, whatever the groups they stand in, under which an option
            has each place
          </caption>
          <thead>
            <tr>
              <th scope="col">Option</th>
              {names.map((_, place) => (
                <th key={ordinal[place]} scope="col" className="figures">
                  {ordinal[place]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ranking.acceptability.map((shares, at) => (
              <tr key={ranking.options[at]}>
                <th scope="row">{names[at]}</th>
                {chanceTexts(shares).map((share, place) => (
                  <td key={ordinal[place]} className="figures">
                    {share}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}
