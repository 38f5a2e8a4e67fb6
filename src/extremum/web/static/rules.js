// The rules of a derivation shown only where somebody points, with the names of their sources in full.
export function quietly(table) {
  if (!table) return;
  const sources = named(table.parentElement.querySelector(".sources"));
  table.classList.add("quiet");
  for (const row of table.rows) {
    const rule = row.cells[row.cells.length - 1];
    if (!rule.textContent) continue;
    rule.textContent = rule.textContent.replace(/\b[A-Z]{2,}\b/g, (short) => sources[short] ?? short);
    rule.setAttribute("role", "note");
    row.tabIndex = 0;
  }
}

function named(paragraph) {
  const parts = (paragraph?.textContent ?? "").replace(/^Sources: /, "").split("; ");
  return Object.fromEntries(parts.map((part) => part.split(/: (.*)/s).slice(0, 2)));
}
