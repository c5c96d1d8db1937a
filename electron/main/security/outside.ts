import { parsedAddress } from './origin.ts';

/** Hosts that a link may open in the person's browser. None: the help and the licences ship with the application. */
const allowedHosts: ReadonlySet<string> = new Set();

/** Whether an address may leave the application: https, a known host, the usual port and no name or password in it. */
export function isAllowedOutside(address: string, hosts: ReadonlySet<string> = allowedHosts): boolean {
  const url = parsedAddress(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    hosts.has(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
