"use strict";
(() => {
  const cards = [...document.querySelectorAll("article.question")];
  const search = document.getElementById("search");
  const verdict = document.getElementById("verdict");
  const count = document.getElementById("count");
  // Rankings are left out: in a small archive every article is retrieved for every question.
  const texts = cards.map((card) => {
    const ranking = card.querySelector(".ranking")?.textContent ?? "";
    return card.textContent.replace(ranking, "").toLowerCase();
  });

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    cards.forEach((card, position) => {
      const fits = (!verdict.value || card.dataset.verdict === verdict.value)
        && words.every((word) => texts[position].includes(word));
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = `${shown} of ${cards.length}`;
  };

  document.querySelector(".filter").hidden = false;
  search.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  filter();
})();
