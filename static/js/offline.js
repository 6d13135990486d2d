/**
 * Hands pages over to the service worker, which keeps what was read; and leaves word of
 * the theme for the page that it shows without a network, which knows nobody (kept.js).
 */
try {
  localStorage.setItem("theme", document.documentElement.dataset.theme ?? "");
} catch {
  // not allowed: then that page looks as the device does
}
if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
