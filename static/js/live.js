// Keeps what is shown current: regions are fetched again, relative times count on.

const IDLE_AFTER = 5 * 60_000;
const IDLE_EVERY = 15_000;
const LONGEST_WAIT = 60_000;

let lastActivity = Date.now();
for (const kind of ["pointermove", "keydown", "scroll"]) {
  addEventListener(kind, () => (lastActivity = Date.now()), { passive: true });
}

class LiveRegion {
  constructor(element) {
    this.element = element;
    this.every = Number(element.dataset.liveEvery ?? 2) * 1000;
    this.failures = 0;
    this.paused = false;
    this.schedule();
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
    if (!this.paused && document.visibilityState === "visible") await this.refresh();
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
    globalThis.htmx.swap(this.element, html, { swapStyle: "innerHTML" });
    refreshTimes();
  }

  toggle(button) {
    this.paused = !this.paused;
    button.setAttribute("aria-pressed", String(this.paused));
    if (!this.paused) this.tick();
  }
}

const regions = new Map();

function findRegions() {
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!regions.has(element)) regions.set(element, new LiveRegion(element));
  }
}

// The ladder of core/times.py: from how many seconds on, the unit's length, its sign.
const STEPS = [
  [2 * 86_400, 86_400, "days"],
  [5_400, 3_600, "h"],
  [60, 60, "min"],
  [0, 1, "s"],
];
const RELATIVE_UNTIL = 30 * 86_400;

function relativeWords(seconds) {
  const distance = Math.abs(seconds);
  if (distance < 5) return "now";
  const [, length, sign] = STEPS.find(([start]) => distance >= start);
  const span = `${Math.floor(distance / length)}\u00a0${sign}`;
  return seconds > 0 ? `in ${span}` : `${span} ago`;
}

function refreshTimes() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    if (Math.abs(seconds) > RELATIVE_UNTIL) continue;
    const words = relativeWords(seconds);
    if (element.textContent !== words) element.textContent = words;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-live-pause]");
  if (button) regions.get(document.getElementById(button.dataset.livePause))?.toggle(button);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const region of regions.values()) region.tick();
});
document.addEventListener("htmx:load", findRegions);
findRegions();
refreshTimes();
setInterval(refreshTimes, 5000);
