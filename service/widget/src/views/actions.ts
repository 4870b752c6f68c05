// What can be done with an answer: copy it, see it as a timeline, judge it, ask again.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

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
    ${turn.status === "answered"
      ? html`<button type="button" class="plain" @click=${() => session.retry(turn)}
          >${again}${strings.again}</button>` : nothing}
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
    judge(turn, ui);
    return;
  }
  turn.feedback = "writing";
  ui.session.changed();
}

function feedback(turn: Turn, ui: Ui) {
  const { strings } = ui;
  switch (turn.feedback) {
    case null:
      return nothing;
    case "sent":
      return html`<p class="soft">${strings.thanks}</p>`;
    case "writing":
    case "sending":
      return turn.thumb === "down" ? complaint(turn, ui) : nothing;
  }
  const [title] = strings.trouble[turn.feedback.kind];
  return html`<div class="trouble quiet">
    <p dir="auto">${title}. ${turn.feedback.detail}</p>
    <p class="ways"><button type="button" class="button" @click=${() => judge(turn, ui)}
      >${strings.retry}</button>${cancel(turn, ui)}</p>
  </div>`;
}

const cancel = (turn: Turn, { session, strings }: Ui) =>
  html`<button type="button" class="plain" @click=${() => {
    turn.feedback = turn.thumb = null;
    turn.comment = "";
    session.changed();
  }}>${strings.cancel}</button>`;

function complaint(turn: Turn, ui: Ui) {
  const { strings, session } = ui;
  const id = `why-${turn.id}`;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    judge(turn, ui);
  };
  const type = (event: Event) => {
    turn.comment = (event.target as HTMLTextAreaElement).value;
    session.changed();
  };
  return html`<form class="complaint" @submit=${send}>
    <label for=${id}>${strings.why}</label>
    <textarea id=${id} rows="2" dir="auto" .value=${live(turn.comment)} @input=${type}></textarea>
    <p class="ways">
      <button class="button">${strings.send}</button>
      ${cancel(turn, ui)}
    </p>
  </form>`;
}
