import { useState } from 'react';
import type { ReactNode } from 'react';
import { ImagePlus } from 'lucide-react';
import { useTypedWords } from '../../bridge/typed-words.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Pin } from '../../../shared/model/deck.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/surface.tsx';
import { WrittenBefore } from '../../ui/written-before.tsx';

/** Pixels of the longer side: more than a wall shows. */
const longest = 1920;

interface Drawn {
  readonly name: string;
  readonly png: string;
}

/**
 * A picture drawn anew as PNG. What a camera writes beside its pixels, such as where and when, is not in it. Fault
 * unreadable-file where it is no picture.
 */
async function drawnAnew(bytes: Uint8Array, name: string): Promise<Drawn> {
  const picture = await createImageBitmap(new Blob([bytes.slice()])).catch(() => {
    throw new FaultError(
      'unreadable-file',
      `${name} could not be read as a picture. Save it as PNG or JPEG and choose it again.`,
    );
  });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { name, png: canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '') };
}

interface PictureDialogProps {
  readonly onAdd: (title: string, pin: Pin) => void;
  readonly onClose: () => void;
}

/** A picture for a slide, with what it shows in words. */
export function PictureDialog({ onAdd, onClose }: PictureDialogProps): ReactNode {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const { words, areBack, write, forget } = useTypedWords('picture', { alt: '', title: '' });
  const { alt, title } = words;
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async () => {
    setProblem(null);
    try {
      const [file] = await ask('files.choose', { purpose: 'picture' });
      if (!file) return;
      const { bytes } = await ask('briefing.read-picture', { file: file.grant });
      setDrawn(await drawnAnew(bytes, file.name));
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  const cancel = () => {
    forget();
    onClose();
  };
  const add = () => {
    if (!drawn) return;
    forget();
    onAdd(title.trim(), { kind: 'picture', png: drawn.png, alt: alt.trim() });
  };
  const ready = drawn !== null && alt.trim() !== '' && title.trim() !== '';
  return (
    <Dialog
      isOpen
      title="A picture on a slide"
      onClose={onClose}
      actions={
        <>
          <Button onPress={cancel}>Cancel</Button>
          <Button kind="primary" isDisabled={!ready} onPress={add}>
            Add the slide
          </Button>
        </>
      }
    >
      <div className="pin-fields">
        {drawn ? <img className="picture-chosen" src={`data:image/png;base64,${drawn.png}`} alt={alt} /> : null}
        <Button icon={<ImagePlus aria-hidden />} onPress={() => void choose()}>
          {drawn ? 'Choose another…' : 'Choose a picture…'}
        </Button>
        <WrittenBefore shown={areBack} />
        <TextField label="Title: the finding" value={title} onChange={next => write({ title: next })} />
        <TextField
          label="What it shows"
          value={alt}
          onChange={next => write({ alt: next })}
          lines={2}
          hint="For those who do not see it; it stands in every file."
        />
        <p className="small">
          Disclosure control cannot read a picture: make sure that no child can be known from it, and no small number.
        </p>
        {problem ? <Notice tone="stop">{problem}</Notice> : null}
      </div>
    </Dialog>
  );
}
