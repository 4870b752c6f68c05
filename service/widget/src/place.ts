// Place: where the reader is in a widget. Drawing anew must lose neither the focus nor the sight.

import type { Panel } from "./ui";

export class Place {
  #focused: Element | null = null;
  #about: Element | null = null;
  #turns = 0;

  /** Notes, before anything is drawn, what has the focus. */
  note(root: ShadowRoot | null): void {
    this.#focused = root?.activeElement ?? null;
    this.#about = this.#focused?.closest(".turn") ?? null;
  }

  /** Gives the focus of a button that went away to the question that it was about. */
  keep(root: ShadowRoot): void {
    if (!this.#focused || this.#focused.isConnected || root.activeElement) return;
    const among = this.#about?.isConnected ? this.#about : newest(root);
    const next = among?.querySelector<HTMLElement>(".asked") ?? root.querySelector("textarea");
    next?.focus({ preventScroll: true });
  }

  /** Focuses the chip of a source after its panel, when the one that opened it went away meanwhile. */
  giveBack(root: ShadowRoot, { cited, number }: Panel): void {
    if (root.activeElement || document.activeElement !== document.body) return;
    const turn = root.querySelector(`#asked-${cited.key.slice(1)}`)?.closest(".turn");
    const chips = [...(turn?.querySelectorAll<HTMLElement>(".chip") ?? [])];
    const chip = chips.find((each) => each.textContent === String(number));
    (chip ?? turn?.querySelector<HTMLElement>(".asked"))?.focus();
  }

  /** Takes the turns that there are as seen: what was restored stays where it is. */
  arrive(turns: number): void {
    this.#turns = turns;
  }

  /** Brings a turn that was just asked into view. */
  follow(root: ShadowRoot, turns: number): void {
    const grew = turns > this.#turns;
    this.#turns = turns;
    const asked = grew && newest(root);
    if (!asked) return;
    const { top, bottom } = asked.getBoundingClientRect();
    if (top >= 0 && bottom < innerHeight * 0.6) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    asked.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  }
}

const newest = (root: ShadowRoot): Element | undefined => [...root.querySelectorAll(".turn")].at(-1);
