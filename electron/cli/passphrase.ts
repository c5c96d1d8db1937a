import process from 'node:process';
import { FaultError } from '../../shared/contract/fault.ts';

/** From CSAF_PASSPHRASE, else asked for on a terminal without showing it. Fault `locked` when there is nobody to ask. */
export async function askPassphrase(file: string): Promise<string> {
  const given = process.env['CSAF_PASSPHRASE'];
  if (given) return given;
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new FaultError('locked', 'Set CSAF_PASSPHRASE, or run this where a passphrase can be typed.');
  stderr.write(`Passphrase for ${file}: `);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin as AsyncIterable<string>) {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003') throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
