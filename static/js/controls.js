// Copy buttons, menus, toasts, dialogs, rows that are ticked, cells that are edited, the
// double-submit guard and shortcuts. Every page works without them.

const announce = (words) => {
  const announcer = document.querySelector("[data-announcer]");
  if (announcer) announcer.textContent = words;
};

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    copyBySelection(button.dataset.copy);
  }
  button.dataset.state = "copied";
  announce(button.dataset.copied);
  setTimeout(() => delete button.dataset.state, 1600);
}

// The clipboard API is missing on plain HTTP, which an internal dashboard may well be served over.
function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

function leaveMenu() {
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

async function openDialog(link) {
  const content = await fetchDialogContent(link.href).catch(() => null);
  if (content) showDialog(content, link);
  else location.assign(link.href);
}

async function fetchDialogContent(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-dialog-content]");
}

function showDialog(content, opener) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const heading = content.querySelector("h2");
  if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
  dialog.append(content);
  document.body.append(dialog);
  globalThis.htmx?.process(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    focusAgain(opener);
  });
  dialog.showModal();
}

// A link in a menu is hidden once the menu has closed: what opened the menu takes the focus then.
function focusAgain(opener) {
  (opener.closest("details.menu")?.querySelector("summary") ?? opener).focus();
}

function closeDialog(event, control) {
  const dialog = control.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
}

function guard(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
  const button = event.submitter;
  // Disabled only after the browser has taken the button's own name and value along.
  setTimeout(() => button && showBusy(button));
}

const idleContents = new WeakMap();

function showBusy(button) {
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) {
    idleContents.set(button, [...button.childNodes]);
    button.replaceChildren(`${button.dataset.busy}…`);
  }
}

// Back brings a page as it was left, with its button still saying "Saving".
function release() {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    const contents = idleContents.get(button);
    if (contents) button.replaceChildren(...contents);
  }
}

// Good news goes by itself; trouble stays until it was read.
function expireToasts() {
  const good = '[data-toast]:is([data-toast="success"], [data-toast="info"]):not([data-leaving])';
  for (const toast of document.querySelectorAll(good)) {
    toast.dataset.leaving = "";
    // What offers to take something back stays longer, and as long as somebody is at it.
    const leave = () => (toast.matches(":focus-within, :hover") ? setTimeout(leave, 4000) : toast.remove());
    setTimeout(leave, toast.querySelector("form") ? 12_000 : 8000);
  }
}

// One that comes after the page is read out only when it is said where it was listened for.
function onNewToast(event) {
  if (!event.target.matches("[data-toast]")) return;
  announce(event.target.querySelector("p").textContent);
  expireToasts();
}

function onClick(event) {
  const target = event.target;
  const copyButton = target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
  target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  const cancel = target.closest("[data-dialog-cancel]");
  if (cancel) closeDialog(event, cancel);
  if (target.closest("[data-print]")) print();
  if (target.matches("dialog.dialog")) target.close();
  closeMenus(target.closest("details.menu"));
  if (!target.closest("[data-search]")) closeSearch();
  const link = target.closest("a[data-dialog]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    closeMenus();
    openDialog(link);
  }
}

const BOXES = 'tbody input[type="checkbox"]';

function countTicked(selection) {
  const boxes = [...selection.querySelectorAll(BOXES)];
  const ticked = boxes.filter((box) => box.checked).length;
  const shown = selection.querySelector("[data-selected-count]");
  if (shown) shown.textContent = ticked;
  const all = selection.querySelector("[data-select-page]");
  if (!all) return;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

function onTick(event) {
  const selection = event.target.closest(".selection");
  if (!selection) return;
  if (event.target.matches("[data-select-page]")) {
    for (const box of selection.querySelectorAll(BOXES)) box.checked = event.target.checked;
  }
  countTicked(selection);
}

const countAllTicked = () => document.querySelectorAll(".selection").forEach(countTicked);

function leaveCell(event) {
  const form = event.target.closest("[data-cell-form]");
  if (!form) return;
  event.preventDefault();
  form.querySelector("[data-cell-leave]").click();
}

const CLICKED = "[type=checkbox], [type=radio], [type=button], [type=submit]";
const isTyping = (element) =>
  element.closest?.(`input:not(${CLICKED}), textarea, select, [contenteditable]`);

const searchForm = document.querySelector("[data-search]");
const searchField = searchForm?.querySelector("input[type=search]");

function focusSearch(event) {
  if (!searchField || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  searchField.focus();
  searchField.select();
}

// Up and down through the field and what was found; Escape takes it away.
function onSearchKey(event) {
  const found = [...searchForm.querySelectorAll("a[href]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    event.preventDefault();
    const at = found.indexOf(document.activeElement) + step;
    (at < 0 ? searchField : found[Math.min(at, found.length - 1)]).focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    closeSearch();
    searchField.focus();
  }
}

function closeSearch() {
  document.getElementById("found")?.replaceChildren();
}

let shortcuts;

function onShortcut(event) {
  const address = document.body.dataset.shortcuts;
  if (!address || event.key.length !== 1) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    focusSearch(event);
    return;
  }
  shortcuts ??= import(address);
  shortcuts.then((loaded) => loaded.press(event.key));
}

function onKey(event) {
  if (event.key === "Escape") leaveCell(event);
  if (event.key === "Escape") leaveMenu();
  if (event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") focusSearch(event);
  else if (!event.ctrlKey && !event.metaKey) onShortcut(event);
}

searchForm?.addEventListener("keydown", onSearchKey);
searchForm?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !searchForm.contains(event.relatedTarget)) closeSearch();
});
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("change", onTick);
document.addEventListener("submit", guard);
document.addEventListener("htmx:load", countAllTicked);
document.addEventListener("htmx:load", onNewToast);
addEventListener("pageshow", release);
addEventListener("pageshow", countAllTicked);
expireToasts();
