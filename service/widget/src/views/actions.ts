// What can be done with an answer: copy it, see it as a timeline, judge it, ask again.

import { html, nothing } from "lit";

import { asMarkdown, asPlain } from "../copying";
import { judge, toggleTimeline } from "../extras";
import type { Turn } from "../turn";
import type { Ui } from "../ui";
import type { Answer } from "../wire";
import { again, copied, copying, down, line, up } from "./icons";

export function actions(turn: Turn, told: Answer, ui: Ui) {
  const { strings, session, language } = ui;
  const copier = (name: string, label: string, text: () => string) => {
    const done = ui.copied === `${turn.id}-${name}`;
    return html`<button type="button" class="plain" @click=${() => ui.copy(text(), `${turn.id}-${name}`)}
      >${done ? copied : copying}${done ? strings.copied : label}</button>`;
  };
  const thumb = (value: "up" | "down", label: string, icon: unknown) =>
    html`<button type="button" class="plain icon-only" aria-label=${label} title=${label}
      aria-pressed=${turn.thumb === value} @click=${() => press(turn, value, ui)}>${icon}</button>`;
  return html`<div class="actions" part="actions">
    ${copier("plain", strings.copy, () => asPlain(told, language))}
    ${copier("markdown", strings.copyMarkdown, () => asMarkdown(told, language))}
    ${session.offers("timeline")
      ? html`<button type="button" class="plain" aria-expanded=${turn.timeline !== null}
          @click=${() => toggleTimeline(turn, ui)}>${line}${strings.timeline}</button>` : nothing}
    <button type="button" class="plain" @click=${() => session.retry(turn)}>${again}${strings.again}</button>
    ${session.offers("feedback")
      ? html`<span class="thumbs">${thumb("up", strings.good, up)}${thumb("down", strings.bad, down)}</span>`
      : nothing}
  </div>
  ${feedback(turn, ui)}`;
}

function press(turn: Turn, thumb: "up" | "down", ui: Ui): void {
  if (turn.feedback === "sending") return;
  turn.thumb = thumb;
  if (thumb === "up") {
    judge(turn, thumb, "", ui);
    return;
  }
  turn.feedback = "writing";
  ui.session.changed();
}

function feedback(turn: Turn, ui: Ui) {
  const { strings, session } = ui;
  switch (turn.feedback) {
    case null:
      return nothing;
    case "sent":
      return html`<p class="soft">${strings.thanks}</p>`;
    case "writing":
    case "sending":
      return turn.thumb === "down" ? complaint(turn, ui) : nothing;
  }
  const [title, advice] = strings.trouble[turn.feedback.kind];
  const retry = () => {
    turn.feedback = turn.thumb = null;
    session.changed();
  };
  return html`<p class="soft">${title}. ${turn.feedback.detail || advice}
    <button type="button" class="plain" @click=${retry}>${strings.retry}</button></p>`;
}

function complaint(turn: Turn, ui: Ui) {
  const { strings, session } = ui;
  const id = `why-${turn.id}`;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get("why") as string;
    judge(turn, "down", text.trim(), ui);
  };
  const cancel = () => {
    turn.feedback = turn.thumb = null;
    session.changed();
  };
  return html`<form class="complaint" @submit=${send}>
    <label for=${id}>${strings.why}</label>
    <textarea id=${id} name="why" rows="2" maxlength="2000" dir="auto"></textarea>
    <p class="ways">
      <button class="button">${strings.send}</button>
      <button type="button" class="plain" @click=${cancel}>${strings.cancel}</button>
    </p>
  </form>`;
}
