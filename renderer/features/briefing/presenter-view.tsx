import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice, Page } from '../../ui/surface.tsx';
import { Decisions } from './decisions.tsx';
import { usePresentation, usePresentingKeys } from './presenting.ts';
import { SlideView } from './slide-view.tsx';

/** "12:04" since the presentation began. */
function elapsed(since: string | null, now: number): string {
  const seconds = since ? Math.max(0, Math.floor((now - Date.parse(since)) / 1000)) : 0;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

interface PresenterViewProps {
  readonly frozen: number;
  /** In a presenter copy nothing can be noted. */
  readonly readOnly?: boolean;
  readonly onEnd: () => void;
}

/** The presenter's own screen: this slide, the next, the notes, the clock, and what is decided. */
export function PresenterView({ frozen, readOnly = false, onEnd }: PresenterViewProps): ReactNode {
  const answer = useAnswer('briefing.frozen', { id: frozen });
  const { state, set, isKnown } = usePresentation();
  const deck = answer.data;
  const step = usePresentingKeys(deck, state, set);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  // The audience's window was closed, here or there, or while the person was on another page.
  useEffect(() => {
    if (isKnown && state.frozen === null) onEnd();
  }, [isKnown, state.frozen, onEnd]);
  if (answer.error) return <Notice tone="stop">{sentenceOf(answer.error)}</Notice>;
  if (!deck) return null;
  const slide = deck.slides[state.slide]!;
  const next = deck.slides[state.slide + 1];
  return (
    <Page
      title={`Presenting ${deck.name}`}
      subtitle={`Slide ${state.slide + 1} of ${deck.slides.length}${state.black ? ' · blacked out' : ''}`}
      actions={
        <>
          <span className="presenter-clock" role="timer" aria-label="Time since the beginning">
            {elapsed(state.startedAt, now)}
          </span>
          <Button onPress={() => step(-1)}>Back</Button>
          <Button kind="primary" onPress={() => step(1)}>
            Next
          </Button>
          <Button aria-pressed={state.black} onPress={() => set({ black: !state.black })}>
            {state.black ? 'Show again' : 'Black out'}
          </Button>
          <Button kind="stop" onPress={() => void ask('present.end', {})}>
            End
          </Button>
        </>
      }
    >
      <div className="presenter">
        <Card className="presenter-now" label="On the wall">
          <SlideView
            deck={deck}
            slide={slide}
            number={state.slide + 1}
            of={deck.slides.length}
            open={state.open}
            onOpen={open => set({ open: [...open], part: 0 })}
            part={state.part}
            onPart={part => set({ part })}
            zoom={state.zoom}
            pointer={state.pointer}
            onPoint={pointer => set({ pointer: pointer ? [pointer[0], pointer[1]] : null })}
          />
        </Card>
        <div className="presenter-side">
          <Card className="presenter-next" label="Next slide">
            {next ? (
              <SlideView deck={deck} slide={next} number={state.slide + 2} of={deck.slides.length} />
            ) : (
              <p className="quiet presenter-words">This is the last slide.</p>
            )}
          </Card>
          <Card className="presenter-notes" title="Notes">
            <div
              className="presenter-words presenter-scroll"
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
              tabIndex={0}
              role="region"
              aria-label="Notes of the slide"
            >
              {slide.slide.notes ? (
                slide.slide.notes.split('\n').map(line => <p key={line}>{line}</p>)
              ) : (
                <p className="quiet">No notes for this slide.</p>
              )}
              {slide.content?.map?.lines.map(line => (
                <p key={line.name} className="small">
                  {line.name}: {line.text}
                </p>
              ))}
              {slide.content?.method.map(line => (
                <p key={line} className="small">
                  {line}
                </p>
              ))}
            </div>
          </Card>
          {readOnly ? null : <Decisions frozen={frozen} slide={slide.slide.id} />}
        </div>
      </div>
      <p className="small">
        Arrow and page keys step, a number and Enter goes there, B blacks out, Enter opens what lies under a row,
        Backspace closes it, plus and minus zoom, Esc ends.
      </p>
    </Page>
  );
}
