// For thumbs: two taps on a photo like it, and the feed is pulled down to be made anew. One tap opens a post as ever; for
// as long as a second one may come its page is fetched already.
(() => {
  const TWICE_MS = 260;
  const SHOWN_MS = 900;
  const PULL_PX = 72;
  let first = null; // the tap that waits: its photo and its timer
  let isThrough = false; // a click of ours

  const heartOf = (photo) => photo.closest(".card")?.querySelector(".like");

  function like(photo) {
    const form = heartOf(photo);
    const plate = Object.assign(document.createElement("span"), { className: "burst", ariaHidden: "true" });
    plate.append(form.querySelector(".icon").cloneNode(true));
    photo.append(plate);
    setTimeout(() => plate.remove(), SHOWN_MS);
    // Twice on what is liked already is no taking back.
    if (form.querySelector(".heart").ariaPressed === "false") form.requestSubmit();
  }

  function follow(link) {
    isThrough = true;
    link?.click();
    isThrough = false;
  }

  document.addEventListener(
    "click",
    (event) => {
      const photo = event.target.closest(".card .photo:not(.video)");
      const isOurs = photo && event.pointerType === "touch" && !isThrough && !event.target.closest(".held, .key");
      if (!isOurs || !heartOf(photo)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const isSecond = first?.photo === photo;
      clearTimeout(first?.timer);
      first = null;
      if (isSecond) return like(photo);
      const link = photo.closest("a");
      if (link && !photo.closest(".post-page")) tintype.preload(link);
      first = { photo, timer: setTimeout(() => ((first = null), follow(link)), link ? TWICE_MS : TWICE_MS * 1.5) };
    },
    true,
  );

  let pull = null; // where it began, and what shows how far it is

  const feed = () => document.querySelector("#page[data-keeps-place]");

  function marker() {
    const made = Object.assign(document.createElement("div"), { className: "puller", ariaHidden: "true" });
    made.append(Object.assign(document.createElement("span"), { className: "puller-plate" }));
    feed().prepend(made);
    return made;
  }

  function end() {
    pull?.marker?.remove();
    pull = null;
  }

  async function renew() {
    pull.marker.classList.add("busy");
    tintype.say(_("Looking for new posts"));
    await htmx.ajax("GET", "/", { target: "#page", swap: "outerHTML show:window:top" });
    tintype.say(_("Your feed is up to date"));
    end();
  }

  document.addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const isAble = touches.length === 1 && scrollY <= 0 && !pull && !document.querySelector("dialog:modal");
      if (isAble && feed()?.contains(target)) pull = { y: touches[0].clientY, x: touches[0].clientX, far: 0 };
    },
    { passive: true },
  );

  document.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (!pull || pull.marker?.matches(".busy")) return;
      const down = touches[0].clientY - pull.y;
      const isAside = Math.abs(touches[0].clientX - pull.x) > Math.abs(down);
      if (!pull.marker && (scrollY > 0 || down < 0 || isAside)) return end();
      if (down < 8) return;
      pull.marker ??= marker();
      // The further, the harder.
      pull.far = PULL_PX * 1.5 * (1 - Math.exp(-down / (PULL_PX * 2.5)));
      pull.marker.style.setProperty("--far", `${Math.round(pull.far)}px`);
      pull.marker.style.setProperty("--part", Math.min(1, pull.far / PULL_PX));
    },
    { passive: true },
  );

  for (const type of ["touchend", "touchcancel"]) {
    document.addEventListener(type, () => {
      if (!pull || pull.marker?.matches(".busy")) return;
      if (type === "touchend" && pull.far >= PULL_PX) renew();
      else end();
    });
  }
})();
