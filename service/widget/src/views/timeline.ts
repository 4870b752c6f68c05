// The timeline of what was asked about: oldest first, every entry cited.

import { html, nothing } from "lit";

import { withDaysInWords } from "../dates";
import { showTimeline } from "../extras";
import type { Turn } from "../turn";
import type { Ui } from "../ui";
import { day } from "./origin";
import { statement } from "./statement";

export function timeline(turn: Turn, ui: Ui) {
  const { strings } = ui;
  const told = turn.timeline;
  if (!told) return nothing;
  return html`<section class="timeline" part="timeline">
    <h3>${strings.timeline}</h3>
    ${told === "loading" ? html`<p class="soft">${strings.timelineLoading}</p>`
    : "kind" in told ? html`<p>${strings.trouble[told.kind][0]}. ${told.detail}</p>
        <p><button type="button" class="button" @click=${() => showTimeline(turn, ui)}>${strings.retry}</button></p>`
    : told.entries.length ? html`<ol>${told.entries.map((entry, at) => html`<li>
        ${day(entry.date, ui)}
        ${statement(entry, `t${turn.id}-${at}`, { key: `t${turn.id}`, citations: told.citations }, ui)}
      </li>`)}</ol>`
    : html`<p dir="auto">${withDaysInWords(told.reason ?? "", ui.language.locale)}</p>`}
  </section>`;
}
