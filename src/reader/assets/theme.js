// Runs before anything is painted, so that a page whose reader chose a theme does not flash in the other.
(() => {
  try {
    const chosen = localStorage.getItem("reader-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing follows the system.
  }
})();
