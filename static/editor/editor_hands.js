// What hands do with the editor: drag the photo below its frame, pinch, turn a wheel, use keys, hold to compare.
(() => {
  const STEP = 1;
  const BIG_STEP = 10;
  const WHEEL = 0.02; // percent of size for a pixel of the wheel
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", numberingSystem: "latn" });
  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

  editor.showOutputs = (form) => {
    for (const output of form.querySelectorAll("output")) {
      output.textContent = percent.format(form.querySelector(`#${output.htmlFor}`).value / 100);
    }
    for (const ruler of form.querySelectorAll(".editor-ruler")) {
      if (document.activeElement !== ruler) ruler.value = form.querySelector(`#${ruler.dataset.for}`).value;
    }
  };

  // The photo follows the finger: so the frame goes the other way.
  function drag(known, right, below) {
    const { edit, frame, scale } = known.shown;
    const way = editor.tilted(frame.angle, -right / scale, -below / scale);
    const part = (value, room, shift) => (room > 0.5 ? clamp(value + (shift / room) * 50, 0, 100) : value);
    editor.write(known.form, { across: part(edit.across, frame.room.x, way.x), down: part(edit.down, frame.room.y, way.y) });
    editor.showFraming(known);
  }

  function resize(known, size) {
    editor.write(known.form, { size: clamp(size, Number(known.form.elements.size.min), 100) });
    editor.showFraming(known);
  }

  function listenToFingers(known) {
    const { handle } = known;
    const fingers = new Map();
    const spread = () => {
      const [a, b] = [...fingers.values()];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };

    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      known.held = true;
      editor.showFraming(known);
    });
    handle.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const wide = fingers.size === 2 && spread();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (wide) resize(known, (known.shown.edit.size * wide) / Math.max(1, spread()));
      else drag(known, event.clientX - before.x, event.clientY - before.y);
      editor.draw(known); // the next move starts from what is shown
    });
    for (const end of ["pointerup", "pointercancel"]) {
      handle.addEventListener(end, (event) => {
        fingers.delete(event.pointerId);
        known.held = fingers.size > 0;
      });
    }
    handle.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        resize(known, known.shown.edit.size + event.deltaY * WHEEL);
        editor.draw(known);
      },
      { passive: false },
    );
  }

  function listenToKeys(known) {
    const { form, handle } = known;
    const moves = { ArrowLeft: ["across", -1], ArrowRight: ["across", 1], ArrowUp: ["down", -1], ArrowDown: ["down", 1] };
    const sizes = { "+": 1, "=": 1, "-": -1, _: -1 };

    handle.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? BIG_STEP : STEP;
      const edit = editor.read(form);
      if (moves[event.key]) {
        const [name, way] = moves[event.key];
        editor.write(form, { [name]: clamp(edit[name] + way * step, 0, 100) });
      } else if (sizes[event.key]) {
        resize(known, edit.size + sizes[event.key] * step);
      } else {
        return;
      }
      event.preventDefault();
      editor.showFraming(known);
      const { size, across, down } = editor.read(form);
      editor.say(form, _("Size %(size)s percent; %(across)s percent from the left, %(down)s from the top", { size, across, down }));
    });
  }

  function listenToCompare(known) {
    const button = known.form.querySelector(".editor-compare");
    const compare = (on) => {
      if (known.comparing === on) return;
      known.comparing = on;
      button.setAttribute("aria-pressed", String(on));
      editor.drawSoon(known);
    };
    button.addEventListener("pointerdown", () => compare(true));
    for (const end of ["pointerup", "pointercancel", "pointerleave", "blur", "keyup"]) button.addEventListener(end, () => compare(false));
    button.addEventListener("keydown", (event) => compare([" ", "Enter"].includes(event.key)));
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press is what is asked for
  }

  editor.listen = (known) => {
    const { form } = known;
    form.addEventListener("input", (event) => {
      const { target } = event;
      if (target.dataset?.for) form.querySelector(`#${target.dataset.for}`).value = target.value;
      editor.showOutputs(form);
      editor.changed(known, target.dataset?.for ? "angle" : target.name);
      if (target === form || (target.name !== "strength" && target.name !== "filter")) editor.showThumbnailsSoon(known);
    });
    form.querySelector("[data-turn]").addEventListener("click", () => {
      editor.write(form, { turns: (editor.read(form).turns + 1) % 4 });
      editor.showFraming(known);
      editor.say(form, form.elements.turns.selectedOptions[0].text);
    });
    listenToFingers(known);
    listenToKeys(known);
    listenToCompare(known);
  };
})();
