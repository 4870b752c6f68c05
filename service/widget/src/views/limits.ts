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
    const value = (event.target as HTMLInputElement).value.trim();
    session.keepLimits(value ? { ...others, [name]: value } : others);
  };
  const day = (name: "as_of" | "from" | "to", label: string) =>
    html`<label>${label}<input type="date" name=${name} min="1000-01-01" max="2999-12-31"
      .value=${set[name] ?? ""} @change=${change(name)}></label>`;
  const backwards = set.from && set.to && set.from > set.to;
  return html`<div id="limits" class="limits" part="limits" ?hidden=${!ui.limitsOpen}>
    ${day("from", strings.from)}${day("to", strings.to)}${day("as_of", strings.asOf)}
    <label>${strings.outlet}<input name="publisher" list="outlets" placeholder=${strings.anyOutlet}
      autocomplete="off" dir="auto" .value=${set.publisher ?? ""} @change=${change("publisher")}></label>
    <datalist id="outlets">${facts?.publishers.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
    <p class="hint" role="alert">${backwards ? strings.backwards : nothing}</p>
    <button type="button" class="plain" @click=${() => session.keepLimits({})}>${strings.clear}</button>
  </div>`;
}
