// What can be done with an answer besides reading it, where the service offers it.

import type { Api } from "./api";
import { failureOf } from "./failure";
import type { Session } from "./session";
import type { Strings } from "./strings";
import { troubleOf, wholeQuestion, type Turn } from "./turn";

export interface Means {
  api: Api;
  session: Session;
  strings: Strings;
}

/** Shows the timeline of what a turn asked about, or puts it away. */
export function toggleTimeline(turn: Turn, means: Means): void {
  if (!turn.timeline) {
    showTimeline(turn, means);
    return;
  }
  turn.timeline = null;
  means.session.changed();
}

/** Fetches the timeline of what a turn asked about; the turn shows how far that got. */
export async function showTimeline(turn: Turn, { api, session, strings }: Means): Promise<void> {
  const topic = wholeQuestion(turn);
  turn.timeline = "loading";
  session.announce(strings.timelineLoading);
  const told = await api.timeline(topic, turn.limits).catch((error) => troubleOf(failureOf(error)));
  // Put away meanwhile: then it stays away.
  if (turn.timeline !== "loading") return;
  turn.timeline = told;
  session.announce("kind" in told ? strings.trouble[told.kind][0] : told.reason ?? strings.timeline);
  session.changed();
}

/** Sends the reader's judgement of an answer, once; what was written stays until it has arrived. */
export async function judge(turn: Turn, { api, session, strings }: Means): Promise<void> {
  const { answer, thumb } = turn;
  if (!answer || !thumb || turn.feedback === "sending") return;
  const comment = thumb === "down" ? turn.comment.trim() : "";
  turn.feedback = "sending";
  session.changed();
  try {
    await api.judge({
      question: wholeQuestion(turn),
      as_of: answer.as_of,
      thumb,
      ...(comment && { comment }),
      answer_text: answer.text,
      article_ids: [...new Set(answer.citations.map((citation) => citation.article_id))],
    });
    turn.feedback = "sent";
    turn.comment = "";
    session.announce(strings.thanks);
  } catch (error) {
    turn.feedback = troubleOf(failureOf(error));
    session.announce(strings.trouble[turn.feedback.kind][0]);
  }
  session.changed();
}
