// Every word that the widget says. A language is complete or it does not compile.

// British dates, day before month, are read the same way everywhere.
const LOCALES = { en: "en-GB", de: "de" };

/** Returns a number of things, as they are written in a language. */
const some = (locale: string, count: number, one: string, more: string): string =>
  `${count.toLocaleString(locale)} ${count === 1 ? one : more}`;
const wait = (seconds: number): string => seconds > 90 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`;

const en = {
  label: "Ask the archive",
  close: "Close",
  question: "Your question",
  askFirst: "Ask the archive …",
  askNext: "Ask a follow-up …",
  ask: "Ask",
  yes: "Yes",
  no: "No",
  stop: "Stop",
  fresh: "New conversation",
  suggested: "Questions about the newest stories",
  holdings: (articles: number, outlets: number) =>
    some(LOCALES.en, articles, "article", "articles") +
    (outlets ? ` from ${some(LOCALES.en, outlets, "outlet", "outlets")}` : ""),
  between: (first: string, last: string) => `${first} to ${last}`,
  empty: "The archive is empty so far.",
  conversation: "Conversation",
  quoted: (words: string) => `“${words}”`,

  limits: "Limits",
  limitsSet: (count: number) => `${count} set`,
  asOf: "Answer as of",
  from: "Articles from",
  to: "Articles up to",
  outlet: "Outlet",
  anyOutlet: "Any",
  clear: "Clear limits",
  backwards: "The first day is after the last one: no article fits.",
  limitedAsOf: (day: string) => `as of ${day}`,
  limitedFrom: (day: string) => `from ${day}`,
  limitedTo: (day: string) => `up to ${day}`,

  searching: "Searching the archive …",
  reading: (count: number) => (count === 1 ? "Reading one article …" : `Reading ${count} articles …`),
  slow: "This takes longer than usual. You can wait or stop.",
  halted: "Stopped.",
  stopped: "Stopped. What had arrived stays.",
  stoppedEmpty: "Stopped before anything had arrived.",
  answered: (text: string, sources: number) =>
    `Answer: ${text} ${sources === 1 ? "One source." : `${sources} sources.`}`,
  understood: "Understood as",
  asOfDay: (day: string) => `As of ${day}`,
  about: (days: string) => `about ${days}`,
  disagree: "The sources disagree",
  changed: "This changed over time",
  nearest: "What the archive has nearby",
  declined: "No answer in the archive",

  sources: "Sources",
  sourceName: (number: number, facts: string) => `Source ${number}: ${facts}`,
  sourceOf: (number: number, count: number) => `Source ${number} of ${count}`,
  previous: "Previous source",
  next: "Next source",
  unknownOutlet: "Unknown outlet",
  untitled: "Untitled article",
  corrected: "Corrected",
  correction: "The article corrects itself:",
  alsoBy: "Also reported by",
  alsoCount: (count: number) => (count === 1 ? "and one more outlet" : `and ${count} more outlets`),
  open: "Open the article",
  newTab: "opens in a new tab",
  whole: "Show the whole article",
  onlyParagraph: "Show only the paragraph",
  loading: "Loading the article …",
  noArticle: "The article cannot be loaded now. The quote above is verbatim.",
  moved: "The article has changed since this answer. The quote is what it said then.",

  copy: "Copy with sources",
  copyMarkdown: "Copy as Markdown",
  copied: "Copied",
  notCopied: "Copying was refused by the browser",
  again: "Ask again",
  retry: "Try again",
  retryIn: (seconds: number) => `Try again in ${wait(seconds)}`,
  edit: "Edit the question",
  timeline: "Timeline",
  timelineLoading: "Making the timeline …",
  good: "Good answer",
  bad: "Bad answer",
  why: "What was wrong? (optional)",
  send: "Send",
  cancel: "Cancel",
  thanks: "Thank you. Your judgement was sent.",
  readyAgain: "You can try again now.",

  trouble: {
    offline: ["You are offline", "Your question is kept. Try again when you are connected."],
    unreachable: ["The archive cannot be reached", "Your question is kept. Check the connection, then try again."],
    denied: ["This page may not ask the archive", "The key of this page was not accepted. Whoever runs the page can mend it."],
    busy: ["Too many questions just now", "Wait a moment; your question is kept."],
    away: ["The archive is not ready", "It is starting or being rebuilt; your question is kept."],
    refused: ["The archive cannot use this question", "Change the question or its limits."],
    broken: ["Something went wrong in the archive", "It is not your question's fault, and the question is kept."],
    cut: ["The connection was lost", "The answer may be incomplete."],
  },
};

export type Strings = typeof en;

const de: Strings = {
  label: "Das Archiv fragen",
  close: "Schließen",
  question: "Ihre Frage",
  askFirst: "Fragen Sie das Archiv …",
  askNext: "Fragen Sie weiter …",
  ask: "Fragen",
  yes: "Ja",
  no: "Nein",
  stop: "Stopp",
  fresh: "Neues Gespräch",
  suggested: "Fragen zu den neuesten Meldungen",
  holdings: (articles, outlets) =>
    some(LOCALES.de, articles, "Artikel", "Artikel") +
    (outlets ? ` aus ${some(LOCALES.de, outlets, "Medium", "Medien")}` : ""),
  between: (first, last) => `${first} bis ${last}`,
  empty: "Das Archiv ist noch leer.",
  conversation: "Gespräch",
  quoted: (words) => `„${words}“`,

  limits: "Eingrenzen",
  limitsSet: (count) => `${count} gesetzt`,
  asOf: "Stand vom",
  from: "Artikel ab",
  to: "Artikel bis",
  outlet: "Medium",
  anyOutlet: "Alle",
  clear: "Grenzen aufheben",
  backwards: "Der erste Tag liegt nach dem letzten: Kein Artikel passt.",
  limitedAsOf: (day) => `Stand ${day}`,
  limitedFrom: (day) => `ab ${day}`,
  limitedTo: (day) => `bis ${day}`,

  searching: "Das Archiv wird durchsucht …",
  reading: (count) => (count === 1 ? "Ein Artikel wird gelesen …" : `${count} Artikel werden gelesen …`),
  slow: "Es dauert länger als sonst. Sie können warten oder stoppen.",
  halted: "Gestoppt.",
  stopped: "Gestoppt. Was schon da war, bleibt.",
  stoppedEmpty: "Gestoppt, bevor etwas da war.",
  answered: (text, sources) =>
    `Antwort: ${text} ${sources === 1 ? "Eine Quelle." : `${sources} Quellen.`}`,
  understood: "Verstanden als",
  asOfDay: (day) => `Stand ${day}`,
  about: (days) => `über ${days}`,
  disagree: "Die Quellen widersprechen sich",
  changed: "Das hat sich mit der Zeit geändert",
  nearest: "Was das Archiv dazu am ehesten hat",
  declined: "Keine Antwort im Archiv",

  sources: "Quellen",
  sourceName: (number, facts) => `Quelle ${number}: ${facts}`,
  sourceOf: (number, count) => `Quelle ${number} von ${count}`,
  previous: "Vorige Quelle",
  next: "Nächste Quelle",
  unknownOutlet: "Unbekanntes Medium",
  untitled: "Artikel ohne Titel",
  corrected: "Korrigiert",
  correction: "Der Artikel berichtigt sich:",
  alsoBy: "Auch berichtet von",
  alsoCount: (count) => (count === 1 ? "und ein weiteres Medium" : `und ${count} weitere Medien`),
  open: "Artikel öffnen",
  newTab: "öffnet einen neuen Tab",
  whole: "Ganzen Artikel zeigen",
  onlyParagraph: "Nur den Absatz zeigen",
  loading: "Der Artikel wird geladen …",
  noArticle: "Der Artikel kann gerade nicht geladen werden. Das Zitat oben ist wörtlich.",
  moved: "Der Artikel wurde seit dieser Antwort geändert. Das Zitat gibt den damaligen Wortlaut wieder.",

  copy: "Mit Quellen kopieren",
  copyMarkdown: "Als Markdown kopieren",
  copied: "Kopiert",
  notCopied: "Der Browser hat das Kopieren verweigert",
  again: "Noch einmal fragen",
  retry: "Noch einmal versuchen",
  retryIn: (seconds) => `Noch einmal versuchen in ${wait(seconds)}`,
  edit: "Frage ändern",
  timeline: "Zeitleiste",
  timelineLoading: "Die Zeitleiste entsteht …",
  good: "Gute Antwort",
  bad: "Schlechte Antwort",
  why: "Was war falsch? (freiwillig)",
  send: "Senden",
  cancel: "Abbrechen",
  thanks: "Danke. Ihr Urteil ist angekommen.",
  readyAgain: "Sie können es jetzt noch einmal versuchen.",

  trouble: {
    offline: ["Sie sind offline", "Ihre Frage bleibt erhalten. Versuchen Sie es wieder, sobald Sie verbunden sind."],
    unreachable: ["Das Archiv ist nicht erreichbar", "Ihre Frage bleibt erhalten. Prüfen Sie die Verbindung und versuchen Sie es wieder."],
    denied: ["Diese Seite darf das Archiv nicht fragen", "Der Schlüssel der Seite wurde nicht angenommen. Wer die Seite betreibt, kann das beheben."],
    busy: ["Gerade zu viele Fragen", "Warten Sie einen Augenblick; Ihre Frage bleibt erhalten."],
    away: ["Das Archiv ist nicht bereit", "Es startet oder wird neu aufgebaut; Ihre Frage bleibt erhalten."],
    refused: ["Das Archiv kann mit dieser Frage nichts anfangen", "Ändern Sie die Frage oder ihre Grenzen."],
    broken: ["Im Archiv ist etwas schiefgegangen", "An Ihrer Frage liegt es nicht; sie bleibt erhalten."],
    cut: ["Die Verbindung ist abgebrochen", "Die Antwort ist vielleicht unvollständig."],
  },
};

const LANGUAGES = { en, de };

export interface Language {
  code: string;
  locale: string;
  strings: Strings;
}

/** Returns the language of a BCP 47 tag such as `de-AT`; English when we do not speak it. */
export function languageOf(tag: string): Language {
  const [code = ""] = tag.toLowerCase().split("-");
  const known = Object.hasOwn(LANGUAGES, code) ? (code as keyof typeof LANGUAGES) : "en";
  return { code: known, locale: LOCALES[known], strings: LANGUAGES[known] };
}
