// The page around the widget: what the archive holds, its newest stories, and ?q= from the address.
const day = (date) =>
  new Date(...date.slice(0, 10).split("-").map((part, at) => part - (at === 1 ? 1 : 0)))
    .toLocaleDateString("en-GB", { dateStyle: "long" });

const countOf = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

const questionAbout = (title) => `What happened: “${title}”?`;

function showHoldings(facts) {
  const dates = facts.first_day ? `, ${day(facts.first_day)} to ${day(facts.last_day)}` : "";
  document.getElementById("holdings").textContent =
    `${countOf(facts.articles, "article", "articles")} by ` +
    `${countOf(facts.publisher_count, "outlet", "outlets")}${dates}`;
}

function fill(id, items) {
  const section = document.getElementById(id);
  section.querySelector("ul").replaceChildren(...items);
  section.hidden = items.length === 0;
}

function newestItem(story) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/?q=${encodeURIComponent(questionAbout(story.title))}`;
  link.textContent = story.title;
  const from = document.createElement("span");
  from.className = "quiet";
  from.textContent = [story.publisher, day(story.published)].filter(Boolean).join(", ");
  item.append(link, from);
  return item;
}

function outletItem(publisher) {
  const item = document.createElement("li");
  item.textContent = `${publisher.name} (${publisher.articles.toLocaleString("en")})`;
  return item;
}

async function describe() {
  const response = await fetch("/v1/archive");
  const facts = await response.json();
  if (!response.ok) {
    document.getElementById("holdings").textContent = facts.detail;
    return;
  }
  showHoldings(facts);
  fill("newest", facts.newest.map(newestItem));
  fill("outlets", facts.publishers.map(outletItem));
}

const asked = new URLSearchParams(location.search).get("q");
if (asked) document.querySelector("dateline-chat").ask(asked);
describe();
