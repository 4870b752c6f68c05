// Session: the conversation of one widget. It asks, keeps and forgets; it draws nothing.

import type { Api, Asking } from "./api";
import { Failure, failureOf } from "./failure";
import { load, save } from "./store";
import type { Strings } from "./strings";
import { isRunning, newTurn, restored, take, troubleOf, type Turn } from "./turn";
import type { Answer, Facts, Limits } from "./wire";

const SLOW_MS = 6000;
const FACTS_MS = 250;
const MOST_ANNOUNCED = 600;

/** What a session needs of the element that shows it. */
export interface Host {
  api: Api;
  strings: Strings;
  storageKey: string;
  requestUpdate(): void;
  emit(name: "question" | "answer" | "error", detail: object): void;
}

export class Session {
  turns: Turn[] = [];
  draft = "";
  limits: Limits = {};
  facts: Facts | null = null;
  /** What a screen reader is told: starts, finished answers and errors, never single words. */
  said = "";

  #host: Host;
  #conversation: string | null = null;
  #running: AbortController | null = null;
  #knowing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes up what the tab remembers and learns what the archive holds. */
  begin(limits: Limits): void {
    const saved = load(this.#host.storageKey);
    this.turns = saved?.turns.map(restored) ?? [];
    this.draft = saved?.draft ?? "";
    this.limits = saved?.limits ?? limits;
    this.#conversation = saved?.conversation ?? null;
    this.learn();
    this.#tick();
  }

  /** Learns what the archive holds and what its service offers. */
  learn(): void {
    this.#knowing = this.#learn();
  }

  end(): void {
    this.stop();
    clearTimeout(this.#timer);
  }

  get running(): Turn | undefined {
    return this.turns.find(isRunning);
  }

  offers(feature: string): boolean {
    return this.facts?.features?.includes(feature) ?? false;
  }

  async ask(question: string): Promise<Answer | null> {
    const id = Math.max(0, ...this.turns.map((turn) => turn.id)) + 1;
    const turn = newTurn(id, question, { ...this.limits });
    this.stop();
    this.turns = [...this.turns, turn];
    return this.#run(turn);
  }

  /** Asks the question of a turn once more, in its place. */
  async retry(old: Turn): Promise<Answer | null> {
    const turn = newTurn(old.id, old.question, old.limits);
    this.stop();
    this.turns = this.turns.map((each) => (each === old ? turn : each));
    return this.#run(turn);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
    for (const turn of this.turns.filter(isRunning)) turn.status = "stopped";
    this.changed();
  }

  /** Starts anew: the old conversation is forgotten here and by the service. */
  clear(): void {
    this.stop();
    if (this.#conversation) this.#host.api.forget(this.#conversation).catch(() => {});
    this.#conversation = null;
    this.turns = [];
    this.said = "";
    this.changed();
  }

  keepDraft(draft: string): void {
    this.draft = draft;
    this.changed();
  }

  keepLimits(limits: Limits): void {
    this.limits = limits;
    this.changed();
  }

  announce(words: string): void {
    this.said = words;
    this.#host.requestUpdate();
  }

  /** Remembers and shows what was changed. */
  changed(): void {
    const { turns, draft, limits } = this;
    save(this.#host.storageKey, { turns, draft, limits, conversation: this.#conversation });
    this.#host.requestUpdate();
  }

  async #learn(): Promise<void> {
    try {
      this.facts = await this.#host.api.facts();
    } catch {
      // Only suggestions and optional parts depend on it: a question will tell what is wrong.
      this.facts = null;
    }
    this.#host.requestUpdate();
  }

  async #run(turn: Turn): Promise<Answer | null> {
    const abort = (this.#running = new AbortController());
    const { strings } = this.#host;
    this.changed();
    this.#host.emit("question", { question: turn.question, limits: turn.limits });
    this.announce(strings.searching);
    const slow = setTimeout(() => {
      turn.slow = true;
      this.announce(strings.slow);
    }, SLOW_MS);
    try {
      await this.#consult(turn, abort.signal);
      this.#finish(turn);
    } catch (error) {
      if (!abort.signal.aborted) this.#fail(turn, failureOf(error));
    } finally {
      clearTimeout(slow);
      if (this.#running === abort) this.#running = null;
      this.changed();
    }
    return turn.answer;
  }

  async #consult(turn: Turn, signal: AbortSignal): Promise<void> {
    // Whether follow-ups are understood must be known first, but is not worth a long wait.
    await Promise.race([this.#knowing, new Promise((done) => setTimeout(done, FACTS_MS))]);
    signal.throwIfAborted();
    try {
      await this.#listen(turn, signal);
    } catch (error) {
      const forgotten = error instanceof Failure && error.status === 404 && this.#conversation;
      if (!forgotten) throw error;
      this.#conversation = null;
      await this.#listen(turn, signal);
    }
    if (!turn.answer) throw new Failure("cut");
  }

  async #listen(turn: Turn, signal: AbortSignal): Promise<void> {
    const asking: Asking = { question: turn.question, ...turn.limits };
    if (this.offers("conversations")) asking.conversation = this.#conversation ?? "new";
    for await (const told of this.#host.api.ask(asking, signal)) {
      if (signal.aborted) return;
      take(turn, told);
      this.changed();
    }
  }

  #finish(turn: Turn): void {
    const answer = turn.answer!;
    this.#conversation = answer.conversation ?? this.#conversation;
    const text = (answer.reason ?? answer.text).slice(0, MOST_ANNOUNCED);
    const { strings } = this.#host;
    this.announce(answer.abstained ? text : strings.answered(text, answer.citations.length));
    this.#host.emit("answer", { answer });
  }

  #fail(turn: Turn, failure: Failure): void {
    turn.status = "failed";
    turn.trouble = troubleOf(failure);
    const [title, advice] = this.#host.strings.trouble[failure.kind];
    this.announce(`${title}. ${failure.detail || advice}`);
    const { kind, status, detail } = failure;
    this.#host.emit("error", { kind, status, detail, question: turn.question });
    this.#tick();
  }

  /** Counts down to the moment when a failed question may be asked again. */
  #tick(): void {
    clearTimeout(this.#timer);
    const last = this.turns.at(-1)?.trouble?.until ?? 0;
    if (last <= Date.now()) return;
    this.#timer = setTimeout(() => {
      if (last <= Date.now()) this.announce(this.#host.strings.readyAgain);
      this.#host.requestUpdate();
      this.#tick();
    }, 1000);
  }
}
