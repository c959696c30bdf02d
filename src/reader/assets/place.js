// What stands at this page's address: one call for any of them, as a frontend's catch-all route makes it.

import { address, get } from "./api.js";

/** The complete resource, and what kind it is. */
export async function place() {
  const { resource, location: elsewhere } = await get(address("/v1/resolve", { path: location.pathname, include: "resource" }));
  if (resource?.resource) return { ...resource, ...resource.resource };
  // It went away or moved between the server's look and ours: it will say so once more.
  if (elsewhere) location.replace(elsewhere);
  throw new Error("What stood here was moved or removed a moment ago.");
}

/** The ten latest stories, in no more detail than a list of headlines shows. */
export function latest() {
  return get("/v1/articles?limit=10&fields=title,short_title,path,published_at,language,direction");
}
