import { useState } from 'react';
import type { ReactNode } from 'react';
import { ImagePlus } from 'lucide-react';
import { useAnswer, useChange } from '../../bridge/answers.tsx';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import type { HouseStyle } from '../../../shared/contract/briefing.ts';
import { contrastNeeded, contrastWithWhite, hallShade } from '../../../shared/model/colour.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';
import './style-dialog.css';

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text);

/** "9.2 to 1", never more than it is. */
const contrastWords = (colour: string): string =>
  `${(Math.floor(contrastWithWhite(colour) * 10) / 10).toFixed(1)} to 1`;

/** What the measured contrast means for the chosen colour. */
function contrastSentence(colour: string): string {
  const contrast = contrastWithWhite(colour);
  if (contrast < contrastNeeded.desk)
    return `Stands at ${contrastWords(colour)} on white: too light. It needs 4.5 to 1; choose a darker one.`;
  if (contrast < contrastNeeded.hall)
    return `Stands at ${contrastWords(colour)} on white: rules have this colour; titles and charts have a darker shade of it that a hall can read, ${contrastWords(hallShade(colour))}.`;
  return `Stands at ${contrastWords(colour)} on white: it can be read from the back of a hall.`;
}

/** How the briefings of this workspace look: whose they are, their marking, their logo and their colour. */
export function StyleDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const kept = useAnswer('briefing.style', {});
  if (kept.error) return <Notice tone="stop">{sentenceOf(kept.error)}</Notice>;
  return kept.data ? <Choosing kept={kept.data} onClose={onClose} /> : null;
}

function Choosing({ kept, onClose }: { readonly kept: HouseStyle; readonly onClose: () => void }): ReactNode {
  const { words, areBack, write, forget } = useTypedWords('style', { ...kept, logo: kept.logo ?? '' });
  const style: HouseStyle = { ...words, logo: words.logo === '' ? null : words.logo };
  const [problem, setProblem] = useState<string | null>(null);
  const save = useChange('briefing.set-style');
  const accent = style.accent.trim().toLowerCase();
  const readable = isColour(accent) && contrastWithWhite(accent) >= contrastNeeded.desk;
  const change = ({ logo, ...part }: Partial<HouseStyle>) =>
    write({ ...part, ...(logo === undefined ? {} : { logo: logo ?? '' }) });
  const done = () => {
    forget();
    onClose();
  };
  const choose = async () => {
    setProblem(null);
    try {
      const [file] = await ask('files.choose', { purpose: 'picture' });
      if (!file) return;
      const { png } = await ask('briefing.read-logo', { file: file.grant });
      change({ logo: png, logoWords: style.logoWords || `Logo of ${style.organisation || 'the organisation'}` });
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const keep = async () => {
    setProblem(null);
    try {
      await save.mutateAsync({ style: { ...style, accent } });
      done();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <Dialog
      isOpen
      wide
      title="How briefings look"
      onClose={onClose}
      actions={
        <>
          <Button onPress={done}>Cancel</Button>
          <Button kind="primary" isDisabled={!readable || save.isPending} onPress={() => void keep()}>
            Keep
          </Button>
        </>
      }
    >
      <div className="style-fields">
        <WrittenBefore shown={areBack} />
        <div className="style-pair">
          <TextField
            label="Organisation"
            value={style.organisation}
            onChange={organisation => change({ organisation })}
            hint="New briefings carry it."
          />
          <TextField
            label="Marking"
            value={style.marking}
            onChange={marking => change({ marking })}
            placeholder="OFFICIAL – SENSITIVE"
            hint="New briefings for a board carry it; reports for publication are marked OFFICIAL."
          />
        </div>
        <div className="style-pair">
          <div className="style-logo">
            {style.logo === null ? (
              <p className="quiet">No logo</p>
            ) : (
              <img src={`data:image/png;base64,${style.logo}`} alt={style.logoWords || 'The chosen logo'} />
            )}
            <div className="style-buttons">
              <Button size="small" icon={<ImagePlus aria-hidden />} onPress={() => void choose()}>
                {style.logo === null ? 'Choose a logo…' : 'Another logo…'}
              </Button>
              {style.logo === null ? null : (
                <Button size="small" kind="quiet" onPress={() => change({ logo: null })}>
                  Without a logo
                </Button>
              )}
            </div>
            <p className="small">A PNG picture of at most 500 kB.</p>
          </div>
          {style.logo === null ? null : (
            <TextField
              label="What the logo shows"
              value={style.logoWords}
              onChange={logoWords => change({ logoWords })}
              hint="Read aloud to those who do not see it."
            />
          )}
        </div>
        <div className="style-colour">
          <label className="style-swatch">
            <span className="field-label">Colour</span>
            <input
              type="color"
              value={isColour(accent) ? accent : '#000000'}
              onChange={event => change({ accent: event.target.value })}
            />
          </label>
          <TextField
            label="The same in figures"
            value={style.accent}
            onChange={value => change({ accent: value })}
            error={isColour(accent) ? null : 'A colour is written #0b5d67.'}
          />
        </div>
        {isColour(accent) ? (
          <div className="style-sample" aria-live="polite">
            <div className="style-slide" aria-hidden style={{ borderTopColor: accent }}>
              <span style={{ color: hallShade(accent) }}>A title as files have it</span>
              <span className="style-bar" style={{ background: hallShade(accent) }}>
                834
              </span>
            </div>
            <p>{contrastSentence(accent)}</p>
          </div>
        ) : null}
        <p className="small">What is frozen already stays as it is.</p>
        {problem ? <Notice tone="stop">{problem}</Notice> : null}
      </div>
    </Dialog>
  );
}
