// Ui: what is open and pointed at in one widget, beside the conversation itself.

import type { Api } from "./api";
import { copy } from "./copying";
import type { Session } from "./session";
import type { Language } from "./strings";
import type { Article, Citation } from "./wire";

const SHOW_MS = 80;
const HIDE_MS = 300;
const COPIED_MS = 2500;
const CARD_HEIGHT = 220;
const CARD_WIDTH = 544;

/** Citations that belong together, as an answer's or a timeline's do; `key` is unique. */
export interface Cited {
  key: string;
  citations: Citation[];
}

/** The card over a chip: at which statement it stands, for which source, on which sides. */
export interface Preview {
  place: string;
  number: number;
  sides: string;
}

export interface Panel {
  cited: Cited;
  number: number;
  whole: boolean;
}

export interface Means {
  session: Session;
  api: Api;
  language: Language;
  redraw(): void;
  opened(citation: Citation): void;
}

export class Ui {
  preview: Preview | null = null;
  panel: Panel | null = null;
  limitsOpen = false;
  /** Whether the pointer went down beside the panel. */
  pressedBeside = false;
  /** What was copied last, for as long as its button says so. */
  copied = "";

  readonly #means: Means;
  readonly #articles = new Map<string, Article | "loading" | "missing">();
  #hover: ReturnType<typeof setTimeout> | undefined;
  #copying: ReturnType<typeof setTimeout> | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  get session(): Session {
    return this.#means.session;
  }

  get api(): Api {
    return this.#means.api;
  }

  get language(): Language {
    return this.#means.language;
  }

  get strings(): Language["strings"] {
    return this.#means.language.strings;
  }

  redraw(): void {
    this.#means.redraw();
  }

  end(): void {
    clearTimeout(this.#hover);
    clearTimeout(this.#copying);
    this.preview = this.panel = null;
  }

  /** Shows the card of a chip: at once for the keyboard, after a moment for the pointer. */
  point(place: string, number: number, chip: Element, wait = SHOW_MS): void {
    // A panel that closes gives the focus back to its chip: whoever read it needs no card.
    if (this.panel) return;
    this.#soon(wait, { place, number, sides: sidesOf(chip) });
  }

  /** Keeps the card while the pointer is on it. */
  hold(): void {
    clearTimeout(this.#hover);
  }

  leave(wait = HIDE_MS): void {
    this.#soon(wait, null);
  }

  #soon(wait: number, preview: Preview | null): void {
    clearTimeout(this.#hover);
    const show = () => {
      this.preview = preview;
      this.redraw();
    };
    if (wait) this.#hover = setTimeout(show, wait);
    else show();
  }

  /** Opens the panel at a source. */
  show(cited: Cited, number: number): void {
    const citation = cited.citations.find((each) => each.number === number);
    if (!citation) return;
    this.leave(0);
    this.panel = { cited, number, whole: false };
    this.#load(citation.article_id);
    this.#means.opened(citation);
    this.redraw();
  }

  /** Forgets the articles of another archive. */
  forget(): void {
    this.#articles.clear();
  }

  hide(): void {
    this.panel = null;
    this.redraw();
  }

  article(id: string): Article | "loading" | "missing" {
    return this.#articles.get(id) ?? "missing";
  }

  async #load(id: string): Promise<void> {
    const known = this.#articles.get(id);
    if (known && known !== "missing") return;
    this.#articles.set(id, "loading");
    try {
      this.#articles.set(id, await this.api.article(id));
    } catch {
      this.#articles.set(id, "missing");
    }
    this.redraw();
  }

  /** Copies, and says for a moment on the button `name` that it did. */
  async copy(text: string, name: string): Promise<void> {
    const done = await copy(text);
    this.session.announce(done ? this.strings.copied : this.strings.notCopied);
    this.copied = done ? name : "";
    this.redraw();
    clearTimeout(this.#copying);
    this.#copying = setTimeout(() => {
      this.copied = "";
      this.redraw();
    }, COPIED_MS);
  }
}

/** Returns where a card must stand by the statement of a chip to be seen whole and to be reached. */
function sidesOf(chip: Element): string {
  const root = chip.getRootNode() as ShadowRoot;
  const box = (selector: string) => root.querySelector(selector)?.getBoundingClientRect();
  const statement = chip.closest("[part=statement]")!;
  const { top, bottom, left, right } = statement.getBoundingClientRect();
  const below = Math.min(innerHeight, box(".composer")!.top) - bottom;
  const isTight = below < CARD_HEIGHT && top - Math.max(0, box(".window .log")?.top ?? 0) > below;
  const at = chip.getBoundingClientRect();
  const along = statement.matches(":dir(rtl)") ? right - at.left : at.right - left;
  return `${isTight ? "above" : ""} ${along > CARD_WIDTH ? "far" : ""}`;
}
