// <dateline-chat>: asks a Dateline archive and shows what its articles say.

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { Api } from "./api";
import { Place } from "./place";
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
  /** What the tab remembers belongs to one widget each. */
  static readonly #taken = new Set<string>();
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
  readonly #place = new Place();
  #api: Api | null = null;
  #language = languageOf("en");
  #panelShown: Panel | null = null;
  #storedAs = "";
  #gone = false;

  constructor() {
    super();
    this.endpoint = this.key = this.label = null;
    this.asOf = this.from = this.to = this.publisher = null;
    this.launcher = false;
    const chat = this;
    this.#session = new Session({
      get api() { return chat.#reached; },
      get language() { return chat.#language; },
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
    document.addEventListener("keydown", this.#pressedAnywhere);
    // A dialog that was moved is no longer modal.
    this.#panel?.close();
    if (this.#gone) this.#session.resume();
    this.#gone = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#pressedAnywhere);
    // Moved to another place of the page, it goes on as it is.
    queueMicrotask(() => {
      if (this.isConnected || this.#gone) return;
      this.#gone = true;
      this.#session.end();
      this.#ui.end();
      DatelineChat.#taken.delete(this.#storedAs);
    });
  }

  /** The questions of this conversation, oldest first. */
  get questions(): string[] {
    return this.#session.turns.map((each) => each.question);
  }

  /** Asks; the promise brings the answer, or null when there is none. */
  async ask(text: string): Promise<Answer | null> {
    const question = String(text).trim();
    if (!question) return null;
    if (!this.hasUpdated) await this.updateComplete;
    this.open();
    return this.#session.ask(question);
  }

  /** Opens the launcher's window; focus goes to the field. */
  open(): void {
    if (!this.hasUpdated) void this.updateComplete.then(() => this.open());
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
    this.#place.note(this.shadowRoot);
    const tag = this.lang || this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    this.#language = languageOf(tag);
    // Not sooner: what a page set before the script came is known only now.
    if (!this.hasUpdated) this.#begin();
  }

  protected override updated(changed: PropertyValues): void {
    const altered = (...names: string[]) => names.some((name) => changed.get(name) !== undefined);
    // Another archive, or another key to it, after the first: what it holds is learnt anew.
    if (altered("endpoint")) this.#session.part();
    if (altered("endpoint", "key")) {
      this.#ui.forget();
      this.#session.learn();
    }
    if (altered("asOf", "from", "to", "publisher")) this.#session.keepLimits(this.#limits);
    this.#syncPanel();
    this.#place.keep(this.shadowRoot!);
    this.#place.follow(this.shadowRoot!, this.#session.turns.length);
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

  #begin(): void {
    const name = `${this.localName} ${this.#reached.endpoint} ${this.id}`;
    let place = 0;
    while (DatelineChat.#taken.has((this.#storedAs = `${name} ${place}`))) place++;
    DatelineChat.#taken.add(this.#storedAs);
    this.#session.begin(this.#limits);
    this.#place.arrive(this.#session.turns.length);
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
    if (document.activeElement === document.body) this.renderRoot.querySelector<HTMLElement>(".launch")?.focus();
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

  /** A card that the pointer called up goes away by Escape wherever the focus is. */
  #pressedAnywhere = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.#ui.preview) this.#ui.leave(0);
  };

  /** Opens or closes the dialog once a change; its own closing is heard of only afterwards. */
  #syncPanel(): void {
    const wanted = this.#ui.panel;
    const before = this.#panelShown;
    if (wanted === before) return;
    this.#panelShown = wanted;
    const dialog = this.#panel!;
    // The browser itself gives the focus back to the chip, as long as that is there.
    if (!wanted) {
      dialog.close();
      this.#place.giveBack(this.shadowRoot!, before!);
    } else if (!before) dialog.showModal();
    if (wanted?.whole) dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
    else dialog.querySelector(".body")?.scrollTo(0, 0);
  }
}
