// Where a quote stands: in its paragraph, and in its article.

const MOST_AROUND = 700;

export interface Excerpt {
  before: string;
  quote: string;
  after: string;
}

export interface Paragraph {
  text: string;
  /** Set in the paragraphs that hold the quote or a part of it. */
  excerpt?: Excerpt;
}

/**
 * Returns the place of a quote in UTF-16 units, given in code points as the service counts them;
 * null when the article does not hold it there (any more).
 */
export function placeOf(
  text: string,
  { start, end, quote }: { start: number; end: number; quote: string },
): [number, number] | null {
  const from = unitsOf(text, start);
  const to = from + unitsOf(text.slice(from), end - start);
  return text.slice(from, to) === quote ? [from, to] : null;
}

function unitsOf(text: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0 && units < text.length; left--) {
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

/** Returns the quote with the rest of its paragraph, cut to a readable length at words. */
export function excerptOf(text: string, [from, to]: [number, number]): Excerpt {
  const before = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
  const lineEnd = text.indexOf("\n", to);
  const after = text.slice(to, lineEnd < 0 ? text.length : lineEnd);
  return {
    before: before.length > MOST_AROUND ? `… ${before.slice(-MOST_AROUND).replace(/^\S*\s/, "")}` : before,
    quote: text.slice(from, to),
    after: after.length > MOST_AROUND ? `${after.slice(0, MOST_AROUND).replace(/\s\S*$/, "")} …` : after,
  };
}

/** Returns the paragraphs of an article; what lies in `place` is told apart. */
export function paragraphsOf(text: string, place: [number, number] | null): Paragraph[] {
  const found: Paragraph[] = [];
  for (const match of text.matchAll(/[^\n]+/g)) {
    if (!match[0].trim()) continue;
    const at = match.index;
    const from = place ? Math.max(place[0] - at, 0) : 0;
    const to = place ? Math.min(place[1] - at, match[0].length) : 0;
    found.push({
      text: match[0],
      ...(from < to && {
        excerpt: {
          before: match[0].slice(0, from),
          quote: match[0].slice(from, to),
          after: match[0].slice(to),
        },
      }),
    });
  }
  return found;
}
