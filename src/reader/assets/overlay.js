// The search over the page, with suggestions while typing. A dialog of the browser's own: it keeps the
// focus inside, closes with Escape, and gives the focus back.

import { Problem, address, get } from "./api.js";
import { el, icon } from "./dom.js";
import { words } from "./words.js";

/** How long typing must pause before anything is asked, in milliseconds. */
const PAUSE = 150;
const KINDS = { article: "Story", category: "Section", tag: "Tag", author: "Author", query: "Search" };

let dialog = null;

/** Opens the search; `opener` gets the focus back. */
export function open(site, opener) {
  dialog ??= document.body.appendChild(make(site));
  dialog.onclose = () => opener.focus();
  dialog.showModal();
  dialog.querySelector("input").focus();
}

function make(site) {
  const say = words(site.language);
  const list = el("ul", { id: "suggestions", role: "listbox", "aria-label": "Suggestions" });
  const input = el("input", {
    type: "search", name: "q", required: true, autocomplete: "off", spellcheck: "false", placeholder: say.search, "aria-label": say.search,
    role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false",
  });
  const note = el("p", { class: "note", role: "status" });
  const close = el("button", { type: "button", class: "tool", "aria-label": say.close, onclick: () => element.close() }, icon("close"));
  const element = el("dialog", { class: "overlay", "aria-label": say.search },
    el("form", { action: "/search", role: "search", class: "search" }, input, el("button", { type: "submit" }, icon("search"), el("span", { class: "hidden" }, say.search)), close),
    list, note);
  // A click beside it hits the dialog itself.
  element.addEventListener("click", ({ target }) => { if (target === element) element.close(); });
  input.addEventListener("input", () => suggest(input, list, note));
  input.addEventListener("keydown", (event) => choose(event, input, list));
  return element;
}

let waiting = 0;
let running = new AbortController();

function suggest(input, list, note) {
  clearTimeout(waiting);
  running.abort();
  const q = input.value.trim();
  if (q.length < 2) return fill(input, list, []);
  waiting = setTimeout(async () => {
    running = new AbortController();
    const { signal } = running;
    try {
      const { data } = await get(address("/v1/search/suggest", { q }), { lazy: "while typing", signal });
      fill(input, list, data);
      note.textContent = "";
    } catch (fault) {
      if (signal.aborted) return;
      fill(input, list, []);
      note.textContent = fault instanceof Problem ? "Suggestions are not available." : "";
    }
  }, PAUSE);
}

function fill(input, list, all) {
  list.replaceChildren(...all.map(({ type: kind, title: text, path }, index) => el("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false" },
    el("a", { href: path ?? address("/search", { q: text }), tabindex: "-1" }, el("span", {}, text), el("small", {}, KINDS[kind] ?? kind)))));
  input.setAttribute("aria-expanded", String(all.length > 0));
  input.removeAttribute("aria-activedescendant");
}

/** The arrows go through the suggestions; Enter takes the one that is chosen, else searches. */
function choose(event, input, list) {
  const options = [...list.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    options[at].querySelector("a").click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !options.length) return;
  event.preventDefault();
  const next = (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
  input.setAttribute("aria-activedescendant", options[next].id);
  options[next].scrollIntoView({ block: "nearest" });
}
