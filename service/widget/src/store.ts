// What a tab remembers, so that a reload loses nothing. Storage may be full, forbidden or tampered with.

import * as checked from "./checked";
import { either, list, maybe, oneOf, record, text, type Shape } from "./checked";
import { KINDS, LONGEST_WAIT } from "./failure";
import { giveUp, isRunning, STATUSES, type Trouble, type Turn } from "./turn";
import type { Limits } from "./wire";

const MOST_TURNS = 30;
// So many turns are kept as there is room for.
const TURNS_KEPT = [MOST_TURNS, 10, 3, 1];
const LIMITS = ["as_of", "from", "to", "publisher"] as const;

export interface Saved {
  turns: Turn[];
  draft: string;
  limits: Limits;
  conversation: string | null;
}

/** Returns what was saved as far as it can be used; null when nothing was. */
export function load(key: string): Saved | null {
  try {
    const saved = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!saved) return null;
    const turns = list(either(turn, () => null))(saved.turns).filter((each) => each !== null);
    return {
      turns: turns.slice(-MOST_TURNS).map((each, at) => ({ ...each, id: at + 1 })),
      draft: either(text, () => "")(saved.draft),
      limits: limits(saved.limits),
      conversation: either(text, () => null)(saved.conversation),
    };
  } catch {
    return null;
  }
}

export function save(key: string, saved: Saved): void {
  for (const kept of TURNS_KEPT) {
    try {
      sessionStorage.setItem(key, JSON.stringify({ ...saved, turns: saved.turns.slice(-kept) }));
      return;
    } catch {
      // No room: then with fewer turns. Without storage the conversation is not remembered.
    }
  }
}

const limits: Shape<Limits> = (value) => {
  const given: Record<string, unknown> = Object(value);
  return Object.fromEntries(LIMITS.flatMap((name) => given[name] ? [[name, text(given[name])]] : []));
};

const trouble: Shape<Trouble> = (value) => {
  const known = record<Trouble>({ kind: oneOf(...KINDS), detail: text, until: checked.count })(value);
  return { ...known, until: Math.min(known.until, Date.now() + LONGEST_WAIT * 1000) };
};

const stored = record<Turn>({
  id: checked.count,
  question: text,
  limits,
  status: oneOf(...STATUSES),
  slow: checked.flag,
  hits: list(checked.hit),
  statements: list(checked.statement),
  citations: list(checked.citation),
  answer: maybe(checked.answer),
  former: maybe(checked.answer),
  completed: maybe(text),
  trouble: maybe(trouble),
  timeline: maybe(either(trouble, either(checked.timeline, oneOf("loading")))),
  thumb: maybe(oneOf("up", "down")),
  comment: text,
  feedback: maybe(either(trouble, oneOf("writing", "sending", "sent"))),
});

/** Returns a stored turn as it goes on after a reload: what was running then was cut. */
function turn(value: unknown): Turn {
  const known = stored(value);
  if (known.timeline === "loading") known.timeline = null;
  if (known.feedback === "sending") known.feedback = "writing";
  if (isRunning(known)) {
    giveUp(known, "failed");
    known.trouble = { kind: "cut", detail: "", until: 0 };
  }
  return known;
}
