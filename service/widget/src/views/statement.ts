// A statement with its chips; pointing at a chip shows a card, pressing it opens the panel.

import { html, nothing } from "lit";

import type { Cited, Ui } from "../ui";
import type { Citation } from "../wire";
import { origin, originInWords } from "./origin";

export function statement(
  { text, citations }: { text: string; citations: number[] },
  place: string,
  cited: Cited,
  ui: Ui,
  className = "said",
) {
  const found = citations.flatMap(
    (number) => cited.citations.find((each) => each.number === number) ?? []);
  const { preview } = ui;
  const shown = preview?.place === place && found.find((each) => each.number === preview.number);
  return html`<div class=${className} part="statement">
    <p dir="auto">${text}<span class="chips">${found.map((citation, at) => at
      ? chip(citation, place, cited, ui)
      : html`<span class="glued">&#8288;${chip(citation, place, cited, ui)}</span>`)}</span></p>
    ${shown ? card(shown, place, ui) : nothing}
  </div>`;
}

function chip(citation: Citation, place: string, cited: Cited, ui: Ui) {
  const { number } = citation;
  const point = (event: Event, wait?: number) =>
    ui.point(place, number, event.currentTarget as Element, wait);
  const shown = ui.preview?.place === place && ui.preview.number === number;
  return html`<button type="button" class="chip" part="chip" aria-haspopup="dialog"
    aria-label=${ui.strings.sourceName(number, originInWords(citation, ui))}
    aria-describedby=${shown ? `card-${place}` : nothing}
    @click=${() => ui.show(cited, number)}
    @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && point(event)}
    @pointerleave=${() => ui.leave()}
    @focus=${(event: FocusEvent) =>
      (event.currentTarget as Element).matches(":focus-visible") && point(event, 0)}
    @blur=${() => ui.leave(0)}>${number}</button>`;
}

function card(citation: Citation, place: string, ui: Ui) {
  const { strings } = ui;
  return html`<div role="tooltip" id=${`card-${place}`} part="card"
    class=${`card ${ui.preview!.sides}`}
    @pointerenter=${() => ui.hold()} @pointerleave=${() => ui.leave()}>
    <p>${origin(citation, ui)}${corrected(citation, ui)}</p>
    <p class="title" dir="auto">${citation.title ?? strings.untitled}</p>
    <p class="quote" dir="auto">${strings.quoted(citation.quote)}</p>
    ${citation.also.length ? html`<p>${strings.alsoCount(citation.also.length)}</p>` : nothing}
  </div>`;
}

/** The badge of an article that corrects itself. */
export const corrected = ({ correction }: Citation, ui: Ui) =>
  correction ? html` <span class="badge" part="badge">${ui.strings.corrected}</span>` : nothing;
