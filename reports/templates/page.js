// What the page does beyond being read: it copies commands, and sorts and filters the overview.
"use strict";

async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch { // not allowed, or no clipboard for a page from a file: select it, and try the old way
    getSelection().selectAllChildren(code);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const copied = await copy(button.parentElement.querySelector("code"));
    button.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
    setTimeout(() => { button.textContent = "Copy"; }, 3000);
  });
}

for (const overview of document.querySelectorAll(".overview")) {
  const table = overview.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const filter = overview.querySelector(".filter");
  const intervals = overview.querySelector(".intervals");
  const count = overview.querySelector(".count");

  // The first column sorts by its words, the others by their numbers; a cell without one has NaN.
  const key = (row, column) => column === 0 ? row.cells[0].textContent : parseFloat(row.cells[column].dataset.value);

  function compare(first, second) {
    if (typeof first === "string") return first.localeCompare(second, "en", { numeric: true });
    return first - second;
  }

  function sort(column) {
    const descending = heads[column].getAttribute("aria-sort") === "ascending";
    const [known, unknown] = [[], []];
    for (const row of rows) (Number.isNaN(key(row, column)) ? unknown : known).push(row);
    known.sort((first, second) => (descending ? -1 : 1) * compare(key(first, column), key(second, column)));
    table.tBodies[0].append(...known, ...unknown); // what has no number stays below
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  function show() {
    const wanted = filter.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.cells[0].textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows shown`;
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  heads[0].setAttribute("aria-sort", "ascending");
  filter.addEventListener("input", show);
  intervals.addEventListener("change", () => table.classList.toggle("with-intervals", intervals.checked));
  for (const box of overview.querySelectorAll(".column")) {
    box.addEventListener("change", () => {
      for (const row of table.rows) row.cells[box.value].hidden = !box.checked;
    });
  }
  for (const element of overview.querySelectorAll(".controls, .scripted")) element.hidden = false;
  show();
}
