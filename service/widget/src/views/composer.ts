// Where questions are typed.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import type { Ui } from "../ui";
import { fresh, halting } from "./icons";
import { limits, limitsButton } from "./limits";

const MOST_ROWS = 6;

export function composer(ui: Ui) {
  const { strings, session } = ui;
  const follow = session.turns.length > 0;
  return html`<form class="composer" part="composer" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      submit(event.currentTarget as HTMLFormElement, ui);
    }}>
    ${limits(ui)}
    <label class="unseen" for="question">${strings.question}</label>
    <div class="field" part="field">
      <textarea id="question" part="input" rows="1" dir="auto" enterkeyhint="send"
        placeholder=${follow ? strings.askNext : strings.askFirst} .value=${live(session.draft)}
        @input=${(event: Event) => typed(event.target as HTMLTextAreaElement, ui)}
        @keydown=${(event: KeyboardEvent) => press(event, ui)}></textarea>
      ${session.running
        ? html`<button type="button" class="button stop" part="button" @click=${(event: Event) => {
            session.halt();
            focusBeside(event.currentTarget as Element);
          }}>${halting}${strings.stop}</button>`
        : html`<button class="button" part="button">${strings.ask}</button>`}
    </div>
    <div class="controls">
      ${limitsButton(ui)}
      ${follow
        ? html`<button type="button" class="plain" @click=${(event: Event) => {
            session.clear();
            focusBeside(event.currentTarget as Element);
          }}>${fresh}${strings.fresh}</button>` : nothing}
    </div>
  </form>`;
}

function typed(field: HTMLTextAreaElement, ui: Ui): void {
  ui.session.keepDraft(field.value);
  if (CSS.supports("field-sizing: content")) return;
  field.rows = 1;
  const line = parseFloat(getComputedStyle(field).lineHeight);
  field.rows = Math.min(MOST_ROWS, Math.floor(field.scrollHeight / line));
}

function submit(form: HTMLFormElement, ui: Ui): void {
  const question = ui.session.draft.trim();
  const field = form.querySelector("textarea")!;
  field.focus();
  if (!question) return;
  field.rows = 1;
  // The keyboard of a screen makes room for the answer.
  if (matchMedia("(hover: none)").matches) field.blur();
  ui.limitsOpen = false;
  ui.session.keepDraft("");
  ui.session.ask(question);
}

/** The button that was pressed goes away: focus moves to the field, not to nowhere. */
function focusBeside(button: Element): void {
  button.closest("form")!.querySelector("textarea")!.focus();
}

function press(event: KeyboardEvent, ui: Ui): void {
  // Safari tells of the key that ends a composition only by its code.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit((event.target as Element).closest("form")!, ui);
  }
  if (event.key === "Escape" && ui.session.running) {
    // It must not close the window as well.
    event.preventDefault();
    event.stopPropagation();
    ui.session.halt();
  }
}
