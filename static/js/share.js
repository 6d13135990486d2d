/**
 * Share the page: by the device's own sheet where there is one, else by copying the
 * link. Without this script it stays a plain link to copy.
 */

const place = document.querySelector("[data-share]");
const link = /** @type {HTMLAnchorElement | null} */ (place?.querySelector("[data-copy]") ?? null);

/** @param {string} words */
function say(words) {
  const said = place?.querySelector("output") ?? document.createElement("output");
  place?.append(said);
  said.textContent = words;
}

/** @param {MouseEvent} event */
async function share(event) {
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const title = document.querySelector("h1")?.textContent ?? document.title;
  try {
    if (navigator.share) await navigator.share({ title, url: link.href });
    else {
      await navigator.clipboard.writeText(link.href);
      say(link.dataset.copied ?? "");
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    window.prompt(link.dataset.prompt, link.href);
  }
}

if (link) {
  link.textContent = ("share" in navigator ? link.dataset.shareWord : link.dataset.copyWord) ?? "";
  link.addEventListener("click", share);
}
