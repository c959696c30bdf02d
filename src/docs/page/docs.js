// The page of the contract: reads /openapi.json, shows every operation, and sends requests to this
// server. No framework and no dependency, so that it works offline from the one binary; no markup
// is ever made from strings, so that nothing in a document or an answer can become part of the page.

/** The headers of an answer that a client of this API acts on. */
const HEADERS = ["content-type", "cache-control", "etag", "last-modified", "vary", "location", "link", "surrogate-key",
  "deprecation", "sunset", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id"];
const METHODS = ["get", "post", "put", "patch", "delete"];
/** Colouring a larger answer costs more than it helps. */
const MOST_COLOURED = 300_000;

let contract;

// --- Making elements -----------------------------------------------------------------------------

/** An element with its attributes (`on…` are listeners) and children; null children are left out. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const code = (text) => el("code", {}, String(text));

/** The marks that descriptions use: `code`, **strong**, *emphasis*. */
function inline(text) {
  return (text ?? "").split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part.startsWith("`")) return code(part.slice(1, -1));
    return part.startsWith("**") ? el("strong", {}, inline(part.slice(2, -2))) : el("em", {}, part.slice(1, -1));
  });
}

/** A description as paragraphs. */
const prose = (text) => (text ?? "").split(/\n\s*\n/).filter((part) => part.trim()).map((part) => el("p", {}, inline(part)));

/** A fold whose content is made when it is first opened, since schemas refer to themselves. */
function fold(attributes, summary, content) {
  const details = el("details", attributes, el("summary", {}, summary));
  const fill = () => details.append(...[content()].flat(Infinity).filter(Boolean));
  // One that begins open is filled now: filled by its event, it would move what a link scrolled to.
  if (attributes.open) fill();
  else details.addEventListener("toggle", fill, { once: true });
  return details;
}

/** JSON, indented and coloured. */
function pretty(value) {
  const text = JSON.stringify(value, null, 2) ?? "";
  const pre = el("pre", { tabindex: "0" });
  if (text.length > MOST_COLOURED) {
    pre.textContent = text;
    return pre;
  }
  const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
  let end = 0;
  for (const found of text.matchAll(token)) {
    const kind = found[2] ? "key" : found[1] ? "string" : "literal";
    pre.append(text.slice(end, found.index), el("span", { class: kind }, found[1] ?? found[0]), found[2] ?? "");
    end = found.index + found[0].length;
  }
  pre.append(text.slice(end));
  return pre;
}

function copyButton(text) {
  return el("button", {
    type: "button", class: "copy",
    onclick: async ({ currentTarget: button }) => {
      // The clipboard exists in secure contexts only, which http:// to another machine is not.
      const done = await navigator.clipboard?.writeText(text()).then(() => true, () => false);
      button.textContent = done ? "Copied" : "Select and copy";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    },
  }, "Copy");
}

// --- Reading the document ------------------------------------------------------------------------

/** What a `$ref` points at, with the words that stand beside the reference put first. */
function follow(thing) {
  if (!thing?.$ref) return thing ?? {};
  const target = thing.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], contract);
  const { $ref, ...beside } = thing;
  return { ...follow(target), ...beside };
}

const variants = (schema) => schema.oneOf ?? schema.anyOf ?? schema.allOf;
const referred = (schema) => schema.$ref?.split("/").pop();

/** A schema's type in words: `list of ArticleCard`, `string (uuid) or null`. */
function typeName(schema) {
  if (!schema || schema === true) return "anything";
  if (schema.$ref) return referred(schema);
  if (variants(schema)) return variants(schema).map(typeName).join(schema.allOf ? " and " : " or ");
  return [schema.type ?? "anything"].flat().map((type) => {
    if (type === "array") return `list of ${typeName(schema.items)}`;
    if (type === "object" && schema.additionalProperties) return `map of ${typeName(schema.additionalProperties)}`;
    return type !== "null" && schema.format && !/^int/.test(schema.format) ? `${type} (${schema.format})` : type;
  }).join(" or ");
}

/** The objects inside a schema, by name: what is worth unfolding under a property. */
function objects(schema) {
  if (!schema || schema === true) return [];
  if (variants(schema)) return variants(schema).flatMap(objects);
  if (schema.items) return objects(schema.items);
  const target = follow(schema);
  if (target.properties) return [[referred(schema) ?? "object", target]];
  if (schema.$ref) return objects(target);
  return schema.additionalProperties ? objects(schema.additionalProperties) : [];
}

/** What values are allowed, as far as the schema says. */
function allowed(schema) {
  schema = follow(schema?.items ?? schema);
  const values = schema.enum ?? schema["x-extensible-enum"];
  const list = (items) => items.flatMap((value, index) => [index ? ", " : "", code(value)]);
  const bounds = [["default", "by default"], ["minimum", "at least"], ["maximum", "at most"], ["minLength", "length at least"],
    ["maxLength", "length at most"], ["pattern", "matches"]].filter(([key]) => schema[key] !== undefined);
  return [
    values ? el("p", { class: "allowed" }, schema.enum ? "One of " : "Values so far: ", list(values)) : null,
    bounds.length ? el("p", { class: "allowed" }, bounds.flatMap(([key, text], index) => [index ? ", " : "", `${text} `, code(schema[key])])) : null,
  ];
}

/** An example of a schema: its own, else one made of its properties'. */
function exampleOf(schema, depth = 0) {
  schema = follow(schema);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (variants(schema)) return exampleOf(variants(schema)[0], depth);
  const type = [schema.type].flat()[0];
  if (type === "array") return depth > 4 ? [] : [exampleOf(schema.items, depth + 1)];
  if (schema.properties && depth <= 4) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(property, depth + 1)]));
  }
  return { string: "", integer: 0, number: 0, boolean: false, object: {} }[type] ?? null;
}

const exampleIn = (media) => media.example ?? Object.values(media.examples ?? {})[0]?.value;

/** Every operation, in the order of the document, with its parameters resolved. */
function operations() {
  return Object.entries(contract.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => {
    const operation = item[method];
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow);
    const id = operation.operationId ?? `${method}-${path}`;
    const security = operation.security ?? contract.security ?? [];
    const words = [method, path, id, operation.summary, operation.description, ...parameters.map(({ name }) => name)];
    return { ...operation, id, path, method, parameters, security, text: words.join(" ").toLowerCase() };
  }));
}

/** The codes of the problems that the examples show, with their titles and the operations that answer so. */
function problems(all) {
  const found = new Map();
  for (const operation of all) {
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
      const example = exampleIn(follow(answer).content?.["application/problem+json"] ?? {});
      // An example that belongs to another status would list the operation under the wrong problem.
      if (!example?.code || String(example.status) !== status) continue;
      const entry = found.get(example.code) ?? { title: example.title, status: example.status, operations: new Set() };
      entry.operations.add(operation.id);
      found.set(example.code, entry);
    }
  }
  return [...found].sort(([a, x], [b, y]) => x.status - y.status || a.localeCompare(b));
}

// --- Showing an operation ------------------------------------------------------------------------

function fieldHead(name, schema, note) {
  return el("p", { class: "field" }, code(name), " ", el("span", { class: "type" }, typeName(schema)), note ? el("span", { class: "note" }, note) : null);
}

function exampleLine(value) {
  if (value === undefined || value === null || typeof value === "object") return null;
  return el("p", { class: "example" }, "Example: ", code(value));
}

/** The properties of an object, each with what is inside it to unfold. */
function properties(schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const resolved = follow(property);
    return el("li", {},
      fieldHead(name, property, required.has(name) ? null : "optional"),
      prose(resolved.description), exampleLine(property.example), allowed(property),
      objects(property).map(([title, target]) => fold({ class: "inner" }, title, () => properties(target))));
  });
  return el("ul", { class: "properties" }, rows);
}

function parameterList(operation) {
  if (!operation.parameters.length) return null;
  const rows = operation.parameters.map((parameter) => el("li", {},
    fieldHead(parameter.name, parameter.schema, [parameter.in, parameter.required ? "required" : null].filter(Boolean).join(", ")),
    prose(parameter.description), exampleLine(parameter.example ?? follow(parameter.schema).example), allowed(parameter.schema)));
  return [el("h4", {}, "Parameters"), el("ul", { class: "properties" }, rows)];
}

/** A body's schema and example, for each media type that it may have. */
function contentFolds(content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => [
    ...objects(media.schema).map(([title, target]) => fold({}, [title, " ", el("small", {}, type)], () => [...prose(target.description), properties(target)])),
    objects(media.schema).length ? null : el("p", {}, el("span", { class: "type" }, typeName(media.schema)), " ", el("small", {}, type)),
    exampleIn(media) === undefined ? null : fold({}, ["Example ", el("small", {}, type)], () => bodyView(exampleIn(media))),
  ]);
}

const bodyView = (value) => typeof value === "string" ? el("pre", { tabindex: "0" }, value) : pretty(value);

function bodyFolds(operation) {
  const body = follow(operation.requestBody);
  return body.content ? [el("h4", {}, "Body"), prose(body.description), contentFolds(body.content)] : null;
}

function answerList(operation) {
  const rows = Object.entries(operation.responses ?? {}).sort(([a], [b]) => a.localeCompare(b)).map(([status, answer]) => {
    answer = follow(answer);
    const headers = Object.entries(answer.headers ?? {}).map(([name, header]) => el("p", { class: "example" }, code(name), ": ", inline(follow(header).description)));
    const body = () => [...headers, ...contentFolds(answer.content)].filter(Boolean);
    const title = [el("b", { class: `status s${status[0]}` }, status), " ", ...inline(answer.description)];
    if (!answer.content && !headers.length) return el("p", { class: "answer" }, title);
    return fold({ class: "answer", open: status.startsWith("2") }, title, body);
  });
  return [el("h4", {}, "Answers"), rows];
}

function showOperation(operation) {
  return el("article", { class: "operation", id: operation.id },
    el("header", {},
      el("h3", {}, el("a", { href: `#${operation.id}` }, operation.summary ?? operation.id), operation.deprecated ? el("span", { class: "note" }, "deprecated") : null),
      el("p", { class: "route" }, el("b", { class: `method ${operation.method}` }, operation.method.toUpperCase()), " ", code(operation.path))),
    el("div", { class: "text" }, prose(operation.description), parameterList(operation), bodyFolds(operation), answerList(operation)),
    el("div", { class: "try" }, tryForm(operation)));
}

// --- Trying it -----------------------------------------------------------------------------------

/** The access token of the Admin API; kept in memory alone, for all forms. */
let token = "";

/** An input for a parameter. An optional one is sent only when its box is ticked; typing ticks it. */
function parameterInput(operation, parameter) {
  const schema = follow(parameter.schema);
  const example = parameter.example ?? schema.example ?? schema.default ?? "";
  const id = `${operation.id}.${parameter.in}.${parameter.name}`;
  const box = el("input", { type: "checkbox", checked: parameter.required, disabled: parameter.required, "aria-label": `Send ${parameter.name}` });
  const values = schema.enum ?? (schema.type === "boolean" ? ["true", "false"] : null);
  const input = values
    ? el("select", { id }, values.map((value) => el("option", { selected: String(value) === String(example) }, String(value))))
    : el("input", { id, type: "text", value: String(example), autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => { box.checked = true; });
  return { parameter, box, input, row: el("div", { class: "row" }, box, el("label", { for: id }, parameter.name), input) };
}

/** The media type and text of a request body. */
function bodyInput(operation) {
  const content = Object.entries(follow(operation.requestBody).content ?? {});
  if (!content.length) return null;
  const exampleText = ([, media]) => {
    const example = exampleIn(media) ?? exampleOf(media.schema);
    return typeof example === "string" ? example : JSON.stringify(example, null, 2);
  };
  const text = el("textarea", { rows: "6", spellcheck: "false", "aria-label": "Body" }, exampleText(content[0]));
  const type = el("select", {
    "aria-label": "Media type of the body",
    onchange: () => { text.value = exampleText(content[type.selectedIndex]); },
  }, content.map(([name]) => el("option", {}, name)));
  return { type, text, row: el("div", { class: "body" }, type, text) };
}

/** The request that a form stands for: what fetch needs, and what the curl line says. */
function requestOf(operation, inputs, body) {
  const sent = inputs.filter(({ box }) => box.checked).map(({ parameter, input }) => [parameter, input.value]);
  const within = (place) => sent.filter(([parameter]) => parameter.in === place);
  const path = within("path").reduce((at, [{ name }, value]) => at.replace(`{${name}}`, encodeURIComponent(value)), operation.path);
  // Commas stay as they are, since they separate values here and a line with %2C is hard to read.
  const query = within("query").map(([{ name }, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
  const headers = Object.fromEntries(within("header").map(([{ name }, value]) => [name, value]));
  if (body) headers["Content-Type"] = body.type.value;
  if (operation.security.length && token) headers.Authorization = `Bearer ${token}`;
  return { method: operation.method.toUpperCase(), url: location.origin + path + (query && `?${query}`), headers, body: body?.text.value };
}

function curlLine({ method, url, headers, body }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return ["curl -i", method === "GET" ? null : `-X ${method}`, quoted(url), ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    body === undefined ? null : `-d ${quoted(body)}`].filter(Boolean).join(" ");
}

async function send(request) {
  const begun = performance.now();
  const response = await fetch(request.url, { method: request.method, headers: request.headers, body: request.body });
  const type = response.headers.get("content-type") ?? "";
  const file = /^(image|audio|video)\//.test(type);
  const text = file ? "" : await response.text();
  const took = Math.round(performance.now() - begun);
  const headers = HEADERS.filter((name) => response.headers.has(name)).map((name) => [el("dt", {}, name), el("dd", {}, response.headers.get(name))]);
  return [
    el("p", {}, el("b", { class: `status s${String(response.status)[0]}` }, `${response.status} ${response.statusText}`), ` ${took} ms`,
      text ? `, ${new Blob([text]).size.toLocaleString("en")} bytes` : "", response.redirected ? [", redirected to ", code(response.url)] : []),
    el("dl", { class: "headers" }, headers),
    file ? el("p", {}, type.startsWith("image/") ? el("img", { src: response.url, alt: "The answer" }) : `A file of ${type}.`) : null,
    text ? bodyView(/json/.test(type) ? JSON.parse(text) : text) : null,
  ];
}

/** The form of an operation: its inputs, the curl line that follows them, and the answer. */
function tryForm(operation) {
  const inputs = operation.parameters.filter((parameter) => parameter.in !== "cookie").map((parameter) => parameterInput(operation, parameter));
  const body = bodyInput(operation);
  const line = el("pre", { tabindex: "0", class: "curl" });
  const answer = el("div", { class: "result", "aria-live": "polite" });
  const button = el("button", { type: "submit" }, "Send");
  const refresh = () => { line.textContent = curlLine(requestOf(operation, inputs, body)); };
  const secret = operation.security.length
    ? el("div", { class: "row" }, el("span"), el("label", { for: `${operation.id}.token` }, "Bearer token"),
      el("input", { id: `${operation.id}.token`, type: "password", autocomplete: "off", oninput: ({ target }) => { token = target.value; } }))
    : null;
  refresh();
  return el("form", {
    "aria-label": `Try ${operation.summary ?? operation.id}`,
    oninput: refresh, onchange: refresh,
    onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      answer.replaceChildren(el("p", {}, "Waiting …"));
      const shown = await send(requestOf(operation, inputs, body)).catch((fault) => [el("p", { class: "fault" }, `No answer: ${fault.message}`)]);
      answer.replaceChildren(...shown.filter(Boolean));
      button.disabled = false;
    },
  },
  el("h4", {}, "Try it"), secret, inputs.map(({ row }) => row), body?.row ?? null,
  el("div", { class: "line" }, line, copyButton(() => line.textContent)), button, answer);
}

// --- The page ------------------------------------------------------------------------------------

function showProblems(all) {
  const rows = problems(all).map(([name, { title, status, operations: users }]) => el("tr", {},
    el("td", {}, el("b", { class: `status s${String(status)[0]}` }, String(status))),
    el("td", {}, el("a", { href: `/docs/problems/${name.replaceAll("_", "-")}` }, code(name))),
    el("td", {}, title),
    el("td", {}, fold({}, `${users.size} operation${users.size === 1 ? "" : "s"}`,
      () => el("ul", {}, [...users].map((id) => el("li", {}, el("a", { href: `#${id}` }, id))))))));
  return el("section", { id: "problems", class: "words" }, el("h2", {}, "Problems"),
    el("p", {}, "Every error is ", code("application/problem+json"), " (RFC 9457). Its ", code("code"), " is stable; its ", code("type"), " is the page about it."),
    el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, ["Status", "Code", "Title", "Answered by"].map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, rows))));
}

/** The operations by the tags of the document; those with none come last. */
function groups(all) {
  const named = (contract.tags ?? []).map((tag) => ({ ...tag, items: all.filter(({ tags }) => tags?.[0] === tag.name) }));
  const rest = all.filter(({ tags }) => !named.some(({ name }) => name === tags?.[0]));
  return [...named, { name: "other", items: rest }].filter(({ items }) => items.length);
}

function showGroup({ name, description, items }) {
  return el("section", { id: `tag-${name}`, class: "group" }, el("h2", {}, name), prose(description), items.map(showOperation));
}

function showNav(all) {
  const link = (id, ...text) => el("a", { href: `#${id}` }, text);
  const lists = groups(all).map(({ name, items }) => el("li", { class: "group" }, link(`tag-${name}`, name),
    el("ul", {}, items.map(({ id, method, path, summary }) => el("li", { "data-id": id, title: `${method.toUpperCase()} ${path}` },
      link(id, el("b", { class: `method ${method}` }, method.toUpperCase()), " ", summary ?? id))))));
  return el("ul", {}, el("li", {}, link("promises", "Promises")), lists, el("li", {}, link("problems", "Problems")));
}

/** Shows only the operations that hold every word of the search. */
function search(all, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { id, text } of all) {
    const hit = words.every((word) => text.includes(word));
    count += hit;
    document.getElementById(id).hidden = !hit;
    document.querySelector(`#nav [data-id="${CSS.escape(id)}"]`).hidden = !hit;
  }
  for (const group of document.querySelectorAll("#nav .group, section.group")) {
    group.hidden = !group.querySelector("[data-id]:not([hidden]), .operation:not([hidden])");
  }
  for (const section of document.querySelectorAll("section.words")) section.hidden = words.length > 0;
  document.getElementById("found").textContent = words.length ? `${count} of ${all.length}` : "";
}

/** Marks in the navigation what is being read. */
function followReading() {
  const links = new Map([...document.querySelectorAll("#nav a")].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) links.get(target.id)?.setAttribute("aria-current", "true");
      else links.get(target.id)?.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const section of document.querySelectorAll(".operation, section.words")) observer.observe(section);
}

function listen(all) {
  const field = document.getElementById("search");
  const menu = document.getElementById("menu");
  const narrow = matchMedia("(max-width: 60rem)");
  const fit = () => { menu.open = !narrow.matches; };
  fit();
  narrow.addEventListener("change", fit);
  menu.addEventListener("click", ({ target }) => { if (narrow.matches && target.closest("a")) menu.open = false; });
  field.addEventListener("input", () => search(all, field.value));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && event.target === field) {
      field.value = "";
      search(all, "");
    }
  });
  // A link to an operation that the search hides would lead nowhere.
  addEventListener("hashchange", () => {
    if (!named()?.closest("[hidden]")) return;
    field.value = "";
    search(all, "");
    named().scrollIntoView();
  });
}

/** What the address names; it is made after the browser looked for it. */
const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

async function start() {
  const main = document.getElementById("main");
  try {
    const response = await fetch("/openapi.json");
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    contract = await response.json();
  } catch (fault) {
    main.replaceChildren(el("p", { class: "fault" }, `The contract could not be loaded: ${fault.message}.`));
    return;
  }
  const all = operations();
  document.title = `${contract.info.title} API`;
  document.getElementById("title").textContent = contract.info.title;
  document.getElementById("version").textContent = contract.info.version;
  document.getElementById("nav").replaceChildren(showNav(all));
  main.replaceChildren(
    el("section", { id: "promises", class: "words" }, el("h1", {}, `${contract.info.title} API`), prose(contract.info.description)),
    ...groups(all).map(showGroup), showProblems(all));
  listen(all);
  followReading();
  named()?.scrollIntoView({ behavior: "instant" });
}

start();
