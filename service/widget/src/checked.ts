// Shapes: what arrives or was stored, checked before it is drawn. Each gives the value back, with
// what an older service leaves out filled in, or throws Failure("broken").

import { Failure } from "./failure";
import type {
  Answer, Article, Citation, Conflict, Facts, Hit, Statement, Timeline, ToldPassages, ToldStatement,
} from "./wire";

export type Shape<T> = (value: unknown) => T;

const is = <T>(test: (value: unknown) => boolean): Shape<T> => (value) => {
  if (!test(value)) throw new Failure("broken");
  return value as T;
};

export const text = is<string>((value) => typeof value === "string");
export const count = is<number>(Number.isFinite);
export const flag = is<boolean>((value) => typeof value === "boolean");

export const oneOf = <T extends string>(...values: T[]): Shape<T> =>
  is((value) => values.includes(value as T));

export const maybe = <T>(shape: Shape<T>): Shape<T | null> => (value) => value == null ? null : shape(value);

export const either = <A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> => (value) => {
  try {
    return one(value);
  } catch {
    return other(value);
  }
};

/** A list; nothing at all is an empty one. */
export const list = <T>(shape: Shape<T>): Shape<T[]> => (value) =>
  is<unknown[]>(Array.isArray)(value ?? []).map((each) => shape(each));

/** An object with these fields; others stay in it. */
export const record = <T extends object>(fields: { [K in keyof T]-?: Shape<T[K]> }): Shape<T> => (value) => {
  const given = is<Record<string, unknown>>((each) => typeof each === "object" && each !== null)(value);
  const checked = Object.entries<Shape<unknown>>(fields).map(([name, shape]) => [name, shape(given[name])]);
  return { ...given, ...Object.fromEntries(checked) };
};

const span = { quote: text, start: count, end: count };

export const statement = record<Statement>({ text, citations: list(count) });

export const citation = record<Citation>({
  number: count,
  article_id: text,
  title: maybe(text),
  publisher: maybe(text),
  authors: list(text),
  url: maybe(text),
  published: maybe(text),
  ...span,
  link: maybe(text),
  also: list(record({ publisher: maybe(text), url: maybe(text) })),
  correction: maybe(record({ quote: text })),
});

export const answer = record<Answer>({
  question: text,
  as_of: text,
  window: maybe(record({ from: maybe(text), to: maybe(text) })),
  notes: list(text),
  text,
  short_answer: maybe(record({
    text, citation: count, also_told_by: list(count), clarified: maybe(text),
    verdict: maybe(oneOf("yes", "no")),
  })),
  statements: list(statement),
  citations: list(citation),
  conflicts: list(record<Conflict>({ statements: list(count), kind: maybe(text), about: maybe(text) })),
  abstained: flag,
  reason: maybe(text),
  conversation: maybe(text),
  completed_question: maybe(text),
});

export const hit = record<Hit>({
  article_id: text,
  title: maybe(text),
  publisher: maybe(text),
  published: maybe(text),
  url: maybe(text),
  passages: list(record(span)),
});

export const passages = record<ToldPassages>({ hits: list(hit) });
export const said = record<ToldStatement>({ statement, citations: list(citation) });

export const article = record<Article>({ text });

export const timeline = record<Timeline>({
  entries: list(record({ date: text, text, citations: list(count) })),
  citations: list(citation),
  reason: maybe(text),
});

export const facts = record<Facts>({
  articles: count,
  first_day: maybe(text),
  last_day: maybe(text),
  publisher_count: count,
  publishers: list(record({ name: text, articles: count })),
  suggestions: list(text),
  features: list(text),
});
