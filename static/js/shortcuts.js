// What single keys do; fetched with the first one that is pressed outside of a field.

const GO_WITHIN = 1500;
let goUntil = 0;

const click = (selector) => document.querySelector(selector)?.click();

function rows() {
  return [...document.querySelectorAll("main tbody tr")].filter((row) => linkOf(row));
}

const linkOf = (row) => row.querySelector("th a[href]") ?? row.querySelector("a[href]");

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement.closest("tr"));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  linkOf(all[Math.min(Math.max(next, 0), all.length - 1)]).focus();
}

const select = () => {
  document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();
};

const edit = () => {
  document.activeElement.closest("tr")?.querySelector(".table-title > .cell-edit")?.click();
};

const KEYS = {
  g: () => (goUntil = Date.now() + GO_WITHIN),
  j: () => step(1),
  k: () => step(-1),
  x: select,
  e: edit,
  z: () => click("[data-toast] form button"),
  "?": () => click("[data-shortcut-sheet]"),
};

export function press(key) {
  const isGoing = Date.now() < goUntil;
  goUntil = 0;
  if (isGoing) click(`[data-go="${CSS.escape(key)}"]`);
  else if (Object.hasOwn(KEYS, key)) KEYS[key]();
}
