// The page around the widget: what the archive holds, ?q= and #key= in the address.
const chat = document.querySelector("dateline-chat");
const parameters = (part) => new URLSearchParams(part.slice(1));
// A service that wants keys takes a publishable one from /#key=..., which is sent to no server.
const key = parameters(location.hash).get("key");
const at = (id) => document.getElementById(id);

const day = (date) =>
  new Date(`${date.slice(0, 10)}T00:00:00Z`)
    .toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

function outletItem({ name, articles }) {
  const item = document.createElement("li");
  item.append(element("span", name), element("span", articles.toLocaleString("en"), { className: "quiet" }));
  return item;
}

function showArchive(facts) {
  at("articles").textContent = facts.articles.toLocaleString("en");
  at("outlet-count").textContent = facts.publisher_count.toLocaleString("en");
  at("first-day").textContent = facts.first_day ? day(facts.first_day) : "no date";
  at("last-day").textContent = facts.last_day ? day(facts.last_day) : "no date";
  at("outlets").replaceChildren(...facts.publishers.map(outletItem));
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

if (key) chat.key = key;
// The address follows the conversation, so that a question can be kept and shared.
chat.addEventListener("dateline-question", ({ detail }) => {
  history.replaceState(null, "", `/?q=${encodeURIComponent(detail.question)}${location.hash}`);
});

const asked = parameters(location.search).get("q")?.trim();
if (asked && chat.questions.at(-1) !== asked) chat.ask(asked);
describe();
