/**
 * Posts a form marked data-swap, or by a button marked so, in the background and puts
 * the fragment that comes back in the place of the one around it. Without this script,
 * or when anything goes wrong, the form is posted as forms are.
 */

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
  try {
    const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Fragment": place.dataset.fragment ?? "" },
      redirect: "error",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser()
      .parseFromString(await answer.text(), "text/html")
      .querySelector("[data-fragment]");
    if (!(fresh instanceof HTMLElement)) throw new Error("no fragment");
    place.replaceWith(fresh);
    showRead(fresh);
    if (hadFocus) fresh.querySelectorAll("button")[pressed]?.focus();
  } catch {
    delete marked.dataset.swap;
    form.requestSubmit(button);
  }
}

/** A row looks read or unread as its own fragment says. @param {HTMLElement} fresh */
function showRead(fresh) {
  const isRead = "read" in fresh.dataset;
  const row = fresh.closest(".row");
  if (row?.classList.contains("read") === !isRead) count(row, isRead ? -1 : 1);
  row?.classList.toggle("read", isRead);
  row?.classList.toggle("unread", !isRead);
  row?.querySelector(".unread-word")?.toggleAttribute("hidden", isRead);
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
document.addEventListener("row-read", (event) => event.target instanceof Element && count(event.target, -1));
window.addEventListener("hashchange", openTarget);
openTarget();
