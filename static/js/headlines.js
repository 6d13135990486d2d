/**
 * Lists of headlines, as their reader chose: read on scrolling past, and endless. And
 * for everybody: coming back from an item lands at its headline, on its page.
 */

const root = document.documentElement.dataset;
const list = document.querySelector("main");
const passed = new Set();
const inSight = new WeakSet(); // who jumps to the middle has not seen what is above
const POST_AFTER_MS = 1500;
const MOST_PAGES = 40; // as many are put below each other again on coming back
let timer = 0;

/** Tells the site which items were scrolled past. */
function post() {
  clearTimeout(timer);
  timer = 0;
  const form = document.getElementById("marks");
  if (!(form instanceof HTMLFormElement) || passed.size === 0) return;
  const body = new FormData(form);
  const pks = [...passed].slice(0, 200);
  for (const pk of pks) body.append("item", pk);
  for (const pk of pks) passed.delete(pk);
  fetch("/marks/some", { method: "POST", body, keepalive: true, redirect: "error" }).then(
    (answer) => answer.ok && pks.forEach(showRead),
    () => pks.forEach((pk) => passed.add(pk)),
  );
}

/** The row shows it, and so do the numbers: swap.js. @param {string} pk */
function showRead(pk) {
  document.getElementById(`item-${pk}`)?.dispatchEvent(new Event("row-read", { bubbles: true }));
}

const watcher = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting, boundingClientRect } of seen) {
    if (isIntersecting) inSight.add(target);
    if (isIntersecting || boundingClientRect.bottom > 60) continue;
    watcher.unobserve(target);
    if (!inSight.has(target) || !target.classList.contains("unread")) continue;
    passed.add(/** @type {HTMLElement} */ (target).dataset.item);
    timer ||= setTimeout(post, POST_AFTER_MS);
  }
});

/** @param {ParentNode | null} part */
function watch(part) {
  if ("markOnScroll" in root) part?.querySelectorAll(".row.unread").forEach((row) => watcher.observe(row));
}

/** The next page, put below this one once its end comes near. */
const nearEnd = new IntersectionObserver(
  (seen) => {
    if (seen.some((one) => one.isIntersecting)) void follow();
  },
  { rootMargin: "800px" },
);

/** Whether there was one. */
async function follow() {
  const link = /** @type {HTMLAnchorElement | null} */ (list?.querySelector(".pager [rel=next]"));
  const pager = link?.closest(".pager");
  if (!link || !pager) return false;
  nearEnd.disconnect();
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok) return false; // the link is still there
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const day of page.querySelectorAll("main .day")) {
    /** @type {HTMLElement} */ (day).dataset.page = link.getAttribute("href") ?? "";
    const before = [...(list?.querySelectorAll(".day > h2") ?? [])].at(-1);
    const heading = day.querySelector("h2");
    if (heading && heading.textContent === before?.textContent) heading.remove();
    pager.before(day);
    watch(day);
  }
  const further = page.querySelector(".pager");
  if (further?.querySelector("[rel=next]")) pager.replaceWith(further);
  else pager.remove();
  lookAhead();
  return true;
}

function lookAhead() {
  const pager = list?.querySelector(".pager:has([rel=next])");
  if ("endless" in root && pager) nearEnd.observe(pager);
}

/** Leaving for an item: remember where its headline stands, and on which page. */
document.addEventListener("click", (event) => {
  const row = event.target instanceof Element ? event.target.closest(".row") : null;
  if (!row || !(/** @type {Element} */ (event.target).closest("h3 a, .reports a"))) return;
  const page = pageOf(row);
  if (page !== here()) history.scrollRestoration = "manual"; // arrive() does it
  history.replaceState(history.state, "", `${page}#${row.id}`);
  leaveTrail(row);
});

const here = () => location.pathname + location.search;

/** The address that leads to this row again. @param {Element} row */
function pageOf(row) {
  const pages = new Set([...document.querySelectorAll(".day[data-page]")].map((day) => day.getAttribute("data-page")));
  if (pages.size < MOST_PAGES) return here(); // arrive() follows the list until there
  return row.closest("[data-page]")?.getAttribute("data-page") ?? here();
}

/** The rows around this one, for the pages of their items: see trail.js. @param {Element} row */
function leaveTrail(row) {
  const rows = [...document.querySelectorAll("main .row")];
  const at = rows.indexOf(row);
  const stops = rows.slice(Math.max(0, at - 50), at + 51).map((one) => {
    const headline = /** @type {HTMLElement | null} */ (one.querySelector("h3"));
    const link = headline?.querySelector("a");
    return {
      id: one.id,
      url: link?.getAttribute("href") ?? "",
      headline: (link?.textContent ?? "").slice(link?.querySelector(".unread-word")?.textContent?.length ?? 0),
      lang: headline?.lang ?? "",
      dir: headline?.dir ?? "auto",
      page: pageOf(one),
    };
  });
  const name = document.querySelector("h1")?.textContent ?? "";
  const older = list?.querySelector(".pager [rel=next]")?.getAttribute("href") ?? "";
  const trail = { name, stops, older: at + 50 < rows.length ? "" : older };
  try {
    sessionStorage.setItem("trail", JSON.stringify(trail));
  } catch {
    // no storage in this browser: the item leads through its feed
  }
}

/** Did the reader leave this list for that item? @param {string} id */
function wasHere(id) {
  try {
    const trail = JSON.parse(sessionStorage.getItem("trail") ?? "null");
    return trail.stops.some((/** @type {{ id: string, page: string }} */ stop) => stop.id === id && stop.page === here());
  } catch {
    return false; // no storage in this browser, or no trail
  }
}

/** Back from an item of a page further down: the browser knows only the place on page 1. */
async function arrive() {
  const id = location.hash.slice(1);
  if (!/^item-\d+$/.test(id)) return;
  const isFurther = "endless" in root && !document.getElementById(id) && wasHere(id);
  for (let pages = 0; isFurther && pages < MOST_PAGES && !document.getElementById(id); pages++) {
    if (!(await follow())) break;
  }
  if (isFurther || history.scrollRestoration === "manual") document.getElementById(id)?.scrollIntoView({ block: "center" });
}

/** The list one is in, into the middle of the strip or column of lists. */
function showPlace() {
  const side = document.querySelector(".side");
  const here = side?.querySelector('[aria-current="page"]')?.getBoundingClientRect();
  const all = side?.getBoundingClientRect();
  if (!here || !all) return;
  const left = here.left + here.width / 2 - all.left - all.width / 2;
  side?.scrollBy(left, here.top + here.height / 2 - all.top - all.height / 2);
}

showPlace();
void arrive().then(lookAhead);
document.addEventListener("visibilitychange", () => document.hidden && post());
watch(list);
