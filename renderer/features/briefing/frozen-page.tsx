import { useState } from 'react';
import type { ReactNode } from 'react';
import { ArrowLeft, Presentation } from 'lucide-react';
import { useAnswer } from '../../bridge/answers.tsx';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { formatDate, formatDateTime } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Notice, Page } from '../../ui/surface.tsx';
import { Decisions } from './decisions.tsx';
import { SlideView } from './slide-view.tsx';

interface FrozenPageProps {
  readonly id: number;
  /** Id of the slide to begin with; the first where there is none of it. */
  readonly at: string | null;
  readonly onClose: () => void;
  readonly onPresent: (frozen: number) => void;
}

/** A frozen briefing read at the desk: what the room saw, and what it decided over it. */
export function FrozenPage({ id, at, onClose, onPresent }: FrozenPageProps): ReactNode {
  const found = useAnswer('briefing.frozen', { id });
  const [chosen, setChosen] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (found.error) return <Notice tone="stop">{sentenceOf(found.error)}</Notice>;
  const deck = found.data;
  if (!deck) return null;
  const first = deck.slides.findIndex(({ slide }) => slide.id === at);
  const place = chosen ?? Math.max(0, first);
  const shown = deck.slides[place]!;
  const present = async () => {
    setProblem(null);
    try {
      await ask('present.start', { frozen: id });
      onPresent(id);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <Page
      title={deck.name}
      subtitle={`Frozen ${formatDateTime(deck.frozenAt)}${deck.asAt ? ` · data to ${formatDate(deck.asAt)}` : ''} · slide ${place + 1} of ${deck.slides.length}`}
      actions={
        <>
          <Button kind="quiet" aria-label="All briefings" icon={<ArrowLeft aria-hidden />} onPress={onClose} />
          <Button isDisabled={place === 0} onPress={() => setChosen(place - 1)}>
            Back
          </Button>
          <Button isDisabled={place === deck.slides.length - 1} onPress={() => setChosen(place + 1)}>
            Next
          </Button>
          <Button kind="primary" icon={<Presentation aria-hidden />} onPress={() => void present()}>
            Present
          </Button>
        </>
      }
    >
      {problem ? <Notice tone="stop">{problem}</Notice> : null}
      <div className="presenter">
        <Card className="presenter-now" label="The slide as it was frozen">
          <SlideView deck={deck} slide={shown} number={place + 1} of={deck.slides.length} />
        </Card>
        <div>
          <Decisions frozen={id} slide={shown.slide.id} />
        </div>
      </div>
    </Page>
  );
}
