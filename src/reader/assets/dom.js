// Elements. No markup is made from strings: what the API says is text, but for what it calls `html`,
// which it has cleaned.

/** An element with its attributes (`on…` are listeners) and children; null and false children are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
}

/** An element that holds HTML of the API. */
export function rich(name, attributes, html) {
  const element = el(name, attributes);
  element.innerHTML = html;
  return element;
}

const ICONS = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.8 11.3L20.5 20.5",
  menu: "M3 6.5h18M3 12h18M3 17.5h18",
  close: "M5 5l14 14M19 5L5 19",
  theme: "M12 3a9 9 0 1 0 0 18V3Z",
  down: "M5 9l7 7 7-7",
};

/** A drawn sign; the words stand beside it. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  set(svg, { viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true", focusable: "false" });
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A link; without an address its words alone. */
export function link(href, attributes, ...children) {
  return href ? el("a", { ...attributes, href }, children) : el("span", attributes, children);
}

/** A link into the world, which is not told where its reader came from. */
export function away(href, attributes, ...children) {
  return el("a", { ...attributes, href, rel: "noopener noreferrer", target: "_blank" }, children);
}

/** The things with something between each two of them. */
export function between(things, separator) {
  return things.filter(Boolean).flatMap((thing, index) => (index === 0 ? [thing] : [separator.cloneNode?.(true) ?? separator, thing]));
}

/** Calls once, when an element is about to be seen. */
export function whenNear(element, call) {
  const observer = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    call();
  }, { rootMargin: "800px" });
  observer.observe(element);
}

/** Names the document, where the server did not. */
export function entitle(site, title) {
  document.title = `${title} · ${site.name}`;
}
