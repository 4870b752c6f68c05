// Turn: a question and what became of it. Plain data, as it is stored for the tab.

import type { Failure, Kind } from "./failure";
import type { Answer, Citation, Hit, Limits, Statement, Timeline, Told } from "./wire";

/** How many found articles are kept, for an answer that says that there is none. */
export const MOST_NEAREST = 3;

export const STATUSES = ["waiting", "streaming", "answered", "stopped", "failed"] as const;
export type Status = (typeof STATUSES)[number];

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
  /** What stood here before the question was asked again: it stays when that fails. */
  former: Answer | null;
  /** What a follow-up was understood as when it was first asked: so it is asked again. */
  completed: string | null;
  trouble: Trouble | null;
  timeline: Timeline | "loading" | Trouble | null;
  thumb: "up" | "down" | null;
  comment: string;
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
    former: null,
    completed: null,
    trouble: null,
    timeline: null,
    thumb: null,
    comment: "",
    feedback: null,
  };
}

/** Returns the turn that asks the question of another once more. */
export function anew({ id, question, limits, answer, former, completed }: Turn): Turn {
  return {
    ...newTurn(id, question, limits),
    former: answer ?? former,
    completed: answer?.completed_question ?? completed,
  };
}

/** Returns the question as it was answered: a follow-up made whole. */
export function wholeQuestion({ question, answer, completed }: Turn): string {
  return answer?.completed_question ?? completed ?? question;
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
      turn.former = null;
      // Only where there is no answer is it of use what else was found.
      turn.hits = data.abstained ? turn.hits.slice(0, MOST_NEAREST).map(leading) : [];
      settle(turn, data);
  }
}

/** Ends a turn without a new answer; one that stood here before stands here again. */
export function giveUp(turn: Turn, status: "stopped" | "failed"): void {
  turn.status = status;
  if (turn.former) settle(turn, turn.former);
}

function settle(turn: Turn, answer: Answer): void {
  turn.answer = answer;
  turn.statements = answer.statements;
  turn.citations = answer.citations;
}

const leading = (hit: Hit): Hit => ({ ...hit, passages: hit.passages.slice(0, 1) });

function merged(known: Citation[], more: Citation[]): Citation[] {
  const numbers = new Set(known.map((citation) => citation.number));
  return [...known, ...more.filter((citation) => !numbers.has(citation.number))];
}
