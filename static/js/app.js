/**
 * Lets who is signed in read what they opened without a connection (see worker.js). Where a browser knows no workers, or
 * does not want one, nothing is missing.
 */

/** The files of this page, which the worker did not see yet when it was installed. */
function parts() {
  const found = [...document.querySelectorAll("link[rel=stylesheet], script[src], img[src]")].map((one) =>
    one instanceof HTMLLinkElement ? one.href : /** @type {HTMLScriptElement | HTMLImageElement} */ (one).src,
  );
  return found.filter((address) => address.startsWith(`${location.origin}/static/`));
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker
    .register("/leser.js")
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active?.postMessage({ parts: parts() }))
    .catch(() => {});
}
