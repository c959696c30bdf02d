// Builds the reference page from a running server and checks each row of the page contract:
//   node dist/main.js http://127.0.0.1:8080 harbour-tunnel-opens

import assert from "node:assert/strict";
import { connect, loadFrontPage, loadPage, type FrontBlock, type NavItem, type Page, type Picture } from "./page.js";

const PAGE_CALLS = 3;

/** What must hold of each row; a row that fails says so and the next is tried all the same. */
const rows: [number, string, (page: Page, front: FrontBlock[]) => void][] = [
  [1, "site name, tagline, logo, home", ({ site }) => {
    filled(site.name, site.tagline);
    assert.ok(URL.canParse(site.home));
    isPicture(site.logo);
  }],
  [2, "social profiles", ({ social }) => {
    const networks = social.map(({ network }) => network);
    for (const network of ["facebook", "x", "instagram"]) assert.ok(networks.includes(network), network);
    assert.ok(social.every(({ url, label }) => URL.canParse(url) && label));
  }],
  [3, "today in the site's language and zone", ({ today }) => assert.match(today, /^\p{L}+, \p{L}+ \d{1,2}$/u)],
  [4, "main menu, three levels, mixed kinds", ({ menu }) => {
    assert.ok(depth(menu) >= 3, `${depth(menu)} levels`);
    const kinds = new Set(flat(menu).map(({ kind }) => kind));
    for (const kind of ["home", "category", "page", "group"]) assert.ok(kinds.has(kind), kind);
    for (const { kind, href, title } of flat(menu)) assert.ok(title && (kind === "group" || href), title);
  }],
  [5, "featured and three recent under each category", ({ menu }) => {
    const categories = flat(menu).filter(({ kind }) => kind === "category");
    assert.ok(categories.length > 0);
    for (const { title, featured, recent } of categories) {
      assert.ok(featured?.label && featured.date, title);
      assert.ok(recent.length > 0 && recent.length <= 3, `${title}: ${recent.length} recent`);
    }
  }],
  [6, "a category under its parent", ({ menu }) => {
    const nested = flat(menu).filter(({ kind }) => kind === "category").flatMap(({ href, items }) => items.map((item) => [href, item] as const));
    assert.ok(nested.some(([parent, { kind, href }]) => kind === "category" && href?.startsWith(`${parent}/`)));
  }],
  [7, "breadcrumb", ({ breadcrumbs, title }) => {
    assert.equal(breadcrumbs[0]?.path, "/");
    assert.equal(breadcrumbs.at(-1)?.title, title);
  }],
  [8, "section label", ({ section }) => filled(section?.title, section?.path)],
  [9, "title, bylines with portrait", ({ title, bylines }) => {
    filled(title);
    assert.ok(bylines.length > 0);
    for (const { title: name, path, portrait } of bylines) {
      filled(name, path);
      isPicture(portrait);
    }
  }],
  [10, "published and updated dates", ({ published, updated }) => filled(published, updated)],
  [11, "comment line", ({ comments }) => assert.match(comments, /^(No|\d+) comments?/)],
  [12, "minutes read", ({ minutesRead }) => assert.ok(minutesRead >= 1)],
  [13, "share links", ({ share }) => {
    const networks = share.map(({ network }) => network);
    for (const network of ["facebook", "x", "linkedin", "telegram", "pinterest", "tumblr", "reddit", "whatsapp", "email"]) {
      assert.ok(networks.includes(network), network);
    }
    assert.ok(share.every(({ href }) => /^(https|mailto):/.test(href)));
  }],
  [14, "lead picture with srcset, caption, credit", ({ lead }) => {
    isPicture(lead);
    filled(lead?.caption, lead?.credit, lead?.color);
    assert.ok((lead?.sources[0]?.srcset.split(", ").length ?? 0) >= 2, "sizes for a phone and a desktop");
  }],
  [15, "body as HTML, text and blocks", ({ body }) => {
    filled(body.html, body.text);
    assert.ok(body.blocks.some(({ type }) => type === "paragraph"));
    assert.ok(body.blocks.every(({ type, html }) => type && html));
    assert.doesNotMatch(body.html, /<script|javascript:|\son\w+=/i);
  }],
  [16, "sources", ({ sources }) => assert.ok(sources.length > 0 && sources.every(({ name }) => name))],
  [17, "read also", ({ readAlso }) => assert.ok(readAlso.length > 0)],
  [18, "views", ({ views }) => assert.ok(views > 0)],
  [19, "tags", ({ tags }) => assert.ok(tags.length > 0 && tags.every(({ title, path }) => title && path.startsWith("/")))],
  [20, "previous and next article", ({ previous, next }) => filled(previous?.path, next?.path)],
  [21, "author box", ({ authors }) => {
    assert.ok(authors.some(({ bio, jobTitle, social }) => bio && jobTitle && social.length > 0));
  }],
  [22, "three related with dates", ({ related }) => assert.equal(related.filter(({ date }) => date).length, 3)],
  [23, "ten latest with dates", ({ latest }) => assert.equal(latest.filter(({ date }) => date).length, 10)],
  [24, "top stories and photo news", (_, front) => {
    assert.ok(front.length > 1 && front.every(({ title, items }) => title && items.length > 0));
    assert.ok(front.some(({ formats }) => formats.every((format) => format === "gallery")), "a block of galleries");
  }],
  [25, "publisher and offices with people", ({ publisher, offices }) => {
    filled(publisher.name, publisher.address.street, publisher.emails[0], publisher.phones[0], publisher.whatsapp[0], publisher.people[0]?.name);
    assert.ok(offices.length >= 2);
    for (const { name, people } of offices) filled(name, people[0]?.role, people[0]?.name);
  }],
  [26, "footer pages", ({ footer }) => assert.ok(footer.length >= 4 && footer.every(({ title, path }) => title && path.startsWith("/")))],
  [27, "copyright and credits", ({ copyright, credits }) => filled(copyright, credits[0]?.label, credits[0]?.name)],
];

function filled(...texts: (string | null | undefined)[]): void {
  texts.forEach((text, index) => assert.ok(text, `text ${index + 1} is empty`));
}

function isPicture(picture: Picture | null): void {
  assert.ok(picture, "no picture");
  assert.ok(URL.canParse(picture.src) && picture.alt && picture.width && picture.height);
  assert.ok(picture.sources.length > 0 && picture.sources.every(({ type, srcset }) => type.startsWith("image/") && /\s\d+w/.test(srcset)));
}

function flat(items: NavItem[]): NavItem[] {
  return items.flatMap((item) => [item, ...flat(item.items)]);
}

function depth(items: NavItem[]): number {
  return items.length === 0 ? 0 : 1 + Math.max(...items.map((item) => depth(item.items)));
}

const [baseUrl, slug] = process.argv.slice(2);
if (!baseUrl || !slug) {
  console.error("usage: node dist/main.js BASE_URL SLUG");
  process.exit(2);
}

let calls = 0;
const client = connect(baseUrl, (request) => {
  calls += 1;
  return fetch(request);
});
const page = await loadPage(client, slug);
assert.equal(calls, PAGE_CALLS, "calls for the page");
const front = await loadFrontPage(client);

let failed = 0;
for (const [number, name, check] of rows) {
  try {
    check(page, front);
    console.log(`ok ${number} ${name}`);
  } catch (fault) {
    failed += 1;
    console.error(`not ok ${number} ${name}: ${fault instanceof Error ? fault.message : fault}`);
  }
}
console.log(`${page.site.name}, ${page.today}: "${page.title}" in ${PAGE_CALLS} calls, ${rows.length} rows`);
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
