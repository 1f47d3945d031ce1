/** A naive time, or one with Z or an offset; the fraction may have any length. */
const TEXT = /^(\d{4})-(\d\d)-(\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(?:Z|([+-]\d\d):?(\d\d))?$/;
const EPOCH_TEXT = /^\d{9,11}(\.\d+)?$/;
const FIRST_YEAR = 2015;
const LAST_YEAR = 2099;

/**
 * A LiteLLM time as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, or null when it is none. Spend logs write naive UTC, the API writes ISO,
 * standard logging payloads write epoch seconds with fractions. Microseconds are kept, finer digits are cut off.
 */
export function parseTime(written: unknown): string | null {
  if (typeof written === 'number') return fromSeconds(written);
  if (typeof written !== 'string') return null;
  const match = TEXT.exec(written);
  if (match === null) return EPOCH_TEXT.test(written) ? fromSeconds(Number(written)) : null;
  const [, year = '', month = '', day = '', time = '', fraction, hours, minutes] = match;
  if (!isDayOfCalendar(Number(year), Number(month), Number(day))) return null;
  const micros =
    fraction === undefined ? '000000' : fraction.length === 6 ? fraction : fraction.slice(0, 6).padEnd(6, '0');
  const isUtc = hours === undefined || (Number(hours) === 0 && Number(minutes) === 0);
  if (isUtc) return `${year}-${month}-${day}T${time}.${micros}Z`;
  const shift = (Number(hours.slice(1)) * 60 + Number(minutes)) * 60_000 * (hours.startsWith('-') ? 1 : -1);
  return `${new Date(Date.parse(`${year}-${month}-${day}T${time}Z`) + shift).toISOString().slice(0, 19)}.${micros}Z`;
}

function fromSeconds(seconds: number): string | null {
  const micros = Math.round(seconds * 1_000_000);
  const whole = new Date(Math.floor(micros / 1_000_000) * 1000);
  // Milliseconds taken for seconds, and other slips of unit, land far outside these years.
  const year = Number.isNaN(whole.getTime()) ? 0 : whole.getUTCFullYear();
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  return `${whole.toISOString().slice(0, 19)}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
}

function isDayOfCalendar(year: number, month: number, day: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= (day <= 28 ? 28 : new Date(Date.UTC(year, month, 0)).getUTCDate());
}
