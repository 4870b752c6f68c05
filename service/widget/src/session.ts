// Session: the conversation of one widget. It asks, keeps and forgets; it draws nothing.

import type { Api, Asking } from "./api";
import { withDaysInWords } from "./dates";
import { Failure, failureOf } from "./failure";
import { load, save } from "./store";
import type { Language } from "./strings";
import { anew, giveUp, isRunning, newTurn, take, troubleOf, wholeQuestion, type Turn } from "./turn";
import type { Answer, Facts, Limits } from "./wire";

const SLOW_MS = 6000;
const FACTS_MS = 250;
const SAVE_MS = 250;
const MOST_ANNOUNCED = 600;
const ANNOUNCED_MS = 10_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** What a session needs of the element that shows it. */
export interface Host {
  api: Api;
  language: Language;
  storageKey: string;
  requestUpdate(): void;
  emit(name: "question" | "answer" | "error" | "clear", detail: object): void;
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
  #countdown: Timer;
  #saving: Timer;
  #live = false;
  #silence: Timer;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes up what the tab remembers. */
  begin(limits: Limits): void {
    const saved = load(this.#host.storageKey);
    this.turns = saved?.turns ?? [];
    this.draft = saved?.draft ?? "";
    this.limits = saved?.limits ?? limits;
    this.#conversation = saved?.conversation ?? null;
    this.resume();
  }

  /** Goes on after `end`, with what was there then. */
  resume(): void {
    this.#live = true;
    addEventListener("pagehide", this.#save);
    if (!this.facts) this.learn();
    this.#tick();
  }

  end(): void {
    this.stop();
    this.#save();
    this.#live = false;
    removeEventListener("pagehide", this.#save);
    clearTimeout(this.#countdown);
  }

  /** Learns what the archive holds and what its service offers; of several calls the last counts. */
  learn(): void {
    // Only suggestions and optional parts depend on it: a question will tell what is wrong.
    const knowing = this.#host.api.facts().catch(() => null).then((facts) => {
      if (this.#knowing !== knowing) return;
      this.facts = facts;
      this.#host.requestUpdate();
    });
    this.#knowing = knowing;
  }

  /** Goes on with another archive, which must not learn the id of the conversation with the first. */
  part(): void {
    this.#conversation = null;
    this.facts = null;
    this.changed();
  }

  get running(): Turn | undefined {
    return this.turns.find(isRunning);
  }

  offers(feature: string): boolean {
    return this.facts?.features.includes(feature) ?? false;
  }

  async ask(question: string): Promise<Answer | null> {
    this.stop();
    const id = Math.max(0, ...this.turns.map((turn) => turn.id)) + 1;
    const turn = newTurn(id, question, { ...this.limits });
    this.turns = [...this.turns, turn];
    return this.#run(turn);
  }

  /** Asks the question of a turn once more, in its place. */
  async retry(old: Turn): Promise<Answer | null> {
    this.stop();
    const turn = anew(old);
    this.turns = this.turns.map((each) => (each === old ? turn : each));
    return this.#run(turn);
  }

  /** Gives up what is running, as the reader wished. */
  halt(): void {
    this.stop();
    this.announce(this.#host.language.strings.halted);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
    for (const turn of this.turns.filter(isRunning)) giveUp(turn, "stopped");
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
    this.#host.emit("clear", {});
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
    // The same words once more are only heard when something about them is new.
    this.said = words === this.said ? `${words}\u00a0` : words;
    this.#host.requestUpdate();
    clearTimeout(this.#silence);
    // What was heard must not lie about for whoever reads on.
    this.#silence = setTimeout(() => {
      this.said = "";
      this.#host.requestUpdate();
    }, ANNOUNCED_MS);
  }

  /** Shows what was changed, and remembers it soon: every keystroke is a change. */
  changed(): void {
    if (this.#live) this.#saving ??= setTimeout(this.#save, SAVE_MS);
    this.#host.requestUpdate();
  }

  #save = (): void => {
    if (!this.#saving) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const { turns, draft, limits } = this;
    save(this.#host.storageKey, { turns, draft, limits, conversation: this.#conversation });
  };

  async #run(turn: Turn): Promise<Answer | null> {
    const abort = (this.#running = new AbortController());
    const { strings } = this.#host.language;
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
    // A turn that was given up may have its former answer again.
    signal.throwIfAborted();
    if (!turn.answer) throw new Failure("cut");
  }

  async #listen(turn: Turn, signal: AbortSignal): Promise<void> {
    const asking: Asking = { question: wholeQuestion(turn), ...turn.limits };
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
    const { strings, locale } = this.#host.language;
    const text = withDaysInWords(answer.reason ?? answer.text, locale).slice(0, MOST_ANNOUNCED);
    this.announce(answer.abstained ? text : strings.answered(text, answer.citations.length));
    this.#host.emit("answer", { answer });
  }

  #fail(turn: Turn, failure: Failure): void {
    giveUp(turn, "failed");
    turn.trouble = troubleOf(failure);
    const [title, advice] = this.#host.language.strings.trouble[failure.kind];
    this.announce(`${title}. ${failure.detail || advice}`);
    const { kind, status, detail } = failure;
    this.#host.emit("error", { kind, status, detail, question: turn.question });
    this.#tick();
  }

  /** Counts down to the moment when a failed question may be asked again. */
  #tick(): void {
    clearTimeout(this.#countdown);
    const waiting = this.turns.filter(({ trouble }) => trouble && trouble.until > Date.now());
    if (!waiting.length) return;
    this.#countdown = setTimeout(() => {
      const ready = waiting.some((turn) => this.turns.includes(turn) && turn.trouble!.until <= Date.now());
      if (ready) this.announce(this.#host.language.strings.readyAgain);
      this.#host.requestUpdate();
      this.#tick();
    }, 1000);
  }
}
