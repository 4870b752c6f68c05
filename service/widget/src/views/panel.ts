// The panel: a source with its quote in the paragraph, or in the whole article.

import { html, nothing } from "lit";

import { webAddress } from "../address";
import { excerptOf, paragraphsOf, placeOf, type Excerpt } from "../paragraph";
import type { Panel, Ui } from "../ui";
import type { Article, Citation } from "../wire";
import { back, closing, forward } from "./icons";
import { origin, outgoing } from "./origin";
import { corrected } from "./statement";

export function panel(ui: Ui) {
  return html`<dialog class="panel" part="panel" aria-labelledby="panel-title"
    @close=${() => ui.hide()}
    @pointerdown=${(event: Event) => { ui.pressedBeside = isBeside(event); }}
    @click=${(event: Event) =>
      // Words that are marked with the pointer may end beside the panel, where they did not begin.
      ui.pressedBeside && isBeside(event) && (event.target as HTMLDialogElement).close()}
    >${ui.panel ? source(ui.panel, ui) : nothing}</dialog>`;
}

const isBeside = ({ target, currentTarget }: Event): boolean => target === currentTarget;

function source(shown: Panel, ui: Ui) {
  const { strings } = ui;
  const { citations } = shown.cited;
  const at = citations.findIndex((each) => each.number === shown.number);
  const citation = citations[at]!;
  const step = (by: number, label: string, icon: unknown) =>
    html`<button type="button" class="plain" aria-label=${label} title=${label}
      aria-disabled=${citations[at + by] ? nothing : "true"}
      @click=${() => citations[at + by] && ui.show(shown.cited, citations[at + by]!.number)}
      >${icon}</button>`;
  return html`<div class="sheet">
    <header>
      <p>${strings.sourceOf(at + 1, citations.length)}</p>
      ${citations.length > 1
        ? [step(-1, strings.previous, back), step(1, strings.next, forward)]
        : nothing}
      <button type="button" class="plain" aria-label=${strings.close} title=${strings.close} autofocus
        @click=${(event: Event) => (event.currentTarget as Element).closest("dialog")!.close()}
        >${closing}</button>
    </header>
    <div class="body" tabindex="0" role="group" aria-labelledby="panel-title">
      <p>${origin(citation, ui)}${corrected(citation, ui)}</p>
      <h2 id="panel-title" dir="auto">${citation.title ?? strings.untitled}</h2>
      ${citation.authors.length ? html`<p class="soft" dir="auto">${citation.authors.join(", ")}</p>` : nothing}
      ${words(citation, shown.whole, ui)}
      ${citation.correction
        ? html`<div class="correction"><p>${strings.correction}</p>
            <p dir="auto">${strings.quoted(citation.correction.quote)}</p></div>`
        : nothing}
      ${citation.also.length ? copies(citation, ui) : nothing}
    </div>
    <footer>
      ${webAddress(citation.link) ? outgoing(citation.link, strings.open, ui, "button") : nothing}
      ${placed(citation, ui) ? toggle(shown, ui) : nothing}
    </footer>
  </div>`;
}

function words(citation: Citation, whole: boolean, ui: Ui) {
  const placedIn = placed(citation, ui);
  if (!placedIn) {
    const article = ui.article(citation.article_id);
    const why = typeof article === "object" ? "moved" : article === "loading" ? "loading" : "noArticle";
    return html`<blockquote dir="auto"><p><mark>${citation.quote}</mark></p></blockquote>
      <p class="soft">${ui.strings[why]}</p>`;
  }
  const { text, place } = placedIn;
  return html`<blockquote class=${whole ? "whole" : ""} dir="auto">${whole
    ? paragraphsOf(text, place).map((each) =>
        html`<p dir="auto">${each.excerpt ? marked(each.excerpt) : each.text}</p>`)
    : html`<p>${marked(excerptOf(text, place))}</p>`}</blockquote>`;
}

/** Returns the article's text and where the quote stands in it; null while that is not known. */
function placed(citation: Citation, ui: Ui) {
  const article = ui.article(citation.article_id);
  const place = typeof article === "object" ? placeOf(article.text, citation) : null;
  return place && { text: (article as Article).text, place };
}

function toggle(shown: Panel, ui: Ui) {
  const { strings } = ui;
  const change = () => {
    ui.panel = { ...shown, whole: !shown.whole };
    ui.redraw();
  };
  return html`<button type="button" class="plain" aria-expanded=${shown.whole} @click=${change}
    >${shown.whole ? strings.onlyParagraph : strings.whole}</button>`;
}

const marked = ({ before, quote, after }: Excerpt) => html`${before}<mark>${quote}</mark>${after}`;

const copies = ({ also }: Citation, ui: Ui) =>
  html`<h3>${ui.strings.alsoBy}</h3>
    <ul class="also">${also.map(({ publisher, url }) =>
      html`<li>${outgoing(url, publisher ?? url ?? ui.strings.unknownOutlet, ui)}</li>`)}</ul>`;
