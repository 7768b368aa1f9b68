// The frame of the page stays while #page changes: keep its "you are here" right, and put the focus on the new page.
(() => {
  let shown = document.getElementById("page");

  function mark() {
    for (const link of document.querySelectorAll(".nav-link")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function arrive() {
    mark();
    const page = document.getElementById("page");
    if (page === shown) return;
    shown = page;
    for (const menu of document.querySelectorAll(".site-nav [popover]:popover-open")) menu.hidePopover();
    const wrong = page.querySelector('[aria-invalid="true"]');
    (wrong ?? page).focus({ preventScroll: !wrong });
  }

  document.addEventListener("htmx:after:history:push", mark);
  document.addEventListener("htmx:after:history:replace", mark);
  document.addEventListener("htmx:after:settle", arrive);
  window.addEventListener("popstate", mark);
})();
