import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { FolderPlus, Plus, Trash2 } from 'lucide-react';
import type { AppraisalResult, ModelDescription, Ranking } from '../../../shared/contract/commissioning.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { weighingPartners } from '../../../shared/model/appraisal-standing.ts';
import { criteriaTree, pooledWeights } from '../../../shared/model/criteria-tree.ts';
import type { TreeBranch } from '../../../shared/model/criteria-tree.ts';
import { figureText, weightText } from '../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Card } from '../../ui/surface.tsx';
import {
  addCriterion,
  addGroup,
  mostCriteria,
  mostGroups,
  moveCriterion,
  moveGroup,
  parentsFor,
  removeCriterion,
  removeGroup,
  renameGroup,
  scaleFor,
  setCriterion,
  setWeight,
} from './criteria-editing.ts';
import { LineField } from './line-field.tsx';
import './criteria.css';

interface SwingWeightsProps {
  readonly appraisal: Appraisal;
  readonly result: AppraisalResult;
  readonly model: ModelDescription;
  readonly onChange: (appraisal: Appraisal) => void;
}

/** A line of the table: a group or a criterion, by its place in the document, and how deep it stands. */
interface Line {
  readonly kind: 'group' | 'criterion';
  readonly at: number;
  readonly depth: number;
  readonly leaves: readonly number[];
}

/** Every group before what stands in it, and all in the order of the criteria in the document; empty groups come last. */
function linesOf(branch: TreeBranch, depth = 0): readonly Line[] {
  const groups = branch.groups.map(one => ({
    first: Math.min(...one.leaves),
    lines: [{ kind: 'group', at: one.group!, depth, leaves: one.leaves } as const, ...linesOf(one, depth + 1)],
  }));
  const criteria = branch.criteria.map(at => ({
    first: at,
    lines: [{ kind: 'criterion', at, depth, leaves: [at] } as const],
  }));
  const places = [...groups, ...criteria];
  // Two empty groups are both at infinity, whose difference is no number.
  return places.toSorted((a, b) => (a.first === b.first ? 0 : a.first - b.first)).flatMap(({ lines }) => lines);
}

/** No group: what stands beside the groups. An id of a group never looks like this. */
const top = '/';

type Stays = Ranking['stability'][number] | Ranking['groupStability'][number];

const staysWords = (stays: Stays | undefined): string =>
  stays === undefined
    ? '—'
    : stays.from <= 0 && stays.to >= 1
      ? 'at any weight'
      : `${weightText(stays.from)} to ${weightText(stays.to)}`;

const plain = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 1);

type Format = ModelDescription['measures'][number]['format'];

/** A number as it is edited: in full, shares as percentages. */
const editedText = (value: number, format: Format): string => {
  const shown = format === 'percent' ? value * 100 : value;
  const text = Number(shown.toPrecision(6)).toLocaleString('en-GB', { maximumFractionDigits: 6 }).replace('-', '−');
  return format === 'money' ? `£${text}`.replace('£−', '−£') : format === 'percent' ? `${text}\u00a0%` : text;
};

function readText(text: string, format: Format): number | null {
  const bare = text.replaceAll(/[£,%\s]/g, '').replace('−', '-');
  const value = bare === '' ? NaN : Number(bare);
  return Number.isFinite(value) ? (format === 'percent' ? value / 100 : value) : null;
}

const scaleText = (value: number, format: Format): string =>
  format === 'money' ? figureText(value, format) : editedText(value, format);

/** What every partner says a criterion weighs, in the tree that the criteria stand in; and the editor of that tree. */
export function SwingWeights({ appraisal, result, model, onChange }: SwingWeightsProps): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const head = useRef<HTMLDivElement>(null);
  const editor = useRef<HTMLDivElement>(null);
  // The editor stands below a long table: whoever chooses a line is taken there, by the eye and by the keyboard.
  useEffect(() => {
    if (chosen === null) return;
    editor.current?.focus();
    editor.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const { criteria, criterionGroups, partners } = appraisal;
  const { ranking } = result;
  const lines = linesOf(criteriaTree(appraisal));
  // As in the ranking, of those who gave weights; where nobody did, what stands here is nobody's.
  const weighing = weighingPartners(appraisal);
  const isAnyonesOwn = weighing.length > 0;
  const pooled = pooledWeights(appraisal, isAnyonesOwn ? weighing : partners);
  const idOf = ({ kind, at }: Line) => (kind === 'group' ? criterionGroups[at]! : criteria[at]!).id;
  const current = lines.find(line => `${line.kind} ${idOf(line)}` === chosen);
  const formatOf = (at: number) =>
    model.measures.find(measure => measure.id === criteria[at]!.measure)?.format ?? 'number';
  // What had the focus is gone with what was taken away.
  const removed = (next: Appraisal) => {
    setChosen(null);
    onChange(next);
    head.current?.focus();
  };
  const added = (kind: Line['kind'], next: Appraisal) => {
    const items = kind === 'group' ? next.criterionGroups : next.criteria;
    setChosen(`${kind} ${items.at(-1)!.id}`);
    onChange(next);
  };
  return (
    <Card className="scenario-block" title="Swing weights">
      <p className="small">
        A swing weight says how much it matters to go from the worst to the best of a criterion, or of everything in a
        group, beside the others under the same heading; any scale will do, only their proportions count.
      </p>
      <table className="scenario-table scenario-tree">
        <thead>
          <tr>
            <th scope="col">Criterion</th>
            <th scope="col">Worst to best</th>
            {partners.map(partner => (
              <th key={partner.id} scope="col">
                {partner.name}
              </th>
            ))}
            <th scope="col" className="figures">
              {isAnyonesOwn ? 'Final weight, of all who gave theirs' : 'Final weight, nobody’s yet'}
            </th>
            <th scope="col" className="figures">
              Winner stays from, to
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => {
            const { kind, at, depth, leaves } = line;
            const isGroup = kind === 'group';
            const { id, name } = isGroup ? criterionGroups[at]! : criteria[at]!;
            const isEmpty = leaves.length === 0;
            const stays = isGroup
              ? ranking.groupStability.find(one => one.group === id)
              : ranking.stability.find(one => one.criterion === id);
            return (
              <tr key={`${kind} ${id}`} data-kind={kind} data-chosen={`${kind} ${id}` === chosen}>
                <th scope="row" style={{ paddingInlineStart: `calc(var(--space-8) + ${depth} * var(--space-16))` }}>
                  <button type="button" className="scenario-link" onClick={() => setChosen(`${kind} ${id}`)}>
                    {name}
                  </button>
                </th>
                <td className="small">
                  {isGroup
                    ? isEmpty
                      ? 'empty: weighs nothing'
                      : ''
                    : `${scaleText(criteria[at]!.worst, formatOf(at))} to ${scaleText(criteria[at]!.best, formatOf(at))}`}
                </td>
                {partners.map(partner => (
                  <td key={partner.id}>
                    {isEmpty ? null : (
                      <LineField
                        hideLabel
                        label={`Weight of ${name} for ${partner.name}`}
                        value={plain((isGroup ? partner.groupWeights : partner.weights)[at] ?? 0)}
                        onSet={text => {
                          const weight = Number(text.replaceAll(',', ''));
                          if (text.trim() === '' || !Number.isFinite(weight) || weight < 0)
                            return 'A number, 0 or more.';
                          onChange(setWeight(appraisal, partner.id, isGroup ? 'groupWeights' : 'weights', at, weight));
                          return null;
                        }}
                      />
                    )}
                  </td>
                ))}
                <td className="figures">{weightText(leaves.reduce((sum, k) => sum + pooled[k]!, 0))}</td>
                <td className="figures small">{isEmpty ? '' : staysWords(stays)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {criteria.length === 0 ? <p className="quiet scenario-hint">Without criteria there is no ranking.</p> : null}
      <div ref={head} tabIndex={-1} className="scenario-tree-head">
        <Button
          size="small"
          icon={<Plus aria-hidden />}
          isDisabled={criteria.length >= mostCriteria}
          onPress={() => added('criterion', addCriterion(appraisal, result, model))}
        >
          Add a criterion
        </Button>
        <Button
          size="small"
          icon={<FolderPlus aria-hidden />}
          isDisabled={criterionGroups.length >= mostGroups}
          onPress={() => added('group', addGroup(appraisal))}
        >
          Add a group
        </Button>
        {current ? null : <span className="quiet">Choose a line to rename it, move it or take it away.</span>}
      </div>
      <div ref={editor} tabIndex={-1} className="scenario-tree-editor">
        {current?.kind === 'criterion' ? (
          <CriterionEditor
            key={chosen}
            {...{ appraisal, result, model, onChange }}
            at={current.at}
            onRemove={() => removed(removeCriterion(appraisal, current.at))}
          />
        ) : current ? (
          <GroupEditor
            key={chosen}
            {...{ appraisal, onChange }}
            at={current.at}
            isEmpty={current.leaves.length === 0}
            onRemove={() => removed(removeGroup(appraisal, current.at))}
          />
        ) : null}
      </div>
    </Card>
  );
}

interface EditorProps {
  readonly appraisal: Appraisal;
  readonly at: number;
  readonly onChange: (appraisal: Appraisal) => void;
  readonly onRemove: () => void;
}

interface GroupChoiceProps {
  readonly groups: Appraisal['criterionGroups'];
  readonly value: string | null;
  readonly onChange: (group: string | null) => void;
}

function GroupChoice({ groups, value, onChange }: GroupChoiceProps): ReactNode {
  return (
    <ChoiceField
      label="Stands in"
      value={value ?? top}
      choices={[{ id: top, label: 'No group' }, ...groups.map(({ id, name }) => ({ id, label: name }))]}
      onChange={id => onChange(id === top ? null : id)}
    />
  );
}

function GroupEditor({ appraisal, at, isEmpty, onChange, onRemove }: EditorProps & { isEmpty: boolean }): ReactNode {
  const group = appraisal.criterionGroups[at]!;
  return (
    <section className="scenario-editor" aria-label={`Group: ${group.name}`}>
      <h3 className="scenario-tree-title">{group.name}</h3>
      <div className="scenario-tree-fields">
        <LineField
          label="Name of the group"
          value={group.name}
          onSet={name => (name.trim() ? onChange(renameGroup(appraisal, at, name.trim())) : 'A group needs a name.')}
        />
        <GroupChoice
          groups={parentsFor(appraisal, at)}
          value={group.parent}
          onChange={parent => onChange(moveGroup(appraisal, at, parent))}
        />
      </div>
      <div className="scenario-controls">
        <Button size="small" icon={<Trash2 aria-hidden />} onPress={onRemove}>
          Take the group away
        </Button>
        <span className="quiet">
          {isEmpty
            ? 'Nothing stands in it yet: choose a criterion and move it here.'
            : 'What stands in it moves up and keeps its final weight.'}
        </span>
      </div>
    </section>
  );
}

const examples = { percent: '20 %', money: '£900,000', number: '400', weeks: '30', ratio: '1.5' } as const;

function CriterionEditor({
  appraisal,
  result,
  model,
  at,
  onChange,
  onRemove,
}: EditorProps & Pick<SwingWeightsProps, 'result' | 'model'>): ReactNode {
  const criterion = appraisal.criteria[at]!;
  const measure = model.measures.find(one => one.id === criterion.measure)!;
  const { format } = measure;
  const end = (of: 'worst' | 'best', label: string) => (
    <LineField
      label={label}
      value={editedText(criterion[of], format)}
      onSet={text => {
        const value = readText(text, format);
        if (value === null) return `Write a number, such as ${examples[format]}.`;
        if (value === criterion[of === 'worst' ? 'best' : 'worst']) return 'The worst and the best must differ.';
        onChange(setCriterion(appraisal, at, { [of]: value }));
        return null;
      }}
    />
  );
  return (
    <section className="scenario-editor" aria-label={`Criterion: ${criterion.name}`}>
      <h3 className="scenario-tree-title">{criterion.name}</h3>
      <div className="scenario-tree-fields">
        <LineField
          label="Name of the criterion"
          value={criterion.name}
          onSet={name =>
            name.trim() ? onChange(setCriterion(appraisal, at, { name: name.trim() })) : 'A criterion needs a name.'
          }
        />
        <ChoiceField
          label="Measured by"
          value={criterion.measure}
          choices={model.measures.map(({ id, label }) => ({ id, label }))}
          onChange={id => {
            const next = model.measures.find(one => one.id === id)!;
            if (next.id === criterion.measure) return;
            const name = criterion.name === measure.label ? next.label : criterion.name;
            onChange(setCriterion(appraisal, at, { measure: next.id, name, ...scaleFor(result, next) }));
          }}
        />
        {end('worst', 'Worst, scores 0')}
        {end('best', 'Best, scores 100')}
        <GroupChoice
          groups={appraisal.criterionGroups}
          value={criterion.group}
          onChange={group => onChange(moveCriterion(appraisal, at, group))}
        />
      </div>
      <p className="small">{measure.definition}</p>
      <div className="scenario-controls">
        <Button size="small" icon={<Trash2 aria-hidden />} onPress={onRemove}>
          Take the criterion away
        </Button>
      </div>
    </section>
  );
}
