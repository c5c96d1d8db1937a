import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import {
  ArrowDown,
  ArrowLeft,
  ArrowUp,
  Download,
  ImagePlus,
  Plus,
  Presentation,
  Snowflake,
  Trash2,
} from 'lucide-react';
import { useAnswer, useProgress, useQueryOnce } from '../../bridge/answers.tsx';
import { useCommands } from '../../bridge/commands.ts';
import { useJobAnswer } from '../../bridge/watched.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { useSavedAsTyped } from '../../bridge/workspace-state.ts';
import { plainStyle } from '../../../shared/contract/briefing.ts';
import type { DeckSummary, FrozenSlide } from '../../../shared/contract/briefing.ts';
import type { Deck, Slide } from '../../../shared/model/deck.ts';
import { formatCount, formatDate, formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Card, Notice, Page } from '../../ui/surface.tsx';
import { ChangesDialog } from './changes-dialog.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import { deckOfDraft, movedSlide, setSlide, withoutSlide, withSlide, wordless } from './deck.ts';
import { PictureDialog } from './picture-dialog.tsx';
import { SlideView } from './slide-view.tsx';

interface DeckPageProps {
  readonly id: number;
  /** The slide that is looked at; from 0. */
  readonly at: number;
  readonly onSlide: (at: number) => void;
  readonly onClose: () => void;
  readonly onPresent: (frozen: number) => void;
}

/** A briefing being arranged: its slides, the one that is chosen as the room would see it, and its words. */
export function DeckPage({ id, at, onSlide, onClose, onPresent }: DeckPageProps): ReactNode {
  // As it is now: it is arranged from there, and nothing else changes it meanwhile.
  const opened = useQueryOnce('briefing.open', { id });
  const summary = useAnswer('briefing.decks', {}).data?.find(one => one.id === id);
  if (opened.error) return <Notice tone="stop">{sentenceOf(opened.error)}</Notice>;
  if (!opened.data || !summary) return null;
  return (
    <Arranging
      key={opened.data.id}
      id={id}
      at={at}
      onSlide={onSlide}
      kept={opened.data.deck}
      frozen={summary.frozen}
      savedAt={summary.savedAt}
      onClose={onClose}
      onPresent={onPresent}
    />
  );
}

interface ArrangingProps extends DeckPageProps {
  readonly kept: Deck;
  readonly frozen: DeckSummary['frozen'];
  readonly savedAt: string;
}

/** What is said over a briefing of something that was done. */
interface Message {
  readonly tone: 'plain' | 'stop';
  readonly text: string;
}

/** A briefing is kept as it is made: nobody loses a slide to a meeting that began early. */
const useDeck = (id: number, kept: Deck) =>
  useSavedAsTyped(`deck:${id}`, kept, { save: deck => ask('briefing.save', { id, deck }), read: deckOfDraft });

type Typed = ReturnType<typeof useDeck>;

/** What the page asks of the slide that is looked at: what stands on it, and whether its words tell what is hidden. */
function useSlideAnswers({ value: deck, saved }: Typed, slide: Slide | null) {
  // What is on the slide follows its pin and those of the other slides: words do not ask the engine again.
  const asked = useMemo(() => wordless(deck, slide?.id), [deck, slide?.id]);
  const preview = useJobAnswer(
    'briefing.preview',
    { deck: asked, slide: slide?.id ?? '' },
    { enabled: slide?.pin !== null && slide !== null },
  );
  // Words are looked at when they are kept, not with every letter; those of another slide say nothing of this one.
  const keptSlide = saved.slides.find(one => one.id === slide?.id);
  const checked = useJobAnswer(
    'briefing.check-words',
    { deck: wordless(saved, slide?.id, keptSlide), slide: slide?.id ?? '' },
    { enabled: Boolean(slide?.pin) && keptSlide !== undefined },
  );
  return { preview, tellsHidden: checked.data?.tellsHidden ?? false };
}

/** Freezes, presents and writes; each says what came of it. */
function useActs({ id, frozen, onPresent }: ArrangingProps, typed: Typed) {
  const [message, setMessage] = useState<Message | null>(null);
  const [isFreezing, setFreezing] = useState(false);
  const latest = frozen[0] ?? null;
  const fail = (error: unknown) => setMessage({ tone: 'stop', text: sentenceOf(error) });

  const freeze = async () => {
    setMessage(null);
    setFreezing(true);
    try {
      await typed.keep();
      const made = await ask('briefing.freeze', { id, job: 'freeze' });
      setMessage({
        tone: 'plain',
        text: `Frozen: ${formatCount(made.slides.length, 'slide')}${made.asAt ? `, data to ${formatDate(made.asAt)}` : ''}. Its figures will not move.`,
      });
    } catch (error) {
      fail(error);
    } finally {
      setFreezing(false);
    }
  };
  const present = async () => {
    if (!latest) return;
    try {
      await ask('present.start', { frozen: latest.id });
      onPresent(latest.id);
    } catch (error) {
      fail(error);
    }
  };
  const write = async (format: 'pptx' | 'docx' | 'xlsx' | 'csv' | 'pdf') => {
    if (!latest) return;
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: typed.value.name, extension: format });
      if (!file) return;
      if (format === 'pdf') await ask('print.pdf', { frozen: latest.id, file: file.grant });
      else await ask('briefing.export', { id: latest.id, format, file: file.grant });
      setMessage({ tone: 'plain', text: `${file.name} is saved. It holds only what this audience may see.` });
    } catch (error) {
      fail(error);
    }
  };
  return {
    freeze: () => void freeze(),
    present: () => void present(),
    write: (format: Parameters<typeof write>[0]) => void write(format),
    isFreezing,
    message,
  };
}

type Acts = ReturnType<typeof useActs>;

function Arranging(props: ArrangingProps): ReactNode {
  const { id, at: wanted, onSlide: setAt, kept, frozen, savedAt } = props;
  const typed = useDeck(id, kept);
  const { value: deck, change } = typed;
  const at = Math.min(wanted, Math.max(0, deck.slides.length - 1));
  const slide = deck.slides[at] ?? null;
  const [picturing, setPicturing] = useState(false);
  const [dialog, setDialog] = useState<'changes' | 'copy' | null>(null);
  const acts = useActs(props, typed);
  const progress = useProgress('freeze');
  const latest = frozen[0] ?? null;
  useCommands({
    save: () => void typed.keep().catch(() => undefined),
    export: () => acts.write('pptx'),
  });
  // What was frozen stays as it was: words that are written now are on no wall and in no file yet.
  const isChanged = latest !== null && (!typed.isSaved || savedAt > latest.frozenAt);
  return (
    <Page
      title={deck.name}
      subtitle={`${formatCount(deck.slides.length, 'slide')} · ${deck.audience === 'board' ? 'for a board' : 'for the public'} · ${
        latest
          ? `frozen ${formatDateTime(latest.frozenAt)}${isChanged ? '; changed since, and what leaves has it as it was' : ''}`
          : 'not frozen yet'
      }${typed.isSaved ? '' : typed.problem ? ' · not saved' : ' · saving…'}`}
      actions={
        <DeckActions
          acts={acts}
          isEmpty={deck.slides.length === 0}
          frozen={frozen.length}
          onDialog={setDialog}
          onClose={props.onClose}
        />
      }
    >
      {acts.message ? <Notice tone={acts.message.tone}>{acts.message.text}</Notice> : null}
      {acts.isFreezing ? (
        <Progress label="Freezing" progress={progress} onCancel={() => void ask('job.cancel', { job: 'freeze' })} />
      ) : null}
      {typed.problem ? <Notice tone="stop">{sentenceOf(typed.problem)}</Notice> : null}
      <div className="deck">
        <SlideList deck={deck} at={at} onChange={change} onSlide={setAt} onPicture={() => setPicturing(true)} />
        <Stage typed={typed} slide={slide} at={at} latest={latest} />
        <Card className="deck-words" title="Words of this slide">
          {slide ? <SlideWords slide={slide} onChange={changes => change(setSlide(deck, at, changes))} /> : null}
          <h2 className="deck-heading">The briefing</h2>
          <DeckWords deck={deck} onChange={change} />
        </Card>
      </div>
      {dialog === 'changes' ? <ChangesDialog frozen={frozen} onClose={() => setDialog(null)} /> : null}
      {dialog === 'copy' && latest ? (
        <CopyDialog frozen={latest.id} name={deck.name} onClose={() => setDialog(null)} />
      ) : null}
      {picturing ? (
        <PictureDialog
          onClose={() => setPicturing(false)}
          onAdd={(title, pin) => {
            change(withSlide(deck, title, pin));
            setAt(deck.slides.length);
            setPicturing(false);
          }}
        />
      ) : null}
    </Page>
  );
}

interface DeckActionsProps {
  readonly acts: Acts;
  readonly isEmpty: boolean;
  /** How many times it was frozen. */
  readonly frozen: number;
  readonly onDialog: (dialog: 'changes' | 'copy') => void;
  readonly onClose: () => void;
}

function DeckActions({ acts, isEmpty, frozen, onDialog, onClose }: DeckActionsProps): ReactNode {
  const { write } = acts;
  return (
    <>
      <Button kind="quiet" aria-label="All briefings" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
      <Button icon={<Snowflake aria-hidden />} isDisabled={acts.isFreezing || isEmpty} onPress={acts.freeze}>
        Freeze
      </Button>
      <Menu
        label="Leave behind"
        trigger={
          <Button icon={<Download aria-hidden />} isDisabled={frozen === 0}>
            Leave behind
          </Button>
        }
        items={[
          { id: 'pptx', label: 'Slides (PowerPoint)…', keys: 'Ctrl+E', act: () => write('pptx') },
          { id: 'pdf', label: 'PDF…', act: () => write('pdf') },
          { id: 'docx', label: 'Paper (Word)…', act: () => write('docx') },
          { id: 'xlsx', label: 'Data annex (Excel)…', act: () => write('xlsx') },
          { id: 'csv', label: 'Data (CSV)…', act: () => write('csv') },
          { kind: 'line', id: 'copy-line' },
          { id: 'copy', label: 'Presenter copy…', act: () => onDialog('copy') },
          {
            id: 'changes',
            label: 'What changed since the last briefing…',
            disabled: frozen < 2,
            act: () => onDialog('changes'),
          },
        ]}
      />
      <Button kind="primary" icon={<Presentation aria-hidden />} isDisabled={frozen === 0} onPress={acts.present}>
        Present
      </Button>
    </>
  );
}

interface SlideListProps {
  readonly deck: Deck;
  readonly at: number;
  readonly onChange: (deck: Deck) => void;
  readonly onSlide: (at: number) => void;
  readonly onPicture: () => void;
}

/** Slides in their order, and what can be done with the chosen one. */
function SlideList({ deck, at, onChange, onSlide, onPicture }: SlideListProps): ReactNode {
  const go = (next: Deck, to: number) => {
    onChange(next);
    onSlide(to);
  };
  return (
    <Card className="deck-slides" label="Slides">
      <ol>
        {deck.slides.map((one, i) => (
          <li key={one.id}>
            <button type="button" aria-current={i === at} onClick={() => onSlide(i)}>
              <span className="deck-number">{i + 1}</span> {one.title || 'Untitled'}
            </button>
          </li>
        ))}
      </ol>
      <div className="deck-slide-actions">
        <Button
          size="small"
          aria-label="Move up"
          icon={<ArrowUp aria-hidden />}
          isDisabled={at === 0}
          onPress={() => go(movedSlide(deck, at, -1), at - 1)}
        />
        <Button
          size="small"
          aria-label="Move down"
          icon={<ArrowDown aria-hidden />}
          isDisabled={at >= deck.slides.length - 1}
          onPress={() => go(movedSlide(deck, at, 1), at + 1)}
        />
        <Button
          size="small"
          aria-label="Delete the slide"
          icon={<Trash2 aria-hidden />}
          isDisabled={deck.slides.length === 0}
          onPress={() => go(withoutSlide(deck, at), Math.max(0, at - 1))}
        />
        <Button
          size="small"
          icon={<Plus aria-hidden />}
          onPress={() => go(withSlide(deck, 'A finding', null, 'text'), deck.slides.length)}
        >
          Words
        </Button>
        <Button size="small" aria-label="Add a picture" icon={<ImagePlus aria-hidden />} onPress={onPicture} />
      </div>
    </Card>
  );
}

interface StageProps {
  readonly typed: Typed;
  readonly slide: Slide | null;
  readonly at: number;
  readonly latest: DeckSummary['frozen'][number] | null;
}

/** The chosen slide as the room would see it. */
function Stage({ typed, slide, at, latest }: StageProps): ReactNode {
  const { value: deck } = typed;
  const [part, setPart] = useState({ slide: '', at: 0 });
  const { preview, tellsHidden } = useSlideAnswers(typed, slide);
  const shown: FrozenSlide | null = slide ? { slide, content: slide.pin ? (preview.data ?? null) : null } : null;
  const synthetic = useAnswer('workspace.state', {}).data?.synthetic ?? false;
  const style = useAnswer('briefing.style', {}).data ?? plainStyle;
  const facts = { ...deck, asAt: latest?.asAt ?? null, isLive: !latest, synthetic, framework: null, style };
  return (
    <Card className="deck-stage" label="The slide">
      {preview.waiting ? (
        <Progress label="Working out the slide" progress={preview.waiting.progress} onCancel={preview.waiting.cancel} />
      ) : null}
      {tellsHidden ? (
        <Notice tone="warn">
          The words of this slide hold a number that is hidden in its table. Take the figures that the table does not
          show out of its title, its facts and its notes; until then the briefing cannot be frozen.
        </Notice>
      ) : null}
      {preview.error ? <Notice tone="stop">{sentenceOf(preview.error)}</Notice> : null}
      {shown ? (
        <SlideView
          deck={facts}
          slide={shown}
          number={at + 1}
          of={deck.slides.length}
          part={part.slide === shown.slide.id ? part.at : 0}
          onPart={next => setPart({ slide: shown.slide.id, at: next })}
        />
      ) : (
        <p className="quiet deck-empty">
          No slide yet. Scorecard, Explore, Map and Scenarios have a button that adds what they show; “Words” adds a
          slide of text.
        </p>
      )}
    </Card>
  );
}

interface SlideWordsProps {
  readonly slide: Slide;
  readonly onChange: (changes: Partial<Slide>) => void;
}

/** What is written on a slide and beside it, and how its figures are shown. */
function SlideWords({ slide, onChange }: SlideWordsProps): ReactNode {
  const { pin } = slide;
  return (
    <div className="deck-fields">
      <TextField label="Title: the finding" lines={2} value={slide.title} onChange={title => onChange({ title })} />
      <TextField
        label="Facts, one a line"
        lines={4}
        value={slide.narrative}
        onChange={narrative => onChange({ narrative })}
      />
      <TextField label="Notes for the speaker" lines={5} value={slide.notes} onChange={notes => onChange({ notes })} />
      {pin?.kind === 'table' || pin?.kind === 'chart' ? (
        <ChoiceField
          label="Shown as"
          value={pin.kind === 'chart' ? pin.chart : 'table'}
          choices={[
            { id: 'table', label: 'Table' },
            { id: 'bar', label: 'Bars' },
            { id: 'stacked', label: 'Stacked bars' },
            { id: 'line', label: 'Lines' },
            { id: 'heat', label: 'Heat map' },
          ]}
          onChange={chosen => {
            const { view } = pin;
            onChange({
              pin: chosen === 'table' ? { kind: 'table', view } : { kind: 'chart', view, chart: chosen as 'bar' },
            });
          }}
        />
      ) : null}
    </div>
  );
}

/** What is said of the whole briefing. */
function DeckWords({ deck, onChange }: { readonly deck: Deck; readonly onChange: (deck: Deck) => void }): ReactNode {
  return (
    <div className="deck-fields">
      <TextField label="Name" value={deck.name} onChange={name => onChange({ ...deck, name })} />
      <TextField
        label="Organisation"
        value={deck.organisation}
        onChange={organisation => onChange({ ...deck, organisation })}
      />
      <TextField label="Marking" value={deck.marking} onChange={marking => onChange({ ...deck, marking })} />
      <ChoiceField
        label="Audience"
        value={deck.audience}
        choices={[
          { id: 'board', label: 'Board: small counts hidden' },
          { id: 'public', label: 'Public: for publication' },
        ]}
        onChange={audience => onChange({ ...deck, audience: audience as Deck['audience'] })}
      />
    </div>
  );
}
