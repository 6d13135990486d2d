/**
 * An item leads on through the list that its reader came from, and back to its place
 * there: the list has left word in this tab. Without it, or without this script, the
 * links lead through the feed that brought the item.
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
  back.href = `${left.stops[at].page}#${left.stops[at].id}`;
  back.textContent = `${back.textContent?.trim().charAt(0)} ${left.name}`; // its arrow
  lead("prev", left.stops[at - 1]);
  lead("next", left.stops[at + 1], left.older);
  if (around instanceof HTMLElement) around.hidden = !around.querySelector("a:not([hidden])");
}
