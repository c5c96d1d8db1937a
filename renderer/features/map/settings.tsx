import { memo } from 'react';
import type { ReactNode } from 'react';
import { useTypedWords } from '../../bridge/typed-words.ts';
import type { DatasetSummary } from '../../../shared/contract/cube.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import type { Choice } from '../../ui/field.tsx';
import {
  classLabels,
  countsOf,
  levelLabels,
  levelsOf,
  measureLabels,
  smoothingLabels,
  spanLabel,
  weightsLabels,
  wholePeriods,
} from './description.ts';
import { layerKind, layers } from './layers.ts';
import { surfaceLabels } from './surface-labels.ts';
import type { MapState, Span } from './description.ts';

interface MapSettingsProps {
  readonly datasets: readonly DatasetSummary[];
  readonly dataset: DatasetSummary;
  readonly state: MapState;
  readonly onChange: (change: Partial<MapState>) => void;
}

const choices = (labels: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(labels).map(([id, label]) => ({ id, label }));

const spanId = ({ from, to }: Span) => `${from}/${to}`;

/** What is mapped and how: every choice in reach of the keyboard. */
export const MapSettings = memo(function MapSettings({
  datasets,
  dataset,
  state,
  onChange: set,
}: MapSettingsProps): ReactNode {
  const spans = [
    ...wholePeriods(dataset, 'financial-year'),
    ...wholePeriods(dataset, 'financial-quarter'),
    ...(dataset.name === 'street-crime' ? wholePeriods(dataset, 'month') : []),
  ];
  const kind = layerKind(state.layer);
  const comparing = kind.compares(state);
  const listed = state.period && spans.some(span => spanId(span) === spanId(state.period!));
  const periods: Choice[] = [
    {
      id: 'all',
      label: comparing ? 'Latest that compares' : 'All periods',
      ...(dataset.from && dataset.until ? { hint: `${formatDate(dataset.from)} to ${formatDate(dataset.until)}` } : {}),
    },
    ...(state.period && !listed ? [{ id: spanId(state.period), label: spanLabel(state.period) }] : []),
    ...spans.map(span => ({ id: spanId(span), label: span.label })),
  ];
  const { layer } = state;
  const { hasClasses } = kind;
  const hasMeasure = kind.draws === 'areas' && kind.measure === 'chosen';
  return (
    <>
      <div className="map-settings">
        <ChoiceField
          label="Layer"
          value={layer}
          choices={layers.map(id => ({ id, label: layerKind(id).label }))}
          onChange={id => set({ layer: id as MapState['layer'] })}
        />
      </div>
      <div className="map-settings">
        <ChoiceField
          label="Dataset"
          value={dataset.name}
          choices={datasets.map(one => ({ id: one.name, label: one.label }))}
          onChange={id => set({ dataset: id, of: null, period: null, filters: [] })}
        />
      </div>
      <div className="map-settings">
        <ChoiceField
          label="Counts"
          value={
            state.of ??
            countsOf(dataset, layer).find(one => one.id === 'rows')?.id ??
            countsOf(dataset, layer)[0]?.id ??
            dataset.opening.measure
          }
          choices={countsOf(dataset, layer)}
          onChange={of => set({ of })}
        />
        <ChoiceField
          label="Level"
          value={state.level}
          choices={levelsOf(dataset, layer).map(id => ({
            id,
            label: levelLabels[id],
            ...(id === 'lsoa' ? { hint: 'About 147 children each: one case is 7 per 1,000' } : {}),
          }))}
          onChange={id => set({ level: id as MapState['level'] })}
        />
      </div>
      <div className="map-settings">
        <ChoiceField
          label="Period"
          value={state.period ? spanId(state.period) : 'all'}
          choices={periods}
          onChange={id => {
            const [from, to] = id.split('/');
            set({ period: id === 'all' ? null : { from: from!, to: to! } });
          }}
        />
        {hasMeasure ? (
          <ChoiceField
            label="Measure"
            value={state.measure}
            choices={choices(measureLabels)}
            onChange={id => set({ measure: id as MapState['measure'] })}
          />
        ) : kind.draws === 'surface' ? (
          <ChoiceField
            label="Measure"
            value={state.surface}
            choices={choices(surfaceLabels)}
            onChange={id => set({ surface: id as MapState['surface'] })}
          />
        ) : null}
        {hasMeasure && state.measure === 'smoothed-rate' ? (
          <ChoiceField
            label="Towards"
            value={state.smoothing}
            choices={choices(smoothingLabels)}
            onChange={id => set({ smoothing: id as MapState['smoothing'] })}
          />
        ) : null}
        {comparing ? (
          <ChoiceField
            label="Against"
            value={state.compare}
            choices={[
              { id: 'before', label: 'The period before' },
              { id: 'year-before', label: 'A year earlier' },
            ]}
            onChange={id => set({ compare: id as MapState['compare'] })}
          />
        ) : null}
      </div>
      {hasClasses ? (
        <div className="map-settings">
          <ChoiceField
            label="Classes"
            value={state.classes}
            choices={choices(classLabels)}
            onChange={id => set({ classes: id as MapState['classes'] })}
          />
          {state.classes === 'user' ? <OwnBreaks upper={state.upper} onSet={upper => set({ upper })} /> : null}
        </div>
      ) : null}
      {kind.hasNeighbours ? (
        <div className="map-settings">
          <ChoiceField
            label="Neighbours"
            value={state.weights}
            choices={choices(weightsLabels)}
            onChange={id => set({ weights: id as MapState['weights'] })}
          />
          <ChoiceField
            label="Many tests"
            value={state.correction}
            choices={[
              {
                id: 'benjamini-hochberg',
                label: 'Corrected',
                hint: 'Benjamini–Hochberg: few of the areas shown are there by chance',
              },
              { id: 'none', label: 'Not corrected', hint: 'At 95 %, about one area in twenty stands out by chance' },
            ]}
            onChange={id => set({ correction: id as MapState['correction'] })}
          />
        </div>
      ) : null}
    </>
  );
});

function OwnBreaks({ upper, onSet }: { readonly upper: readonly number[]; readonly onSet: (upper: number[]) => void }) {
  const { words, write, forget } = useTypedWords('own-breaks', { text: upper.join(', ') });
  const { text } = words;
  const numbers = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
  const ascending = numbers.every((one, i) => Number.isFinite(one) && (i === 0 || one > numbers[i - 1]!));
  const use = () => {
    forget();
    onSet(numbers);
  };
  return (
    <div className="map-own-breaks">
      <TextField
        label="Upper bounds"
        value={text}
        onChange={next => write({ text: next })}
        hint="Ascending, with commas: 2, 5, 10, 20"
        error={ascending ? null : 'Numbers that rise, with commas between them.'}
      />
      <Button size="small" isDisabled={!ascending || numbers.length === 0} onPress={use}>
        Use these
      </Button>
    </div>
  );
}
