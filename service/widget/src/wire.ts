// What the service sends and takes, as docs/widget.md and /docs describe it. Only what is used.

export interface Copy {
  publisher: string | null;
  url: string | null;
}

export interface Citation {
  number: number;
  article_id: string;
  title: string | null;
  publisher: string | null;
  authors: string[];
  url: string | null;
  published: string | null;
  quote: string;
  /** Code points into the article's text, the end exclusive. */
  start: number;
  end: number;
  link: string | null;
  also: Copy[];
  correction: { quote: string } | null;
}

export interface Statement {
  text: string;
  citations: number[];
}

export interface Conflict {
  /** Positions of statements. */
  statements: number[];
  /** "conflict" or "change". */
  kind: string | null;
  about: string | null;
}

export interface Window {
  from: string | null;
  to: string | null;
}

export interface Answer {
  question: string;
  as_of: string;
  window: Window | null;
  notes: string[];
  text: string;
  short_answer: {
    text: string; citation: number; also_told_by: number[]; clarified: string | null;
    verdict: "yes" | "no" | null;
  } | null;
  statements: Statement[];
  citations: Citation[];
  conflicts: Conflict[];
  abstained: boolean;
  reason: string | null;
  conversation: string | null;
  completed_question: string | null;
}

export interface Hit {
  article_id: string;
  title: string | null;
  publisher: string | null;
  published: string | null;
  url: string | null;
  passages: { quote: string; start: number; end: number }[];
}

export interface Article {
  text: string;
}

export interface Timeline {
  entries: { date: string; text: string; citations: number[] }[];
  citations: Citation[];
  reason: string | null;
}

/** What narrows a question; the names are those of the service. */
export interface Limits {
  as_of?: string;
  from?: string;
  to?: string;
  publisher?: string;
}

export interface Facts {
  articles: number;
  first_day: string | null;
  last_day: string | null;
  publisher_count: number;
  publishers: { name: string; articles: number }[];
  suggestions: string[];
  features: string[];
}

export interface Judgement {
  question: string;
  as_of: string;
  thumb: "up" | "down";
  comment?: string;
  answer_text: string;
  article_ids: string[];
}

export interface ToldPassages {
  hits: Hit[];
}

export interface ToldStatement {
  statement: Statement;
  citations: Citation[];
}

export type Told =
  | { name: "passages"; data: ToldPassages }
  | { name: "statement"; data: ToldStatement }
  | { name: "answer"; data: Answer };
