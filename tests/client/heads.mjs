// Holds what search engines read of a server to two judges: the vocabulary of schema.org, as the package `schema-dts`
// types it (every type and property known, every value in its range), and what Google's documents require and
// recommend of each kind of page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const base = process.argv[2];
const get = async (path) => (await fetch(base + path)).json();

const ARTICLE = ["headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage", "description", "inLanguage", "wordCount", "isAccessibleForFree", "url"];
const GOOGLE = {
  NewsArticle: [...ARTICLE, "articleSection"],
  LiveBlogPosting: [...ARTICLE, "coverageStartTime"],
  ProfilePage: ["mainEntity", "dateCreated", "dateModified", "breadcrumb", "url"],
  CollectionPage: ["name", "url", "breadcrumb", "isPartOf", "publisher", "inLanguage"],
  AboutPage: ["name", "url", "breadcrumb", "datePublished", "dateModified", "mainEntity"],
  ContactPage: ["name", "url", "breadcrumb", "datePublished", "dateModified", "mainEntity"],
  WebPage: ["name", "url", "breadcrumb", "datePublished", "dateModified"],
  NewsMediaOrganization: ["name", "url", "logo", "sameAs"],
  WebSite: ["name", "url"],
  Person: ["name", "url"],
  BreadcrumbList: ["itemListElement"],
  ListItem: ["position", "name", "item"],
  ImageObject: ["url", "contentUrl"],
  VideoObject: ["name", "description", "thumbnailUrl", "uploadDate"],
  CorrectionComment: ["text", "datePublished"],
};
const OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

const found = [];
const kinds = new Map();
const add = (where, text) => {
  const data = JSON.parse(text);
  found.push([where, data]);
  for (const one of data["@graph"] ?? [data]) kinds.set(one["@type"], (kinds.get(one["@type"]) ?? 0) + 1);
  walk(where, data);
};
const walk = (where, value) => {
  if (Array.isArray(value)) return value.forEach((one) => walk(where, one));
  if (value === null || typeof value !== "object") return;
  const wanted = Object.keys(value).some((name) => name === "itemListElement" || !name.startsWith("@")) ? GOOGLE[value["@type"]] ?? [] : [];
  const isPage = value["@type"] === "WebPage" && !value["@context"];
  // An article names its page by the address, and the way to it.
  for (const name of isPage ? ["breadcrumb"] : wanted) assert.ok(name in value || (name === "image" && where.bare), `${where.path}: ${value["@type"]} without ${name}`);
  for (const [name, inner] of Object.entries(value)) {
    assert.notEqual(inner, null, `${where.path}: ${name}`);
    if (/^(date|upload|coverage)/.test(name) && typeof inner === "string") assert.match(inner, OFFSET, `${where.path}: ${name}`);
    walk(where, inner);
  }
};

add({ path: "/v1/site" }, (await get("/v1/site")).json_ld);
for (const list of ["categories", "tags", "authors", "pages"]) {
  for (const row of (await get(`/v1/${list}?limit=100`)).data) add({ path: row.path }, row.json_ld);
}
let articles = 0;
for (let path = "/v1/articles?limit=100&include=json_ld"; path; articles += 1) {
  const page = await get(path);
  for (const card of page.data) add({ path: card.path, bare: !card.featured_media }, card.json_ld);
  path = page.page.next_cursor && `/v1/articles?limit=100&include=json_ld&cursor=${encodeURIComponent(page.page.next_cursor)}`;
}
for (const kind of ["NewsArticle", "LiveBlogPosting", "ProfilePage", "CollectionPage", "AboutPage", "NewsMediaOrganization", "WebSite"]) {
  assert.ok(kinds.get(kind) > 0, `no ${kind}`);
}
const all = JSON.stringify(found);
for (const kind of ["CorrectionComment", "VideoObject", "BreadcrumbList"]) assert.ok(all.includes(`"${kind}"`), `no ${kind}`);

// The compiler refuses a property that a type does not have, and a value outside of its range.
mkdirSync("dist/heads", { recursive: true });
const graph = (data) => (data["@graph"] ? "Graph" : `WithContext<${data["@type"]}>`);
const names = [...new Set(found.filter(([, data]) => !data["@graph"]).map(([, data]) => data["@type"]))];
const lines = found.map(([where, data], n) => `// ${where.path}\nexport const d${n}: ${graph(data)} = ${JSON.stringify(data)};`);
const broken = process.argv[3] === "broken" ? ['export const broken: WithContext<NewsArticle> = {"@context": "https://schema.org", "@type": "NewsArticle", "headlin": "x"};'] : [];
writeFileSync("dist/heads/data.ts", [`import type { Graph, WithContext, ${[...new Set([...names, "NewsArticle"])].join(", ")} } from "schema-dts";`, ...lines, ...broken].join("\n"));
execFileSync("npx", ["tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--types", "node", "dist/heads/data.ts"], { stdio: ["ignore", "inherit", "inherit"] });
console.log(`heads read: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
