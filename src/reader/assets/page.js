// A page of the publisher's: about, contact, privacy.

import { settle } from "./article.js";
import { el, rich } from "./dom.js";
import { dates } from "./dates.js";
import { place } from "./place.js";

export const load = async () => (await place()).page;

export function show(site, page) {
  const text = rich("div", { class: "body", "data-from": "page.body.html" }, page.body.html);
  settle(site, text);
  return el("article", { class: "static" },
    page.parent ? el("p", { class: "label" }, el("a", { href: page.parent.path }, page.parent.title ?? page.parent.name)) : null,
    el("h1", { "data-from": "page.title" }, page.title), text,
    el("p", { class: "meta" }, "Updated ", dates(site).day(page.updated_at, "page.updated_at")));
}
