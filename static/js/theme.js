// A blocking script in the head: it decides the theme before anything is painted.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";

  const stored = () => {
    try {
      return localStorage.getItem("theme") ?? "system";
    } catch {
      return "system";
    }
  };

  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-set-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
    }
  };

  const choose = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
    show(theme);
  };

  // Pages are made on the server: so that it can write times in the zone of this browser.
  const tellZone = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const told = `time_zone=${zone}`;
    if (!zone || document.cookie.split("; ").includes(told)) return;
    document.cookie = `${told}; path=/; max-age=31536000; samesite=lax`;
  };

  tellZone();
  show(stored());
  addEventListener("DOMContentLoaded", () => show(stored()));
  addEventListener("storage", (event) => event.key === "theme" && show(stored()));
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-set-theme]");
    if (button) choose(button.dataset.setTheme);
  });
})();
