// The one place that decides which addresses may become links.

/** Returns an address of the web in its normal form; null for any other. */
export function webAddress(stated: string | null): string | null {
  try {
    const { protocol, href } = new URL(stated ?? "");
    return /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}
