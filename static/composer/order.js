// The order of the items: by the two buttons of each, which ask nobody and keep the focus, or by dragging its handle.
// It is always the others that move in the document, so that the one in hand keeps pointer and focus.
(() => {
  const EDGE_PX = 80;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const buttons = (item) => item.querySelectorAll("button[name=move]");

  // The first cannot go earlier, nor the last later: said, but not disabled, so that no focus is lost.
  compose.arrange = () => {
    const { items } = compose;
    items.forEach((item, place) => {
      [0, items.length - 1].forEach((end, which) => {
        buttons(item)[which].disabled = false;
        buttons(item)[which].setAttribute("aria-disabled", String(place === end));
      });
    });
  };

  function tell(item) {
    compose.arrange();
    compose.keepWords();
    compose.say(_("Moved to %(place)s of %(all)s", { place: compose.items.indexOf(item) + 1, all: compose.items.length }));
  }

  // Shows where each came from.
  function glide(items, change) {
    const before = items.map((item) => item.getBoundingClientRect().top);
    change();
    if (calm.matches) return;
    items.forEach((item, place) => {
      const from = before[place] - item.getBoundingClientRect().top;
      item.animate([{ translate: `0 ${from}px` }, { translate: "0 0" }], { duration: 180, easing: "ease-out" });
    });
  }

  function step(item, isEarlier) {
    const other = isEarlier ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return compose.say(isEarlier ? _("This is the first.") : _("This is the last."));
    glide([item, other], () => (isEarlier ? item.after(other) : item.before(other)));
    item.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
    tell(item);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".item button[name=move]");
    if (!button) return;
    event.preventDefault();
    step(button.closest(".item"), button.value.endsWith(":earlier"));
  });

  function drag(item, down) {
    const list = item.parentElement;
    const grip = down.target.closest(".grip");
    const hold = down.clientY - item.getBoundingClientRect().top;
    let y = down.clientY;
    let turn = 0;

    // Low items, so that one sees where to.
    list.classList.add("sorting");
    item.classList.add("held");

    function follow() {
      item.style.translate = "";
      const { top, height } = item.getBoundingClientRect();
      const moved = y - Math.min(hold, height / 2) - top;
      const [earlier, later] = [item.previousElementSibling, item.nextElementSibling];
      if (earlier && moved < -earlier.offsetHeight / 2) glide([earlier], () => item.after(earlier));
      else if (later && moved > later.offsetHeight / 2) glide([later], () => item.before(later));
      else item.style.translate = `0 ${moved}px`;
      const beyond = Math.min(0, y - EDGE_PX) + Math.max(0, y - innerHeight + EDGE_PX);
      scrollBy(0, beyond / 6);
      turn = requestAnimationFrame(follow);
    }

    function end() {
      cancelAnimationFrame(turn);
      grip.removeEventListener("pointermove", move);
      item.style.translate = "";
      item.classList.remove("held");
      list.classList.remove("sorting");
      item.scrollIntoView({ block: "center" });
      tell(item);
    }

    const move = (event) => (y = event.clientY);
    grip.setPointerCapture(down.pointerId);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", end, { once: true });
    follow();
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".grip");
    if (!grip || event.button) return;
    event.preventDefault();
    drag(grip.closest(".item"), event);
  });
})();
