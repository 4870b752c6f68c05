// <dateline-chat>: asks a Dateline archive and shows what its articles say.

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { Api } from "./api";
import { Session } from "./session";
import { languageOf, type Language } from "./strings";
import { sheets } from "./styles";
import { Ui, type Panel } from "./ui";
import { composer } from "./views/composer";
import { asking, closing } from "./views/icons";
import { panel } from "./views/panel";
import { turn } from "./views/turn";
import { welcome } from "./views/welcome";
import type { Answer, Citation, Limits } from "./wire";

const NARROW = "(max-width: 40rem)";

export class DatelineChat extends LitElement {
  static override properties = {
    endpoint: {},
    key: {},
    label: {},
    launcher: { type: Boolean },
    asOf: { attribute: "as-of" },
    from: {},
    to: {},
    publisher: {},
    lang: {},
  };
  static override styles = sheets;
  /** Where the script came from: the archive of a widget without `endpoint`. */
  static home = location.origin;

  declare endpoint: string | null;
  declare key: string | null;
  declare label: string | null;
  declare launcher: boolean;
  declare asOf: string | null;
  declare from: string | null;
  declare to: string | null;
  declare publisher: string | null;

  readonly #session: Session;
  readonly #ui: Ui;
  #api: Api | null = null;
  #language = languageOf("en");
  #panelShown: Panel | null = null;
  #storedAs = "";
  #focused: [Element | null, Element | null] = [null, null];
  #shownTurns = 0;

  constructor() {
    super();
    this.endpoint = this.key = this.label = null;
    this.asOf = this.from = this.to = this.publisher = null;
    this.launcher = false;
    const chat = this;
    this.#session = new Session({
      get api() { return chat.#reached; },
      get strings() { return chat.#language.strings; },
      get storageKey() { return chat.#storedAs; },
      requestUpdate: () => this.requestUpdate(),
      emit: (name, detail) => this.#emit(name, detail),
    });
    this.#ui = new Ui({
      session: this.#session,
      get api() { return chat.#reached; },
      get language(): Language { return chat.#language; },
      redraw: () => this.requestUpdate(),
      opened: (citation: Citation) => this.#emit("citation-open", { citation }),
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#storedAs = this.#storageKey();
    this.#session.begin(this.#limits);
    this.#shownTurns = this.#session.turns.length;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#session.end();
    this.#ui.end();
  }

  /** The questions of this conversation, oldest first. */
  get questions(): string[] {
    return this.#session.turns.map((each) => each.question);
  }

  /** Asks; the promise brings the answer, or null when there is none. */
  async ask(text: string): Promise<Answer | null> {
    const question = String(text).trim();
    if (!question) return null;
    this.open();
    return this.#session.ask(question);
  }

  /** Opens the launcher's window; focus goes to the field. */
  open(): void {
    const window = this.#window;
    if (!window || window.open) return;
    if (matchMedia(NARROW).matches) window.showModal();
    else window.show();
    this.renderRoot.querySelector("textarea")?.focus();
    this.requestUpdate();
  }

  /** Closes the source that is open, or else the launcher's window. */
  close(): void {
    const source = this.#panel;
    (source?.open ? source : this.#window)?.close();
  }

  protected override willUpdate(): void {
    const focused = this.shadowRoot?.activeElement ?? null;
    this.#focused = [focused, focused?.closest(".turn") ?? null];
    const tag = this.lang || this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    this.#language = languageOf(tag);
  }

  protected override updated(changed: PropertyValues): void {
    // Another archive, or another key to it, after the first: what it holds is learnt anew.
    if (changed.get("endpoint") !== undefined || changed.get("key") !== undefined) this.#session.learn();
    this.#syncPanel();
    this.#keepFocus();
    this.#showNewest();
  }

  protected override render() {
    const label = this.label || this.#language.strings.label;
    return html`<div class="root" part="root" lang=${this.#language.code} role=${this.launcher ? "region" : "group"}
      aria-label=${label} @keydown=${this.#pressed}>
      ${this.launcher ? this.#inWindow(label) : this.#conversation()}
      ${panel(this.#ui)}
    </div>`;
  }

  #inWindow(label: string) {
    const { close } = this.#language.strings;
    const open = this.#window?.open ?? false;
    return html`
      <button type="button" class="launch" part="launcher" aria-haspopup="dialog" aria-expanded=${open}
        @click=${() => (open ? this.close() : this.open())}>${asking}<span>${label}</span></button>
      <dialog class="window" part="window" aria-label=${label} @close=${this.#windowClosed}>
        <header><p>${label}</p><button type="button" class="plain" aria-label=${close} title=${close}
          @click=${() => this.#window?.close()}>${closing}</button></header>
        ${this.#conversation()}
      </dialog>`;
  }

  #conversation() {
    const { turns, said } = this.#session;
    const beginning = turns.length ? nothing : welcome(this.#ui);
    return html`
      <div class="unseen" role="status">${said}</div>
      <div class="log" part="log" role="group" aria-label=${this.#language.strings.conversation}
        tabindex=${this.launcher ? 0 : nothing}>
        ${repeat(turns, ({ id }) => id, (each) => turn(each, this.#ui))}
        ${this.launcher ? beginning : nothing}
      </div>
      ${composer(this.#ui)}
      ${this.launcher ? nothing : beginning}`;
  }

  get #reached(): Api {
    const endpoint = (this.endpoint || DatelineChat.home).replace(/\/+$/, "");
    const known = this.#api;
    if (known?.endpoint === endpoint && known.key === this.key) return known;
    return (this.#api = new Api(endpoint, this.key));
  }

  get #limits(): Limits {
    const { asOf: as_of, from, to, publisher } = this;
    return {
      ...(as_of && { as_of }), ...(from && { from }), ...(to && { to }), ...(publisher && { publisher }),
    };
  }

  /** Widgets without an id are told apart by their order on the page. */
  #storageKey(): string {
    const which = this.id || [...document.querySelectorAll(this.localName)].indexOf(this);
    return `${this.localName} ${this.#reached.endpoint} ${which}`;
  }

  get #window(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector<HTMLDialogElement>("dialog.window") ?? null;
  }

  get #panel(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector<HTMLDialogElement>("dialog.panel") ?? null;
  }

  #emit(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`dateline-${name}`, { detail, bubbles: true, composed: true }));
  }

  #windowClosed(): void {
    if (!this.shadowRoot!.activeElement) this.renderRoot.querySelector<HTMLElement>(".launch")?.focus();
    this.requestUpdate();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.#panel?.open) return;
    if (this.#ui.preview) this.#ui.leave(0);
    else if (this.#window?.open) this.#window.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Opens or closes the dialog once a change; its own closing is heard of only afterwards. */
  #syncPanel(): void {
    const wanted = this.#ui.panel;
    const before = this.#panelShown;
    if (wanted === before) return;
    this.#panelShown = wanted;
    const dialog = this.#panel!;
    // The browser itself gives the focus back to the chip.
    if (!wanted) dialog.close();
    else if (!before) dialog.showModal();
    if (wanted?.whole) dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
    else dialog.querySelector(".body")?.scrollTo(0, 0);
  }

  /** Gives the focus of a button that went away to the question that it was about. */
  #keepFocus(): void {
    const [lost, about] = this.#focused;
    if (!lost || lost.isConnected || this.shadowRoot!.activeElement) return;
    const among = about?.isConnected ? about : [...this.renderRoot.querySelectorAll(".turn")].at(-1);
    const next = among?.querySelector<HTMLElement>(".asked") ?? this.renderRoot.querySelector("textarea");
    next?.focus({ preventScroll: true });
  }

  /** Brings a turn that was just asked into view; what was restored stays where it is. */
  #showNewest(): void {
    const { length } = this.#session.turns;
    const grew = length > this.#shownTurns;
    this.#shownTurns = length;
    const newest = grew && [...this.renderRoot.querySelectorAll(".turn")].at(-1);
    if (!newest) return;
    const { top, bottom } = newest.getBoundingClientRect();
    if (top >= 0 && bottom < innerHeight * 0.6) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    newest.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  }
}
