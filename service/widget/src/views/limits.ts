// The one quiet control for time and outlet.

import { html, nothing } from "lit";

import type { Ui } from "../ui";
import type { Limits } from "../wire";
import { limiting } from "./icons";

export function limitsButton(ui: Ui) {
  const { strings, session, limitsOpen } = ui;
  const count = Object.values(session.limits).filter(Boolean).length;
  const toggle = () => {
    ui.limitsOpen = !limitsOpen;
    ui.redraw();
  };
  return html`<button type="button" class="plain" aria-expanded=${limitsOpen} aria-controls="limits"
    @click=${toggle}>${limiting}${strings.limits}${count ? html`<span class="count" aria-hidden="true">${count}</span
    ><span class="unseen">${strings.limitsSet(count)}</span>` : nothing}</button>`;
}

export function limits(ui: Ui) {
  const { strings, session } = ui;
  const { limits: set, facts } = session;
  const change = (name: keyof Limits) => (event: Event) => {
    const { [name]: _, ...others } = session.limits;
    const { value, validity } = event.target as HTMLInputElement;
    // A year that is being typed passes through years that are none.
    if (!validity.valid) return;
    session.keepLimits(value.trim() ? { ...others, [name]: value.trim() } : others);
    if (isBackwards(session.limits)) session.announce(strings.backwards);
  };
  const backwards = isBackwards(set);
  const day = (name: "as_of" | "from" | "to", label: string) =>
    html`<label>${label}<input type="date" name=${name} min="1000-01-01" max="2999-12-31"
      aria-describedby=${name !== "as_of" && backwards ? "backwards" : nothing}
      .value=${set[name] ?? ""} @change=${change(name)}></label>`;
  return html`<div id="limits" class="limits" part="limits" ?hidden=${!ui.limitsOpen}>
    ${day("from", strings.from)}${day("to", strings.to)}${day("as_of", strings.asOf)}
    <label>${strings.outlet}<input name="publisher" list="outlets" placeholder=${strings.anyOutlet}
      autocomplete="off" dir="auto" .value=${set.publisher ?? ""} @change=${change("publisher")}></label>
    <datalist id="outlets">${facts?.publishers.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
    ${backwards ? html`<p class="hint" id="backwards">${strings.backwards}</p>` : nothing}
    ${Object.keys(set).length ? html`<button type="button" class="plain" @click=${(event: Event) => {
      // It goes away with the last limit.
      (event.currentTarget as Element).parentElement!.querySelector("input")!.focus();
      session.keepLimits({});
    }}>${strings.clear}</button>` : nothing}
  </div>`;
}

const isBackwards = ({ from, to }: Limits): boolean => !!from && !!to && from > to;
