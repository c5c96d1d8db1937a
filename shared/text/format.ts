/** How numbers, dates and spans of time read, everywhere the same. */

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(decimals: number, signed: boolean): Intl.NumberFormat {
  const key = `${decimals}${signed}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat('en-GB', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      // What rounds to nothing has no sign.
      signDisplay: signed ? 'exceptZero' : 'negative',
    });
    formatters.set(key, found);
  }
  return found;
}

/** 1234.5 → "1,234.5"; a true minus sign. */
export function formatNumber(value: number, decimals = 0): string {
  return formatter(decimals, false).format(value).replace('-', '−');
}

/** A difference, with its sign: "+36", "−4", "0". */
export function formatSigned(value: number, decimals = 0): string {
  return formatter(decimals, true).format(value).replace('-', '−');
}

/** A share from 0 to 1 as "64 %", with a no-break space. */
export function formatPercent(share: number, decimals = 0): string {
  return `${formatNumber(share * 100, decimals)}\u00a0%`;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2017-11-14" or an ISO date-time → "14 Nov 2017". Text that is no date comes back as it is. */
export function formatDate(iso: string): string {
  const m = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(iso);
  if (!m) return iso;
  const month = `${monthNames[Number(m[2]) - 1] ?? m[2]} ${m[1]}`;
  return m[3] ? `${Number(m[3])} ${month}` : month;
}

/** Local date and time of an ISO instant: "14 Nov 2017, 09:30". */
export function formatDateTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${at.getDate()} ${monthNames[at.getMonth()]} ${at.getFullYear()}, ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** Seconds → "less than a second", "12 seconds", "3 minutes". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} second${Math.round(seconds) === 1 ? '' : 's'}`;
  return `${Math.round(seconds / 60)} minutes`;
}

/** 1 → "1 row"; 2 → "2 rows"; thousands separated. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** The same with a capital, where a sentence begins with it. */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A label inside a sentence: its first letter small, but for a name in capitals ("NPSV", "CSE"). */
export const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLocaleLowerCase('en-GB') + text.slice(1);
