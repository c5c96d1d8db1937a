/** The one place our pages live. */
export const scheme = 'app';
export const host = 'workbench';
export const origin = `${scheme}://${host}`;
export const startPage = `${origin}/index.html`;

/** An address in its parts; null where it is none. (The oldest runtime that we start on has no `URL.parse`.) */
export function parsedAddress(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

/** Whether an address is one of our own: the parsed scheme and host, never the beginning of the text. */
export function isOurs(address: string): boolean {
  const url = parsedAddress(address);
  return (
    url !== null && url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === ''
  );
}
