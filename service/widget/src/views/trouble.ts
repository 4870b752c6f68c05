// A failed or stopped turn: what happened, and the ways on.

import { html, nothing } from "lit";

import type { Trouble, Turn } from "../turn";
import type { Ui } from "../ui";
import { again } from "./icons";

export function trouble(turn: Turn, told: Trouble, ui: Ui) {
  const { strings } = ui;
  const [title, advice] = strings.trouble[told.kind];
  return html`<div class="trouble" part="error">
    <p dir="auto"><strong>${title}</strong></p>
    <p dir="auto">${advice}</p>
    ${told.detail ? html`<p class="soft" dir="auto">${told.detail}</p>` : nothing}
    ${waysOn(turn, told.until, strings.retry, ui)}
  </div>`;
}

export const stopped = (turn: Turn, ui: Ui) =>
  html`<div class="trouble quiet">
    <p dir="auto">${turn.statements.length ? ui.strings.stopped : ui.strings.stoppedEmpty}</p>
    ${waysOn(turn, 0, ui.strings.again, ui)}
  </div>`;

function waysOn(turn: Turn, until: number, label: string, ui: Ui) {
  const { strings, session } = ui;
  const left = Math.ceil((until - Date.now()) / 1000);
  return html`<p class="ways">
    <button type="button" class="button" aria-disabled=${left > 0 ? "true" : nothing}
      @click=${() => until > Date.now() || session.retry(turn)}
      >${again}${left > 0 ? strings.retryIn(left) : label}</button>
    <button type="button" class="plain" @click=${(event: Event) => edit(event, turn, ui)}>${strings.edit}</button>
  </p>`;
}

/** Brings the question back to where it was typed, before what is being typed there. */
function edit(event: Event, turn: Turn, ui: Ui): void {
  const { draft } = ui.session;
  if (!draft.includes(turn.question)) ui.session.keepDraft(`${turn.question}\n${draft}`.trim());
  const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
  root.querySelector("textarea")?.focus();
}
