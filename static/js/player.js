// The player of a recording: lanes and cues seek, and a link that has expired is replaced.

const MOST_RELOADS = 2;
const SVG = "http://www.w3.org/2000/svg";

let reloads = 0;
let lastPosition = 0;
// While a film is loaded again: where it is to go on. The browser itself begins anew at 0.
let resumeAt = null;

// Looked up each time: the film arrives while the page is open when it was still being uploaded.
const findFilm = () => document.querySelector("video[data-film]");
const findAxis = () => document.querySelector("[data-film-axis]");

function seek(seconds) {
  const film = findFilm();
  if (!film) return;
  film.currentTime = Math.max(0, Math.min(seconds, film.duration || seconds));
  film.scrollIntoView({ block: "nearest" });
}

// The axis is as long as the API said; the file itself may differ by a second.
function filmLength() {
  return Number(findAxis()?.dataset.filmAxis) || findFilm()?.duration || 0;
}

function onClick(event) {
  const track = event.target.closest("[data-film-axis] .lane-track");
  if (track) seekOnAxis(track, event.clientX);
  const cue = event.target.closest("[data-film-seek]");
  if (!cue || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", cue.href);
  seek(Number(cue.dataset.filmSeek));
}

function seekOnAxis(track, clientX) {
  const box = track.getBoundingClientRect();
  seek(((clientX - box.left) / box.width) * filmLength());
}

function movePlayheads() {
  const film = findFilm();
  const length = filmLength();
  if (!film || !length) return;
  const place = `${Math.min((film.currentTime / length) * 100, 100)}%`;
  for (const track of document.querySelectorAll("[data-film-axis] .lane:not([aria-hidden]) .lane-track")) {
    const line = track.querySelector("[data-playhead]") ?? addPlayhead(track);
    line.setAttribute("x1", place);
    line.setAttribute("x2", place);
  }
}

function addPlayhead(track) {
  const line = document.createElementNS(SVG, "line");
  line.setAttribute("class", "lane-now");
  line.setAttribute("data-playhead", "");
  line.setAttribute("y1", "0");
  line.setAttribute("y2", "100%");
  track.append(line);
  return line;
}

// The address of the film answers with a new link each time, so loading it again is the cure.
function loadAgain(film) {
  resumeAt ??= lastPosition;
  const goOn = !film.paused;
  const resume = () => {
    if (resumeAt) film.currentTime = resumeAt;
    resumeAt = null;
    if (goOn) film.play();
  };
  film.addEventListener("loadedmetadata", resume, { once: true });
  film.load();
}

// A redirect is opaque here, which says that a link was given: then the file itself is at fault.
async function reasonGiven(film) {
  try {
    const response = await fetch(film.src, { redirect: "manual" });
    const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
    return isText ? await response.text() : film.dataset.broken;
  } catch {
    return film.dataset.broken;
  }
}

async function onError(film) {
  if (reloads < MOST_RELOADS) {
    reloads += 1;
    loadAgain(film);
    return;
  }
  const notice = document.createElement("p");
  notice.className = "notice tone-broken";
  notice.textContent = await reasonGiven(film);
  document.querySelector("[data-film-notice]").replaceChildren(notice);
}

// The place that is sought is where to go on, when it is there that a link turns out to be old.
function onSeeking(film) {
  if (resumeAt === null && !film.error) lastPosition = film.currentTime;
}

function onSeeked() {
  reloads = 0;
}

function onProgress(film) {
  if (resumeAt !== null) return;
  lastPosition = film.currentTime;
  if (!film.paused && film.readyState > HTMLMediaElement.HAVE_CURRENT_DATA) reloads = 0;
  movePlayheads();
}

// Events of media do not bubble.
const onFilm = (kind, handle) =>
  document.addEventListener(
    kind,
    (event) => event.target.matches?.("video[data-film]") && handle(event.target),
    { capture: true },
  );

document.addEventListener("click", onClick);
onFilm("timeupdate", onProgress);
onFilm("seeking", onSeeking);
onFilm("seeked", onSeeked);
onFilm("loadedmetadata", movePlayheads);
onFilm("error", onError);
// The first error may have come before this module did.
if (findFilm()?.error) onError(findFilm());
