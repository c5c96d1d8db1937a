import type { AppraisalResult } from '../../../../shared/contract/commissioning.ts';
import type { Appraisal, Contract } from '../../../../shared/model/appraisal.ts';
import { draftedText, listed } from '../../../../shared/text/appraisal.ts';
import { isNothingGiven } from '../../../../shared/text/decision.ts';
import type { DocumentSection, Text } from '../../documents/document.ts';
import { text } from './paper-words.ts';

export function optionsSection(appraisal: Appraisal, { findings }: AppraisalResult): DocumentSection {
  const names = new Map(appraisal.districts.map(district => [district.code, district.name]));
  const namesOf = (codes: readonly string[]) => listed(codes.map(code => names.get(code) ?? code));
  const contractText = (contract: Contract): Text => {
    const served = namesOf(contract.districts);
    const isWhole = contract.districts.length === appraisal.districts.length;
    const base = contract.bases.length === 0 ? '' : `; workers travel from ${namesOf(contract.bases)}`;
    const isSaid = served === contract.name || (isWhole && /\bthe whole area\b/i.test(contract.name));
    const where = isSaid ? base : `: ${isWhole ? 'the whole area' : served}${base}`;
    return text({ bold: contract.name }, where);
  };
  /** Contracts of single districts, named after them, stand in one line; each of the others in its own. */
  const contractItems = (contracts: readonly Contract[]): Text[] => {
    const isSingle = ({ name, districts, bases }: Contract) => bases.length === 0 && namesOf(districts) === name;
    const single = contracts.filter(isSingle);
    if (single.length < 2) return contracts.map(contractText);
    return [
      text({ bold: 'A contract for each district: ' }, `${listed(single.map(contract => contract.name))}.`),
      ...contracts.filter(contract => !isSingle(contract)).map(contractText),
    ];
  };
  return {
    heading: 'The options',
    blocks: isNothingGiven(findings) ? [{ kind: 'paragraph', text: draftedText }] : [],
    sections: appraisal.options.map((option, at) => ({
      heading: at === 0 && !/do.minimum/i.test(option.name) ? `${option.name} (do-minimum)` : option.name,
      blocks: [
        ...(option.description ? [{ kind: 'paragraph' as const, text: option.description }] : []),
        { kind: 'list' as const, items: contractItems(option.contracts) },
      ],
    })),
  };
}
