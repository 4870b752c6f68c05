// Api: the service's routes. Each call throws Failure, or AbortError when it was given up.

import { Failure, failureOfProblem, failureOfResponse } from "./failure";
import { readEvents } from "./sse";
import type { Answer, Article, Facts, Judgement, Limits, Timeline, Told } from "./wire";

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
      yield { name: "answer", data: (await bodyOf(response)) as Answer };
      return;
    }
    for await (const { name, data } of readEvents(response.body)) {
      if (name === "error") throw failureOfProblem(parsed(data) as object);
      if (name === "passages" || name === "statement" || name === "answer") {
        yield { name, data: parsed(data) } as Told;
        if (name === "answer") return;
      }
    }
  }

  async facts(): Promise<Facts> {
    return (await bodyOf(await this.#send("/v1/archive"))) as Facts;
  }

  async article(id: string): Promise<Article> {
    return (await bodyOf(await this.#send(`/v1/articles/${encodeURIComponent(id)}`))) as Article;
  }

  async timeline(topic: string, limits: Limits): Promise<Timeline> {
    const response = await this.#send("/v1/timeline", { body: { topic, ...limits } });
    return (await bodyOf(response)) as Timeline;
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
