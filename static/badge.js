// The number of the bell on the app's icon, where the system shows one.
(() => {
  if (!navigator.setAppBadge) return;
  let shown = null;

  function show() {
    const unread = parseInt(document.querySelector("#bell .badge")?.textContent ?? "0", 10) || 0;
    if (unread === shown) return;
    shown = unread;
    (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
  }

  document.addEventListener("htmx:after:swap", show);
  show();
})();
