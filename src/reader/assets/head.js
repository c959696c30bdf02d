// The head of the page, as the API words it, for whatever reads it after the modules ran.

/** Sets title, description, canonical address, Open Graph, Twitter card and schema.org data. */
export function describe(site, { seo, json_ld: jsonLd, title }) {
  document.title = seo?.title ?? (title ? `${title} · ${site.name}` : site.name);
  meta("name", "description", seo?.description ?? site.tagline);
  if (!seo) return;
  meta("name", "robots", seo.robots);
  link("canonical", seo.canonical_url);
  for (const [key, value] of Object.entries(seo.open_graph ?? {})) meta("property", `og:${key}`, value);
  for (const [key, value] of Object.entries(seo.twitter ?? {})) meta("name", `twitter:${key}`, value);
  if (jsonLd) data(jsonLd);
}

/** The feeds of what is shown, else of the site, where feed readers look for them. */
export function feeds(all) {
  for (const { title, type, url } of all ?? []) {
    if (document.head.querySelector(`link[rel="alternate"][href="${CSS.escape(url)}"]`)) continue;
    document.head.append(Object.assign(document.createElement("link"), { rel: "alternate", type, title, href: url }));
  }
}

function meta(attribute, name, content) {
  if (typeof content !== "string" || content === "") return;
  let element = document.head.querySelector(`meta[${attribute}="${name}"]`);
  if (!element) {
    element = document.createElement("meta");
    element.setAttribute(attribute, name);
    document.head.append(element);
  }
  element.setAttribute("content", content);
}

function link(rel, href) {
  const element = document.head.querySelector(`link[rel="${rel}"]`) ?? document.head.appendChild(Object.assign(document.createElement("link"), { rel }));
  element.href = href;
}

function data(text) {
  const known = document.head.querySelector('script[type="application/ld+json"]');
  const element = known ?? document.head.appendChild(Object.assign(document.createElement("script"), { type: "application/ld+json" }));
  element.textContent = text;
}
