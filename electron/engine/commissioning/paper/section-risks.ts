import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../../shared/model/appraisal.ts';
import { figureText, listed, sketchServicesText } from '../../../../shared/text/appraisal.ts';
import { isSketch } from '../../../../shared/text/decision.ts';
import { formatCount, formatNumber } from '../../../../shared/text/format.ts';
import type { DocumentSection, Text } from '../../documents/document.ts';
import { assumptionLines } from './about-paper.ts';
import type { AboutPaper } from './about-paper.ts';
import { sentence, text } from './paper-words.ts';

/** A budget that covers its share less often than this is named among the risks. */
const safeChance = 0.9;

/** Notes on districts, which stand with them. */
const ofDistricts: ReadonlySet<string> = new Set(['access-assumed', 'chance']);

export function risksSection(appraisal: Appraisal, result: AppraisalResult, about: AboutPaper): DocumentSection {
  const items: Text[] = [];
  for (const option of result.options) {
    const contracts = new Map(
      appraisal.options.find(one => one.id === option.id)?.contracts.map(contract => [contract.id, contract.name]),
    );
    const lines = option.pools
      .filter(pool => !pool.stable)
      .map(pool => {
        const service = pool.service === 'missing' ? 'return interviews' : 'targeted support';
        return sentence(`${contracts.get(pool.contract) ?? pool.contract}, ${service}: ${pool.words}`);
      });
    if (lines.length > 0)
      items.push(text({ bold: option.name }, `: more work comes in than can be done. ${lines.join(' ')}`));
    const short = option.partners.filter(partner => partner.affordable !== null && partner.affordable < safeChance);
    if (short.length > 0 && !isSketch(result.findings))
      items.push(
        text(
          { bold: option.name },
          `: budgets may not cover the shares in every year. The chance that they do: ${listed(short.map(partner => `${partner.name} ${figureText(partner.affordable!, 'percent')}`))}.`,
        ),
      );
  }
  const lines = assumptionLines(appraisal, about);
  const guesses = lines.filter(line => line.value.grade === 'D');
  if (guesses.length > 0)
    items.push(
      `${formatCount(guesses.length, 'assumption')} of ${formatNumber(lines.length)} ${guesses.length === 1 ? 'is' : 'are'} one person’s guess (grade D): ${listed([...new Set(guesses.map(line => line.definition.label))])}.`,
    );
  const due = lines.filter(line => line.value.reviewOn !== null && line.value.reviewOn < about.asAt);
  if (due.length > 0)
    items.push(
      `${formatCount(due.length, 'assumption')} should have been reviewed by now: ${listed([...new Set(due.map(line => line.definition.label))])}.`,
    );
  items.push(...result.notes.filter(({ code }) => !ofDistricts.has(code)).map(note => note.text));
  return {
    heading: 'Risks',
    blocks:
      items.length === 0
        ? [
            {
              kind: 'paragraph',
              text: 'The calculations flag no risk.',
            },
          ]
        : [
            ...(isSketch(result.findings)
              ? [{ kind: 'paragraph' as const, text: sketchServicesText(result.standing) }]
              : []),
            { kind: 'list', items },
          ],
  };
}
