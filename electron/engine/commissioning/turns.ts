/** Lets other questions have their turn, so that an edit is answered at once; ends when nobody waits for this one any more. */
export async function othersTurn(signal: AbortSignal): Promise<void> {
  await new Promise(done => setImmediate(done));
  signal.throwIfAborted();
}
