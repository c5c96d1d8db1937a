import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { Gauge, Pin, TriangleAlert } from 'lucide-react';
import { useAudience } from '../../bridge/audience.ts';
import { useCommands } from '../../bridge/commands.ts';
import { wantPin } from '../../bridge/pin.ts';
import { go, usePlaceState } from '../../bridge/route.ts';
import { useJobAnswer } from '../../bridge/watched.ts';
import { sentenceOf } from '../../bridge/workbench.ts';
import type { Scorecard, ScorecardQuestion } from '../../../shared/contract/framework.ts';
import { themes } from '../../../shared/model/framework.ts';
import type { Theme } from '../../../shared/model/framework.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/field.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Empty, Notice, Page } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { IndicatorTable } from './indicator-table.tsx';
import { LineDetail } from './line-detail.tsx';
import { StatementTable } from './statement-table.tsx';
import { SupplyTable } from './supply-table.tsx';
import { WorthTable } from './worth-table.tsx';

import './scorecard-page.css';

/** What the address keeps of a scorecard. */
interface ScorecardState {
  readonly period: string | null;
  readonly area: string | null;
  readonly theme: Theme | null;
  /** Only what is worse than the target and worsening. */
  readonly worse: boolean;
  readonly chosen: string | null;
  /** A measure that somebody came with: its indicator is chosen. */
  readonly of: { readonly dataset: string; readonly measure: string } | null;
  readonly tab: 'indicators' | 'statements' | 'supply' | 'worth';
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function measureIn(given: unknown): ScorecardState['of'] {
  const { dataset, measure } = (given ?? {}) as { dataset?: unknown; measure?: unknown };
  return typeof dataset === 'string' && typeof measure === 'string' ? { dataset, measure } : null;
}

function readState(given: unknown): ScorecardState {
  const kept = (given ?? {}) as Partial<Record<keyof ScorecardState, unknown>>;
  return {
    period: text(kept.period),
    area: text(kept.area),
    theme: themes.find(theme => theme === kept.theme) ?? null,
    worse: kept.worse === true,
    chosen: text(kept.chosen),
    of: measureIn(kept.of),
    tab: (['indicators', 'statements', 'supply', 'worth'] as const).find(tab => tab === kept.tab) ?? 'indicators',
  };
}

const numberWords = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things'];

/** What the page asks: for a board the lines ahead of the comparison of districts, which takes its time. */
function useScorecard(state: ScorecardState) {
  const audience = useAudience();
  const question = useMemo<ScorecardQuestion>(
    () => ({
      ...(state.period ? { period: state.period } : {}),
      ...(state.area ? { area: state.area } : {}),
      audience,
    }),
    [state.period, state.area, audience],
  );
  // For a board districts are set against all that was given out, which takes its time: the lines stand before them.
  const ahead = useJobAnswer(
    'framework.scorecard',
    { question: { ...question, districts: false } },
    { enabled: audience !== 'analyst' },
  );
  const whole = useJobAnswer(
    'framework.scorecard',
    { question },
    { keep: before => before.question?.audience === audience },
  );
  const found = whole.data || !ahead.data ? whole : ahead;
  return { question, whole, found, isAhead: found === ahead };
}

type ScorecardAnswer = ReturnType<typeof useScorecard>;

/** Lines of the chosen theme, and only those that are worse and worsening where that is asked for. */
const linesShown = ({ lines }: Scorecard, state: ScorecardState) =>
  lines.filter(
    line => (state.theme === null || line.theme === state.theme) && (!state.worse || line.worseAndWorsening),
  );

/** The indicators of the framework: what there is to talk about first, then every one of them. */
export function ScorecardPage(): ReactNode {
  const [state, setState] = usePlaceState('scorecard', readState);
  const answer = useScorecard(state);
  const { question, found } = answer;
  const scorecard = found.stopped ? undefined : found.data;
  const shown = scorecard && linesShown(scorecard, state);
  const { of } = state;
  const chosen =
    shown?.find(line =>
      of ? line.measure?.dataset === of.dataset && line.measure.measure === of.measure : line.code === state.chosen,
    ) ?? null;
  const change = (next: Partial<ScorecardState>) =>
    setState({ ...state, of: null, chosen: chosen?.code ?? null, ...next });
  const pin = () =>
    wantPin({
      title: found.data ? titleOf(found.data) : 'Scorecard',
      pin: {
        kind: 'scorecard',
        view: {
          ...question,
          audience: undefined,
          // A wall has no room for nine districts beside each line.
          districts: false,
          ...(shown ? { indicators: shown.map(line => line.code) } : {}),
        },
      },
    });
  useCommands({ pin, undo: () => history.back(), redo: () => history.forward() });
  if (!scorecard || !shown || found.error || scorecard.provenance.dataUntil === null)
    return (
      <Page title="Scorecard">
        <NoLines found={found} />
      </Page>
    );
  return (
    <Page
      title={titleOf(scorecard)}
      subtitle={`${scorecard.framework.name}, version ${scorecard.framework.version} · ${scorecard.period.label} · ${formatCount(scorecard.lines.length, 'indicator')}`}
      actions={
        <>
          <Button
            icon={<TriangleAlert aria-hidden />}
            aria-pressed={state.worse}
            onPress={() => change({ worse: !state.worse, tab: 'indicators' })}
          >
            {state.worse ? 'All indicators' : 'Worse and worsening'}
          </Button>
          <Button kind="primary" icon={<Pin aria-hidden />} onPress={pin}>
            Add to briefing
          </Button>
        </>
      }
    >
      <ScorecardFindings
        findings={scorecard.findings}
        isBrief={chosen !== null || state.tab !== 'indicators'}
        onChange={change}
      />
      <div className="scorecard-tabs">
        <Tabs
          label="Scorecard"
          selected={state.tab}
          onSelect={id => change({ tab: id as ScorecardState['tab'] })}
          items={[
            {
              id: 'indicators',
              label: 'Indicators',
              content: () => (
                <Indicators
                  scorecard={scorecard}
                  shown={shown}
                  chosen={chosen}
                  state={state}
                  answer={answer}
                  onChange={change}
                />
              ),
            },
            ...otherTabs.map(({ id, label, name, content }) => ({
              id,
              label,
              content: () => (
                <Card className="scorecard-list" label={name}>
                  {content(scorecard)}
                </Card>
              ),
            })),
          ]}
        />
      </div>
    </Page>
  );
}

/** What stands beside the indicators, each as a list. */
const otherTabs: readonly {
  readonly id: ScorecardState['tab'];
  readonly label: string;
  /** Of its list, read aloud. */
  readonly name: string;
  readonly content: (scorecard: Scorecard) => ReactNode;
}[] = [
  {
    id: 'statements',
    label: 'What would show a difference',
    name: 'Statements',
    content: scorecard => <StatementTable lines={scorecard.lines} />,
  },
  { id: 'supply', label: 'Returns', name: 'Returns', content: () => <SupplyTable /> },
  { id: 'worth', label: 'Rationalise', name: 'Rationalise', content: () => <WorthTable /> },
];

/** What stands in the place of the lines while there are none: why, and what can be done. */
function NoLines({ found }: { readonly found: ScorecardAnswer['found'] }): ReactNode {
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  if (found.waiting && (found.stopped || !found.data))
    return (
      <Progress label="Working out the scorecard" progress={found.waiting.progress} onCancel={found.waiting.cancel} />
    );
  if (found.stopped)
    return (
      <Notice tone="plain">
        The scorecard was not made: you cancelled it.{' '}
        <Button size="small" onPress={found.stopped.again}>
          Make it now
        </Button>
      </Notice>
    );
  if (!found.data) return null;
  return (
    <Empty
      icon={<Gauge aria-hidden />}
      title="No indicator has a value yet"
      action={
        <Button kind="primary" onPress={() => go({ place: 'data', state: null })}>
          Bring in a return
        </Button>
      }
    >
      Here you would see every indicator of the outcomes framework: its latest value, whether it moves more than chance
      explains, how it stands against its target, and which districts differ.
    </Empty>
  );
}

interface ScorecardFindingsProps {
  readonly findings: Scorecard['findings'];
  /** Without their words, where something below needs the room. */
  readonly isBrief: boolean;
  readonly onChange: (next: Partial<ScorecardState>) => void;
}

/** What there is to talk about; each leads to where it comes from. */
function ScorecardFindings({ findings, isBrief, onChange }: ScorecardFindingsProps): ReactNode {
  if (findings.length === 0) return null;
  return (
    <div className="scorecard-findings" data-brief={isBrief}>
      {findings.map(finding => (
        <button
          key={finding.label}
          type="button"
          className="card scorecard-finding"
          onClick={() =>
            finding.indicator
              ? onChange({ chosen: finding.indicator, tab: 'indicators', theme: null, worse: false })
              : onChange({ tab: 'supply' })
          }
        >
          <span className="small">{finding.label}</span>
          <strong>{finding.figure}</strong>
          <span>{finding.words}</span>
        </button>
      ))}
    </div>
  );
}

interface IndicatorsProps {
  readonly scorecard: Scorecard;
  readonly shown: Scorecard['lines'];
  readonly chosen: Scorecard['lines'][number] | null;
  readonly state: ScorecardState;
  readonly answer: ScorecardAnswer;
  readonly onChange: (next: Partial<ScorecardState>) => void;
}

/** Every indicator, with the chosen one beside them. */
function Indicators({ scorecard, shown, chosen, state, answer, onChange }: IndicatorsProps): ReactNode {
  const { question, whole, isAhead } = answer;
  return (
    <>
      <IndicatorControls scorecard={scorecard} state={state} onChange={onChange} />
      {state.of && !chosen ? (
        <Notice tone="plain">No indicator of the framework is worked out from that measure.</Notice>
      ) : null}
      <div className="scorecard-body" data-detail={chosen !== null}>
        <Card className="scorecard-list" label="Indicators">
          {shown.length === 0 ? (
            <p className="scorecard-empty">
              {state.worse
                ? 'No indicator is both worse than its target and worsening.'
                : 'No indicator is on this theme.'}
            </p>
          ) : (
            <IndicatorTable
              lines={shown}
              period={scorecard.period.code}
              chosen={chosen?.code ?? null}
              onChoose={code => onChange({ chosen: code === chosen?.code ? null : code })}
            />
          )}
        </Card>
        {chosen ? <LineDetail line={chosen} question={question} version={scorecard.framework.version} /> : null}
      </div>
      {whole.waiting && isAhead ? (
        <Progress label="Comparing the districts" progress={whole.waiting.progress} onCancel={whole.waiting.cancel} />
      ) : null}
      {scorecard.notes.length > 0 ? <p className="small">{scorecard.notes.map(note => note.text).join(' ')}</p> : null}
    </>
  );
}

/** Which period, theme and area the lines are of. */
function IndicatorControls({
  scorecard,
  state,
  onChange,
}: Pick<IndicatorsProps, 'scorecard' | 'state' | 'onChange'>): ReactNode {
  return (
    <div className="scorecard-controls">
      <ChoiceField
        label="Period"
        value={scorecard.period.code}
        choices={scorecard.periods.map(({ code, label }) => ({ id: code, label }))}
        onChange={period => onChange({ period })}
      />
      <ChoiceField
        label="Theme"
        value={state.theme ?? 'all'}
        choices={[
          { id: 'all', label: 'All themes' },
          ...themes.map(theme => ({ id: theme, label: themeLabels[theme] })),
        ]}
        onChange={id => onChange({ theme: themes.find(theme => theme === id) ?? null })}
      />
      <AreaField scorecard={scorecard} area={state.area} onArea={area => onChange({ area })} />
    </div>
  );
}

function titleOf({ findings, lines }: Scorecard): string {
  const isTested = lines.some(
    ({ limits, claims }) => limits !== null || claims.some(claim => claim.strength !== 'cannot-tell'),
  );
  if (findings.length === 0 && !isTested) return 'No indicator can be tested this quarter';
  return `${numberWords[findings.length] ?? formatCount(findings.length, 'thing')} to talk about this quarter`;
}

/** The whole area, or one district: places come from what the districts of the lines are. */
function AreaField({
  scorecard,
  area,
  onArea,
}: {
  readonly scorecard: Scorecard;
  readonly area: string | null;
  readonly onArea: (area: string | null) => void;
}): ReactNode {
  const places = new Map(scorecard.lines.flatMap(line => line.districts.map(one => [one.code, one.name] as const)));
  if (places.size === 0 && area === null) return null;
  return (
    <ChoiceField
      label="Area"
      value={area ?? 'all'}
      choices={[
        { id: 'all', label: 'The whole area' },
        ...[...places].map(([id, label]) => ({ id, label })),
        ...(area !== null && !places.has(area) ? [{ id: area, label: area }] : []),
      ]}
      onChange={id => onArea(id === 'all' ? null : id)}
    />
  );
}
