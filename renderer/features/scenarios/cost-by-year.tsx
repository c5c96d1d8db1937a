import type { ReactNode } from 'react';
import type { OptionResult, ResultStanding } from '../../../shared/contract/commissioning.ts';
import { figureText, sharesUnknownText } from '../../../shared/text/appraisal.ts';
import { FiguresTable } from './figures-table.tsx';

interface CostByYearProps {
  readonly options: readonly OptionResult[];
  readonly years: readonly string[];
  readonly standing: ResultStanding;
}

/** What there is to share in each year, while no amount can be put down to a partner. */
export function CostByYear({ options, years, standing }: CostByYearProps): ReactNode {
  return (
    <>
      <p>{sharesUnknownText(standing)}</p>
      <FiguresTable
        heading="Year"
        header={year => year.label}
        rows={years.map((label, at) => ({ label, at }))}
        rowKey={year => year.label}
        columns={options.map(option => ({
          label: options.length > 1 ? option.name : 'Costs',
          figures: true,
          cell: ({ at }: { readonly at: number }) => figureText(option.years[at]!.costNominal, 'money'),
        }))}
      />
    </>
  );
}
