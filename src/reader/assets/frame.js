// What every page has: the head with name, date, menu and tools, and the foot with the publisher.

import { away, between, el, icon, link } from "./dom.js";
import { dates } from "./dates.js";
import { nav } from "./nav.js";
import { picture } from "./picture.js";
import { words } from "./words.js";

/** Fills head and foot from the site. */
export function frame(site) {
  const head = document.getElementById("head");
  head.replaceChildren(strip(site), plate(site), nav(site));
  document.getElementById("foot").replaceChildren(foot(site));
  if (site.icon) document.querySelector('link[rel="icon"]').href = site.icon.url;
}

function strip(site) {
  return el("div", { class: "strip" }, dates(site).today(), social(site), tools(site));
}

function plate(site) {
  const logo = picture(site.logo, { sizes: "64px", eager: true, alt: "", from: "site.logo" });
  return el("div", { class: "plate" },
    el("a", { class: "name", href: "/", "aria-label": `${site.name}, ${words(site.language).home}` }, logo, el("span", { "data-from": "site.name" }, site.name)),
    site.tagline ? el("p", { class: "tagline", "data-from": "site.tagline" }, site.tagline) : null);
}

function social(site) {
  if (!site.social.length) return null;
  return el("ul", { class: "social", "data-from": "site.social" }, site.social.map(({ network, label, url }) => el("li", {}, away(url, { class: network }, label))));
}

function tools(site) {
  const say = words(site.language);
  const search = el("a", { class: "tool", href: "/search", role: "button", "aria-haspopup": "dialog", "data-opens": "search" }, icon("search"), el("span", {}, say.search));
  search.addEventListener("click", async (event) => {
    event.preventDefault();
    const { open } = await import("./overlay.js");
    open(site, search);
  });
  return el("div", { class: "tools" }, search, themeSwitch());
}

/** Dark or light: the system's choice until the reader makes one. */
function themeSwitch() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const button = el("button", {
    type: "button", class: "tool theme", "aria-label": "Dark mode",
    onclick: () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("reader-theme", root.dataset.theme);
      } catch {
        // It holds for this page then.
      }
      tell();
    },
  }, icon("theme"));
  const tell = () => button.setAttribute("aria-pressed", String(isDark()));
  system.addEventListener("change", tell);
  tell();
  return button;
}

function foot(site) {
  const items = site.navigation?.find(({ name }) => name === "footer")?.items ?? [];
  const { publisher } = site;
  return el("div", { class: "foot" },
    el("div", { class: "sign" }, el("a", { class: "name", href: "/" }, site.name), social(site),
      items.length ? el("nav", { "aria-label": "Footer", "data-from": "site.navigation.footer" }, el("ul", {}, items.map((item) => el("li", {}, footLink(item))))) : null),
    el("div", { class: "offices" }, office(publisher, "site.publisher"), site.offices.map((one) => office(one, "site.offices"))),
    el("div", { class: "small" },
      el("p", { "data-from": "site.copyright" }, site.copyright),
      site.credits.length ? el("p", { "data-from": "site.credits" }, between(site.credits.map(({ label, name, url }) => [`${label} `, url ? away(url, {}, name) : name]), ", ")) : null,
      el("p", { class: "feeds" }, between(site.feeds.map(({ title, url }) => el("a", { href: url }, title)), " · ")),
      el("p", {}, "Made from ", el("a", { href: "/docs" }, "the Newswire API"), " alone.")));
}

function footLink({ title, path, url, open_in_new: isNew }) {
  return isNew ? away(url, {}, title) : link(path ?? url, {}, title);
}

function office({ name, legal_name: legal, address, people, emails, phones, whatsapp }, from) {
  if (!name && !people?.length && !emails?.length) return null;
  const place = [address?.street, address?.locality, address?.region, address?.postal_code].filter(Boolean).join(", ");
  return el("section", { class: "office", "data-from": from }, el("h2", {}, legal ?? name), place ? el("address", {}, place) : null,
    people?.length ? el("ul", {}, people.map(person)) : null,
    el("p", {}, between([
      ...(emails ?? []).map((mail) => el("a", { href: `mailto:${mail}` }, mail)),
      ...(phones ?? []).map((phone) => el("a", { href: tel(phone) }, phone)),
      ...(whatsapp ?? []).map((phone) => ["WhatsApp ", away(`https://wa.me/${phone.replace(/\D/g, "")}`, {}, phone)]),
    ], el("br"))));
}

function person({ role, name, email, phone, author }) {
  return el("li", {}, el("span", { class: "role" }, role), " ", link(author?.path, {}, name),
    email ? [el("br"), el("a", { href: `mailto:${email}` }, email)] : null, phone ? [el("br"), el("a", { href: tel(phone) }, phone)] : null);
}

const tel = (phone) => `tel:${phone.replace(/[^+\d]/g, "")}`;
