// The frame of the page stays while #page changes: keep its "you are here" right, and put the focus on the new page.
(() => {
  function mark() {
    for (const link of document.querySelectorAll(".nav-link")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
  document.addEventListener("htmx:after:history:push", mark);
  document.addEventListener("htmx:after:history:replace", mark);
  window.addEventListener("popstate", mark);
})();
