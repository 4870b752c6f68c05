// Icons, drawn with strokes in the colour of the text; they say nothing to a screen reader.

import { html, svg, type TemplateResult } from "lit";

const icon = (paths: TemplateResult) =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${paths}</svg>`;

export const closing = icon(svg`<path d="m4 4 8 8m0-8-8 8"/>`);
export const back = icon(svg`<path d="m10 3-5 5 5 5"/>`);
export const forward = icon(svg`<path d="m6 3 5 5-5 5"/>`);
export const outward = icon(svg`<path d="M6 4h6v6m0-6-8 8"/>`);
export const limiting = icon(svg`<path d="M2 4.5h12m-10 4h8m-5.5 4h3"/>`);
export const fresh = icon(svg`<path d="M8 3v10M3 8h10"/>`);
export const copying = icon(svg`<path d="M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3"/>`);
export const copied = icon(svg`<path d="m3 8.5 3.5 3.5L13 5"/>`);
export const again = icon(svg`<path d="M13 3.5v3.5H9.5M13 7a5.3 5.3 0 1 0 .2 2.5"/>`);
export const line = icon(svg`<path d="M4 2v12M4 4.5h2m2 0h6M4 8h2m2 0h4M4 11.5h2m2 0h6"/>`);
export const up = icon(svg`<path d="M5 13.5V7l2.5-5c1.5 0 2 1 1.5 4.5h4.5l-1.2 7zm-3-6h3"/>`);
export const down = icon(svg`<path d="M11 2.5V9l-2.5 5c-1.5 0-2-1-1.5-4.5H2.5l1.2-7zm3 6h-3"/>`);
export const asking = icon(svg`<path d="M2 3h12v8.5H8L4.5 14v-2.5H2zM5 6h6M5 8.5h4"/>`);
export const halting = icon(svg`<path d="M4.5 4.5h7v7h-7z"/>`);
