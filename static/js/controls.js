// Copy buttons, menus, toasts, dialogs, the double-submit guard and shortcuts. Every page works
// without them.

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
  for (const toast of document.querySelectorAll('[data-toast="success"], [data-toast="info"]')) {
    setTimeout(() => toast.remove(), 8000);
  }
}

function onClick(event) {
  const target = event.target;
  const copyButton = target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
  target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  const cancel = target.closest("[data-dialog-cancel]");
  if (cancel) closeDialog(event, cancel);
  if (target.matches("dialog.dialog")) target.close();
  closeMenus(target.closest("details.menu"));
  const link = target.closest("a[data-dialog]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    closeMenus();
    openDialog(link);
  }
}

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");

function onKey(event) {
  if (event.key === "Escape") leaveMenu();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const field = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("submit", guard);
addEventListener("pageshow", release);
expireToasts();
