// Calls of the Content API. Each is noted, so that the panel can show what the page is made from.

/** Every call of this page, in the order in which they were begun. */
export const calls = [];
/** Tells `call` when one is begun or answered. */
export const told = new EventTarget();

const OPERATIONS = [
  ["GET", /^\/v1\/site$/, "get_site"],
  ["GET", /^\/v1\/home$/, "get_home"],
  ["GET", /^\/v1\/menus\/[^/]+$/, "get_menu"],
  ["GET", /^\/v1\/resolve$/, "resolve_path"],
  ["GET", /^\/v1\/popular$/, "list_popular"],
  ["GET", /^\/v1\/articles$/, "list_articles"],
  ["GET", /^\/v1\/articles\/[^/]+\/comments$/, "list_article_comments"],
  ["POST", /^\/v1\/articles\/[^/]+\/comments$/, "create_article_comment"],
  ["POST", /^\/v1\/articles\/[^/]+\/views$/, "create_article_view"],
  ["GET", /^\/v1\/search$/, "search"],
  ["GET", /^\/v1\/search\/suggest$/, "suggest_search"],
];

/** What the API refused, as it said it (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? `The API answered with ${status}.`);
    this.status = status;
    this.code = body?.code ?? "";
    this.errors = body?.errors ?? [];
  }
}

/** The JSON of a call. `lazy` says what a reader did that it waited for; a page is made without it. */
export function get(path, { lazy = null, signal } = {}) {
  return send("GET", path, { lazy, signal });
}

/** Sends JSON. */
export function post(path, value, { lazy = null } = {}) {
  const headers = { "Content-Type": "application/json" };
  return send("POST", path, { lazy, headers, body: JSON.stringify(value) });
}

/** Sends a note that outlives the page and has no answer that anybody waits for. */
export function beacon(path, lazy) {
  if (navigator.sendBeacon(path)) note("POST", path, lazy).state = "sent";
  tell();
}

/** A path with the parameters that have a value. */
export function address(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(given).toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
  return query ? `${path}?${query}` : path;
}

async function send(method, path, { lazy, ...request }) {
  const call = note(method, path, lazy);
  const begun = performance.now();
  try {
    const response = await fetch(path, { method, ...request });
    const body = response.status === 204 ? null : await response.json();
    Object.assign(call, { status: response.status, etag: response.headers.get("etag"), age: response.headers.get("age"), state: "done" });
    if (!response.ok) throw new Problem(response.status, body);
    return body;
  } catch (fault) {
    if (call.state === "begun") call.state = "failed";
    throw fault;
  } finally {
    call.ms = performance.now() - begun;
    tell();
  }
}

function note(method, path, lazy) {
  const bare = path.split("?")[0];
  const operation = OPERATIONS.find(([verb, pattern]) => verb === method && pattern.test(bare))?.[2] ?? null;
  const call = { method, path, operation, lazy, state: "begun", status: null, ms: null, etag: null, age: null, at: performance.now() };
  calls.push(call);
  tell();
  return call;
}

function tell() {
  told.dispatchEvent(new Event("call"));
}
