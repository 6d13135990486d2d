/**
 * The service worker: what is read once can be read again without a network. Pages come
 * from the network first, files with a hash in their name from here first. Nothing of
 * the admin, of accounts, and nothing but GET is ever kept. Signing out clears it all.
 *
 * VERSION, KEPT and STATIC stand above, written by newsreader/wellknown.py.
 */

const SHELL = `shell-${VERSION}`;
const ITEMS = "items";
const MOST_ITEMS = 50;
const NOT_KEPT = ["/admin/", "/accounts/", "/api/", "/marks/", "/follow/"];

self.addEventListener("install", (event) => {
  // What a page sends while it is left is lost where it has to pass through here first
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  const asked = KEPT.map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shell-") && name !== SHELL;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/** A page that was read: the latest fifty stay. */
async function keep(request, answer) {
  const items = await caches.open(ITEMS);
  await items.delete(request);
  await items.put(request, answer);
  const all = await items.keys();
  await Promise.all(all.slice(0, -MOST_ITEMS).map((one) => items.delete(one)));
}

async function page(event) {
  const path = new URL(event.request.url).pathname;
  try {
    const answer = await fetch(event.request);
    const isItem = /^\/items\/\d+\/[^/]+\/$/.test(path) && answer.ok && !answer.redirected;
    if (isItem) event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch (error) {
    const known = await caches.match(event.request, { ignoreSearch: true, ignoreVary: true });
    return known ?? (await caches.match(KEPT[0], { ignoreVary: true })) ?? Promise.reject(error);
  }
}

async function file(request) {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

/** What the offline page needs, where its name has no hash. */
async function part(request) {
  return fetch(request).catch(async (error) => (await caches.match(request, { ignoreVary: true })) ?? Promise.reject(error));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (NOT_KEPT.some((place) => url.pathname.startsWith(place))) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith(STATIC) && /\.[0-9a-f]{12}\.\w+$/.test(url.pathname)) {
    event.respondWith(file(request));
  } else if (KEPT.includes(url.pathname)) event.respondWith(part(request));
});
