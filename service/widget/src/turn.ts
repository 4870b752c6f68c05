// Turn: a question and what became of it. Plain data, as it is stored for the tab.

import type { Failure, Kind } from "./failure";
import type { Answer, Citation, Hit, Limits, Statement, Timeline, Told } from "./wire";

export type Status = "waiting" | "streaming" | "answered" | "stopped" | "failed";

/** A failure as it is stored. */
export interface Trouble {
  kind: Kind;
  detail: string;
  until: number;
}

export function troubleOf({ kind, detail, until }: Failure): Trouble {
  return { kind, detail, until };
}

export interface Turn {
  id: number;
  question: string;
  limits: Limits;
  status: Status;
  slow: boolean;
  hits: Hit[];
  statements: Statement[];
  citations: Citation[];
  answer: Answer | null;
  trouble: Trouble | null;
  timeline: Timeline | "loading" | Trouble | null;
  thumb: "up" | "down" | null;
  /** How far the judgement got: being written, being sent, sent, or why not. */
  feedback: "writing" | "sending" | "sent" | Trouble | null;
}

export function newTurn(id: number, question: string, limits: Limits): Turn {
  return {
    id,
    question,
    limits,
    status: "waiting",
    slow: false,
    hits: [],
    statements: [],
    citations: [],
    answer: null,
    trouble: null,
    timeline: null,
    thumb: null,
    feedback: null,
  };
}

export function isRunning(turn: Turn): boolean {
  return turn.status === "waiting" || turn.status === "streaming";
}

/** Takes in what the service told of the answer to this turn. */
export function take(turn: Turn, { name, data }: Told): void {
  switch (name) {
    case "passages":
      turn.hits = data.hits;
      break;
    case "statement":
      turn.status = "streaming";
      turn.statements = [...turn.statements, data.statement];
      turn.citations = merged(turn.citations, data.citations);
      break;
    case "answer":
      turn.status = "answered";
      turn.answer = data;
      turn.statements = data.statements;
      turn.citations = data.citations;
  }
}

function merged(known: Citation[], more: Citation[]): Citation[] {
  const numbers = new Set(known.map((citation) => citation.number));
  return [...known, ...more.filter((citation) => !numbers.has(citation.number))];
}

/** Returns a stored turn as it goes on after a reload: what was running then was cut. */
export function restored(turn: Turn): Turn {
  const loading = turn.timeline === "loading" ? null : turn.timeline;
  const feedback = turn.feedback === "sending" ? "writing" : turn.feedback;
  const rest = { ...turn, timeline: loading, feedback };
  if (!isRunning(turn)) return rest;
  return { ...rest, status: "failed", trouble: { kind: "cut", detail: "", until: 0 } };
}
