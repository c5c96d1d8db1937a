import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { wantPin } from '../../bridge/pin.ts';
import type { PinWanted } from '../../bridge/pin.ts';
import { go } from '../../bridge/route.ts';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { keepTyped } from '../../bridge/workspace-state.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import { emptyDeck, withSlide } from './deck.ts';

/** Puts a view on a slide of a briefing: one that there is, or a new one. */
export function PinDialog({ wanted }: { readonly wanted: PinWanted }): ReactNode {
  const decks = useAnswer('briefing.decks', {}).data ?? [];
  const save = useChange('briefing.save');
  const [chosen, setChosen] = useState<string | null>(null);
  const { words, areBack, write, forget } = useTypedWords(`pin:${wanted.title}`, { name: '', title: wanted.title });
  const { name, title } = words;
  const [problem, setProblem] = useState<string | null>(null);
  const deck = chosen ?? (decks[0] ? String(decks[0].id) : 'new');
  const cancel = () => {
    forget();
    wantPin(null);
  };
  const add = async () => {
    setProblem(null);
    try {
      // What is being typed in that briefing is in it before a slide is added.
      await keepTyped();
      const existing = deck === 'new' ? null : await ask('briefing.open', { id: Number(deck) });
      const begun = existing?.deck ?? emptyDeck(name.trim() || 'Briefing', await ask('briefing.style', {}));
      const document = withSlide(begun, title, wanted.pin);
      const saved = await save.mutateAsync({ ...(existing ? { id: existing.id } : {}), deck: document });
      forget();
      wantPin(null);
      go({ place: 'briefings', state: { id: saved.id, slide: document.slides.length - 1 } });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <Dialog
      isOpen
      title="Add to a briefing"
      onClose={() => wantPin(null)}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button kind="primary" isDisabled={!title.trim() || save.isPending} onPress={() => void add()}>
            Add the slide
          </Button>
        </>
      }
    >
      <div className="pin-fields">
        <WrittenBefore shown={areBack} />
        <ChoiceField
          label="Briefing"
          value={deck}
          choices={[
            ...decks.map(one => ({ id: String(one.id), label: one.name })),
            { id: 'new', label: 'A new briefing' },
          ]}
          onChange={setChosen}
        />
        {deck === 'new' ? (
          <TextField
            label="Name of the briefing"
            value={name}
            onChange={next => write({ name: next })}
            placeholder="CSAF quarterly"
          />
        ) : null}
        <TextField
          label="Title of the slide"
          value={title}
          onChange={next => write({ title: next })}
          hint="A finding in a sentence says more than the name of a view."
        />
        <p className="small">
          {wanted.pin.kind === 'options'
            ? 'The slide keeps the appraisal as it is now: after a change of it, add it again.'
            : 'The slide follows the data until the briefing is frozen, and is protected for its audience from the beginning.'}
        </p>
        {problem ? <Notice tone="stop">{problem}</Notice> : null}
      </div>
    </Dialog>
  );
}
