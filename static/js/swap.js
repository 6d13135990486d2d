/**
 * Posts a form marked data-swap, or by a button marked so, in the background and puts
 * the fragment that comes back in the place of the one around it. Without this script,
 * or when anything goes wrong, the form is posted as forms are; without a network the
 * page stays, and says so. What was marked in this tab shows on pages come back to, too.
 */

const words = document.getElementById("marks")?.dataset; // of whoever is signed in
const said = document.getElementById("said");
const MARKED = "marked"; // in sessionStorage: what was done to items, by number

/** @param {SubmitEvent} event */
async function swap(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  const marked = button && "swap" in button.dataset ? button : form;
  const place = (button ?? form).closest("[data-fragment]");
  if (!("swap" in marked.dataset) || !(place instanceof HTMLElement)) return;
  event.preventDefault();
  const pressed = button ? [...place.querySelectorAll("button")].indexOf(button) : -1;
  const hadFocus = place.contains(document.activeElement);
  say("");
  const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, {
    method: "POST",
    body: new FormData(form, button),
    headers: { "X-Fragment": place.dataset.fragment ?? "" },
    redirect: "manual",
  }).catch(() => null);
  if (!answer) return say(said?.dataset.noNetwork ?? "");
  try {
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser()
      .parseFromString(await answer.text(), "text/html")
      .querySelector("[data-fragment]");
    if (!(fresh instanceof HTMLElement)) throw new Error("no fragment");
    place.replaceWith(fresh);
    remember(fresh);
    const row = fresh.closest(".row");
    if (row) showRead(row, "read" in fresh.dataset);
    if (hadFocus) fresh.querySelectorAll("button")[pressed]?.focus();
  } catch {
    delete marked.dataset.swap;
    form.requestSubmit(button);
  }
}

/** @param {string} sentence */
function say(sentence) {
  if (said) said.textContent = sentence;
}

/** A row looks read or unread, and is counted so. @param {Element} row @param {boolean} isRead */
function showRead(row, isRead) {
  if (row.classList.contains("read") === !isRead) count(row, isRead ? -1 : 1);
  row.classList.toggle("read", isRead);
  row.classList.toggle("unread", !isRead);
  row.querySelector("h3 .unread-word")?.toggleAttribute("hidden", isRead);
}

/**
 * A mark's button does and says the opposite of what was done last.
 * @param {Element} place @param {string} key @param {string} verb @param {string | undefined} word
 */
function turn(place, key, verb, word) {
  const button = place.querySelector(`button[data-key="${key}"]`);
  if (!(button instanceof HTMLButtonElement) || !word) return;
  const [holder, name] = button.hasAttribute("formaction") ? [button, "formaction"] : [button.form, "action"];
  holder?.setAttribute(name, (holder.getAttribute(name) ?? "").replace(/\w+$/, verb));
  button.textContent = word;
}

/** @typedef {{ read: boolean, starred: boolean }} Marks */

/** What was done to items in this tab. @returns {Record<string, Marks>} */
function marked() {
  try {
    return JSON.parse(sessionStorage.getItem(MARKED) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Element | null} place where the marks of an item are */
function remember(place) {
  const item = place?.closest("[data-item]")?.getAttribute("data-item");
  if (!item || !(place instanceof HTMLElement)) return;
  const marks = { read: "read" in place.dataset, starred: "starred" in place.dataset };
  keep({ ...marked(), [item]: marks });
}

/** @param {Record<string, Marks>} all */
function keep(all) {
  try {
    sessionStorage.setItem(MARKED, JSON.stringify(all));
  } catch {
    // no room, or not allowed: then a page come back to tells what it told before
  }
}

/** Shows what was done to an item. @param {Element} place @param {Marks} marks */
function show(place, { read, starred }) {
  const marks = /** @type {HTMLElement | null} */ (place.closest("[data-fragment]") ?? place.querySelector(".row-acts"));
  if (!marks) return;
  turn(marks, "m", read ? "unread" : "read", read ? words?.markUnread : words?.markRead);
  turn(marks, "s", starred ? "unstar" : "star", starred ? words?.starred : words?.star);
  marks.toggleAttribute("data-read", read);
  marks.toggleAttribute("data-starred", starred);
  if (place.matches(".row")) showRead(place, read);
}

/** The page is as it was left, and not as the site would tell it now. */
function comeBack() {
  for (const [item, marks] of Object.entries(marked())) {
    document.querySelectorAll(`[data-item="${CSS.escape(item)}"]`).forEach((place) => show(place, marks));
    const report = document.querySelector(`.reports a[href^="/items/${CSS.escape(item)}/"]`);
    report?.parentElement?.querySelector(".unread-word")?.toggleAttribute("hidden", marks.read);
  }
}

/** Scrolled past. @param {Event} event */
function passed({ target }) {
  const marks = target instanceof Element ? target.querySelector(".row-acts") : null;
  if (!(target instanceof Element) || !marks) return;
  show(target, { read: true, starred: marks.hasAttribute("data-starred") });
  remember(marks);
}

/** The sidebar's numbers follow a row that was marked. @param {Element} row @param {number} by */
function count(row, by) {
  const sample = document.querySelector('.side [data-place="all"] .count');
  for (const place of ["all", ...(row.getAttribute("data-places") ?? "").split(" ")]) {
    const link = /** @type {HTMLElement | null} */ (document.querySelector(`.side [data-place="${CSS.escape(place)}"]`));
    if (!link || !sample) continue;
    const unread = Math.max(0, Number(link.dataset.count) + by);
    link.dataset.count = String(unread);
    const known = link.querySelector(".count");
    const shown = /** @type {HTMLElement} */ (known ?? sample.cloneNode(true));
    if (!known) link.querySelector("bdi")?.after(shown);
    shown.hidden = unread === 0;
    if (shown.firstChild) shown.firstChild.nodeValue = unread.toLocaleString(document.documentElement.lang);
  }
}

/** A link into a closed list of passages opens it. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const closed = target?.closest("details");
  if (!closed || closed.open) return;
  closed.open = true;
  target?.scrollIntoView();
}

document.addEventListener("submit", swap);
document.addEventListener("row-read", passed);
window.addEventListener("online", () => say(""));
window.addEventListener("pageshow", (event) => event.persisted && comeBack());
const way = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);
if (!words) keep({}); // signed out
else if (way?.type === "back_forward") comeBack();
else remember(document.querySelector('[data-fragment="marks"]')); // opened is read
window.addEventListener("hashchange", openTarget);
openTarget();
