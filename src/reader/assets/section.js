// Articles in a row: of a category, a tag, an author, a month, or all of them.

import { teaser } from "./cards.js";
import { away, between, el, entitle } from "./dom.js";
import { picture } from "./picture.js";
import { place } from "./place.js";

export const load = place;

export function show(site, found) {
  const thing = found.category ?? found.tag ?? found.author;
  const title = thing?.name ?? found.date ?? "Latest";
  // What has a page of its own has come with its head.
  if (!thing || found.page) entitle(site, found.page ? `${title} · ${found.page}` : title);
  const cards = found.articles?.data ?? [];
  const [first, ...rest] = found.page ? [null, ...cards] : pinned(found, cards);
  return el("div", { class: `section ${found.type}` },
    head(found, title),
    first ? teaser(site, first, { level: 2, crop: "16x9", sizes: "(min-width: 64rem) 44rem, 100vw", eager: true, excerpt: true, byline: true, kind: "wide" }) : null,
    el("div", { class: "rows" }, rest.map((card) => teaser(site, card, { level: 2, crop: "4x3", sizes: "(min-width: 48rem) 14rem, 40vw", excerpt: true, byline: true, kind: "row", label: found.type !== "category" || card.primary_category?.id !== found.id }))),
    cards.length ? null : el("p", { class: "notice" }, "There is nothing here yet."),
    pages(found));
}

/** A pinned story comes first, and once. */
function pinned({ category }, cards) {
  const pin = category?.pinned;
  return pin ? [pin, ...cards.filter(({ id }) => id !== pin.id)] : cards;
}

function head(found, title) {
  const { category, tag, author } = found;
  const count = category?.article_count_with_descendants ?? tag?.article_count ?? author?.article_count ?? found.articles?.page.total;
  return el("header", { class: "heading" },
    author ? picture(author.portrait, { crop: "1x1", sizes: "112px", eager: true, alt: author.portrait?.alt ?? "", from: "author.portrait" }) : null,
    el("div", {},
      category?.parent ? el("p", { class: "label", "data-from": "category.parent" }, el("a", { href: category.parent.path }, category.parent.name)) : null,
      author?.job_title ? el("p", { class: "label" }, author.job_title) : null,
      el("h1", { "data-from": `${found.type}.name` }, title),
      category?.description || tag?.description || author?.bio ? el("p", { class: "description" }, category?.description || tag?.description || author?.bio) : null,
      el("p", { class: "meta" }, between([
        count === undefined || count === null ? null : `${count} ${count === 1 ? "story" : "stories"}`,
        ...(author?.social ?? []).map(({ label, url }) => away(url, {}, label)),
        ...(category ?? tag ?? author)?.feeds?.slice(0, 1).map(({ url }) => el("a", { href: url }, "Feed")) ?? [],
      ], " · "))));
}

/** Further pages have addresses of their own, which the API resolves. */
function pages({ articles, page, path }) {
  if (!articles) return null;
  const number = page ?? 1;
  const last = articles.page.count ?? Math.ceil((articles.page.total ?? 0) / articles.page.limit);
  const at = (n) => (n === 1 ? base(path) || "/" : `${base(path)}/page/${n}`);
  const older = articles.page.next_cursor || number < last ? el("a", { href: at(number + 1), rel: "next" }, "Older stories") : null;
  const newer = number > 1 ? el("a", { href: at(number - 1), rel: "prev" }, "Newer stories") : null;
  return newer || older ? el("nav", { class: "pages", "aria-label": "Pages" }, newer, el("span", {}, last > 1 ? `Page ${number} of ${last}` : `Page ${number}`), older) : null;
}

const base = (path) => path.replace(/\/page\/\d+\/?$/, "").replace(/\/$/, "");
