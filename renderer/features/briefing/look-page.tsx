import { useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { sentenceOf } from '../../bridge/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice, Page } from '../../ui/surface.tsx';
import { partsOfSlide } from './slide-layout.ts';
import { SlideView } from './slide-view.tsx';

/** A frozen briefing on this screen alone, slide by slide: to prepare, or to look something up. */
export function LookPage({ frozen, onClose }: { readonly frozen: number; readonly onClose: () => void }): ReactNode {
  const { data: deck, error } = useAnswer('briefing.frozen', { id: frozen });
  const [at, setAt] = useState({ slide: 0, part: 0 });
  const [open, setOpen] = useState<readonly number[]>([]);
  if (error) return <Notice tone="stop">{sentenceOf(error)}</Notice>;
  if (!deck) return null;
  const slide = deck.slides[at.slide]!;
  const parts = partsOfSlide(slide, deck, open);
  const turn = (to: number) => {
    setOpen([]);
    setAt({ slide: to, part: 0 });
  };
  return (
    <Page
      title={deck.name}
      subtitle={`Slide ${at.slide + 1} of ${deck.slides.length}`}
      actions={
        <>
          <Button kind="quiet" aria-label="All briefings" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
          <Button isDisabled={at.slide === 0} onPress={() => turn(at.slide - 1)}>
            Back
          </Button>
          <Button kind="primary" isDisabled={at.slide === deck.slides.length - 1} onPress={() => turn(at.slide + 1)}>
            Next
          </Button>
        </>
      }
    >
      <Card className="look" label="The slide">
        <SlideView
          deck={deck}
          slide={slide}
          number={at.slide + 1}
          of={deck.slides.length}
          part={Math.min(at.part, parts - 1)}
          onPart={part => setAt({ ...at, part })}
          open={open}
          onOpen={next => {
            setOpen(next);
            setAt({ ...at, part: 0 });
          }}
        />
      </Card>
      <Card title="Notes">
        <div className="presenter-words">
          {slide.slide.notes ? (
            slide.slide.notes.split('\n').map(line => <p key={line}>{line}</p>)
          ) : (
            <p className="quiet">No notes for this slide.</p>
          )}
        </div>
      </Card>
    </Page>
  );
}
