import type { ReactNode } from 'react';
import type { LeavingResult, OptionResult } from '../../../shared/contract/commissioning.ts';
import { penceText } from '../../../shared/text/appraisal.ts';
import { Card } from '../../ui/surface.tsx';
import { FiguresTable } from './figures-table.tsx';
import type { FiguresColumn } from './figures-table.tsx';

const unpaid: FiguresColumn<LeavingResult> = {
  label: 'Paid by nobody',
  figures: true,
  cell: one => penceText(one.unpaidPence),
};

/** What the others would pay if a partner left with its districts, and what it would pay alone. */
export function Leaving({ option }: { readonly option: OptionResult }): ReactNode {
  const { partners, leaving } = option;
  if (leaving.length === 0) return null;
  return (
    <Card className="scenario-block" title="If a partner leaves">
      <FiguresTable
        caption={`${option.name}; a year on average, in the prices of each year. A partner takes its districts with it`}
        heading="Who leaves"
        header={one => partners.find(partner => partner.id === one.partner)?.name ?? one.partner}
        rows={leaving}
        rowKey={one => one.partner}
        columns={[
          { label: 'The service then costs', figures: true, cell: one => penceText(one.costPence) },
          ...(leaving.some(one => one.unpaidPence > 0) ? [unpaid] : []),
          {
            label: 'Alone it pays',
            figures: true,
            cell: one => penceText(one.alonePence),
          },
          { label: 'In words', cell: one => one.words },
        ]}
      />
      <p className="small">
        The others share by the same rule, within the least and the most that each pays. Alone, a partner pays for its
        districts what the partners of the whole area do not pay, as in the table above.
      </p>
    </Card>
  );
}
