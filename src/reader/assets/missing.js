// Nothing is here, or no longer. The status of the answer says the same to machines.

import { get } from "./api.js";
import { headlines } from "./cards.js";
import { el, entitle } from "./dom.js";
import { words } from "./words.js";

export const load = () => get("/v1/popular?window=all&limit=5");

export function show(site, { data }) {
  const gone = document.documentElement.dataset.status === "410";
  const title = gone ? "This story was withdrawn" : "There is nothing at this address";
  entitle(site, title);
  return el("div", { class: "missing" },
    el("p", { class: "label" }, el("strong", {}, gone ? "410" : "404")),
    el("h1", {}, title),
    el("p", {}, gone ? "It stood here once and is no longer published." : "It may have been mistyped, or never have been there.", " ",
      el("a", { href: "/" }, "Go to the front page"), " or ", el("a", { href: "/search" }, "search"), "."),
    data.length ? [el("h2", { class: "rule" }, words(site.language).popular), headlines(site, data, { numbered: true })] : null);
}
