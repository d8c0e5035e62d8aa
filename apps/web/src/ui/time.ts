/** Seconds as `3:07` or `1:02:09`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Seconds in words for lists: `4 min`, `2 h 5 min`. */
export function roughTime(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.round(seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

export function fileSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment as a clock in a time zone shows it, e.g. `21:45`; how, is the browser's language. */
export function timeOfDay(at: number | string, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', timeZone });
    clocks.set(timeZone, clock);
  }
  return clock.format(new Date(at));
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment in a time zone, e.g. `Fri, 20 Nov`. */
export function dayOf(at: number | string, timeZone: string): string {
  let day = days.get(timeZone);
  if (day === undefined) {
    day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone });
    days.set(timeZone, day);
  }
  return day.format(new Date(at));
}
