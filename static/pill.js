// New posts are put above what is being read, which stays where it is on the screen. At the very top they are seen at
// once; further down the pill then leads to them.
(() => {
  const AT_TOP_PX = 8;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let read = null; // the card that is being read, and where it is

  const brings = ({ tasks }) => tasks?.some(({ target, fragment }) => target?.id === "new-posts" && fragment?.querySelector?.(".card"));

  document.addEventListener("htmx:before:swap", (event) => {
    read = null;
    if (!brings(event.detail) || scrollY < AT_TOP_PX) return;
    const card = [...document.querySelectorAll(".card")].find((each) => each.getBoundingClientRect().bottom > 0);
    read = card && { card, top: card.getBoundingClientRect().top };
  });

  document.addEventListener("htmx:after:swap", () => {
    const came = document.getElementById("came");
    if (!came || came.dataset.shown) return;
    came.dataset.shown = "yes";
    if (read) scrollBy({ top: read.card.getBoundingClientRect().top - read.top, behavior: "instant" });
    else scrollTo({ top: 0, behavior: "instant" });
    read = null;
    const first = document.querySelector(came.hash);
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (!isIntersecting) return;
      came.remove();
      observer.disconnect();
    }).observe(first);
  });

  document.addEventListener("click", (event) => {
    const came = event.target.closest?.("#came");
    if (!came) return;
    event.preventDefault();
    const first = document.querySelector(came.hash);
    first.scrollIntoView({ behavior: calm.matches ? "instant" : "smooth" });
    first.querySelector("a").focus({ preventScroll: true });
  });
})();
