// A page, from its first call to its last: the frame from the site, the rest from the module of what
// stands at this address, which the server has named.

import { get } from "./api.js";
import { el } from "./dom.js";
import { frame } from "./frame.js";
import { panel } from "./panel.js";

const main = document.getElementById("main");

async function begin() {
  const view = import(`./${document.documentElement.dataset.view}.js`);
  const asked = get("/v1/site?include=navigation.links");
  const data = view.then((module) => module.load());
  // Whichever fails first is told below; the other must not be a fault of its own.
  data.catch(() => {});
  panel();
  const site = await asked;
  frame(site);
  const { show } = await view;
  main.replaceChildren(...[show(site, await data)].flat().filter(Boolean));
  main.dataset.ready = "";
}

begin().catch((fault) => {
  main.replaceChildren(el("div", { class: "notice" }, el("h1", {}, "This page could not be made"), el("p", {}, fault.message),
    el("p", {}, el("a", { href: location.href }, "Try again"))));
  main.dataset.ready = "";
});
