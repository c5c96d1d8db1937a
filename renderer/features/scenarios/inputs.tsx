import { memo, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useKeptSearch } from '../../bridge/typed-words.ts';
import type { InputDefinition, ModelDescription } from '../../../shared/contract/commissioning.ts';
import { evidenceGrades } from '../../../shared/model/appraisal.ts';
import type { Appraisal, EvidenceGrade, InputValue } from '../../../shared/model/appraisal.ts';
import { basisText } from '../../../shared/text/appraisal.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField, SearchField } from '../../ui/field.tsx';
import { Card, Chip } from '../../ui/surface.tsx';
import { effectiveInput, everywhere, givenDayWords, givenValue, setInput, today } from './editing.ts';
import type { Scope } from './editing.ts';
import { InputField } from './input-field.tsx';
import { LineField } from './line-field.tsx';
import './inputs.css';

const groupLabels: Readonly<Record<InputDefinition['group'], string>> = {
  demand: 'Demand',
  'missing-service': 'Missing Service',
  'targeted-service': 'Targeted Service',
  workforce: 'Workforce',
  cost: 'Cost',
  outcome: 'Outcomes and their value',
  finance: 'Finance',
};

export interface EditProps {
  readonly appraisal: Appraisal;
  readonly model: ModelDescription;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** Which part of the appraisal an input is set for. */
export function ScopeField({
  appraisal,
  scope,
  onScope,
}: {
  readonly appraisal: Appraisal;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
}): ReactNode {
  const choices = [
    { id: '/', label: 'All options' },
    ...appraisal.options.flatMap(option => [
      { id: `${option.id}/`, label: option.name },
      ...(option.contracts.length > 1
        ? option.contracts.map(contract => ({
            id: `${option.id}/${contract.id}`,
            label: `${option.name}: ${contract.name}`,
          }))
        : []),
    ]),
  ];
  return (
    <ChoiceField
      label="Set for"
      value={`${scope.option ?? ''}/${scope.contract ?? ''}`}
      choices={choices}
      onChange={id => {
        const [option, contract] = id.split('/');
        onScope({ option: option || null, contract: contract || null });
      }}
    />
  );
}

/**
 * Every input with its range, unit, source, owner, evidence and review date: the assumptions log as it is written. It does
 * not hang on the answer, so it is not drawn again when that comes.
 */
export const Inputs = memo(function Inputs({ appraisal, model, onChange }: EditProps): ReactNode {
  const [scope, setScope] = useState<Scope>(everywhere);
  const [search, setSearch] = useKeptSearch('inputs');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useMemo(() => {
    const needle = search.trim().toLowerCase();
    return model.inputs.filter(
      input => !needle || `${input.label} ${input.definition} ${input.unit}`.toLowerCase().includes(needle),
    );
  }, [model, search]);
  const groups = Object.keys(groupLabels) as InputDefinition['group'][];
  const input = model.inputs.find(one => one.id === chosen) ?? null;
  return (
    <div className="scenario-inputs">
      <Card className="scenario-inputs-list" label="Inputs">
        <div className="scenario-inputs-head">
          <SearchField label="Search inputs" value={search} onChange={setSearch} />
          <ScopeField appraisal={appraisal} scope={scope} onScope={setScope} />
        </div>
        <div className="scenario-inputs-scroll">
          <table className="scenario-table">
            <thead>
              <tr>
                <th scope="col">Input</th>
                <th scope="col">Value or range</th>
                <th scope="col">Unit</th>
                <th scope="col">Where it comes from</th>
                <th scope="col">Evidence</th>
                <th scope="col">Set for</th>
              </tr>
            </thead>
            {groups.map(group => {
              const rows = found.filter(one => one.group === group);
              if (rows.length === 0) return null;
              return (
                <tbody key={group}>
                  <tr className="scenario-group">
                    <th scope="colgroup" colSpan={6}>
                      {groupLabels[group]}
                    </th>
                  </tr>
                  {rows.map(one => {
                    const { value, from } = effectiveInput(appraisal, scope, one);
                    return (
                      <tr key={one.id} data-chosen={one.id === chosen}>
                        <th scope="row">
                          <button type="button" className="scenario-link" onClick={() => setChosen(one.id)}>
                            {one.label}
                          </button>
                        </th>
                        <td>
                          <strong>{value.text}</strong>
                        </td>
                        <td className="small">{one.unit}</td>
                        <td className="small scenario-source" title={value.source}>
                          {value.basis.state === 'data' && value.link ? (
                            <Chip>from the data: {value.link.words}</Chip>
                          ) : (
                            basisText(value.basis)
                          )}
                        </td>
                        <td>{value.grade ?? '–'}</td>
                        <td className="small">
                          {
                            {
                              model: 'the model’s own',
                              appraisal: 'all options',
                              option: 'this option',
                              contract: 'this contract',
                            }[from]
                          }
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              );
            })}
          </table>
        </div>
      </Card>
      <Card className="scenario-input-card" title={input ? input.label : 'An input'}>
        {input ? (
          <InputEditor
            key={`${input.id}/${scope.option}/${scope.contract}`}
            appraisal={appraisal}
            scope={scope}
            input={input}
            onChange={onChange}
          />
        ) : (
          <p className="quiet scenario-hint">
            Choose an input to change it. Write a number, or a range as you would say it: “820 to 1,150”, “about 900”,
            “60 to 75 %”.
          </p>
        )}
      </Card>
    </div>
  );
});

interface InputEditorProps {
  readonly appraisal: Appraisal;
  readonly scope: Scope;
  readonly input: InputDefinition;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** One input: its value, and what the log says of it. */
export function InputEditor({ appraisal, scope, input, onChange }: InputEditorProps): ReactNode {
  const { value, from } = effectiveInput(appraisal, scope, input);
  const reading = useAnswer('commissioning.reading', {
    input: input.id,
    text: value.text,
    distribution: value.distribution,
  });
  const set = (change: Partial<InputValue>) => onChange(setInput(appraisal, scope, input.id, { ...value, ...change }));
  const here = scope.contract ? 'contract' : scope.option ? 'option' : 'appraisal';
  return (
    <div className="scenario-editor">
      <p className="quiet">{input.definition}</p>
      <InputField input={input} value={value} onSet={next => onChange(setInput(appraisal, scope, input.id, next))} />
      <p className="small">
        {reading.data?.ok ? `${reading.data.words} · ` : ''}
        {input.unit}
        {value.link
          ? ` · ${value.basis.state === 'data' ? 'from the data' : 'pulled elsewhere'}, ${value.link.words}`
          : ''}
      </p>
      <GivenBy
        key={value.basis.state}
        value={value}
        onSet={next => onChange(setInput(appraisal, scope, input.id, next))}
      />
      <LineField label="Source" value={value.source} onSet={source => set({ source })} />
      <LineField label="Owner" value={value.owner} onSet={owner => set({ owner })} />
      <div className="scenario-pair">
        <ChoiceField
          label="Evidence"
          value={value.grade ?? 'none'}
          choices={
            value.basis.state === 'placeholder'
              ? [{ id: 'none', label: '–', hint: 'A placeholder is no evidence' }]
              : [
                  ...(value.grade ? [] : [{ id: 'none', label: '–', hint: 'Nobody has graded it yet' }]),
                  ...evidenceGrades.map(grade => ({ id: grade, label: grade, hint: gradeWords[grade] })),
                ]
          }
          onChange={grade => {
            if (grade !== 'none') set({ grade: grade as EvidenceGrade });
          }}
        />
        <LineField
          label="Review on"
          type="date"
          value={value.reviewOn ?? ''}
          onSet={day => set({ reviewOn: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null })}
        />
      </div>
      {value.reviewOn ? <p className="small">To be looked at again on {formatDate(value.reviewOn)}.</p> : null}
      {from === here ? (
        <Button size="small" onPress={() => onChange(setInput(appraisal, scope, input.id, null))}>
          {here === 'appraisal' ? 'Back to the model’s own' : 'Back to what holds for all'}
        </Button>
      ) : null}
    </div>
  );
}

interface GivenByProps {
  readonly value: InputValue;
  readonly onSet: (value: InputValue) => void;
}

/** Who gave a value, and when: without an organisation it stays a placeholder that speaks for nobody. */
function GivenBy({ value, onSet }: GivenByProps): ReactNode {
  const { basis } = value;
  if (basis.state === 'data') return null;
  const [by, on] = basis.state === 'given' ? [basis.by, basis.on] : ['', today()];
  return (
    <>
      {basis.state === 'placeholder' ? (
        <p className="small">A placeholder: it speaks for nobody until an organisation has given it.</p>
      ) : null}
      <div className="scenario-pair">
        <LineField label="Given by (organisation)" value={by} onSet={next => onSet(givenValue(value, next, on))} />
        <LineField
          label="On"
          type="date"
          value={on}
          onSet={day => {
            if (basis.state !== 'given') return 'First say which organisation gave it.';
            const wrong = givenDayWords(day);
            if (wrong === null) onSet(givenValue(value, by, day));
            return wrong;
          }}
        />
      </div>
    </>
  );
}

const gradeWords: Readonly<Record<EvidenceGrade, string>> = {
  A: 'Measured here and checked',
  B: 'Measured elsewhere',
  C: 'Judged by several people',
  D: 'One person’s guess',
};
