// An article as lists show it.

import { between, el } from "./dom.js";
import { dates } from "./dates.js";
import { picture } from "./picture.js";
import { words } from "./words.js";

/** A teaser: `crop` and `sizes` for its picture (none: without one), `excerpt` and `byline` where there is room. */
export function teaser(site, card, { level = 3, crop = null, sizes, eager = false, excerpt = false, byline = false, label = true, kind = "" } = {}) {
  const own = { lang: card.language, dir: card.direction };
  const shown = crop ? picture(card.featured_media, { crop, sizes, eager, alt: "" }) : null;
  const say = words(card.language);
  return el("article", { class: `teaser ${kind} ${shown ? "pictured" : ""}`, ...own },
    shown,
    el("div", { class: "text" },
      label ? mark(card, say) : null,
      el(`h${level}`, {}, el("a", { href: card.path }, card.short_title ?? card.title)),
      excerpt && card.excerpt ? el("p", { class: "excerpt" }, card.excerpt) : null,
      el("p", { class: "meta" }, between([
        byline && card.authors?.length ? card.authors.map(({ name }) => name).join(", ") : null,
        dates(site, card.language).short(card.published_at),
      ], " · "))));
}

/** What stands above a title: that it is urgent or paid for, its format, its section. */
export function mark(card, say, attributes = {}) {
  const kind = card.breaking ? "breaking" : card.sponsored ? "sponsored" : null;
  const parts = [
    kind ? el("strong", { class: kind }, say[kind]) : null,
    card.primary_category ? el("a", { href: card.primary_category.path, ...attributes }, card.primary_category.name) : null,
    say.formats[card.format] ? el("span", { class: "format" }, say.formats[card.format]) : null,
  ].filter(Boolean);
  return parts.length ? el("p", { class: "label" }, between(parts, " ")) : null;
}

/** Headlines with their dates, one below the other. */
export function headlines(site, cards, { level = 3, from = null, numbered = false } = {}) {
  return el(numbered ? "ol" : "ul", { class: numbered ? "headlines numbered" : "headlines", "data-from": from },
    cards.map((card) => el("li", {}, teaser(site, card, { level, label: false }))));
}
