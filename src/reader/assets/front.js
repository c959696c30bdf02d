// The front page: the blocks that the editors made, each laid out by what it holds.

import { get } from "./api.js";
import { headlines, teaser } from "./cards.js";
import { el, link } from "./dom.js";
import { latest } from "./place.js";
import { words } from "./words.js";

export async function load() {
  const [home, list] = await Promise.all([get("/v1/home"), latest()]);
  return { blocks: home.blocks.filter(({ items }) => items.length), latest: list.data };
}

export function show(site, { blocks, latest }) {
  const [first, ...rest] = blocks;
  return el("div", { class: "front", "data-from": "home.blocks" },
    el("h1", { class: "hidden" }, site.name),
    first ? opening(site, first, latest) : null,
    rest.filter(({ kind }) => kind !== "latest").map((block, index) => section(site, block, index)));
}

/** The lead, those beside it, and the latest headlines. */
function opening(site, { title, items }, latest) {
  const [lead, ...others] = items;
  const say = words(site.language);
  const second = (card, crop = null) => teaser(site, card, { level: 2, crop, sizes: "(min-width: 64rem) 20rem, 100vw", excerpt: true, kind: "second" });
  return el("section", { class: "opening", "aria-label": title },
    el("div", { class: "lead" }, teaser(site, lead, { level: 2, crop: "16x9", sizes: "(min-width: 64rem) 44rem, 100vw", eager: true, excerpt: true, byline: true, kind: "huge" }),
      others.length > 2 ? el("div", { class: "under" }, others.slice(2, 4).map((card) => second(card))) : null),
    el("div", { class: "beside" }, others.slice(0, 2).map((card) => second(card, "16x9"))),
    el("div", { class: "rail" }, el("h2", { class: "rule" }, say.latest), headlines(site, latest.slice(0, 7), { from: "articles" })));
}

function section(site, block, index) {
  const { title, link: to, kind, items, key } = block;
  const pictures = kind === "format" || items.every(({ format }) => format === "gallery");
  const shape = pictures ? "strip-of" : kind === "popular" ? "ranked" : index % 2 ? "mirrored" : "plain";
  const id = `block-${key}`;
  return el("section", { class: `block ${shape}`, "aria-labelledby": id, "data-kind": kind },
    el("h2", { class: "rule", id }, link(to?.path, {}, title ?? to?.title ?? "")),
    pictures ? strip(site, items) : kind === "popular" ? headlines(site, items, { numbered: true }) : spread(site, items));
}

/** One story with its picture, one with less, the rest as headlines. */
function spread(site, [first, second, third, ...rest]) {
  const few = rest.length < 3 ? rest : [];
  return el("div", { class: "spread" },
    teaser(site, first, { crop: "16x9", sizes: "(min-width: 64rem) 36rem, 100vw", excerpt: true, byline: true, kind: "large", label: true }),
    second ? el("div", { class: "pair" }, [second, third].filter(Boolean).map((card) => teaser(site, card, { crop: "16x9", sizes: "(min-width: 64rem) 18rem, 50vw", kind: "medium" })), few.length ? headlines(site, few) : null) : null,
    rest.length > few.length ? headlines(site, rest) : null);
}

function strip(site, items) {
  return el("div", { class: "pictures" }, items.map((card) => teaser(site, card, { crop: "4x3", sizes: "(min-width: 64rem) 20rem, 70vw", kind: "slide" })));
}
