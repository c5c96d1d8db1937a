import electron from 'electron';

interface Content {
  readonly text: string;
  readonly html?: string | undefined;
}

/** How clipboards were written before Electron took over the web's own `ClipboardItem`. */
type WriteBefore = (content: Content) => void;

/** Puts text, and the same as formatted text where there is any, on the system's clipboard. */
export async function writeClipboard({ text, html }: Content): Promise<void> {
  const { clipboard } = electron;
  const Item = electron.ClipboardItem as typeof electron.ClipboardItem | undefined;
  if (Item === undefined) (clipboard.write as unknown as WriteBefore)(html === undefined ? { text } : { text, html });
  else
    await clipboard.write([
      new Item(html === undefined ? { 'text/plain': text } : { 'text/plain': text, 'text/html': html }),
    ]);
}
