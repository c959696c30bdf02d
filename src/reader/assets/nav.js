// The main menu: its items in the head, and under each a panel with what hangs below it and, for a
// category, its featured story and its latest. Panels are made when they are first opened, and the
// stories of all of them asked for then, by one call.

import { get } from "./api.js";
import { away, el, icon, link } from "./dom.js";
import { teaser } from "./cards.js";
import { words } from "./words.js";

/** The site's main menu, else its first. */
export function nav(site) {
  const menu = site.navigation?.find(({ name }) => name === "main") ?? site.navigation?.find(({ name }) => name !== "footer");
  if (!menu) return el("div", { class: "nav" });
  const list = el("ul", { class: "top", id: "menu", "data-from": "site.navigation.main" }, menu.items.map((item) => top(site, menu.name, item)));
  const button = el("button", {
    type: "button", class: "tool opener", "aria-expanded": "false", "aria-controls": "menu",
    onclick: () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true")),
  }, icon("menu"), el("span", {}, words(site.language).menu));
  const element = el("nav", { class: "nav", "aria-label": menu.title }, button, list);
  // Wherever the focus is: a panel lies over what is below it.
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !document.querySelector("dialog[open]")) leave(element, button);
  });
  document.addEventListener("click", ({ target }) => {
    if (!element.contains(target)) for (const open of opened(element)) shut(open);
  });
  return element;
}

/** Escape closes the innermost thing that is open, and gives the focus back to what opened it. */
function leave(element, button) {
  const open = [...opened(element)].at(-1) ?? (button.getAttribute("aria-expanded") === "true" ? button : null);
  if (!open) return;
  shut(open);
  open.focus();
}

const opened = (element) => element.querySelectorAll('.unfold[aria-expanded="true"]');
const shut = (button) => button.setAttribute("aria-expanded", "false");

let turn = 0;
let asked = null;

/** The same menu with the stories of its categories. */
function withStories(name) {
  asked ??= get(`/v1/menus/${encodeURIComponent(name)}?include=featured,recent`, { lazy: "when the menu was opened" });
  return asked;
}

/** Makes a panel; its stories come into it when they are there, and move no focus. */
async function unfold(site, name, item, panel) {
  const places = new Map();
  panel.append(...inside(item, places));
  const whole = await withStories(name).catch(() => null);
  for (const found of flat(whole?.items ?? [])) {
    places.get(found.id)?.append(...stories(site, found, found.id === item.id ? { crop: "16x9", sizes: "22rem" } : {}));
  }
}

const flat = (items) => items.flatMap((item) => [item, ...flat(item.items)]);

function top(site, menu, item) {
  if (!item.items.length && item.kind !== "category") return el("li", { "data-kind": item.kind }, itemLink(item));
  const id = `panel-${(turn += 1)}`;
  const panel = el("div", { class: "fold", id });
  const isGroup = item.kind === "group";
  const button = el("button", {
    type: "button", class: "unfold", "aria-expanded": "false", "aria-controls": id, "aria-label": isGroup ? null : `More of ${item.title}`,
    onclick: () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      for (const other of opened(button.closest("nav"))) shut(other);
      if (open && !panel.firstChild) unfold(site, menu, item, panel);
      button.setAttribute("aria-expanded", String(open));
    },
  }, isGroup ? item.title : null, icon("down"));
  return el("li", { "data-kind": item.kind }, isGroup ? null : itemLink(item), button, panel);
}

function inside(item, places) {
  return [
    item.items.length ? el("ul", { class: "below" }, item.items.map((child) => branch(child, places))) : null,
    room(item, places),
  ].filter(Boolean);
}

function branch(item, places) {
  return el("li", { "data-kind": item.kind }, el("p", { class: "branch" }, itemLink(item)), room(item, places),
    item.items.length ? el("ul", {}, item.items.map((child) => branch(child, places))) : null);
}

/** Where the stories of a category will stand. */
function room({ id, kind }, places) {
  if (kind !== "category") return null;
  const place = el("div", { class: "stories" });
  places.set(id, place);
  return place;
}

/** A category's featured story and the three latest. */
function stories(site, { featured, recent }, { crop = null, sizes }) {
  // The featured story may be one of the latest too: here it stands above them already.
  const others = recent?.filter(({ id }) => id !== featured?.id) ?? [];
  return [
    featured ? el("div", { "data-from": "item.featured" }, teaser(site, featured, { level: 3, crop, sizes, kind: "featured" })) : null,
    others.length ? el("ul", { class: "recent", "data-from": "item.recent" }, others.map((card) => el("li", {}, teaser(site, card, { level: 3, label: false })))) : null,
  ].filter(Boolean);
}

function itemLink({ title, path, url, open_in_new: isNew }) {
  const here = path && path === location.pathname;
  return isNew ? away(url, {}, title) : link(path ?? url, { "aria-current": here ? "page" : null }, title);
}
