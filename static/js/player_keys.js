// The player's speed, keys and the link to the moment it is at.

const SMALL_STEP = 5;
const LARGE_STEP = 10;
const VOLUME_STEP = 0.1;

// Looked up each time: the film arrives while the page is open when it was still being uploaded.
const findFilm = () => document.querySelector("video[data-film]");
const findSpeed = () => document.querySelector("[data-film-speed]");

const move = (film, seconds) => {
  film.currentTime = Math.max(0, Math.min(film.currentTime + seconds, film.duration || 0));
};

// Loading the film again sets the rate back to the default one.
function setSpeed(film, speed) {
  film.defaultPlaybackRate = speed;
  film.playbackRate = speed;
}

function stepSpeed(film, step) {
  const choice = findSpeed();
  const index = choice.selectedIndex + step;
  if (!choice.options[index]) return;
  choice.selectedIndex = index;
  setSpeed(film, Number(choice.value));
}

function louder(film, step) {
  film.volume = Math.max(0, Math.min(film.volume + step, 1));
}

function toggleFullScreen(film) {
  if (document.fullscreenElement) document.exitFullscreen();
  else film.requestFullscreen?.();
}

function toggleHelp() {
  const help = document.querySelector("[data-film-help]");
  help.open = !help.open;
  if (help.open) help.scrollIntoView({ block: "nearest" });
}

const togglePlay = (film) => (film.paused ? film.play() : film.pause());

const KEYS = {
  " ": togglePlay,
  k: togglePlay,
  j: (film) => move(film, -LARGE_STEP),
  l: (film) => move(film, LARGE_STEP),
  ArrowLeft: (film) => move(film, -SMALL_STEP),
  ArrowRight: (film) => move(film, SMALL_STEP),
  ArrowUp: (film) => louder(film, VOLUME_STEP),
  ArrowDown: (film) => louder(film, -VOLUME_STEP),
  f: toggleFullScreen,
  m: (film) => (film.muted = !film.muted),
  "<": (film) => stepSpeed(film, -1),
  ">": (film) => stepSpeed(film, 1),
  "?": toggleHelp,
};

// Elsewhere on the page, these move what they always move.
const ONLY_ON_THE_FILM = ["ArrowUp", "ArrowDown"];
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
const isPressed = (element) => element.closest("a, button, summary");

const areOff = () => document.body.dataset.shortcuts === undefined;

function isMeant(event, film) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (areOff() && event.target !== film) return false;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return false;
  if (event.key === " " && isPressed(event.target)) return false;
  return !ONLY_ON_THE_FILM.includes(event.key) || event.target === film;
}

function onKey(event) {
  const film = findFilm();
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!film || !act || event.defaultPrevented || !isMeant(event, film)) return;
  event.preventDefault();
  act(film);
}

function momentUrl(film) {
  const url = new URL(location.href);
  url.search = "";
  url.hash = "";
  const second = Math.floor(film.currentTime);
  if (second) url.searchParams.set("t", second);
  return url.href;
}

function onClick(event) {
  const film = findFilm();
  if (!film) return;
  const here = event.target.closest("[data-film-here]");
  if (here) here.dataset.copy = momentUrl(film);
  const step = event.target.closest("[data-film-move]");
  if (step) move(film, Number(step.dataset.filmMove));
}

function onChange(event) {
  const film = findFilm();
  if (film && event.target === findSpeed()) setSpeed(film, Number(event.target.value));
}

// Before the keys of every page, of which some mean something else.
document.addEventListener("keydown", onKey, { capture: true });
document.addEventListener("change", onChange);
// Before the copy button is acted on.
document.addEventListener("click", onClick, { capture: true });
