// One turn of the conversation.

import { html, nothing } from "lit";

import { dayInWords } from "../dates";
import { isRunning, wholeQuestion, type Turn } from "../turn";
import type { Ui } from "../ui";
import { actions } from "./actions";
import { answer, declined } from "./answer";
import { timeline } from "./timeline";
import { stopped, trouble } from "./trouble";

export function turn(shown: Turn, ui: Ui) {
  const { answer: told } = shown;
  return html`<article class="turn" part="turn" aria-labelledby=${`asked-${shown.id}`} aria-busy=${isRunning(shown)}>
    <h2 class="asked" id=${`asked-${shown.id}`} part="question" tabindex="-1" dir="auto">${shown.question}</h2>
    ${limited(shown, ui)}
    ${wholeQuestion(shown) !== shown.question
      ? html`<p class="soft"><span dir="auto">${ui.strings.understood}: <bdi>${wholeQuestion(shown)}</bdi></span></p>`
      : nothing}
    <div part="answer">
      ${told?.abstained ? declined(shown, told, ui) : answer(shown, told, ui)}
    </div>
    ${isRunning(shown) ? progress(shown, ui) : nothing}
    ${shown.trouble ? trouble(shown, shown.trouble, ui) : nothing}
    ${shown.status === "stopped" ? stopped(shown, ui) : nothing}
    ${told ? actions(shown, told, ui) : nothing}
    ${timeline(shown, ui)}
  </article>`;
}

function limited({ limits }: Turn, ui: Ui) {
  const { strings, language } = ui;
  const words = (day: string) => dayInWords(day, language.locale);
  const parts = [
    limits.publisher,
    limits.from && strings.limitedFrom(words(limits.from)),
    limits.to && strings.limitedTo(words(limits.to)),
    limits.as_of && strings.limitedAsOf(words(limits.as_of)),
  ].filter(Boolean);
  return parts.length ? html`<p class="soft" dir="auto">${parts.join(", ")}</p>` : nothing;
}

const progress = ({ hits, slow }: Turn, { strings }: Ui) =>
  html`<p class="progress" part="progress"><span class="pulse" aria-hidden="true"></span>${
    slow ? strings.slow : hits.length ? strings.reading(hits.length) : strings.searching}</p>`;
