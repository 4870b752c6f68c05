// What a tab remembers, so that a reload loses nothing. Storage may be full or forbidden.

import type { Turn } from "./turn";
import type { Limits } from "./wire";

const VERSION = 1;
const MOST_TURNS = 30;

export interface Saved {
  turns: Turn[];
  draft: string;
  limits: Limits;
  conversation: string | null;
}

export function load(key: string): Saved | null {
  try {
    const saved = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return saved?.version === VERSION ? saved : null;
  } catch {
    return null;
  }
}

export function save(key: string, saved: Saved): void {
  const turns = saved.turns.slice(-MOST_TURNS);
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...saved, turns, version: VERSION }));
  } catch {
    // The conversation goes on without being remembered.
  }
}
