// <dateline-chat endpoint="https://archive.example"> asks a Dateline archive and shows what its
// articles say. Without `endpoint` it asks where the script came from. Builds nodes only.
(() => {
  const home = document.currentScript ? new URL(document.currentScript.src).origin : location.origin;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host { display: block; overflow-wrap: break-word; font: 1rem/1.55 system-ui, sans-serif;
  --ink: var(--dateline-ink, light-dark(#1b1a17, #ece8df)); color: var(--ink);
  --soft: var(--dateline-soft, light-dark(#5f5a50, #aaa396));
  --line: var(--dateline-line, light-dark(#dcd6c8, #3b3831));
  --paper: var(--dateline-paper, light-dark(#fffdf8, #211f1b));
  --accent: var(--dateline-accent, light-dark(#9b2c1f, #f0917f)); }
:host([hidden]) { display: none; }
form { display: flex; flex-wrap: wrap; gap: .5rem; }
label { flex: 1 0 100%; font-size: .875rem; color: var(--soft); }
input, button { font: inherit; border-radius: 6px; padding: .65rem .9rem; border: 1px solid var(--soft); }
input { flex: 1 1 9rem; min-width: 0; color: inherit; background: var(--paper); }
button { color: light-dark(#fff, #1b1a17); background: var(--accent); border-color: transparent;
  font-weight: 600; cursor: pointer; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h2 { font-size: .8125rem; letter-spacing: .06em; text-transform: uppercase; margin: 1.75rem 0 .6rem;
  color: var(--soft); }
.state { min-height: 1.55em; color: var(--soft); font-size: .875rem; margin: .6rem 0 0; }
.short { font: 700 1.75rem/1.25 Georgia, serif; margin: 1rem 0 .5rem; }
.said { font: 1.1875rem/1.55 Georgia, serif; margin: .75rem 0; }
.chip { font: 600 .8125rem/1 system-ui, sans-serif; text-decoration: none; padding: .15em .35em;
  border-radius: 4px; background: light-dark(#f3e4df, #41291f); }
.sides { display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.sides > div { padding: .75rem 1rem; background: var(--paper); border: 1px solid var(--line);
  border-top: 3px solid var(--accent); border-radius: 6px; break-inside: avoid; }
ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li { display: grid; grid-template-columns: 2rem minmax(0, 1fr); padding: .9rem 0; break-inside: avoid;
  border-bottom: 1px solid var(--line); scroll-margin: 1rem; }
li:focus { outline: 3px solid var(--accent); outline-offset: 2px; }
li > b { color: var(--accent); }
.from { font-size: .875rem; color: var(--soft); margin: 0; }
time { white-space: nowrap; }
strong { color: var(--ink); }
blockquote { margin: .35rem 0; font: 1rem/1.5 Georgia, serif; }
.notice::first-letter { text-transform: uppercase; }
.notice { border-inline-start: 4px solid var(--accent); padding: .25rem 0 .25rem 1rem; }
@media print { button, label, .state { display: none; } input { border: 0; padding: 0; } }`);

  const make = (name, properties, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children.filter(Boolean));
    return node;
  };
  const p = (className, ...children) => make("p", { className }, ...children);

  const day = (stated) => {
    const date = stated.slice(0, 10);
    const [year, month, number] = date.split("-");
    const shown = new Date(year, month - 1, number).toLocaleDateString("en-GB", { dateStyle: "long" });
    return make("time", { dateTime: date }, shown);
  };

  const link = (url, text) =>
    /^https?:\/\//i.test(url)
      ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text)
      : null;

  const origin = ({ publisher, published }) =>
    p("from", make("strong", {}, publisher || "Unknown outlet"),
      published && ", ", published && day(published));

  class DatelineChat extends HTMLElement {
    #input = make("input", { id: "q", maxLength: 2000, required: true, autocomplete: "off" });
    #state = make("p", { className: "state", role: "status" });
    #answer = make("div");
    #running = null;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const label = make("label", { htmlFor: "q" }, "Your question");
      const form = make("form", {}, label, this.#input, make("button", {}, "Ask"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.ask(this.#input.value);
      });
      root.append(form, this.#state, this.#answer);
    }

    disconnectedCallback() {
      this.#running?.abort();
    }

    get endpoint() {
      return (this.getAttribute("endpoint") || home).replace(/\/+$/, "");
    }

    async ask(question) {
      this.#running?.abort();
      const { signal } = (this.#running = new AbortController());
      this.#input.value = question;
      this.#say("Searching the archive …");
      try {
        this.#show(await this.#fetch(question, signal));
      } catch (error) {
        if (signal.aborted) return;
        const why = error.detail ?? "The archive cannot be reached; ask again later.";
        this.#say("No answer was received.", p("notice", why));
      }
    }

    async #fetch(question, signal) {
      const response = await fetch(`${this.endpoint}/v1/ask`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question }),
        signal,
      });
      const body = await response.json();
      if (!response.ok) throw body;
      return body;
    }

    #say(state, ...nodes) {
      this.#state.textContent = state;
      this.#answer.replaceChildren(...nodes);
    }

    #show({ abstained, reason, short_answer, statements, citations, conflicts }) {
      if (abstained) {
        this.#say("No answer in the archive.", p("notice said", reason));
        return;
      }
      const opposed = new Set(conflicts.flatMap((conflict) => conflict.statements));
      this.#say(
        `Answered from ${citations.length} ${citations.length === 1 ? "quote" : "quotes"}.`,
        short_answer && !conflicts.length ? p("short", short_answer.text) : "",
        ...conflicts.flatMap((conflict) => this.#conflict(conflict, statements, citations)),
        ...statements.filter((_, at) => !opposed.has(at)).map((said) => this.#statement(said)),
        make("h2", {}, "Sources"),
        make("ol", {}, ...citations.map((citation) => this.#citation(citation))));
    }

    #statement({ text, citations }) {
      return p("said", `${text}\u00a0`, ...citations.map((number) => {
        const id = `source-${number}`;
        const chip = make("a", { className: "chip", href: `#${id}`, ariaLabel: `Source ${number}` },
          `[${number}]`);
        chip.addEventListener("click", (event) => {
          event.preventDefault();
          this.shadowRoot.getElementById(id).focus();
        });
        return chip;
      }));
    }

    #conflict(conflict, statements, citations) {
      const sides = conflict.statements.map((at) =>
        make("div", {}, origin(citations[statements[at].citations[0] - 1]), this.#statement(statements[at])));
      return [make("h2", {}, "The sources disagree"), make("div", { className: "sides" }, ...sides)];
    }

    #citation(citation) {
      const copies = citation.also.flatMap(({ url, publisher }) =>
        [", ", link(url, publisher || url) ?? publisher]).slice(1);
      return make("li", { id: `source-${citation.number}`, tabIndex: -1 },
        make("b", {}, String(citation.number)),
        make("div", {},
          origin(citation),
          p("from", citation.title),
          make("blockquote", {}, `“${citation.quote}”`),
          p("from", link(citation.link, "Open the article")),
          copies.length && p("from", "Also reported by ", ...copies)));
    }
  }

  if (!customElements.get("dateline-chat")) customElements.define("dateline-chat", DatelineChat);
})();
