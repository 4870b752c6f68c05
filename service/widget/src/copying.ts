// An answer with its sources, for another page: as plain text, or as Markdown.

import { webAddress } from "./address";
import { dayInWords } from "./dates";
import type { Language } from "./strings";
import type { Answer, Citation } from "./wire";

export function asPlain(answer: Answer, language: Language): string {
  const sources = answer.citations.map((citation) => {
    const link = webAddress(citation.link);
    return [
      `[${citation.number}] ${factsOf(citation, language)}`,
      `    ${language.strings.quoted(citation.quote)}`,
      ...(link ? [`    ${link}`] : []),
    ].join("\n");
  });
  return [answer.question, answer.text, ...sources].join("\n\n");
}

export function asMarkdown(answer: Answer, language: Language): string {
  const said = answer.statements.map(({ text, citations }) =>
    [escaped(text), ...citations.map((number) => marker(number, answer.citations))].join(" "),
  );
  const sources = answer.citations.map((citation) => {
    const facts = escaped(factsOf(citation, language));
    return `${citation.number}. ${facts}  \n   ${escaped(language.strings.quoted(citation.quote))}`;
  });
  const text = said.length ? said.join(" ") : escaped(answer.text);
  return [`**${escaped(answer.question)}**`, text, sources.join("\n")].filter(Boolean).join("\n\n");
}

function marker(number: number, citations: Citation[]): string {
  const link = webAddress(citations.find((citation) => citation.number === number)?.link ?? null);
  // What is left in a normal address that would end a link in Markdown.
  const target = link?.replace(/[()\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return target ? `[\\[${number}\\]](${target})` : `\\[${number}\\]`;
}

function factsOf({ publisher, published, title }: Citation, { locale, strings }: Language): string {
  const day = published && dayInWords(published, locale);
  const facts = [publisher ?? strings.unknownOutlet, day, title && strings.quoted(title)];
  return facts.filter(Boolean).join(", ");
}

/** Returns words that Markdown shows as they are: no markup, formula, list, entity or link. */
function escaped(text: string): string {
  return text
    .replace(/\s*\n\s*/g, " ")
    .replace(/[\\`*_[\]<>#|~!&$]/g, "\\$&")
    .replace(/^(\d*)([-+=.)])/, "$1\\$2");
}

/** Puts text on the clipboard; false when the browser refuses. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The way for pages without a secure context, where there is no clipboard API. */
function copyBySelection(text: string): boolean {
  const take = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", take, { capture: true, once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", take, { capture: true });
  return done;
}
