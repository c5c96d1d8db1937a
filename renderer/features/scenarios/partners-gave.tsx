import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTypedWords } from '../../bridge/typed-words.ts';
import type { Appraisal, Partner } from '../../../shared/model/appraisal.ts';
import { basisText } from '../../../shared/text/appraisal.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import { FiguresTable } from './figures-table.tsx';
import { givenBasis, givenDayWords, setPartner, today } from './editing.ts';
import type { PartnerGift } from './editing.ts';

interface PartnersGaveProps {
  readonly appraisal: Appraisal;
  readonly onChange: (appraisal: Appraisal) => void;
}

const gifts: readonly { readonly what: PartnerGift; readonly label: string }[] = [
  { what: 'share', label: 'Share of the cost' },
  { what: 'benefitShare', label: 'Share of the benefit' },
  { what: 'budget', label: 'Budget' },
  { what: 'weights', label: 'Weights' },
];

/** Where it comes from; a budget that has no amount is none, whatever was said of it. */
const giftText = (partner: Partner, what: PartnerGift): string =>
  what === 'budget' && partner.budget === null ? 'Not given' : basisText(partner.standing[what].basis);

/** What each partner has given, by whom and when: until it has, a value is the application's own and speaks for nobody. */
export function PartnersGave({ appraisal, onChange }: PartnersGaveProps): ReactNode {
  const [asking, setAsking] = useState<{ readonly id: string; readonly what: PartnerGift } | null>(null);
  const partner = appraisal.partners.find(one => one.id === asking?.id);
  return (
    <>
      <FiguresTable
        caption="What each partner has given; what it has not is a placeholder and speaks for nobody"
        heading="Partner"
        header={one => one.name}
        rows={appraisal.partners}
        rowKey={one => one.id}
        columns={gifts.map(({ what, label }) => ({
          label,
          cell: (one: Partner) => (
            <Button
              size="small"
              kind="quiet"
              aria-label={`${label} of ${one.name}: ${giftText(one, what)}. Say who gave it`}
              onPress={() => setAsking({ id: one.id, what })}
            >
              {giftText(one, what)}
            </Button>
          ),
        }))}
      />
      {asking && partner ? (
        <GiftForm
          key={`${asking.id} ${asking.what}`}
          name={`gift:${asking.id}:${asking.what}:${appraisal.name}`}
          label={`${gifts.find(gift => gift.what === asking.what)!.label} of ${partner.name}`}
          organisation={partner.name}
          onDone={(by, on, source) => {
            setAsking(null);
            if (by !== null)
              onChange(setPartner(appraisal, partner.id, {}, asking.what, { basis: givenBasis(by, on), source }));
          }}
        />
      ) : null}
    </>
  );
}

interface GiftFormProps {
  /** Under which its words are kept. */
  readonly name: string;
  readonly label: string;
  readonly organisation: string;
  /** Null where nothing is to be changed; an empty organisation makes it a placeholder again. */
  readonly onDone: (by: string | null, on: string, source: string) => void;
}

function GiftForm({ name, label, organisation, onDone }: GiftFormProps): ReactNode {
  const { words, areBack, write, forget } = useTypedWords(name, { by: organisation, on: today(), source: '' });
  const { by, on, source } = words;
  const wrong = givenDayWords(on);
  const done: GiftFormProps['onDone'] = (...given) => {
    forget();
    onDone(...given);
  };
  return (
    <div className="scenario-editor" role="group" aria-label={`Who gave it: ${label}`}>
      <p className="small">{label}: which organisation gave it, on which day, and where that is written.</p>
      <WrittenBefore shown={areBack} />
      <div className="scenario-pair">
        <TextField label="Organisation" value={by} onChange={next => write({ by: next })} />
        <TextField label="On" type="date" value={on} error={wrong} onChange={next => write({ on: next })} />
      </div>
      <TextField
        label="Source"
        value={source}
        onChange={next => write({ source: next })}
        placeholder="letter, minutes of a meeting"
      />
      <div className="scenario-controls">
        <Button
          size="small"
          kind="primary"
          isDisabled={by.trim() === '' || wrong !== null}
          onPress={() => done(by, on, source)}
        >
          It was given
        </Button>
        <Button size="small" onPress={() => done('', on, '')}>
          Placeholder again
        </Button>
        <Button size="small" kind="quiet" onPress={() => done(null, on, '')}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
