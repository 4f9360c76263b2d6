// Keeps what is shown current: regions are fetched again, times and durations count on.

const IDLE_AFTER = 5 * 60_000;
const IDLE_EVERY = 15_000;
const LONGEST_WAIT = 60_000;

let lastActivity = Date.now();
for (const kind of ["pointermove", "keydown", "scroll"]) {
  addEventListener(kind, () => (lastActivity = Date.now()), { passive: true });
}

const rowsOf = (root) => [...root.querySelectorAll("[data-row]")];

// What is shown is brought up to date in its place; rows that are new wait until they are asked
// for, so that nothing jumps away from whoever is reading. `calm` is null when all are new.
// What is live now does not wait: that is what one looks for.
function withoutNewRows(region, html) {
  const known = rowsOf(region);
  if (!known.length) return { calm: html, count: 0 };
  const page = new DOMParser().parseFromString(html, "text/html");
  const keys = new Set(known.map((row) => row.dataset.row));
  const rows = rowsOf(page);
  const isNew = (row) => !keys.has(row.dataset.row) && row.dataset.rowAtOnce === undefined;
  const fresh = rows.filter(isNew);
  if (!fresh.length) return { calm: html, count: 0 };
  if (fresh.length === rows.length) return { calm: null, count: fresh.length };
  keepPushedOut(known, rows, fresh.length);
  for (const row of fresh) row.remove();
  return { calm: page.body.innerHTML, count: fresh.length };
}

// As many as the new ones push off the end of the page stay while those wait.
function keepPushedOut(known, rows, most) {
  const there = new Set(rows.map((row) => row.dataset.row));
  const lastKept = known.findLastIndex((row) => there.has(row.dataset.row));
  const pushedOut = known.slice(lastKept + 1).slice(0, most);
  rows.at(-1)?.after(...pushedOut.map((row) => row.cloneNode(true)));
}

class LiveRegion {
  constructor(element) {
    this.element = element;
    this.every = Number(element.dataset.liveEvery ?? 2) * 1000;
    this.failures = 0;
    this.paused = element.dataset.livePaused !== undefined;
    this.schedule();
  }

  // New rows would take away what somebody is just selecting, has just opened, or is typing.
  get isHeld() {
    const inUse = "input[type=checkbox]:checked, details.menu[open], [data-cell-form]";
    return this.element.querySelector(inUse) !== null;
  }

  get wait() {
    const idle = Date.now() - lastActivity > IDLE_AFTER;
    const every = idle ? Math.max(this.every, IDLE_EVERY) : this.every;
    return Math.min(every * 2 ** this.failures, LONGEST_WAIT);
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.over) this.timer = setTimeout(() => this.tick(), this.wait);
  }

  async tick() {
    if (this.over || !this.element.isConnected) return;
    const held = this.paused || this.isHeld;
    if (!held && document.visibilityState === "visible") await this.refresh();
    this.schedule();
  }

  async refresh() {
    try {
      await this.take(await fetch(this.element.dataset.live, { headers: this.headers }));
      this.failures = 0;
      delete this.element.dataset.liveState;
    } catch {
      this.failures += 1;
      this.element.dataset.liveState = "stale";
    }
  }

  get headers() {
    const headers = { "HX-Request": "true" };
    if (this.etag) headers["If-None-Match"] = this.etag;
    return headers;
  }

  async take(response) {
    if (response.status === 204 || response.status === 304) return;
    // A redirect leads to the sign-in page, which must not land inside the region.
    this.over = response.redirected || response.status === 286;
    if (response.redirected) return;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    this.etag = response.headers.get("ETag");
    this.swap(await response.text());
  }

  swap(html) {
    this.latest = html;
    const { calm, count } = withoutNewRows(this.element, html);
    if (calm !== null) this.replace(calm);
    this.announce(count);
  }

  replace(html) {
    const focusAgain = focusKept(this.element);
    globalThis.htmx.swap(this.element, html, { swapStyle: "innerHTML" });
    focusAgain();
    refreshTimes();
  }

  announce(count) {
    const button = document.querySelector(`[data-live-new="${this.element.id}"]`);
    if (!button) return;
    const words = count === 1 ? button.dataset.one : button.dataset.many;
    const text = words.replace("{count}", count);
    if (count && button.lastElementChild.textContent !== text) {
      button.lastElementChild.textContent = text;
    }
    button.hidden = !count;
  }

  // The new rows that have waited; the focus goes to the first of them.
  show() {
    const known = new Set(rowsOf(this.element).map((row) => row.dataset.row));
    this.replace(this.latest);
    this.announce(0);
    const first = rowsOf(this.element).find((row) => !known.has(row.dataset.row));
    first?.querySelector("a[href]")?.focus({ preventScroll: true });
  }

  toggle(button) {
    this.paused = !this.paused;
    button.setAttribute("aria-pressed", String(this.paused));
    if (button.dataset.liveParameter) rememberPause(button.dataset.liveParameter, this.paused);
    if (!this.paused) this.tick();
  }
}

// In the address, so that the page is still paused when one comes back to it or passes it on.
function rememberPause(parameter, paused) {
  const address = new URL(location.href);
  if (paused) address.searchParams.set(parameter, "off");
  else address.searchParams.delete(parameter);
  history.replaceState(history.state, "", address);
}

// Whoever goes through a list by keyboard stays where they are when it is made anew.
function focusKept(region) {
  const focused = document.activeElement;
  const name = ["id", "href", "value", "aria-label"].find((each) => focused.hasAttribute(each));
  if (!name || focused === region || !region.contains(focused)) return () => {};
  const same = `${focused.localName}[${name}="${CSS.escape(focused.getAttribute(name))}"]`;
  const at = [...region.querySelectorAll(same)].indexOf(focused);
  return () => {
    if (region.contains(document.activeElement)) return;
    const now = region.querySelectorAll(same);
    (now[at] ?? now[0])?.focus({ preventScroll: true });
  };
}

const regions = new Map();

function findRegions() {
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!regions.has(element)) regions.set(element, new LiveRegion(element));
  }
}

// The ladder of core/times.py: from how many seconds on, and the unit's length. The words of
// the page's language come with the page.
const STEPS = [
  [2 * 86_400, 86_400],
  [5_400, 3_600],
  [60, 60],
  [0, 1],
];
const { timeNow, timeAhead, timePast, timeUnits, timeDays } = document.body.dataset;
const UNITS = timeUnits.split(",");
const RELATIVE_UNTIL = 30 * 86_400;

function relativeWords(seconds) {
  const distance = Math.abs(seconds);
  if (distance < 5) return timeNow;
  const step = STEPS.findIndex(([start]) => distance >= start);
  const span = `${Math.floor(distance / STEPS[step][1])}\u00a0${UNITS[step]}`;
  return (seconds > 0 ? timeAhead : timePast).replace("%(span)s", span);
}

// As duration_words of core/times.py.
function durationWords(seconds) {
  const rest = (part, whole) => String(Math.floor(part) % whole).padStart(2, "0");
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit));
  if (days) return timeDays.replace("%(days)s", days).replace("%(hours)s", hours % 24);
  if (hours) return `${hours} h ${rest(minutes, 60)} min`;
  return minutes ? `${minutes} min ${rest(seconds, 60)} s` : `${Math.floor(seconds)} s`;
}

function refreshDurations() {
  for (const element of document.querySelectorAll("[data-elapsed-since]")) {
    const milliseconds = Date.now() - Date.parse(element.dataset.elapsedSince);
    const words = durationWords(Math.max(0, milliseconds / 1000));
    if (element.textContent !== words) element.textContent = words;
  }
}

function refreshTimes() {
  refreshDurations();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    if (Math.abs(seconds) > RELATIVE_UNTIL) continue;
    const words = relativeWords(seconds);
    if (element.textContent !== words) element.textContent = words;
  }
}

// What only narrows or sorts a list is fetched as any page is, and its content put in its place;
// what is no such page (somebody was signed out, the server is away) is gone to.
let keptPlace = 0;

function onBoosted({ detail }) {
  if (detail.boosted) delete detail.headers["HX-Request"];
}

function onBoostedAnswer({ detail }) {
  if (!detail.boosted) return;
  keptPlace = scrollY;
  if (detail.xhr.status === 200 && detail.xhr.responseText.includes('id="content"')) return;
  detail.shouldSwap = false;
  location.assign(detail.pathInfo.finalRequestPath);
}

// Browsers move with what they take for the same rows, and a chip that was taken away cannot have
// the focus again.
function onSettled({ detail }) {
  if (!detail.boosted) return;
  scrollTo(scrollX, keptPlace);
  if (document.activeElement !== document.body) return;
  document.getElementById("content").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const news = event.target.closest("[data-live-new]");
  if (news) regions.get(document.getElementById(news.dataset.liveNew))?.show();
  const button = event.target.closest("[data-live-pause]");
  if (button) regions.get(document.getElementById(button.dataset.livePause))?.toggle(button);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const region of regions.values()) region.tick();
});
document.addEventListener("htmx:load", findRegions);
document.addEventListener("htmx:configRequest", onBoosted);
document.addEventListener("htmx:beforeSwap", onBoostedAnswer);
document.addEventListener("htmx:sendError", onBoostedAnswer);
document.addEventListener("htmx:afterSettle", onSettled);
// Not at once: the page has just said it, and words that change as one begins to read move others.
addEventListener("pageshow", (event) => event.persisted && refreshTimes());
findRegions();
setInterval(refreshTimes, 5000);
