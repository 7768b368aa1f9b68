// The point that stays in view when a picture is cropped: tapped or dragged on the picture. The two sliders do the same
// for who has no pointer or no script; the small plate of the item shows the crop.
(() => {
  const STEP = 5;
  const ranges = (item) => ["focus_x", "focus_y"].map((name) => item.querySelector(`[name=${name}]`));

  compose.showFocus = (item) => {
    const [x, y] = ranges(item);
    const others = [...item.classList].filter((name) => !/^f[xy]-/.test(name));
    item.className = [...others, `fx-${x.value}`, `fy-${y.value}`].join(" ");
    if (item.focusPlate || item.querySelector(".focus").open) open(item);
  };

  // The whole picture, to point at.
  function open(item) {
    const address = compose.addressOfPicture(item);
    const details = item.querySelector(".focus");
    if (!address || details.querySelector(".focus-plate")) return;
    item.focusPlate ??= plate(address);
    details.querySelector(".focus-ranges").before(item.focusPlate);
  }

  function plate(address) {
    const made = compose.element("div", { className: "focus-plate", ariaHidden: "true" }); // the sliders say it
    const picture = compose.element("img", { src: address, alt: "", draggable: false });
    made.append(picture, compose.element("span", { className: "focus-mark" }));
    return made;
  }

  function point(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const parts = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    ranges(event.currentTarget.closest(".item")).forEach((range, place) => {
      const percent = Math.round((parts[place] * 100) / STEP) * STEP;
      range.value = Math.min(100, Math.max(0, percent));
      range.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.addEventListener("pointerdown", (event) => {
    const plate = event.target.closest?.(".focus-plate");
    if (!plate || event.button) return;
    event.preventDefault();
    plate.setPointerCapture(event.pointerId);
    plate.addEventListener("pointermove", point);
    plate.addEventListener("lostpointercapture", () => plate.removeEventListener("pointermove", point), { once: true });
    point({ currentTarget: plate, clientX: event.clientX, clientY: event.clientY });
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".item [type=range]")) compose.showFocus(event.target.closest(".item"));
  });

  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches(".item .focus") && event.target.open) open(event.target.closest(".item"));
    },
    true,
  );
})();
