// The reference page (rows 1-27 of the page contract) as a frontend builds it: three calls, the types
// generated from the contract, and no text of the page that does not come from the API but the
// design's own words ("Home" of the breadcrumb is the API's; "No comments" is the design's).

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Schemas = components["schemas"];
export type Article = Schemas["Article"];
export type ArticleCard = Schemas["ArticleCard"];
export type Media = Schemas["Media"];
export type Menu = Schemas["Menu"];
export type MenuItem = Schemas["MenuItem"];
export type Site = Schemas["Site"];

/** A link: what every relation of the page comes to. */
export interface Link {
  title: string;
  path: string;
}

/** A teaser of another article, as the lists of the page show it. */
export interface Teaser extends Link {
  label: string | null;
  date: string;
  picture: Picture | null;
}

/** A picture with what `<picture>` takes. */
export interface Picture {
  src: string;
  width: number | null;
  height: number | null;
  sources: { type: string; srcset: string }[];
  alt: string;
  caption: string | null;
  credit: string | null;
  color: string | null;
}

export interface NavItem {
  title: string;
  kind: string;
  href: string | null;
  items: NavItem[];
  featured: Teaser | null;
  recent: Teaser[];
}

export interface Person extends Link {
  role: string;
  portrait: Picture | null;
}

export interface AuthorBox extends Person {
  jobTitle: string | null;
  bio: string | null;
  social: Schemas["Social"][];
}

/** The page, row by row; the numbers are the page contract's. */
export interface Page {
  /** 1 */ site: { name: string; tagline: string; logo: Picture | null; home: string };
  /** 2 */ social: Schemas["Social"][];
  /** 3 */ today: string;
  /** 4-6 */ menu: NavItem[];
  /** 7 */ breadcrumbs: Link[];
  /** 8 */ section: Link | null;
  /** 9 */ title: string;
  bylines: Person[];
  /** 10 */ published: string;
  updated: string | null;
  /** 11 */ comments: string;
  /** 12 */ minutesRead: number;
  /** 13 */ share: { network: string; href: string }[];
  /** 14 */ lead: Picture | null;
  /** 15 */ body: { html: string; text: string; blocks: { type: string; html: string }[] };
  /** 16 */ sources: { name: string; url: string | null }[];
  /** 17 */ readAlso: Teaser[];
  /** 18 */ views: number;
  /** 19 */ tags: Link[];
  /** 20 */ previous: Teaser | null;
  next: Teaser | null;
  /** 21 */ authors: AuthorBox[];
  /** 22 */ related: Teaser[];
  /** 23 */ latest: Teaser[];
  /** 25 */ publisher: Site["publisher"];
  offices: Site["offices"];
  /** 26 */ footer: Link[];
  /** 27 */ copyright: string;
  credits: Site["credits"];
}

/** A block of the front page: Top stories, Photo news (row 24). */
export interface FrontBlock {
  title: string | null;
  items: Teaser[];
  formats: string[];
}

// Naming the two media types keeps `application/vnd.newswire.partial+json`, the answer to `fields=`,
// out of the types of calls that do not ask for it.
type Client = ReturnType<typeof createClient<paths, "application/json" | "application/problem+json">>;

export function connect(baseUrl: string, fetch: (request: Request) => Promise<Response> = globalThis.fetch): Client {
  return createClient<paths, "application/json" | "application/problem+json">({ baseUrl, fetch });
}

/** The answer, or the problem as an error that says what the server said. */
function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data !== undefined) return answer.data;
  const problem = answer.error as Partial<Schemas["Problem"]> | undefined;
  throw new Error(`${answer.response.url}: ${answer.response.status} ${problem?.code ?? ""} ${problem?.detail ?? ""}`);
}

/** The page of an article, from three calls that know nothing of each other. */
export async function loadPage(client: Client, slug: string, now = new Date()): Promise<Page> {
  const [site, article, latest] = await Promise.all([
    client.GET("/v1/site", { params: { query: { include: "navigation" } } }).then(must),
    client.GET("/v1/articles/{article}", { params: { path: { article: slug } } }).then(must),
    client.GET("/v1/articles", { params: { query: { limit: 10 } } }).then(must),
  ]);
  return buildPage(site, article, latest.data, now);
}

/** The blocks of the front page, where Top stories and Photo news stand. */
export async function loadFrontPage(client: Client): Promise<FrontBlock[]> {
  const [site, home] = await Promise.all([client.GET("/v1/site").then(must), client.GET("/v1/home").then(must)]);
  return home.blocks.map(({ title, items }) => ({
    title,
    items: items.map((card) => teaser(card, dates(site).day)),
    formats: items.map(({ format }) => format),
  }));
}

export function buildPage(site: Site, article: Article, latest: ArticleCard[], now: Date): Page {
  const show = dates(site);
  const teasers = (cards: ArticleCard[]): Teaser[] => cards.map((card) => teaser(card, show.day));
  const one = (card: ArticleCard | null): Teaser | null => (card ? teaser(card, show.day) : null);
  return {
    site: { name: site.name, tagline: site.tagline, logo: picture(site.logo), home: site.home_url },
    social: site.social,
    today: show.today(now),
    menu: menu(site, "main").map((item) => navItem(item, show.day)),
    breadcrumbs: article.breadcrumbs.map(({ title, path }) => ({ title, path })),
    section: article.primary_category && named(article.primary_category),
    title: article.title,
    bylines: article.authors.map(person),
    published: show.day(article.published_at),
    updated: article.updated_at === article.published_at ? null : show.day(article.updated_at),
    comments: commentLine(article.comments),
    minutesRead: article.reading_time_minutes,
    share: Object.entries(article.share).map(([network, href]) => ({ network, href })),
    lead: picture(article.featured_media),
    body: {
      html: article.body.html,
      text: article.body.text,
      blocks: article.body.blocks.map(({ type, html }) => ({ type, html })),
    },
    sources: article.sources.map(({ name, url }) => ({ name, url })),
    readAlso: teasers(article.read_also),
    views: article.view_count,
    tags: article.tags.map(named),
    previous: one(article.adjacent.previous),
    next: one(article.adjacent.next),
    authors: article.authors.map((author) => ({
      ...person(author),
      jobTitle: author.job_title ?? null,
      bio: author.bio ?? null,
      social: author.social ?? [],
    })),
    related: teasers(article.related.slice(0, 3)),
    latest: teasers(latest),
    publisher: site.publisher,
    offices: site.offices,
    footer: menu(site, "footer").flatMap(({ title, path }) => (path === null ? [] : [{ title, path }])),
    copyright: site.copyright,
    credits: site.credits,
  };
}

/** The items of a menu; a site need not have it. */
function menu(site: Site, name: string): MenuItem[] {
  return site.navigation?.find((menu) => menu.name === name)?.items ?? [];
}

function navItem(item: MenuItem, day: (at: string) => string): NavItem {
  return {
    title: item.title,
    kind: item.kind,
    href: item.path ?? item.url,
    items: item.items.map((child) => navItem(child, day)),
    featured: item.featured ? teaser(item.featured, day) : null,
    recent: (item.recent ?? []).map((card) => teaser(card, day)),
  };
}

function named({ name, path }: { name: string; path: string }): Link {
  return { title: name, path };
}

function person(author: Article["authors"][number]): Person {
  return { ...named(author), role: author.role, portrait: picture(author.portrait) };
}

function teaser(card: ArticleCard, day: (at: string) => string): Teaser {
  return {
    title: card.short_title ?? card.title,
    path: card.path,
    label: card.primary_category?.name ?? null,
    date: day(card.published_at),
    picture: picture(card.featured_media),
  };
}

function picture(media: Media | null): Picture | null {
  if (!media) return null;
  return {
    src: media.url,
    width: media.width,
    height: media.height,
    sources: media.sources.map(({ type, srcset }) => ({ type, srcset })),
    alt: media.alt,
    caption: media.caption,
    credit: media.credit,
    color: media.placeholder?.color ?? null,
  };
}

/** The words are the design's; which of them stand there is the API's. */
function commentLine({ count, status, closed_reason }: Article["comments"]): string {
  const counted = count === 0 ? "No comments" : count === 1 ? "1 comment" : `${count} comments`;
  if (status !== "closed") return counted;
  const reasons: Record<string, string> = {
    age: "This story is too old for new comments.",
    editor: "The editors closed the comments.",
    site: "This site takes no comments.",
  };
  return `${counted}. Comments are closed. ${reasons[closed_reason ?? ""] ?? ""}`.trim();
}

/** Dates as the site's readers write them: in its language and its zone. */
function dates({ language, timezone }: Site) {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone: timezone, ...options });
  const long = format({ weekday: "long", month: "long", day: "numeric" });
  const medium = format({ dateStyle: "long" });
  return {
    today: (now: Date) => long.format(now),
    day: (at: string) => medium.format(new Date(at)),
  };
}
