// "What this page called": each call of the page with its time, its size and where its answer came from,
// and the fields that the parts of the page were made from.

import { calls, told } from "./api.js";
import { el, icon } from "./dom.js";

/** Puts the panel onto the page. */
export function panel() {
  const count = el("span", {});
  const list = el("ol", {});
  const sheet = el("div", { class: "sheet", id: "calls", hidden: true });
  const button = el("button", {
    type: "button", class: "pill", "aria-expanded": "false", "aria-controls": "calls",
    onclick: () => toggle(sheet.hidden),
  }, count);
  const toggle = (open) => {
    sheet.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) fill(list);
  };
  const fields = el("input", { type: "checkbox", onchange: ({ target }) => document.documentElement.classList.toggle("fields", target.checked) });
  sheet.append(
    el("header", {}, el("h2", {}, "What this page called"), el("button", { type: "button", class: "tool", "aria-label": "Close", onclick: () => { toggle(false); button.focus(); } }, icon("close"))),
    list,
    el("label", { class: "switch" }, fields, " Show which field each part of the page is"),
    el("p", { class: "meta" }, "Each call leads to its place in ", el("a", { href: "/docs" }, "the contract"), ", where it can be tried."));
  const aside = el("aside", { class: "panel", "aria-label": "What this page called" }, sheet, button);
  aside.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || sheet.hidden) return;
    toggle(false);
    button.focus();
  });
  const tell = () => {
    const first = calls.filter(({ lazy }) => !lazy).length;
    const later = calls.length - first;
    count.textContent = `${first} API ${first === 1 ? "call" : "calls"}${later ? ` + ${later} later` : ""}`;
    if (!sheet.hidden) fill(list);
  };
  told.addEventListener("call", tell);
  tell();
  document.body.append(aside);
}

function fill(list) {
  list.replaceChildren(...calls.map(row));
}

function row(call) {
  const { method, path, operation, lazy, status, ms, etag } = call;
  const seen = timing(call);
  const facts = [
    status ?? call.state, ms === null ? null : `${Math.round(ms)} ms`, seen?.encodedBodySize ? size(seen.encodedBodySize) : null, origin(call, seen),
    etag ? `ETag ${etag}` : null,
  ].filter(Boolean);
  const name = [el("b", {}, method), ` ${decodeURIComponent(path)}`];
  return el("li", {}, operation ? el("a", { href: `/docs#${operation}` }, name) : el("span", {}, name),
    el("p", { class: "facts" }, facts.join(" · ")), lazy ? el("p", { class: "lazy" }, `Later: ${lazy}.`) : null);
}

/** What the browser measured of a call. */
function timing({ path, at }) {
  const all = performance.getEntriesByName(new URL(path, location.href).href, "resource");
  return all.find(({ startTime }) => startTime >= at - 1);
}

/** Whether the answer came over the network, and what was kept of it. */
function origin({ age }, seen) {
  if (!seen?.encodedBodySize) return null;
  if (seen.transferSize === 0) return "from the browser’s cache";
  if (seen.transferSize < seen.encodedBodySize) return "304, unchanged since the last visit";
  return age ? `from a cache in between, ${age} s old` : "sent whole";
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB packed`;
}
