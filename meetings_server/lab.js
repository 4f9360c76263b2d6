"use strict";
// Keeps what is marked as live current, and leaves the focus where it is.

const SECONDS = 2;
const wanted = document.querySelector("#current");

async function refresh() {
  if (document.hidden || !wanted.checked) return;
  const answer = await fetch(wanted.dataset.source);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    exchange(part, fresh.getElementById(part.id));
  }
}

function exchange(part, fresh) {
  if (!fresh || part.innerHTML === fresh.innerHTML) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.href : null;
  part.replaceChildren(...fresh.childNodes);
  const links = [...part.querySelectorAll("a")];
  links.find((link) => link.href === focused)?.focus();
}

if (wanted) {
  wanted.closest("[hidden]").hidden = false;
  setInterval(() => refresh().catch(() => {}), SECONDS * 1000);
}
