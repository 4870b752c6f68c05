// An answer: the phrase, both sides of a conflict, the statements, the sources.

import { html, nothing } from "lit";

import { MOST_NEAREST, type Turn } from "../turn";
import type { Cited, Ui } from "../ui";
import type { Answer, Citation, Conflict, Hit, Statement } from "../wire";
import { dayInWords, withDaysInWords } from "../dates";
import { origin, outgoing } from "./origin";
import { corrected, statement } from "./statement";

/** As statements arrive, and as a whole: one template, so that the chips stay when the rest comes. */
export function answer(turn: Turn, told: Answer | null, ui: Ui) {
  const cited: Cited = { key: `a${turn.id}`, citations: turn.citations };
  const conflicts = told?.conflicts ?? [];
  const opposed = new Set(conflicts.flatMap((conflict) => conflict.statements));
  const short = conflicts.length ? null : told?.short_answer;
  // The sentence that says yes or no stands below, as a statement.
  const phrase = short && (short.verdict ? ui.strings[short.verdict] : short.clarified ?? short.text);
  const meant = short && phrase && { text: phrase, citations: [short.citation, ...short.also_told_by] };
  return html`
    ${meant ? statement(meant, `${cited.key}-short`, cited, ui, "said short") : nothing}
    ${conflicts.map((conflict, at) => sides(conflict, at, turn.statements, cited, ui))}
    ${turn.statements.map((each, at) =>
      opposed.has(at) ? nothing : statement(each, `${cited.key}-${at}`, cited, ui))}
    ${told ? remarks(told, ui) : nothing}
    ${told ? sources(cited, ui) : nothing}`;
}

function sides({ statements: positions, kind, about }: Conflict, at: number, told: Statement[], cited: Cited, ui: Ui) {
  const { strings } = ui;
  return html`<section class="conflict" part="conflict">
    <h3><span dir="auto">${kind === "change" ? strings.changed : strings.disagree}${
      about ? html`: <bdi>${about}</bdi>` : nothing}</span></h3>
    <div class="sides">${positions.flatMap((position) => {
      const said = told[position];
      const from = said?.citations.flatMap(
        (number) => cited.citations.find((each) => each.number === number) ?? []);
      return said && from ? html`<div class="side">
        <p>${from.map((citation) => origin(citation, ui))}</p>
        ${statement(withoutOrigin(said, from[0]), `${cited.key}-c${at}-${position}`, cited, ui)}
      </div>` : [];
    })}</div>
  </section>`;
}

/** A side begins with its outlet and day in brackets, which stand above it here. */
function withoutOrigin(said: Statement, from: Citation | undefined): Statement {
  const named = from && (from.publisher || from.published) && said.text.startsWith(`[${from.publisher ?? ""}`);
  const ends = said.text.indexOf("] ", from?.publisher?.length);
  return named && ends > 0 ? { ...said, text: said.text.slice(ends + 2) } : said;
}

/** When the answer holds, which time it is about, and what the service remarks on the question. */
function remarks(told: Answer, ui: Ui) {
  const { strings, language } = ui;
  const words = (day: string) => dayInWords(day, language.locale);
  const { from, to } = told.window ?? {};
  const days = from === to ? from && words(from)
    : from && to ? strings.between(words(from), words(to))
    : from ? strings.limitedFrom(words(from)) : to && strings.limitedTo(words(to));
  return html`<p class="soft remarks" dir="auto">${strings.asOfDay(words(told.as_of))}${
    days ? `, ${strings.about(days)}` : nothing}.${told.notes.map(
      (note) => html` <span dir="auto">${withDaysInWords(note, language.locale)}</span>`)}</p>`;
}

function sources(cited: Cited, ui: Ui) {
  return html`<section class="sources" part="sources">
    <h3>${ui.strings.sources}</h3>
    <ol>${cited.citations.map((citation) => html`<li>
      <span class="number" aria-hidden="true">${citation.number}</span>
      <div>
        <button type="button" class="title" aria-haspopup="dialog" dir="auto"
          @click=${() => ui.show(cited, citation.number)}>${citation.title ?? ui.strings.untitled}</button>
        <p>${origin(citation, ui)}${corrected(citation, ui)}${citation.also.length
          ? html` <span class="soft" dir="auto">${ui.strings.alsoCount(citation.also.length)}</span>` : nothing}</p>
        <p class="quote" dir="auto">${ui.strings.quoted(citation.quote)}</p>
        ${citation.url ? html`<p class="address" dir="ltr">${citation.url}</p>` : nothing}
      </div>
    </li>`)}</ol>
  </section>`;
}

/** An answer that says that there is none, with what the archive does have. */
export function declined(turn: Turn, told: Answer, ui: Ui) {
  const nearest = turn.hits.slice(0, MOST_NEAREST);
  return html`
    <div class="declined" part="abstention">
      <h3>${ui.strings.declined}</h3>
      <p dir="auto">${withDaysInWords(told.reason ?? told.text, ui.language.locale)}</p>
    </div>
    ${nearest.length ? html`<section class="sources">
      <h3>${ui.strings.nearest}</h3>
      <ul>${nearest.map((hit, at) => near(hit, at, turn, ui))}</ul>
    </section>` : nothing}`;
}

function near(hit: Hit, at: number, turn: Turn, ui: Ui) {
  const cited = { key: `n${turn.id}`, citations: turn.hits.slice(0, MOST_NEAREST).flatMap(asCitation) };
  const readable = hit.passages.length > 0;
  return html`<li><div>
    ${readable
      ? html`<button type="button" class="title" aria-haspopup="dialog" dir="auto"
          @click=${() => ui.show(cited, at + 1)}>${hit.title ?? ui.strings.untitled}</button>`
      : outgoing(hit.url, hit.title ?? ui.strings.untitled, ui, "title")}
    <p>${origin(hit, ui)}</p>
  </div></li>`;
}

/** A found article as the panel shows it: its best passage is what is marked. */
function asCitation(hit: Hit, at: number) {
  const [best] = hit.passages;
  if (!best) return [];
  const { article_id, title, publisher, published, url } = hit;
  return [{
    number: at + 1, article_id, title, publisher, published, url, link: url,
    authors: [], also: [], correction: null, quote: best.quote, start: best.start, end: best.end,
  }];
}
