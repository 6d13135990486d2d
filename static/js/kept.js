/** On the page shown without a network: the reader's theme, and the items kept here. */

try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
} catch {
  // not allowed: as the device looks
}

const kept = document.getElementById("kept");
const items = await caches.open("items"); // filled by worker.js
const parser = new DOMParser();
const seen = new Set();
for (const request of (await items.keys()).reverse()) {
  const { pathname } = new URL(request.url);
  const answer = seen.has(pathname) ? null : await items.match(request, { ignoreVary: true });
  const page = parser.parseFromString((await answer?.text()) ?? "", "text/html");
  const heading = page.querySelector("h1");
  if (!heading) continue;
  seen.add(pathname);
  const link = document.createElement("a");
  link.href = pathname;
  link.textContent = heading.textContent;
  link.lang = heading.lang || page.documentElement.lang;
  link.dir = "auto";
  const line = document.createElement("li");
  line.append(link);
  kept?.querySelector("ul")?.append(line);
}
kept?.toggleAttribute("hidden", seen.size === 0);
