/**
 * An item leads on through the list that its reader came from, and back to its place
 * there: the list has left word in this tab. Without it, or without this script, the
 * links lead through the feed that brought the item, where "←" leads in any case.
 *
 * @typedef {{ id: string, url: string, headline: string, lang: string, dir: string, page: string }} Stop
 * @typedef {{ name: string, stops: Stop[], older: string }} Trail
 */

const back = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.back"));
const around = document.querySelector(".around");

/** @returns {Trail | null} */
function trail() {
  try {
    return JSON.parse(sessionStorage.getItem("trail") ?? "null");
  } catch {
    return null; // no storage here, or somebody else's word
  }
}

/** @param {string} way @param {Stop | undefined} stop @param {string} [further] */
function lead(way, stop, further = "") {
  const link = /** @type {HTMLAnchorElement | null} */ (around?.querySelector(`[rel=${way}]`) ?? null);
  if (!link) return;
  link.hidden = !stop && !further;
  link.href = stop?.url ?? further;
  const name = link.querySelector("span");
  if (!name) return;
  name.textContent = stop?.headline ?? "";
  name.lang = stop?.lang ?? "";
  name.dir = stop?.dir ?? "auto";
}

const left = trail();
const at = left?.stops.findIndex((stop) => stop.id === back?.hash.slice(1)) ?? -1;
if (left && back && at >= 0) {
  const here = `${left.stops[at].page}#${left.stops[at].id}`;
  lead("prev", left.stops[at - 1]);
  lead("next", left.stops[at + 1], left.older);
  if (new URL(here, location.href).pathname === back.pathname) back.href = here;
  else offerList(here, left.name);
  if (around instanceof HTMLElement) around.hidden = !around.querySelector("a:not([hidden])");
}

/** A way back to another list than the feed's own. @param {string} url @param {string} name */
function offerList(url, name) {
  const link = /** @type {HTMLAnchorElement | null} */ (around?.querySelector("[data-list]") ?? null);
  const said = link?.querySelector("span");
  if (!link || !said) return;
  said.textContent = name;
  link.href = url;
  link.hidden = false;
  link.dataset.key = "o";
  back?.removeAttribute("data-key");
}
