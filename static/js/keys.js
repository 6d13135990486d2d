/**
 * The keyboard: every key presses a control that is on the page (data-key), or moves
 * the real focus from headline to headline. Nothing happens while somebody types, with
 * Ctrl, Alt or Meta, or where the reader has turned shortcuts off.
 */

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("help"));
const PAIR_MS = 1500;
let waiting = 0; // until when a "g" waits for its second key

/** What n and p go through: headlines, other outlets, and on to the next page. */
const stops = () =>
  /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll("main .row h3 a, .also li > a, .pager [rel=next]"),
  ]).filter((stop) => stop.checkVisibility?.() ?? true);

/** The headline the reader is at, if any. */
const current = () => document.querySelector(".row[aria-current]");

/** @param {Element | null | undefined} row */
function setCurrent(row) {
  if (row === current()) return;
  current()?.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

/** Moves the focus. From nowhere: to the first headline in sight. @param {number} by */
function move(by) {
  const all = stops();
  const active = document.activeElement;
  let at = all.findIndex((stop) => stop === active || stop.closest(".row")?.contains(active));
  if (at < 0) at = all.findIndex((stop) => stop.closest("[aria-current]"));
  const inSight = all.findIndex((stop) => stop.getBoundingClientRect().bottom > 60);
  const next = all[at < 0 ? Math.max(inSight, 0) : at + by];
  if (!next) return false;
  next.focus({ preventScroll: true });
  (next.closest(".row") ?? next).scrollIntoView({ block: "nearest" });
  return true;
}

/** The control for a key: in the headline one is at, else on the page. @param {string} key */
function control(key) {
  const all = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`),
  ]);
  const at = current();
  return all.find((one) => at?.contains(one)) ?? all.find((one) => !one.closest(".row"));
}

/** @param {string} key */
function press(key) {
  const found = control(key);
  found?.click();
  return Boolean(found);
}

/** The headline one is at, another outlet's if that has the focus; none on an item. */
const headline = () =>
  /** @type {HTMLAnchorElement | null} */ (
    current()?.querySelector(".reports a:focus") ?? current()?.querySelector("h3 a") ?? null
  );

/** @param {number} by */
function item(by) {
  return press(by > 0 ? "j" : "k") || move(by);
}

/** @param {number} by */
function feed(by) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".side li a")]);
  const places = links.filter((link) => !link.dataset.key);
  const at = places.findIndex((link) => link.ariaCurrent === "page");
  const next = places[at + by];
  next?.click();
  return Boolean(next);
}

function original() {
  const link = control("v");
  if (!(link instanceof HTMLAnchorElement)) return false;
  window.open(link.href, "_blank", "noopener,noreferrer");
  return true;
}

function fullText() {
  const link = headline();
  if (!link) return press("d");
  const { href } = link;
  link.hash = "full-text";
  link.click(); // a click, so that the list is come back to where it was left
  link.href = href;
  return true;
}

function open() {
  const link = headline();
  link?.click();
  if (link) return true;
  // back to the list as it was left, if that is where one comes from
  const from = URL.parse?.(document.referrer);
  const isItem = location.pathname.startsWith("/items/");
  if (isItem && from?.origin === location.origin && !from.pathname.startsWith("/items/")) {
    history.back();
    return true;
  }
  return press("o");
}

function search() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("input[type=search]"));
  box?.focus();
  box?.select();
  return Boolean(box);
}

function refresh() {
  if (!press("r")) location.reload();
  return true;
}

function showHelp() {
  if (!help) return false;
  if (help.open) help.close();
  else help.showModal();
  return true;
}

/** @type {Record<string, () => boolean>} */
const KEYS = {
  j: () => item(1),
  k: () => item(-1),
  n: () => move(1),
  p: () => move(-1),
  o: open,
  v: original,
  m: () => press("m"),
  s: () => press("s"),
  A: () => press("A"),
  r: refresh,
  "/": search,
  a: () => press("a"),
  J: () => feed(1),
  K: () => feed(-1),
  d: fullText,
  "?": showHelp,
};

/** @param {KeyboardEvent} event */
function isMeantForUs(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.defaultPrevented || event.isComposing || event.repeat && !"jknp".includes(event.key)) return false;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (target.isContentEditable || target.closest("textarea, select")) return false;
  const isText = target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type);
  return !isText && "keys" in document.documentElement.dataset;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!isMeantForUs(event)) return;
  if (help?.open && event.key !== "?") return;
  let isDone = false;
  if (event.timeStamp < waiting) {
    waiting = 0;
    const link = document.querySelector(`[data-key="${CSS.escape(`g ${event.key}`)}"]`);
    isDone = link instanceof HTMLAnchorElement;
    if (link instanceof HTMLAnchorElement) go(link);
  } else if (event.key === "g") {
    waiting = event.timeStamp + PAIR_MS;
    isDone = true;
  } else if (event.key === "Enter") {
    isDone = document.activeElement === document.body && headline() !== null && open();
  } else if (Object.hasOwn(KEYS, event.key)) {
    isDone = KEYS[event.key]();
  }
  if (isDone) event.preventDefault();
}

/** To a page, or to a part of this one with the focus. @param {HTMLAnchorElement} link */
function go(link) {
  location.assign(link.href);
  const isHere = link.pathname === location.pathname && link.hash;
  if (isHere) document.getElementById(link.hash.slice(1))?.focus();
}

/** Whoever comes back to a headline finds the focus on it. */
function arrive() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches(".row")) target.querySelector("h3 a")?.focus({ preventScroll: true });
  else if (target?.matches("#feeds")) target.focus({ preventScroll: true });
}

document.addEventListener("keydown", onKey);
document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element ? event.target.closest(".row") : null;
  if (row) setCurrent(row);
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('[data-key="?"]') : null;
  if (link && help) {
    event.preventDefault();
    showHelp();
  }
});
if ("keys" in document.documentElement.dataset) arrive();
