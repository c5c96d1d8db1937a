import type { ReactNode } from 'react';
import type { Appraisal, Partner } from '../../../shared/model/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Card } from '../../ui/surface.tsx';
import { FiguresTable } from './figures-table.tsx';
import { setPartner } from './editing.ts';
import type { PartnerGift } from './editing.ts';
import { LineField, PoundsField } from './line-field.tsx';
import { PartnersGave } from './partners-gave.tsx';

interface PartnersTableProps {
  readonly appraisal: Appraisal;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** What each partner has agreed to: its shares, its budget, and the least and the most that it pays. */
export function PartnersTable({ appraisal, onChange }: PartnersTableProps): ReactNode {
  const set = (id: string, change: Partial<Partner>, what: PartnerGift | null = null) =>
    onChange(setPartner(appraisal, id, change, what));
  return (
    <Card className="scenario-block" title="Partners">
      <FiguresTable
        heading="Partner"
        header={partner => (
          <LineField
            hideLabel
            label={`Name of ${partner.name}`}
            value={partner.name}
            onSet={name => {
              if (name.trim() === '') return 'A partner needs a name.';
              set(partner.id, { name: name.trim() });
              return null;
            }}
          />
        )}
        rows={appraisal.partners}
        rowKey={partner => partner.id}
        columns={[
          {
            label: 'Fixed share',
            cell: partner => (
              <ShareField
                label={`Fixed share of ${partner.name}`}
                value={partner.share}
                onSet={share => set(partner.id, { share }, 'share')}
              />
            ),
          },
          {
            label: 'Share of the benefit',
            cell: partner => (
              <ShareField
                label={`Share of the benefit of ${partner.name}`}
                value={partner.benefitShare}
                onSet={benefitShare => set(partner.id, { benefitShare }, 'benefitShare')}
              />
            ),
          },
          {
            label: 'Budget a year, £',
            cell: partner => (
              <PoundsField
                label={`Budget of ${partner.name}`}
                value={partner.budget}
                empty="not given"
                onSet={budget => set(partner.id, { budget }, 'budget')}
              />
            ),
          },
          {
            label: 'At least a year, £',
            cell: partner => (
              <PoundsField
                label={`${partner.name} pays at least, a year`}
                value={partner.floor}
                empty="none"
                onSet={floor => set(partner.id, { floor })}
              />
            ),
          },
          {
            label: 'At most a year, £',
            cell: partner => (
              <PoundsField
                label={`${partner.name} pays at most, a year`}
                value={partner.cap}
                empty="none"
                onSet={cap => set(partner.id, { cap })}
              />
            ),
          },
        ]}
      />
      <PartnersGave appraisal={appraisal} onChange={onChange} />
    </Card>
  );
}

/** A share kept as decimal text, so that what is shared out is exact: 42 % is "0.42". */
function ShareField({
  label,
  value,
  onSet,
}: {
  readonly label: string;
  readonly value: string;
  readonly onSet: (share: string) => void;
}): ReactNode {
  return (
    <LineField
      hideLabel
      label={label}
      value={`${formatNumber(Number(value) * 100, 2).replace(/\.?0+$/, '')} %`}
      onSet={text => {
        const bare = text.replaceAll(/[%\s]/g, '');
        const share = bare === '' ? NaN : Number(bare) / 100;
        if (!(share >= 0 && share <= 1)) return 'Write a share from 0 to 100 %.';
        onSet(String(Math.round(share * 1e9) / 1e9));
        return null;
      }}
    />
  );
}
