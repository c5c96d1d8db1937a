import { memo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { InputDefinition, PathwayStage } from '../../../shared/contract/commissioning.ts';
import { formatPercent } from '../../../shared/text/format.ts';
import { Card } from '../../ui/surface.tsx';
import { effectiveInput, everywhere, halfWay, setInput, today, typedValue } from './editing.ts';
import type { Scope } from './editing.ts';
import { InputEditor, ScopeField } from './inputs.tsx';
import type { EditProps } from './inputs.tsx';
import './inputs.css';
import './pathway.css';

const cell = { width: 136, height: 96, boxWidth: 92, boxHeight: 56 };

const centre = (stage: PathwayStage) => ({
  x: stage.column * cell.width + cell.width / 2,
  y: stage.row * cell.height + cell.height / 2,
});

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The stage that lies nearest in the direction of an arrow key. */
function neighbour(stages: readonly PathwayStage[], from: PathwayStage, [dx, dy]: readonly [number, number]) {
  const farness = (one: PathwayStage) => Math.abs(one.column - from.column) + Math.abs(one.row - from.row) * 1.01;
  return stages
    .filter(one => (dx ? Math.sign(one.column - from.column) === dx : Math.sign(one.row - from.row) === dy))
    .toSorted((a, b) => farness(a) - farness(b))[0];
}

/** The way of a child through both services, with the stage that is chosen beside it. */
export const PathwayPicture = memo(function PathwayPicture({ appraisal, model, onChange }: EditProps): ReactNode {
  const [scope, setScope] = useState<Scope>(everywhere);
  const [chosen, setChosen] = useState<string | null>(null);
  const setShare = (input: InputDefinition, share: number) => {
    const { value } = effectiveInput(appraisal, scope, input);
    const rounded = Math.round(Math.min(input.highest, Math.max(input.lowest, share)) * 100) / 100;
    onChange(
      setInput(appraisal, scope, input.id, {
        ...typedValue(value, formatPercent(rounded), { kind: 'point', value: rounded }, today()),
      }),
    );
  };
  return (
    <div className="scenario-inputs">
      <Card className="scenario-pathway" label="Pathway">
        <div className="scenario-inputs-head">
          <p className="quiet">
            Choose a stage to change it. Pull a share on an arrow up or down, or use the arrow keys on it.
          </p>
          <ScopeField appraisal={appraisal} scope={scope} onScope={setScope} />
        </div>
        <div className="scenario-pathway-scroll">
          <Picture
            appraisal={appraisal}
            model={model}
            scope={scope}
            chosen={chosen}
            onChoose={setChosen}
            onShare={setShare}
          />
        </div>
      </Card>
      <StageCard
        stage={model.pathway.stages.find(one => one.id === chosen)}
        appraisal={appraisal}
        model={model}
        scope={scope}
        onChange={onChange}
      />
    </div>
  );
});

interface PictureProps extends Pick<EditProps, 'appraisal' | 'model'> {
  readonly scope: Scope;
  readonly chosen: string | null;
  readonly onChoose: (stage: string) => void;
  readonly onShare: (input: InputDefinition, share: number) => void;
}

/**
 * Stages and the arrows between them. A stage opens its inputs; a share on an arrow is pulled up or down, or changed with
 * the arrow keys. The list beside it says the same.
 */
function Picture({ appraisal, model, scope, chosen, onChoose, onShare }: PictureProps): ReactNode {
  const { stages, links } = model.pathway;
  const picture = useRef<HTMLDivElement>(null);
  const byId = new Map(stages.map(stage => [stage.id, stage]));
  const inputs = new Map(model.inputs.map(input => [input.id, input]));
  const width = (Math.max(...stages.map(stage => stage.column)) + 1) * cell.width;
  const height = (Math.max(...stages.map(stage => stage.row)) + 1) * cell.height;
  const move = (event: KeyboardEvent, from: PathwayStage) => {
    const by = ways[event.key];
    if (!by) return;
    const next = neighbour(stages, from, by);
    if (next) picture.current?.querySelector<HTMLElement>(`[data-stage="${CSS.escape(next.id)}"]`)?.focus();
    event.preventDefault();
  };
  return (
    <div ref={picture} className="scenario-picture" style={{ width, height }}>
      <svg width={width} height={height} aria-hidden>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8z" className="scenario-arrow-head" />
          </marker>
        </defs>
        {links.map(link => {
          const [from, to] = [byId.get(link.from), byId.get(link.to)];
          return from && to ? <Arrow key={`${link.from}-${link.to}`} from={from} to={to} /> : null;
        })}
      </svg>
      {stages.map(stage => {
        const input = stage.inputs[0] === undefined ? undefined : inputs.get(stage.inputs[0]);
        return (
          <StageButton
            key={stage.id}
            stage={stage}
            words={input ? `${effectiveInput(appraisal, scope, input).value.text} ${input.unit}` : null}
            isShare={input?.format === 'percent'}
            isChosen={stage.id === chosen}
            onChoose={() => onChoose(stage.id)}
            onMove={event => move(event, stage)}
          />
        );
      })}
      {links.map(link => {
        const [from, to] = [byId.get(link.from), byId.get(link.to)];
        const input = link.input ? inputs.get(link.input) : undefined;
        if (!from || !to || !input) return null;
        const [a, b] = [centre(from), centre(to)];
        return (
          <ShareHandle
            key={`${link.from}-${link.to}`}
            label={`${input.label}: from ${from.name} to ${to.name}`}
            share={halfWay(effectiveInput(appraisal, scope, input).value.distribution)}
            x={(a.x + b.x) / 2}
            y={(a.y + b.y) / 2}
            onSet={next => onShare(input, next)}
          />
        );
      })}
    </div>
  );
}

function Arrow({ from, to }: { readonly from: PathwayStage; readonly to: PathwayStage }): ReactNode {
  const [a, b] = [centre(from), centre(to)];
  const dx = Math.sign(b.x - a.x) * (cell.boxWidth / 2);
  const dy = a.x === b.x ? Math.sign(b.y - a.y) * (cell.boxHeight / 2) : 0;
  const [x1, y1, x2, y2] = [a.x + dx, a.y + dy, b.x - dx, b.y - dy];
  const middle = (x1 + x2) / 2;
  return (
    <path
      d={a.x === b.x ? `M${x1} ${y1}V${y2}` : `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
      className="scenario-arrow"
      markerEnd="url(#arrow)"
    />
  );
}

interface StageButtonProps {
  readonly stage: PathwayStage;
  /** What its first input says. */
  readonly words: string | null;
  /** Its first input is a share, which stands on its arrow. */
  readonly isShare: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onMove: (event: KeyboardEvent) => void;
}

function StageButton({ stage, words, isShare, isChosen, onChoose, onMove }: StageButtonProps): ReactNode {
  const { x, y } = centre(stage);
  return (
    <button
      type="button"
      className="scenario-stage"
      data-stage={stage.id}
      data-kind={stage.kind}
      aria-pressed={isChosen}
      style={{
        left: x - cell.boxWidth / 2,
        top: y - cell.boxHeight / 2,
        width: cell.boxWidth,
        height: cell.boxHeight,
      }}
      onClick={onChoose}
      onKeyDown={onMove}
    >
      <strong>{stage.name}</strong>
      {words !== null && !isShare && (stage.kind === 'work' || stage.kind === 'queue') ? (
        <span className="small">{words}</span>
      ) : null}
    </button>
  );
}

interface StageCardProps extends EditProps {
  readonly stage: PathwayStage | undefined;
  readonly scope: Scope;
}

/** What is set for the chosen stage. */
function StageCard({ stage, appraisal, model, scope, onChange }: StageCardProps): ReactNode {
  const inputs = new Map(model.inputs.map(input => [input.id, input]));
  return (
    <Card className="scenario-input-card" title={stage ? stage.name : 'A stage'}>
      {!stage ? (
        <p className="quiet scenario-hint">Choose a stage of the picture, with the mouse or with Tab and Enter.</p>
      ) : stage.inputs.length === 0 ? (
        <p className="quiet scenario-hint">Nothing is set here: it follows from the stages before it.</p>
      ) : (
        stage.inputs.map(id => {
          const input = inputs.get(id);
          return input ? (
            <InputEditor
              key={`${id}/${scope.option}/${scope.contract}`}
              appraisal={appraisal}
              scope={scope}
              input={input}
              onChange={onChange}
            />
          ) : null;
        })
      )}
    </Card>
  );
}

interface ShareHandleProps {
  readonly label: string;
  readonly share: number;
  readonly x: number;
  readonly y: number;
  readonly onSet: (share: number) => void;
}

/** Points of height for one percentage point. */
const pull = 3;

/** A share on an arrow: a slider that is pulled up and down, or moved by the arrow keys. */
function ShareHandle({ label, share, x, y, onSet }: ShareHandleProps): ReactNode {
  const [pulled, setPulled] = useState<{ readonly from: number; readonly share: number; readonly now: number } | null>(
    null,
  );
  const shown = pulled?.now ?? share;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: 0.01, ArrowRight: 0.01, ArrowDown: -0.01, ArrowLeft: -0.01, PageUp: 0.1, PageDown: -0.1 }[
      event.key
    ];
    if (by === undefined) return;
    onSet(share + by);
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setPulled({ from: event.clientY, share, now: share });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!pulled) return;
    const now = Math.min(1, Math.max(0, pulled.share + Math.round((pulled.from - event.clientY) / pull) / 100));
    setPulled({ ...pulled, now });
  };
  const onPointerUp = () => {
    if (pulled && pulled.now !== pulled.share) onSet(pulled.now);
    setPulled(null);
  };
  return (
    <div
      className="scenario-share"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown * 100)}
      aria-valuetext={formatPercent(shown)}
      title={label}
      style={{ left: x, top: y }}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
    >
      {formatPercent(shown)}
    </div>
  );
}
