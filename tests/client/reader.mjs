// Opens the reader in a real browser and holds its pages against what the API says:
//   node reader.mjs http://127.0.0.1:8080 demo|imported [folder for pictures]

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, kind, pictures] = process.argv.slice(2);
const isDemo = kind === "demo";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const BUDGET = 60 * 1024;
const MOST_CALLS = 3;
const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const json = async (path) => {
  const answer = await fetch(base + path);
  assert.equal(answer.status, 200, path);
  return answer.json();
};

const folder = await mkdtemp(join(tmpdir(), "newswire-reader-"));
const context = await chromium.launchPersistentContext(folder, { executablePath: CHROMIUM, args: ARGS, headless: true, viewport: DESKTOP });
let failed = 0;

/** A part of the test; one that fails says so and the next is tried all the same. */
async function part(name, work) {
  try {
    console.log(`ok ${name}${(await work()) ?? ""}`);
  } catch (fault) {
    failed += 1;
    console.error(`not ok ${name}: ${fault instanceof Error ? fault.message : fault}`);
  }
}

/** Opens a page and gives it to the work, with everything that it asked for and complained of. */
async function visit(path, { size = DESKTOP, scheme = "light", status = 200 }, work) {
  const page = await context.newPage();
  const faults = [];
  const asked = [];
  // Pictures of an imported site may lie where the old site is, which a test does not call.
  await page.route((url) => url.origin !== base, (route) => {
    const type = route.request().resourceType();
    if (isDemo || !["image", "media"].includes(type)) faults.push(`asked ${route.request().url()} (${type})`);
    return route.abort();
  });
  page.on("console", (message) => {
    const { url } = message.location();
    const ours = url.startsWith(base);
    // The page of a 404 is told as one, and search may not be there.
    const known = url === base + path && status >= 400 || !ours && /Failed to load resource/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !known) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (fault) => faults.push(`fault: ${fault.message}`));
  page.on("request", (request) => asked.push(request));
  try {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) window.shifts.push({ value, nodes: sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? "") });
      }).observe({ type: "layout-shift", buffered: true });
    });
    const answer = await page.goto(base + path);
    assert.equal(answer.status(), status, path);
    await page.waitForSelector("main[data-ready]");
    const said = await work(page, asked);
    assert.deepEqual(faults, [], path);
    return said;
  } finally {
    await page.close();
  }
}

/** Scrolls to the end, as somebody who reads it all. */
async function scroll(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
      window.scrollTo(0, y);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
  });
}

const filled = (page, selector) => page.evaluate((one) => {
  const found = [...document.querySelectorAll(one)];
  return found.some((element) => element.textContent.trim() || element.querySelector("img") || element.matches("img, audio, video"));
}, selector);

// --- What is there ---------------------------------------------------------------------------------

const site = await json("/v1/site?include=navigation");
const home = await json("/v1/home");
const list = (await json("/v1/articles?limit=40")).data;
const articles = await Promise.all(list.slice(0, isDemo ? 12 : 25).map(({ id }) => json(`/v1/articles/${id}`)));
// The one with the most to show.
const rank = ({ featured_media: lead, read_also: picks, sources, tags, authors, comments, adjacent }) =>
  [lead, picks.length, sources.length, tags.length, authors.some(({ bio }) => bio), comments.count, adjacent.previous, adjacent.next].filter(Boolean).length;
const article = isDemo ? await json("/v1/articles/harbour-tunnel-opens") : articles.toSorted((a, b) => rank(b) - rank(a))[0];
const main = site.navigation.find(({ name }) => name === "main") ?? site.navigation.find(({ name }) => name !== "footer");
const footer = site.navigation.find(({ name }) => name === "footer");
const flat = (items) => items.flatMap((item) => [item, ...flat(item.items)]);
const categories = flat(main?.items ?? []).filter((item) => item.kind === "category");
const section = (await json("/v1/categories")).data.find(({ parent, article_count: count }) => parent && count > 0)
  ?? (await json("/v1/categories")).data.find(({ article_count: count }) => count > 0);
const from = (field) => `[data-from="${field}"]`;

/** Each row of the reference page: whether the API has it here, and the elements that show it. */
const rows = [
  [1, "site name, tagline, logo, home", true, [from("site.name"), site.tagline && from("site.tagline"), site.logo && from("site.logo"), '.plate a[href="/"]']],
  [2, "social profiles in header and footer", site.social.length, [`#head ${from("site.social")} a`, `#foot ${from("site.social")} a`]],
  [3, "today in the site's zone and language", true, [`#head ${from("site.timezone")}`]],
  [4, "main menu with its levels", main?.items.length, [`${from("site.navigation.main")} li`]],
  [5, "featured and recent under a category", categories.some(({ featured }) => featured), [from("item.featured"), `${from("item.recent")} time`]],
  [6, "a category under its parent", categories.some(({ items }) => items.some(({ kind: of }) => of === "category")), ['.top [data-kind="category"] [data-kind="category"] a']],
  [7, "breadcrumb", article.breadcrumbs.length, [`${from("article.breadcrumbs")} a[href="/"]`, `${from("article.breadcrumbs")} [aria-current]`]],
  [8, "section label", article.primary_category, [from("article.primary_category")]],
  [9, "title, byline, portrait", true, [from("article.title"), article.authors.length && `${from("article.authors")} a`, article.authors.some(({ portrait }) => portrait) && from("article.authors.portrait")]],
  [10, "published and updated", true, [from("article.published_at"), article.updated_at !== article.published_at && from("article.updated_at")]],
  [11, "comment line, and why closed", true, [from("article.comments"), article.comments.status === "closed" ? from("article.comments.closed_reason") : "#comment-form"]],
  [12, "minutes read", true, [from("article.reading_time_minutes")]],
  [13, "share links", true, [`${from("article.share")} a`]],
  [14, "lead picture", article.featured_media, [from("article.featured_media")]],
  [15, "body", true, [from("article.body.html")]],
  [16, "sources", article.sources.length, [from("article.sources")]],
  [17, "read also", article.read_also.length, [`${from("article.read_also")} a`]],
  [18, "views", true, [from("article.view_count")]],
  [19, "tags", article.tags.length, [`${from("article.tags")} a`]],
  [20, "previous and next", article.adjacent.previous || article.adjacent.next, [`${from("article.adjacent")} a`]],
  [21, "author box", article.authors.some(({ bio, job_title: job }) => bio || job), [from("article.authors.bio")]],
  [22, "related with dates", article.related.length, [`${from("article.related")} time`]],
  [23, "latest with dates", list.length, [`${from("articles")} time`]],
  [25, "publisher and offices", site.publisher.name, [from("site.publisher"), site.offices.length && from("site.offices")]],
  [26, "footer pages", footer?.items.length, [`${from("site.navigation.footer")} a`]],
  [27, "copyright and credits", site.copyright, [from("site.copyright"), site.credits.length && from("site.credits")]],
  [28, "search overlay", true, ['dialog.overlay input[type="search"]']],
];

await part("every row of the reference page", () => visit(article.path, {}, async (page) => {
  for (const button of await page.locator(".top > li > .unfold").all()) await button.click();
  if (categories.some(({ featured }) => featured)) await page.waitForSelector(from("item.featured"), { state: "attached" });
  await page.click('[data-opens="search"]');
  await page.waitForSelector("dialog[open]");
  for (const [number, name, has, selectors] of rows) {
    if (!has) {
      assert.ok(!isDemo, `row ${number}: the demo must have ${name}`);
      console.log(`   row ${number} ${name}: the API has nothing for it here`);
      continue;
    }
    for (const selector of selectors.filter(Boolean)) assert.ok(await filled(page, selector) || await page.locator(selector).count(), `row ${number} ${name}: ${selector}`);
    console.log(`   row ${number} ${name}`);
  }
  const levels = await page.evaluate(() => document.querySelector(".top > li li li a") !== null);
  assert.ok(!isDemo || levels, "row 4: three levels");
  const shared = await page.locator(`${from("article.share")} a`).count();
  assert.equal(shared, Object.values(article.share).filter(Boolean).length, "row 13");
  const head = await page.evaluate(() => ({
    title: document.title, canonical: document.querySelector('link[rel="canonical"]')?.href, og: document.querySelector('meta[property="og:title"]')?.content,
    card: document.querySelector('meta[name="twitter:card"]')?.content, ld: document.querySelector('script[type="application/ld+json"]')?.textContent,
    description: document.querySelector('meta[name="description"]')?.content,
  }));
  assert.equal(head.canonical, article.seo.canonical_url);
  assert.ok(head.title && head.og && head.card, JSON.stringify(head));
  assert.match(JSON.stringify(JSON.parse(head.ld)), /NewsArticle/);
  console.log("   row 29 head: title, description, canonical, Open Graph, Twitter, NewsArticle");
}));

await part("the front page, row 24", () => visit("/", {}, async (page, asked) => {
  const blocks = home.blocks.filter(({ items }) => items.length);
  const shown = await page.locator(".front > section").count();
  assert.equal(shown, blocks.filter(({ kind: of }, index) => index === 0 || of !== "latest").length);
  assert.ok(await filled(page, ".lead h2"));
  if (isDemo) assert.ok(await page.locator(".pictures .teaser").count() > 1, "photo news");
  const called = asked.filter((request) => request.url().includes("/v1/") && request.method() === "GET").length;
  assert.ok(called <= MOST_CALLS, `${called} calls`);
}));

await part("an article in three calls and 60 KB", () => visit(article.path, {}, async (page, asked) => {
  const first = asked.filter((request) => request.resourceType() !== "image" && request.method() === "GET" && !/\/comments/.test(request.url()));
  const called = first.filter((request) => new URL(request.url()).pathname.startsWith("/v1/"));
  assert.ok(called.length <= MOST_CALLS, called.map((request) => request.url()).join(", "));
  const sizes = await Promise.all(first.map(async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    return responseBodySize + responseHeadersSize;
  }));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(!isDemo || whole <= BUDGET, `${whole} bytes`);
  return `: ${called.length} calls, ${first.length} requests, ${whole} bytes without pictures`;
}));

await part("the panel tells every call, and what came later", () => visit(article.path, {}, async (page) => {
  await scroll(page);
  // The view, and the comments where there are some.
  const later = article.comments.count > 0 ? 2 : 1;
  await page.waitForFunction((n) => Number(/(\d+) later/.exec(document.querySelector(".pill").textContent)?.[1] ?? 0) >= n, later, { timeout: 10_000 });
  await page.click(".pill");
  const links = await page.$$eval(".sheet li a", (all) => all.map((one) => one.getAttribute("href")));
  for (const operation of ["get_site", "resolve_path", "list_articles", "create_article_view"]) assert.ok(links.includes(`/docs#${operation}`), `${operation} in ${links}`);
  const document = await json("/openapi.json");
  const known = Object.values(document.paths).flatMap((item) => Object.values(item)).map(({ operationId }) => operationId);
  for (const link of links) assert.ok(known.includes(link.split("#")[1]), link);
  assert.match(await page.textContent(".sheet"), /ms.*KB packed.*ETag W/s);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.className), "pill");
}));

await part("nothing moves when pictures come", async () => {
  for (const [path, size] of [[article.path, DESKTOP], [article.path, PHONE], ["/", DESKTOP], ["/", PHONE], [section.path, DESKTOP]]) {
    await visit(path, { size }, async (page) => {
      await page.waitForLoadState("networkidle");
      const all = await page.evaluate(() => window.shifts.reduce((sum, { value }) => sum + value, 0));
      assert.ok(all < 0.05, `${path}: ${all} ${JSON.stringify(await page.evaluate(() => window.shifts))}`);
      await scroll(page);
      await page.waitForLoadState("networkidle");
      const shifts = await page.evaluate(() => window.shifts.filter(({ nodes }) => nodes.some((node) => /<(img|picture|figure|span class="frame)/.test(node))));
      assert.deepEqual(shifts, [], path);
    });
  }
});

await part("statuses", async () => {
  const html = { headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" }, redirect: "manual" };
  const at = async (path, options = html) => fetch(base + path, options);
  assert.equal((await at("/no/such/address")).status, 404);
  assert.equal((await at("/no/such/address", {})).headers.get("content-type"), "application/problem+json");
  assert.equal((await at("/v1/no-such")).headers.get("content-type"), "application/problem+json");
  assert.equal((await at(`${article.path}/`)).status, 301);
  assert.equal((await at(`${article.path}/`)).headers.get("location"), encodeURI(article.path));
  const page = await at(article.path);
  assert.match(page.headers.get("content-security-policy"), /script-src 'self'; style-src 'self'/);
  assert.doesNotMatch(page.headers.get("content-security-policy"), /unsafe/);
  assert.match(page.headers.get("vary"), /Accept/);
  assert.equal((await at(article.path, { headers: { ...html.headers, "If-None-Match": page.headers.get("etag") } })).status, 304);
});

const foreign = list.find(({ direction }) => direction === "rtl") ?? (isDemo ? (await json("/v1/articles?language=ar&limit=1")).data[0] : null);
const looked = [["front", "/", 200], ["article", article.path, 200], ["section", section.path, 200], ["search", "/search?q=harbour", 200], ["404", "/no/such/address", 404]];
if (foreign) looked.push(["arabic", foreign.path, 200]);
if (article.authors[0]) looked.push(["author", article.authors[0].path, 200]);

for (const [name, path, status] of looked) {
  for (const [device, size] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    for (const scheme of ["light", "dark"]) {
      await part(`accessible: ${name}, ${device}, ${scheme}`, () => visit(path, { size, scheme, status }, async (page) => {
        if (pictures) await page.screenshot({ path: join(pictures, `${kind}-${name}-${device}-${scheme}.png`) });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} pixels wider than the window`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`)]), []);
      }));
    }
  }
}

if (foreign) {
  await part("an article from right to left", () => visit(foreign.path, {}, async (page) => {
    const { text, rail } = await page.evaluate(() => ({ text: document.querySelector(".story").getBoundingClientRect().left, rail: document.querySelector(".reading > .rail").getBoundingClientRect().left }));
    assert.ok(rail < text, "the rail stands at the end of the line, which is left");
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".body")).direction), "rtl");
  }));
}

await part("keyboard: skip link, menu, search", () => visit(article.path, {}, async (page) => {
  const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await focus(), "main");
  const button = page.locator(".top > li > .unfold").first();
  if (await button.count()) {
    await button.focus();
    await page.keyboard.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.ok(await button.evaluate((one) => one === document.activeElement), "the focus is back on the button");
  }
  const opener = page.locator('[data-opens="search"]');
  await opener.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
  await page.keyboard.type("harb");
  await page.keyboard.press("Escape");
  if (await page.locator("dialog[open]").count()) await page.keyboard.press("Escape");
  await page.waitForSelector("dialog[open]", { state: "hidden" });
  assert.ok(await opener.evaluate((one) => one === document.activeElement), "the focus is back on what opened it");
}));

await part("keyboard: menu on a phone", () => visit("/", { size: PHONE }, async (page) => {
  const opener = page.locator(".opener");
  if (!(await opener.count())) return ": there is no menu";
  await opener.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(".top").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator(".top").isVisible()));
  assert.ok(await opener.evaluate((one) => one === document.activeElement));
}));

await part("a dark page by choice, kept", () => visit("/", {}, async (page) => {
  await page.click(".theme");
  const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.reload();
  await page.waitForSelector("main[data-ready]");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), dark);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.evaluate(() => localStorage.clear());
}));

if (isDemo) {
  await part("a comment is sent and answered", async () => {
    const open = (await json("/v1/articles?comment_status=open&limit=1")).data[0];
    return visit(open.path, {}, async (page) => {
      await page.locator("#comment-form").scrollIntoViewIfNeeded();
      await page.fill('[name="author_name"]', "Bukola A.");
      await page.fill('[name="author_email"]', "bukola@readers.example");
      await page.fill("textarea", `I read it at ${new Date().toISOString()}.`);
      await page.click('#comment-form button[type="submit"]');
      await page.waitForFunction(() => document.querySelector("#comment-form .note").textContent !== "");
      assert.match(await page.textContent("#comment-form .note"), /Thank you/);
    });
  });
}

await context.close();
await rm(folder, { recursive: true, force: true });
console.log(failed === 0 ? "the reader is as it should be" : `${failed} parts failed`);
process.exitCode = failed === 0 ? 0 : 1;
