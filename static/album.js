// Albums: dots, arrows and keys move the strip, and what is seen of it is said. Swiping is the browser's own.
(() => {
  const SETTLED_MS = 200;
  const heading = new WeakMap(); // strip -> the slide it was sent to, until it is there
  const timers = new WeakMap();

  const marked = (parts, n) => parts.forEach((part, at) => part.toggleAttribute("data-now", at === n));

  function seen(strip) {
    const [first, second] = strip.children;
    return Math.round(strip.scrollLeft / (second.offsetLeft - first.offsetLeft));
  }

  function show(strip, n) {
    const slides = [...strip.children];
    if (slides[n].hasAttribute("data-now")) return;
    const album = strip.closest(".album");
    marked(slides, n);
    marked([...album.querySelectorAll(".cameras > li")], n);
    const row = album.querySelector(".dots");
    row.querySelector("[aria-current]").removeAttribute("aria-current");
    const dot = row.children[n].firstElementChild;
    dot.setAttribute("aria-current", "true");
    row.scrollLeft = dot.offsetLeft - row.offsetLeft - row.clientWidth / 2;
    album.querySelector(".place").textContent = `${n + 1} / ${slides.length}`;
    slides[n + 1]?.querySelectorAll("img").forEach((image) => (image.loading = "eager"));
  }

  function say(strip) {
    const now = strip.querySelector("[data-now]");
    const name = now.querySelector("video")?.ariaLabel ?? now.querySelector(".real")?.alt ?? now.querySelector(".held").lastChild.textContent;
    const place = [...strip.children].indexOf(now) + 1;
    const words = _("%(place)s of %(count)s: %(name)s", { place, count: strip.children.length, name });
    const status = strip.closest(".album").querySelector("[role=status]");
    if (status.textContent !== words) status.textContent = words;
  }

  function settleLater(strip) {
    clearTimeout(timers.get(strip));
    timers.set(strip, setTimeout(settle, SETTLED_MS, strip));
  }

  function settle(strip) {
    heading.delete(strip);
    if (!strip.isConnected) return;
    show(strip, seen(strip));
    say(strip);
  }

  // The arrow that was pressed goes with its slide: this one has the focus then.
  function heir(slide, step) {
    return slide.querySelector(step.matches(".later") ? ".later" : ".earlier") ?? slide.querySelector(".step");
  }

  function go(strip, n) {
    const { [n]: slide, 0: first } = strip.children;
    if (!slide) return;
    const step = document.activeElement.closest(".step");
    heading.set(strip, n);
    show(strip, n);
    if (step) heir(slide, step).focus({ preventScroll: true });
    strip.scrollTo({ left: slide.offsetLeft - first.offsetLeft });
    settleLater(strip);
  }

  document.addEventListener(
    "scroll",
    ({ target }) => {
      if (!target.classList?.contains("strip")) return;
      if (!heading.has(target)) show(target, seen(target));
      settleLater(target);
    },
    { capture: true, passive: true },
  );

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".album :is(.dots a, .step)");
    if (!link) return;
    event.preventDefault();
    // Not by its id alone: the same post may be in a dialog above the page.
    const slide = link.closest(".album").querySelector(link.hash);
    go(slide.parentElement, [...slide.parentElement.children].indexOf(slide));
  });

  document.addEventListener("keydown", (event) => {
    const forward = document.dir === "rtl" ? -1 : 1;
    const by = { ArrowLeft: -forward, ArrowRight: forward }[event.key];
    const strip = event.target.closest(".album")?.querySelector(".strip");
    if (!by || !strip || event.target.matches("video") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(strip, [...strip.children].findIndex((slide) => slide.hasAttribute("data-now")) + by);
  });

  // Somebody came with an address that ends in a slide's.
  document.querySelectorAll(".strip").forEach((strip) => strip.scrollLeft && settle(strip));
})();
