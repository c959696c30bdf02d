// The results of a search: what was found with its words marked, and ways to narrow it down.

import { Problem, address, get } from "./api.js";
import { teaser } from "./cards.js";
import { el, entitle, icon } from "./dom.js";
import { words } from "./words.js";

/** What can be counted among the results, and the parameter of the list that narrows them down to one. */
const FACETS = { category: ["Section", "category"], author: ["Author", "author"], tag: ["Tag", "tag"], year: ["Year", "date"], format: ["Format", "format"] };

const asked = new URLSearchParams(location.search);

export async function load() {
  const q = asked.get("q")?.trim();
  if (!q) return null;
  const narrowed = Object.fromEntries(Object.values(FACETS).map(([, name]) => [name, asked.get(name)]));
  const parameters = { q, ...narrowed, facets: Object.keys(FACETS).join(","), cursor: asked.get("cursor") };
  // A server without the index, or one that is making it, has everything else.
  return get(address("/v1/search", parameters)).catch((fault) => {
    if (fault instanceof Problem) return { fault };
    throw fault;
  });
}

export function show(site, found) {
  const q = asked.get("q")?.trim() ?? "";
  const say = words(site.language);
  entitle(site, q ? `${say.search}: ${q}` : say.search);
  return el("div", { class: "results" }, el("header", { class: "heading" }, el("div", {}, el("h1", {}, say.search), form(q, say))),
    found?.fault ? refusal(found.fault) : found ? results(site, q, found) : null);
}

function form(q, say) {
  return el("form", { action: "/search", role: "search", class: "search" },
    el("input", { type: "search", name: "q", value: q, "aria-label": say.search, required: true, autofocus: q === "" }), el("button", { type: "submit" }, icon("search"), el("span", { class: "hidden" }, say.search)));
}

function refusal({ status, message }) {
  const text = status === 400 || status === 422 ? message : "Search is not available on this server at the moment.";
  return el("p", { class: "notice", role: "status" }, text);
}

function results(site, q, { data, page, facets, did_you_mean: meant }) {
  const other = typeof meant === "string" ? meant : meant?.text ?? meant?.q;
  return [
    other ? el("p", { class: "meant" }, "Did you mean ", el("a", { href: address("/search", { q: other }) }, other), "?") : null,
    el("p", { class: "meta", role: "status" }, count(page, data, q)),
    el("div", { class: "found" },
      el("div", { class: "rows" }, data.map((hit) => result(site, hit))),
      narrowing(q, facets)),
    page?.next_cursor ? el("nav", { class: "pages", "aria-label": "Pages" }, el("span"), el("span"), el("a", { href: here({ cursor: page.next_cursor }), rel: "next" }, "More results")) : null,
  ];
}

function count(page, data, q) {
  const total = page?.total ?? data.length;
  const about = page?.total_relation === "gte" ? "more than " : "";
  return total === 0 ? `Nothing was found for “${q}”.` : `${about}${total} ${total === 1 ? "story" : "stories"} with “${q}”`;
}

function result(site, { article, highlights }) {
  const element = teaser(site, article, { level: 2, crop: "4x3", sizes: "(min-width: 48rem) 14rem, 40vw", byline: true, kind: "row" });
  const of = (...fields) => highlights?.find(({ field }) => fields.includes(field));
  const title = of("title");
  if (title) element.querySelector("h2 a").replaceChildren(...marked(title));
  const text = of("body", "text", "excerpt", "subtitle") ?? highlights?.find(({ field }) => field !== "title");
  element.querySelector("h2").after(el("p", { class: "excerpt" }, text ? marked(text) : article.excerpt));
  return element;
}

const marked = ({ fragments }) => fragments.map(({ text, hit }) => (hit ? el("mark", {}, text) : text));

function narrowing(q, facets) {
  const shown = (facets ?? []).filter(({ values }) => values?.length);
  if (!shown.length) return null;
  return el("aside", { class: "facets", "aria-label": "Narrow down" }, shown.map(({ name, values }) => {
    const [title, parameter] = FACETS[name] ?? [name, name];
    const current = asked.get(parameter);
    return el("section", {}, el("h2", { class: "rule" }, title), el("ul", {}, values.slice(0, 8).map(({ value, title: word, count }) => {
      const on = current === String(value);
      return el("li", {}, el("a", { href: here({ [parameter]: on ? null : value, cursor: null }), "aria-current": on ? "true" : null }, word ?? String(value)), " ", el("span", { class: "count" }, String(count)));
    })));
  }));
}

/** This page with other parameters. */
function here(changes) {
  return address("/search", { ...Object.fromEntries(asked), ...changes });
}
