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
import type { Deck } from '../../../shared/model/deck.ts';
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

function Arranging({
  id,
  at: wanted,
  onSlide: setAt,
  kept,
  frozen,
  savedAt,
  onClose,
  onPresent,
}: ArrangingProps): ReactNode {
  // A briefing is kept as it is made: nobody loses a slide to a meeting that began early.
  const typed = useSavedAsTyped(`deck:${id}`, kept, {
    save: deck => ask('briefing.save', { id, deck }),
    read: deckOfDraft,
  });
  const { value: deck, saved } = typed;
  const at = Math.min(wanted, Math.max(0, deck.slides.length - 1));
  const [part, setPart] = useState({ slide: '', at: 0 });
  const [picturing, setPicturing] = useState(false);
  const [message, setMessage] = useState<{ readonly tone: 'plain' | 'stop'; readonly text: string } | null>(null);
  const [freezing, setFreezing] = useState(false);
  const [dialog, setDialog] = useState<'changes' | 'copy' | null>(null);
  const progress = useProgress('freeze');
  const slide = deck.slides[at] ?? null;
  const latest = frozen[0] ?? null;
  // What is on the slide follows its pin and those of the other slides: words do not ask the engine again.
  const asked = useMemo(() => wordless(deck, slide?.id), [deck, slide?.id]);
  const preview = useJobAnswer(
    'briefing.preview',
    { deck: asked, slide: slide?.id ?? '' },
    { enabled: slide?.pin !== null && slide !== null },
  );
  // Words are looked at when they are kept, not with every letter; those of another slide say nothing of this one.
  const keptSlide = saved.slides.find(one => one.id === slide?.id);
  const told = useJobAnswer(
    'briefing.check-words',
    { deck: wordless(saved, slide?.id, keptSlide), slide: slide?.id ?? '' },
    { enabled: Boolean(slide?.pin) && keptSlide !== undefined },
  );
  const { change } = typed;

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
      setMessage({ tone: 'stop', text: sentenceOf(error) });
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
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  const write = async (format: 'pptx' | 'docx' | 'xlsx' | 'csv' | 'pdf') => {
    if (!latest) return;
    setMessage(null);
    try {
      const file = await ask('files.save', { purpose: 'export', suggested: deck.name, extension: format });
      if (!file) return;
      if (format === 'pdf') await ask('print.pdf', { frozen: latest.id, file: file.grant });
      else await ask('briefing.export', { id: latest.id, format, file: file.grant });
      setMessage({ tone: 'plain', text: `${file.name} is saved. It holds only what this audience may see.` });
    } catch (error) {
      setMessage({ tone: 'stop', text: sentenceOf(error) });
    }
  };
  useCommands({
    save: () => void typed.keep().catch(() => undefined),
    export: () => void write('pptx'),
  });

  const shown: FrozenSlide | null = slide ? { slide, content: slide.pin ? (preview.data ?? null) : null } : null;
  const synthetic = useAnswer('workspace.state', {}).data?.synthetic ?? false;
  const style = useAnswer('briefing.style', {}).data ?? plainStyle;
  // What was frozen stays as it was: words that are written now are on no wall and in no file yet.
  const isChanged = latest !== null && (!typed.isSaved || savedAt > latest.frozenAt);
  const facts = { ...deck, asAt: latest?.asAt ?? null, isLive: !latest, synthetic, framework: null, style };
  return (
    <Page
      title={deck.name}
      subtitle={`${formatCount(deck.slides.length, 'slide')} · ${deck.audience === 'board' ? 'for a board' : 'for the public'} · ${
        latest
          ? `frozen ${formatDateTime(latest.frozenAt)}${isChanged ? '; changed since, and what leaves has it as it was' : ''}`
          : 'not frozen yet'
      }${typed.isSaved ? '' : typed.problem ? ' · not saved' : ' · saving…'}`}
      actions={
        <>
          <Button kind="quiet" aria-label="All briefings" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
          <Button
            icon={<Snowflake aria-hidden />}
            isDisabled={freezing || deck.slides.length === 0}
            onPress={() => void freeze()}
          >
            Freeze
          </Button>
          <Menu
            label="Leave behind"
            trigger={
              <Button icon={<Download aria-hidden />} isDisabled={!latest}>
                Leave behind
              </Button>
            }
            items={[
              { id: 'pptx', label: 'Slides (PowerPoint)…', keys: 'Ctrl+E', act: () => void write('pptx') },
              { id: 'pdf', label: 'PDF…', act: () => void write('pdf') },
              { id: 'docx', label: 'Paper (Word)…', act: () => void write('docx') },
              { id: 'xlsx', label: 'Data annex (Excel)…', act: () => void write('xlsx') },
              { id: 'csv', label: 'Data (CSV)…', act: () => void write('csv') },
              { kind: 'line', id: 'copy-line' },
              { id: 'copy', label: 'Presenter copy…', act: () => setDialog('copy') },
              {
                id: 'changes',
                label: 'What changed since the last briefing…',
                disabled: frozen.length < 2,
                act: () => setDialog('changes'),
              },
            ]}
          />
          <Button
            kind="primary"
            icon={<Presentation aria-hidden />}
            isDisabled={!latest}
            onPress={() => void present()}
          >
            Present
          </Button>
        </>
      }
    >
      {message ? <Notice tone={message.tone}>{message.text}</Notice> : null}
      {freezing ? (
        <Progress label="Freezing" progress={progress} onCancel={() => void ask('job.cancel', { job: 'freeze' })} />
      ) : null}
      {typed.problem ? <Notice tone="stop">{sentenceOf(typed.problem)}</Notice> : null}
      <div className="deck">
        <Card className="deck-slides" label="Slides">
          <ol>
            {deck.slides.map((one, i) => (
              <li key={one.id}>
                <button type="button" aria-current={i === at} onClick={() => setAt(i)}>
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
              onPress={() => {
                change(movedSlide(deck, at, -1));
                setAt(at - 1);
              }}
            />
            <Button
              size="small"
              aria-label="Move down"
              icon={<ArrowDown aria-hidden />}
              isDisabled={at >= deck.slides.length - 1}
              onPress={() => {
                change(movedSlide(deck, at, 1));
                setAt(at + 1);
              }}
            />
            <Button
              size="small"
              aria-label="Delete the slide"
              icon={<Trash2 aria-hidden />}
              isDisabled={!slide}
              onPress={() => {
                change(withoutSlide(deck, at));
                setAt(Math.max(0, at - 1));
              }}
            />
            <Button
              size="small"
              icon={<Plus aria-hidden />}
              onPress={() => {
                change(withSlide(deck, 'A finding', null, 'text'));
                setAt(deck.slides.length);
              }}
            >
              Words
            </Button>
            <Button
              size="small"
              aria-label="Add a picture"
              icon={<ImagePlus aria-hidden />}
              onPress={() => setPicturing(true)}
            />
          </div>
        </Card>
        <Card className="deck-stage" label="The slide">
          {preview.waiting ? (
            <Progress
              label="Working out the slide"
              progress={preview.waiting.progress}
              onCancel={preview.waiting.cancel}
            />
          ) : null}
          {told.data?.tellsHidden ? (
            <Notice tone="warn">
              The words of this slide hold a number that is hidden in its table. Take the figures that the table does
              not show out of its title, its facts and its notes; until then the briefing cannot be frozen.
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
        <Card className="deck-words" title="Words of this slide">
          {slide ? (
            <div className="deck-fields">
              <TextField
                label="Title: the finding"
                lines={2}
                value={slide.title}
                onChange={title => change(setSlide(deck, at, { title }))}
              />
              <TextField
                label="Facts, one a line"
                lines={4}
                value={slide.narrative}
                onChange={narrative => change(setSlide(deck, at, { narrative }))}
              />
              <TextField
                label="Notes for the speaker"
                lines={5}
                value={slide.notes}
                onChange={notes => change(setSlide(deck, at, { notes }))}
              />
              {slide.pin?.kind === 'table' || slide.pin?.kind === 'chart' ? (
                <ChoiceField
                  label="Shown as"
                  value={slide.pin.kind === 'chart' ? slide.pin.chart : 'table'}
                  choices={[
                    { id: 'table', label: 'Table' },
                    { id: 'bar', label: 'Bars' },
                    { id: 'stacked', label: 'Stacked bars' },
                    { id: 'line', label: 'Lines' },
                    { id: 'heat', label: 'Heat map' },
                  ]}
                  onChange={chosen => {
                    const view = (slide.pin as { view: unknown }).view;
                    change(
                      setSlide(deck, at, {
                        pin:
                          chosen === 'table'
                            ? { kind: 'table', view }
                            : { kind: 'chart', view, chart: chosen as 'bar' },
                      }),
                    );
                  }}
                />
              ) : null}
            </div>
          ) : null}
          <h2 className="deck-heading">The briefing</h2>
          <div className="deck-fields">
            <TextField label="Name" value={deck.name} onChange={name => change({ ...deck, name })} />
            <TextField
              label="Organisation"
              value={deck.organisation}
              onChange={organisation => change({ ...deck, organisation })}
            />
            <TextField label="Marking" value={deck.marking} onChange={marking => change({ ...deck, marking })} />
            <ChoiceField
              label="Audience"
              value={deck.audience}
              choices={[
                { id: 'board', label: 'Board: small counts hidden' },
                { id: 'public', label: 'Public: for publication' },
              ]}
              onChange={audience => change({ ...deck, audience: audience as Deck['audience'] })}
            />
          </div>
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
