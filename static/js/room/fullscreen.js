/** The button that lets the big screen fill the whole screen; without scripts there is none, and nothing is missing. */

const button = document.querySelector("[data-fullscreen]");

function show() {
  if (!(button instanceof HTMLElement)) return;
  const words = document.fullscreenElement ? button.dataset.sayEnd : button.dataset.sayBegin;
  button.querySelector(".kern-label")?.replaceChildren(words ?? "");
}

if (button instanceof HTMLElement && document.fullscreenEnabled) {
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.getElementById("live")?.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", show);
}
