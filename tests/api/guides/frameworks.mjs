// Runs the snippets for frameworks with stand-ins for what the frameworks give them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile, mkdir, writeFile } from "node:fs/promises";

await writeFile("package.json", JSON.stringify({ type: "module" }));
await mkdir("node_modules/next", { recursive: true });
await writeFile("node_modules/next/package.json", JSON.stringify({ name: "next", type: "module", exports: { "./cache": "./cache.js" } }));
await writeFile("node_modules/next/cache.js", "export const told = [];\nexport const revalidateTag = (...all) => void told.push(all);\n");

const secret = "whsec_" + Buffer.alloc(32, 7).toString("base64");
process.env.NEWSWIRE_WEBHOOK_SECRET = secret;
process.env.WEBHOOK_SECRET = secret;
const body = JSON.stringify({ type: "article.updated", purge: ["article:tunnel", "articles"] });

function call(signed = true) {
  const [id, at] = ["one", Math.floor(Date.now() / 1000)];
  const mac = createHmac("sha256", Buffer.alloc(32, 7)).update(`${id}.${at}.${body}`).digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${signed ? mac : "AAAA"}` };
  return new Request("http://front.example/api/newswire", { method: "POST", headers, body });
}

// Next.js: a fetch has its tags, and a call purges what it names.
const { told } = await import("next/cache");
const asked = [];
globalThis.fetch = async (url, options) => {
  asked.push([String(url), options]);
  return Response.json({ title: "Tunnel" }, { headers: { "Cache-Tag": "article:tunnel,refs" } });
};
const { article, latest } = await import("./lib/newswire.js");
assert.equal((await article("tunnel")).title, "Tunnel");
assert.deepEqual(asked.at(-1)[1].next.tags, ["article:tunnel", "refs"]);
await latest();
assert.deepEqual(asked.at(-1)[1].next.tags, ["articles", "refs"]);
const next = await import("./app/api/newswire/route.js");
assert.equal((await next.POST(call())).status, 204);
assert.deepEqual(told, [["article:tunnel", { expire: 0 }], ["articles", { expire: 0 }]]);
assert.equal((await next.POST(call(false))).status, 401);
assert.equal(told.length, 2);

// Astro: the same, with the cache that a route is given.
const astro = await import("./src/pages/api/newswire.js");
const invalidated = [];
const cache = { invalidate: async (what) => void invalidated.push(what) };
assert.equal((await astro.POST({ request: call(), cache })).status, 204);
assert.deepEqual(invalidated, [{ tags: ["article:tunnel", "articles"] }]);
assert.equal((await astro.POST({ request: call(false), cache })).status, 401);

// The script of a page is run up to its template.
const page = await readFile("src/pages/articles/[slug].astro", "utf8");
const script = page.split("---")[1];
const set = [];
const Astro = { params: { slug: "city/tunnel" }, cache: { set: (what) => set.push(what) } };
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
await new AsyncFunction("Astro", "fetch", "Response", script)(Astro, globalThis.fetch, Response);
assert.deepEqual(set[0].tags, ["article:tunnel", "refs"]);
