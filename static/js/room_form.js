// An instant room has no expiry of its own: what only a long-term room takes is put away.
const form = document.querySelector("[data-room-form]");

function follow() {
  const isLongTerm = new FormData(form).get("type") === "long_term";
  for (const part of form.querySelectorAll("[data-long-term]")) {
    part.hidden = !isLongTerm;
    for (const control of part.querySelectorAll("input, button")) control.disabled = !isLongTerm;
  }
}

form.addEventListener("change", follow);
addEventListener("pageshow", follow);
