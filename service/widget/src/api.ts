// Api: the service's routes. Each call throws Failure, or AbortError when it was given up.

import * as checked from "./checked";
import { Failure, failureOfProblem, failureOfResponse } from "./failure";
import { readEvents } from "./sse";
import type { Article, Facts, Judgement, Limits, Timeline, Told } from "./wire";

const EVENTS = "text/event-stream";

export interface Asking extends Limits {
  question: string;
  conversation?: string;
}

export class Api {
  constructor(
    readonly endpoint: string,
    readonly key: string | null,
  ) {}

  /** Yields what is told as it arrives; the last is the answer, unless the stream was cut. */
  async *ask(asking: Asking, signal: AbortSignal): AsyncGenerator<Told> {
    const response = await this.#send("/v1/ask", { body: asking, signal, accept: EVENTS });
    if (!response.headers.get("Content-Type")?.startsWith(EVENTS) || !response.body) {
      yield { name: "answer", data: checked.answer(await bodyOf(response)) };
      return;
    }
    for await (const { name, data } of readEvents(response.body)) {
      if (name === "error") throw failureOfProblem(parsed(data));
      const told = toldIn(name, data);
      if (told) yield told;
      if (name === "answer") return;
    }
  }

  async facts(): Promise<Facts> {
    return checked.facts(await bodyOf(await this.#send("/v1/archive")));
  }

  async article(id: string): Promise<Article> {
    return checked.article(await bodyOf(await this.#send(`/v1/articles/${encodeURIComponent(id)}`)));
  }

  async timeline(topic: string, limits: Limits): Promise<Timeline> {
    const response = await this.#send("/v1/timeline", { body: { topic, ...limits } });
    return checked.timeline(await bodyOf(response));
  }

  async judge(judgement: Judgement): Promise<void> {
    await this.#send("/v1/feedback", { body: judgement });
  }

  async forget(conversation: string): Promise<void> {
    const path = `/v1/conversations/${encodeURIComponent(conversation)}`;
    await this.#send(path, { method: "DELETE" });
  }

  async #send(
    path: string,
    { body, signal, accept = "application/json", method = body ? "POST" : "GET" }: {
      body?: object;
      signal?: AbortSignal;
      accept?: string;
      method?: string;
    } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { Accept: accept };
    if (body) headers["Content-Type"] = "application/json";
    if (this.key) headers["Authorization"] = `Bearer ${this.key}`;
    const response = await fetch(this.endpoint + path, {
      method,
      headers,
      credentials: "omit",
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await failureOfResponse(response);
    return response;
  }
}

/** Returns what an event tells of an answer; null for events that tell nothing of it. */
function toldIn(name: string, data: string): Told | null {
  switch (name) {
    case "passages":
      return { name, data: checked.passages(parsed(data)) };
    case "statement":
      return { name, data: checked.said(parsed(data)) };
    case "answer":
      return { name, data: checked.answer(parsed(data)) };
  }
  return null;
}

async function bodyOf(response: Response): Promise<unknown> {
  return parsed(await response.text());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("broken");
  }
}
