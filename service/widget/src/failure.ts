// Failure: why there is no answer, and what the reader can do about it.

export const KINDS = [
  "offline", // this computer has no network
  "unreachable", // no response came
  "denied", // 401, 403: the page's key is not accepted
  "busy", // 429
  "away", // 503
  "refused", // another 4xx: the question cannot be used as it is
  "broken", // another 5xx, or something that is no answer
  "cut", // the stream ended before the answer did, or fell silent
] as const;
export type Kind = (typeof KINDS)[number];

const WAIT_SECONDS = 10;
/** The longest wait that a reader is told of, in seconds. */
export const LONGEST_WAIT = 3600;

export class Failure extends Error {
  /** When it makes sense to try again, in milliseconds since 1970; 0 for at once. */
  readonly until: number;

  constructor(
    readonly kind: Kind,
    readonly detail = "",
    readonly status = 0,
    waitSeconds = 0,
  ) {
    super(detail || kind);
    this.until = waitSeconds ? Date.now() + waitSeconds * 1000 : 0;
  }
}

/** Returns the failure that a thrown thing is; fetch throws TypeError when no response came. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(navigator.onLine === false ? "offline" : "unreachable");
}

export async function failureOfResponse(response: Response): Promise<Failure> {
  const problem: unknown = await response.json().catch(() => null);
  const asked = Number(response.headers.get("Retry-After") ?? NaN);
  return failureOfProblem(problem, asked, response.status);
}

/** Returns the failure that a problem (RFC 9457) of the service is. */
export function failureOfProblem(told: unknown, retryAfter = NaN, answered = 0): Failure {
  const problem: { status?: unknown; detail?: unknown } = Object(told);
  const status = answered || Number(problem.status) || 500;
  const kind = kindOf(status);
  const waits = kind === "busy" || kind === "away";
  const wait = Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : WAIT_SECONDS;
  const detail = typeof problem.detail === "string" ? problem.detail : "";
  return new Failure(kind, detail, status, waits ? Math.min(wait, LONGEST_WAIT) : 0);
}

function kindOf(status: number): Kind {
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "busy";
  if (status === 503) return "away";
  return status < 500 ? "refused" : "broken";
}
