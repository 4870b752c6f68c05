// What a reader sees before the first question.

import { html, nothing } from "lit";

import { dayInWords } from "../dates";
import type { Ui } from "../ui";
import { forward } from "./icons";

const MOST_SUGGESTIONS = 4;

export function welcome(ui: Ui) {
  const { strings, session, language: { locale } } = ui;
  const { facts } = session;
  if (!facts) return nothing;
  const days = facts.first_day && facts.last_day &&
    strings.between(dayInWords(facts.first_day, locale), dayInWords(facts.last_day, locale));
  const suggestions = facts.suggestions.slice(0, MOST_SUGGESTIONS);
  return html`<div class="welcome" part="welcome">
    <p class="soft holdings" part="holdings">${
      facts.articles ? strings.holdings(facts.articles, facts.publisher_count) : strings.empty}${
      days ? html`<span class="dot"> · </span>${days}` : nothing}</p>
    ${suggestions.length ? html`
      <h2>${strings.suggested}</h2>
      <ul class="suggestions">${suggestions.map((question) => html`<li>
        <button type="button" part="suggestion" @click=${() => session.ask(question)}
          ><span dir="auto">${question}</span>${forward}</button></li>`)}</ul>` : nothing}
  </div>`;
}
