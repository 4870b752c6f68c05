// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html.
// EventSource cannot POST, so the stream of a fetch is read.

import { Failure } from "./failure";

// No answer is nearly as large: such a stream is none, and would fill the memory.
const MOST_BYTES = 8_000_000;
// The service says something every 15 seconds: whoever is silent for this long is gone.
const SILENT_MS = 60_000;

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
  let endedInCr = false;
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await soon(reader.read());
      if (done) return;
      bytes += value.length;
      if (bytes > MOST_BYTES) throw new Failure("broken");
      const piece = decoder.decode(value, { stream: true });
      if (!piece) continue;
      // CR LF may be cut in two: its line has ended with the CR already.
      const fresh = endedInCr && piece.startsWith("\n") ? piece.slice(1) : piece;
      endedInCr = piece.endsWith("\r");
      const lines = (rest + fresh).split(/\r\n|\n|\r/);
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Returns what the promise brings; a failure when it brings nothing for too long. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, give) => {
    timer = setTimeout(() => give(new Failure("cut")), SILENT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
