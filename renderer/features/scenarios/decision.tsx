import type { ReactNode } from 'react';
import type { AppraisalResult, ModelDescription } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import {
  figureText,
  listed,
  sketchTurnsText,
  standingText,
  unorderedText,
  gapItems,
  gapsHead,
  gapsText,
  sketchText,
} from '../../../shared/text/appraisal.ts';
import { decisionWords } from '../../../shared/text/decision.ts';
import type { DecisionWords } from '../../../shared/text/decision.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice } from '../../ui/surface.tsx';

/** The decision in the words of paper and slide. */
export const decisionOf = (appraisal: Appraisal, model: ModelDescription, result: AppraisalResult): DecisionWords =>
  decisionWords(result.findings, {
    options: result.options,
    inputs: model.inputs,
    partners: appraisal.partners.map(partner => partner.name),
    years: appraisal.years,
  });

/** How much of it is placeholder, before any figure. */
export function RestsOn({
  result,
  onInputs,
}: {
  readonly result: AppraisalResult;
  readonly onInputs: () => void;
}): ReactNode {
  const { standing } = result;
  const { movedByPlaceholders, isDraft } = standing;
  const moved =
    movedByPlaceholders === null
      ? ''
      : ` ${figureText(movedByPlaceholders, 'percent')} of what moves the answer is placeholder.`;
  return (
    <Notice tone={isDraft ? 'warn' : 'plain'}>
      {isDraft ? <strong>A sketch, not yet a case. </strong> : null}
      {standingText(standing)}
      {moved}{' '}
      <Button size="small" onPress={onInputs}>
        Who has to give what
      </Button>
    </Notice>
  );
}

/** What is missing before an option may be called better, a line each. */
function Missing({ gaps }: { readonly gaps: AppraisalResult['standing']['gaps'] }): ReactNode {
  const items = gapItems(gaps);
  if (items.length === 0) return <p>{gapsText(gaps)}</p>;
  return (
    <>
      <p>{gapsHead}:</p>
      <ul className="scenario-list">
        {items.map(item => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}

interface DecisionProps {
  readonly decision: DecisionWords;
  readonly isWhole: boolean;
  readonly isSketch: boolean;
  readonly standing: AppraisalResult['standing'];
}

/** Money, time, fairness and affordability in one line each, with who ranks what first and what turns it. */
export function Decision({ decision, isWhole, isSketch, standing }: DecisionProps): ReactNode {
  const { order, withoutWeights, unordered } = decision;
  return (
    <Card className="scenario-decision" label="The decision">
      <div>
        <h2>Money, time, fairness</h2>
        {isSketch ? (
          <>
            <p>{sketchText(standing)}</p>
            <Missing gaps={standing.gaps} />
            {decision.unserved === '' ? null : <p>{decision.unserved}</p>}
          </>
        ) : (
          <>
            <p>{decision.money}</p>
            <p>{decision.time}</p>
            <p>{decision.fairness}</p>
          </>
        )}
      </div>
      <div>
        <h2>Who ranks what first</h2>
        {order.map(({ option, partners }) => (
          <p key={option}>
            <strong>{option}</strong> {listed(partners)}
          </p>
        ))}
        <p className="quiet">
          {unordered.length > 0
            ? unorderedText(unordered)
            : order.length === 0
              ? 'No partner has given weights, so nobody’s ranking is shown.'
              : withoutWeights.length > 0
                ? `No weights yet: ${listed(withoutWeights)}.`
                : ''}
        </p>
        <p>{decision.affordability}</p>
      </div>
      <div>
        <h2>It turns if</h2>
        <p>
          {isSketch
            ? `${sketchTurnsText} See Sensitivity.`
            : isWhole
              ? decision.turns
              : 'Working out what would turn it…'}
        </p>
      </div>
    </Card>
  );
}
