// Days as readers write them, whatever time zone they are in.

/** Returns the day of `stated` ("2026-01-13", or a moment) in words, or as stated if it is none. */
export function dayInWords(stated: string, locale: string): string {
  const moment = new Date(`${dayOf(stated)}T00:00:00Z`);
  if (Number.isNaN(moment.getTime())) return stated;
  return moment.toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
}

/** Returns words of the service with the days among them in words. */
export function withDaysInWords(words: string, locale: string): string {
  return words.replace(/\b\d{4}-\d\d-\d\d\b/g, (day) => dayInWords(day, locale));
}

export function dayOf(stated: string): string {
  return stated.slice(0, 10);
}
