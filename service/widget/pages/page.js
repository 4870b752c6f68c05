// The page around the widget: what the archive holds, ?q= and #key= in the address.
const chat = document.querySelector("dateline-chat");
const parameters = (part) => new URLSearchParams(part.slice(1));
// A service that wants keys takes a publishable one from /#key=..., which is sent to no server.
const key = parameters(location.hash).get("key");
const at = (id) => document.getElementById(id);
const count = (number) => number.toLocaleString("en-GB");

const day = (date) =>
  new Date(`${date.slice(0, 10)}T00:00:00Z`)
    .toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

function outletItem({ name, articles }) {
  const item = document.createElement("li");
  item.append(element("span", name, { dir: "auto" }), element("span", count(articles), { className: "quiet" }));
  return item;
}

function showArchive({ articles, publisher_count: outlets, publishers, first_day: first, last_day: last }) {
  if (!articles) {
    at("problem").textContent = "The archive is empty. `dateline index PATH` puts articles in.";
    return;
  }
  at("articles").textContent = count(articles);
  at("outlet-count").textContent = count(outlets);
  at("first-day").textContent = first ? day(first) : "no date";
  at("last-day").textContent = last ? day(last) : "no date";
  at("outlets").replaceChildren(...publishers.map(outletItem));
  at("outlets-title").hidden = !publishers.length;
  const more = outlets - publishers.length;
  at("more").textContent = more > 0 ? `and ${count(more)} more` : "";
  at("archive").hidden = false;
}

async function describe() {
  try {
    const headers = key ? { Authorization: `Bearer ${key}` } : {};
    const response = await fetch("/v1/archive", { headers });
    const facts = await response.json();
    if (response.ok) showArchive(facts);
    else at("problem").textContent = facts.detail;
  } catch {
    at("problem").textContent = "The archive cannot be reached.";
  }
}

// The address follows the conversation, so that a question can be kept and shared.
function follow(query, asked) {
  history.replaceState(null, "", `/${query}${location.hash}`);
  // On paper an answer stands alone.
  document.body.classList.toggle("asked", asked);
}

async function askFromAddress() {
  await customElements.whenDefined("dateline-chat");
  await chat.updateComplete;
  const asked = parameters(location.search).get("q")?.trim();
  document.body.classList.toggle("asked", chat.questions.length > 0);
  if (asked && chat.questions.at(-1) !== asked) chat.ask(asked);
}

if (key) chat.key = key;
chat.addEventListener("dateline-question", ({ detail }) => {
  follow(`?q=${encodeURIComponent(detail.question)}`, true);
});
chat.addEventListener("dateline-clear", () => follow("", false));
askFromAddress();
describe();
