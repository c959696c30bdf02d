// An article with everything on its page: three calls (the site, what stands here, the latest), and what a
// reader scrolls to later.

import { beacon } from "./api.js";
import { headlines, mark, teaser } from "./cards.js";
import { comments } from "./comments.js";
import { away, between, el, link, rich } from "./dom.js";
import { dates } from "./dates.js";
import { figure, picture } from "./picture.js";
import { latest, place } from "./place.js";
import { languageName, words } from "./words.js";

const NETWORKS = {
  facebook: "Facebook", x: "X", linkedin: "LinkedIn", telegram: "Telegram", pinterest: "Pinterest", tumblr: "Tumblr", reddit: "Reddit",
  whatsapp: "WhatsApp", email: "Email",
};

/** How long a page is looked at before it counts as read, in milliseconds. */
const LOOKED_AT = 1000;

export async function load() {
  const [found, list] = await Promise.all([place(), latest()]);
  return { article: found.article, latest: list.data };
}

export function show(site, { article, latest }) {
  setTimeout(() => beacon(`/v1/articles/${article.id}/views`, "after a second on the page"), LOOKED_AT);
  const say = words(article.language);
  const own = { lang: article.language, dir: article.direction };
  return el("div", { class: "reading", ...own },
    el("article", { class: `story ${article.format}` },
      crumbs(article), opening(site, article, say),
      figure(article.featured_media, { sizes: "(min-width: 64rem) 52rem, 100vw", eager: true, from: "article.featured_media" }),
      el("div", { class: "column" },
        corrections(site, article, say), body(site, article, say), gallery(article, say), sources(article, say), tags(article, say), share(article, say),
        people(article, say))),
    el("div", { class: "after" }, neighbours(site, article, say), related(site, article, say), comments(site, article, say)),
    el("aside", { class: "rail", "aria-label": say.latest },
      el("h2", { class: "rule" }, say.latest), headlines(site, latest, { from: "articles" })));
}

function crumbs({ breadcrumbs }) {
  const last = breadcrumbs.length - 1;
  return el("nav", { class: "crumbs", "aria-label": "Breadcrumb", "data-from": "article.breadcrumbs" }, el("ol", {}, breadcrumbs.map(({ title, path }, index) =>
    el("li", {}, index === last ? el("span", { "aria-current": "page" }, title) : el("a", { href: path }, title)))));
}

function opening(site, article, say) {
  return el("header", { class: "opening" },
    mark(article, say, { "data-from": "article.primary_category" }),
    article.kicker ? el("p", { class: "kicker", "data-from": "article.kicker" }, article.kicker) : null,
    el("h1", { "data-from": "article.title" }, article.title),
    article.subtitle ? el("p", { class: "subtitle", "data-from": "article.subtitle" }, article.subtitle) : null,
    el("div", { class: "byline" }, portraits(article), el("div", {}, authors(article, say), facts(site, article, say))),
    translations(article, say));
}

function portraits({ authors }) {
  const shown = authors.filter(({ portrait }) => portrait);
  return shown.length ? el("div", { class: "portraits" }, shown.map(({ portrait }) => picture(portrait, { crop: "1x1", sizes: "48px", eager: true, alt: "", from: "article.authors.portrait" }))) : null;
}

function authors({ authors }, say) {
  if (!authors.length) return null;
  return el("p", { class: "authors", "data-from": "article.authors" }, `${say.by} `, between(authors.map(({ name, path }) => el("a", { href: path, rel: "author" }, name)), ", "));
}

function facts(site, article, say) {
  const show = dates(site, article.language);
  const number = new Intl.NumberFormat(article.language);
  const { count } = article.comments;
  return el("p", { class: "facts" }, between([
    show.moment(article.published_at, "article.published_at"),
    article.updated_at !== article.published_at ? el("span", {}, `${say.updated} `, show.moment(article.updated_at, "article.updated_at")) : null,
    el("span", { "data-from": "article.reading_time_minutes" }, say.minutes(number.format(article.reading_time_minutes))),
    el("a", { href: "#comments", "data-from": "article.comments" }, say.comments(count)),
    el("span", { "data-from": "article.view_count" }, say.views(number.format(article.view_count))),
  ], el("span", { class: "dot", "aria-hidden": "true" }, " · ")));
}

function translations({ translations }, say) {
  if (!translations?.length) return null;
  return el("p", { class: "translations", "data-from": "article.translations" }, `${say.alsoIn} `,
    between(translations.map(({ language, path }) => el("a", { href: path, hreflang: language, lang: language }, languageName(language))), ", "));
}

function corrections(site, { corrections, language }, say) {
  return corrections.map(({ kind, html, text, at }) => el("aside", { class: "correction", "data-from": "article.corrections", "aria-label": say.corrections[kind] ?? kind },
    el("p", { class: "label" }, el("strong", {}, say.corrections[kind] ?? kind), " ", dates(site, language).day(at)), html ? rich("div", {}, html) : el("p", {}, text)));
}

/** The text, with the editor's picks among its first paragraphs. */
function body(site, article, say) {
  const text = rich("div", { class: "body", "data-from": "article.body.html" }, article.body.html);
  settle(site, text);
  if (article.dateline) text.querySelector(":scope > p")?.prepend(el("span", { class: "dateline", "data-from": "article.dateline" }, article.dateline), " ");
  const picks = readAlso(site, article, say);
  const paragraphs = text.querySelectorAll(":scope > p");
  if (picks) (paragraphs[2] ?? paragraphs[paragraphs.length - 1])?.after(picks);
  if (picks && !picks.isConnected && !picks.parentNode) text.append(picks);
  return text;
}

/** Makes of a text what fits here: links of the site stay on it, what is wide scrolls, by keys too. */
export function settle(site, text) {
  for (const anchor of text.querySelectorAll("a[href]")) {
    const url = new URL(anchor.href);
    if (anchor.href.startsWith(`${site.home_url}/`)) anchor.href = anchor.href.slice(site.home_url.length);
    else if (url.origin !== location.origin) anchor.rel = "noopener noreferrer";
  }
  for (const code of text.querySelectorAll("pre")) code.tabIndex = 0;
  for (const table of text.querySelectorAll("table")) {
    const box = el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": table.caption?.textContent ?? "Table" });
    table.replaceWith(box);
    box.append(table);
  }
}

function readAlso(site, { read_also: picks }, say) {
  if (!picks.length) return null;
  return el("aside", { class: "picks", "data-from": "article.read_also", "aria-label": say.readAlso },
    el("p", { class: "label" }, el("strong", {}, say.readAlso)), el("ul", {}, picks.map(({ title, short_title: short, path }) => el("li", {}, el("a", { href: path }, short ?? title)))));
}

function gallery({ gallery }, say) {
  if (!gallery?.length) return null;
  return el("section", { class: "gallery", "aria-label": say.gallery, "data-from": "article.gallery" }, gallery.map((media, index) => {
    const shown = figure(media, { sizes: "(min-width: 64rem) 42rem, 100vw" });
    shown.prepend(el("p", { class: "count" }, say.picture(index + 1, gallery.length)));
    return shown;
  }));
}

function sources({ sources }, say) {
  if (!sources.length) return null;
  return el("p", { class: "sources", "data-from": "article.sources" }, `${say.sources}: `, between(sources.map(({ name, url }) => (url ? away(url, {}, name) : name)), " / "));
}

function tags({ tags }, say) {
  if (!tags.length) return null;
  return el("ul", { class: "tags", "aria-label": say.tags, "data-from": "article.tags" }, tags.map(({ name, path }) => el("li", {}, el("a", { href: path, rel: "tag" }, name))));
}

function share({ share }, say) {
  return el("section", { class: "share", "aria-label": say.share, "data-from": "article.share" }, el("p", { class: "label" }, el("strong", {}, say.share)),
    el("ul", {}, Object.entries(share).filter(([, href]) => href).map(([network, href]) => el("li", {}, away(href, {}, NETWORKS[network] ?? network)))));
}

function people({ authors }, say) {
  const known = authors.filter(({ bio, job_title: job }) => bio || job);
  if (!known.length) return null;
  return el("section", { class: "people", "aria-label": known.length > 1 ? say.aboutAuthors : say.aboutAuthor, "data-from": "article.authors.bio" }, known.map((author) => el("div", { class: "person" },
    picture(author.portrait, { crop: "1x1", sizes: "88px", alt: "" }),
    el("div", {}, el("h2", {}, link(author.path, {}, author.name)), author.job_title ? el("p", { class: "label" }, author.job_title) : null,
      author.bio ? el("p", {}, author.bio) : null,
      author.social?.length ? el("p", { class: "meta" }, between(author.social.map(({ label, url }) => away(url, {}, label)), " · ")) : null))));
}

function neighbours(site, { adjacent }, say) {
  const side = (card, word, rel) => card ? el("a", { href: card.path, rel, lang: card.language, dir: card.direction }, el("span", { class: "label" }, word), el("b", {}, card.short_title ?? card.title)) : null;
  const both = [side(adjacent.previous, say.previous, "prev"), side(adjacent.next, say.next, "next")];
  return both.some(Boolean) ? el("nav", { class: "neighbours", "aria-label": `${say.previous}, ${say.next}`, "data-from": "article.adjacent" }, both) : null;
}

function related(site, { related }, say) {
  if (!related.length) return null;
  return el("section", { class: "related", "aria-labelledby": "related", "data-from": "article.related" }, el("h2", { class: "rule", id: "related" }, say.related),
    el("div", { class: "three" }, related.slice(0, 3).map((card) => teaser(site, card, { crop: "16x9", sizes: "(min-width: 48rem) 18rem, 100vw", kind: "medium" }))));
}
