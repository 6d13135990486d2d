/**
 * Posts a form marked data-swap in the background and puts the fragment that comes
 * back in the place of the one around the form. Without this script, or when anything
 * goes wrong, the form is posted as forms are.
 */

/** @param {SubmitEvent} event */
async function swap(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("swap" in form.dataset)) return;
  const place = form.closest("[data-fragment]");
  if (!(place instanceof HTMLElement)) return;
  event.preventDefault();
  const pressed = [...place.querySelectorAll("button")].indexOf(
    /** @type {HTMLButtonElement} */ (event.submitter),
  );
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Fragment": place.dataset.fragment ?? "" },
      redirect: "error",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser()
      .parseFromString(await answer.text(), "text/html")
      .querySelector("[data-fragment]");
    if (!fresh) throw new Error("no fragment");
    place.replaceWith(fresh);
    fresh.querySelectorAll("button")[pressed]?.focus();
  } catch {
    form.submit();
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
window.addEventListener("hashchange", openTarget);
openTarget();
