import { pbkdf2, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** SQLCipher 4: PBKDF2-HMAC-SHA512, 256,000 rounds, 32-byte key, 16-byte salt in the first bytes of the file. */
const rounds = 256_000;
const saltBytes = 16;

/**
 * The raw key clause of a passphrase and salt, as `PRAGMA key` takes it. Derived once and used for both connections; a
 * file so written opens with the passphrase in any SQLCipher 4. Source: SQLCipher design, "Key derivation".
 */
async function keyClause(passphrase: string, salt: Uint8Array): Promise<string> {
  const key = await derive(Buffer.from(passphrase.normalize('NFC'), 'utf8'), salt, rounds, 32, 'sha512');
  const clause = `"x'${key.toString('hex')}${Buffer.from(salt).toString('hex')}'"`;
  key.fill(0);
  return clause;
}

/** The key clause for a file that does not exist yet. */
export async function newKey(passphrase: string): Promise<string> {
  return keyClause(passphrase, randomBytes(saltBytes));
}

/** The key clause for a file that is there; its salt is read from the file. Null when the file is too short to be one. */
export async function keyOfFile(passphrase: string, path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const salt = Buffer.alloc(saltBytes);
    const { bytesRead } = await file.read(salt, 0, saltBytes, 0);
    return bytesRead === saltBytes ? await keyClause(passphrase, salt) : null;
  } finally {
    await file.close();
  }
}
