// Pictures that take their room before they have come: by their dimensions, by those of a crop, or by the
// usual ones where an imported picture has none.

import { el } from "./dom.js";

/** A picture in a box; `crop` is one of the API's (`16x9`, `4x3`, `1x1`), `sizes` what CSS will make of it. */
export function picture(media, { crop = null, sizes = "100vw", eager = false, alt = media?.alt ?? "", from = null } = {}) {
  if (!media || media.kind !== "image") return null;
  const cut = crop ? media.crops?.[crop] : null;
  const box = el("span", { class: crop ? `frame r${crop}` : "frame", "data-from": from });
  if (!crop && media.width && media.height) box.style.aspectRatio = `${media.width} / ${media.height}`;
  paint(box, media.placeholder);
  const image = el("img", {
    src: cut?.url ?? media.url, alt, width: cut?.width ?? media.width, height: cut?.height ?? media.height,
    loading: eager ? "eager" : "lazy", decoding: "async", fetchpriority: eager ? "high" : null,
    srcset: cut?.url_template ? widths(cut) : null, sizes,
  });
  // What is drawn over the whole box needs its placeholder no more.
  image.addEventListener("load", () => box.classList.add("there"));
  image.addEventListener("error", () => box.classList.add("lost"));
  const sources = cut ? [] : (media.sources ?? []).map(({ type, srcset }) => el("source", { type, srcset, sizes }));
  box.append(sources.length ? el("picture", {}, sources, image) : image);
  return box;
}

function widths({ url_template: template, widths }) {
  return widths.map((width) => `${template.replace("{width}", width)} ${width}w`).join(", ");
}

function paint(box, placeholder) {
  if (placeholder?.color) box.style.backgroundColor = placeholder.color;
  if (placeholder?.data_uri) box.style.backgroundImage = `url("${placeholder.data_uri}")`;
}

/** Whatever stands at the head of a story: a picture, a film or a sound, with its caption and credit. */
export function figure(media, { sizes, eager, from = null }) {
  if (!media) return null;
  const shown = media.kind === "image" ? picture(media, { sizes, eager, from }) : player(media, from);
  return el("figure", { class: `figure ${media.kind}` }, shown, caption(media));
}

/** The caption and the credit of a picture. */
export function caption({ caption, credit }) {
  if (!caption && !credit) return null;
  return el("figcaption", {}, caption, credit ? [caption ? " " : null, el("span", { class: "credit" }, credit)] : null);
}

function player(media, from) {
  const name = media.kind === "video" ? "video" : media.kind === "audio" ? "audio" : null;
  if (!name) return el("a", { href: media.url, "data-from": from }, media.filename ?? media.url);
  const size = name === "video" ? { width: media.width, height: media.height, poster: media.poster } : {};
  return el(name, { controls: true, preload: "none", src: media.url, "aria-label": media.alt || media.caption, "data-from": from, ...size });
}
