// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html.
// EventSource cannot POST, so the stream of a fetch is read.

export interface ServerEvent {
  name: string;
  data: string;
}

/** Yields each whole event; one that the stream cuts off is dropped, as the standard says. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let fields: string[] = [];
  for await (const line of readLines(body)) {
    if (line) fields.push(line);
    else {
      const event = eventOf(fields);
      fields = [];
      if (event) yield event;
    }
  }
}

function eventOf(fields: string[]): ServerEvent | null {
  let name = "message";
  const data: string[] = [];
  for (const field of fields) {
    const [, key, value] = /^([^:]*):? ?(.*)$/s.exec(field)!;
    if (key === "event") name = value!;
    if (key === "data") data.push(value!);
  }
  return data.length ? { name, data: data.join("\n") } : null;
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A last CR may be the first half of CR LF: it waits for what follows.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
