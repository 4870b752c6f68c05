// Where words come from: outlet, day and title, and links out.

import { html, nothing } from "lit";

import { webAddress } from "../address";
import { dayInWords, dayOf } from "../dates";
import type { Ui } from "../ui";
import { outward } from "./icons";

interface Told {
  publisher: string | null;
  published: string | null;
}

export const day = (stated: string, ui: Ui) =>
  html`<time dir="auto" datetime=${dayOf(stated)}>${dayInWords(stated, ui.language.locale)}</time>`;

export const origin = ({ publisher, published }: Told, ui: Ui) =>
  html`<span class="origin"><b dir="auto">${publisher ?? ui.strings.unknownOutlet}</b>${
    published ? html`<span class="dot"> · </span>${day(published, ui)}` : nothing}</span>`;

/** Returns outlet and day as plain words. */
export function originInWords({ publisher, published }: Told, ui: Ui): string {
  const when = published && dayInWords(published, ui.language.locale);
  return [publisher ?? ui.strings.unknownOutlet, when].filter(Boolean).join(", ");
}

/** Returns a link to an address of the web; only the text for any other address. */
export function outgoing(url: string | null, text: string, ui: Ui, className = "") {
  const address = webAddress(url);
  return address
    ? html`<a class=${className} href=${address} target="_blank" rel="noopener noreferrer"
        ><span dir="auto">${text}</span>${outward}<span class="unseen"> (${ui.strings.newTab})</span></a>`
    : html`<span dir="auto">${text}</span>`;
}
