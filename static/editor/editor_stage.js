// The stage: the photo in the middle of its frame, drawn again whenever the form says something else.
(() => {
  const ROOM = 12; // CSS pixels around the frame
  const PLAIN_MOST = 480; // canvas pixels on a side, where each costs time
  const LOOK_MS = 900; // how long the surroundings stay after a change of the frame
  const OUTSIDE = 0.3;

  const tables = new Map(); // address -> the promise of its colours

  editor.table = (address) => {
    if (!tables.has(address)) {
      const fetched = fetch(address).then(async (answer) => {
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        return new Uint8Array(await answer.arrayBuffer());
      });
      fetched.catch(() => tables.delete(address)); // another time, perhaps
      tables.set(address, fetched);
    }
    return tables.get(address);
  };

  async function photoOf(form) {
    const answer = await fetch(form.dataset.proof);
    if (!answer.ok) throw new Error(String(answer.status));
    return createImageBitmap(await answer.blob());
  }

  // Where the frame stands on the stage, in CSS pixels.
  function layout(stage, frame) {
    const most = { x: stage.clientWidth - 2 * ROOM, y: stage.clientHeight - 2 * ROOM };
    const scale = Math.max(0.01, Math.min(most.x / frame.width, most.y / frame.height));
    const [width, height] = [frame.width * scale, frame.height * scale];
    return { scale, width, height, left: (stage.clientWidth - width) / 2, top: (stage.clientHeight - height) / 2 };
  }

  function fit(known) {
    const { canvas, stage, plain } = known;
    const most = plain ? PLAIN_MOST / Math.max(stage.clientWidth, stage.clientHeight) : 2;
    const density = Math.min(most, window.devicePixelRatio);
    const size = [Math.round(stage.clientWidth * density), Math.round(stage.clientHeight * density)];
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    return canvas.width / stage.clientWidth;
  }

  editor.draw = (known) => {
    const { form, stage, canvas, photo, handle } = known;
    if (!stage.clientWidth) return;
    const edit = editor.read(form);
    const turned = editor.turned(edit, photo);
    stage.style.setProperty("--shape", turned.width / turned.height);
    const frame = editor.frame(edit, photo);
    const placed = layout(stage, frame);
    const density = fit(known);
    for (const side of ["left", "top", "width", "height"]) handle.style[side] = `${placed[side]}px`;
    const { left, top, width, height } = placed;
    known.shown = { edit, frame, scale: placed.scale, box: [left, top, left + width, top + height].map((side) => side * density) };
    known.drawing({
      steps: editor.steps(edit, photo, frame, canvas, placed.scale * density),
      frame: known.shown.box,
      table: known.colours.get(edit.filter),
      strength: known.comparing ? 0 : edit.strength,
      outside: form.classList.contains("framing") ? OUTSIDE : 0,
    });
  };

  editor.drawSoon = (known) => {
    known.asked ??= requestAnimationFrame(() => {
      known.asked = null;
      editor.draw(known);
    });
  };

  // For a while, what lies around the frame is seen, and the thirds in it.
  editor.showFraming = (known) => {
    clearTimeout(known.framed);
    known.form.classList.add("framing");
    known.framed = setTimeout(() => {
      if (known.held) return editor.showFraming(known);
      known.form.classList.remove("framing");
      editor.drawSoon(known);
    }, LOOK_MS);
  };

  async function loadFilter(known) {
    const chosen = known.form.querySelector('input[name="filter"]:checked');
    if (chosen?.dataset.table) known.colours.set(chosen.value, await editor.table(chosen.dataset.table));
  }

  editor.changed = async (known, name) => {
    if (["turns", "angle", "ratio", "size", "across", "down"].includes(name)) editor.showFraming(known);
    editor.drawSoon(known);
    if (name !== "filter") return;
    await loadFilter(known);
    editor.drawSoon(known);
  };

  function open(known) {
    const { form, canvas } = known;
    known.drawing = editor.drawWithGl(canvas, known.photo);
    known.plain = !known.drawing;
    known.drawing ??= editor.drawPlain(canvas, known.photo);
    form.classList.add("live");
    for (const element of form.querySelectorAll("[data-turn], .editor-frame, .editor-ruler, .editor-compare")) element.hidden = false;
    new ResizeObserver(() => editor.drawSoon(known)).observe(known.stage);
    editor.listen(known);
    editor.showOutputs(form);
    editor.draw(known);
    editor.showThumbnails(known);
  }

  editor.start = async (form) => {
    if (editor.opened.has(form)) return;
    const stage = form.querySelector(".editor-stage");
    const [canvas, handle] = [stage.querySelector(".editor-canvas"), stage.querySelector(".editor-frame")];
    const known = { form, stage, canvas, handle, colours: new Map() };
    editor.opened.set(form, known);
    try {
      [known.photo] = await Promise.all([photoOf(form), loadFilter(known)]);
    } catch {
      return tintype.toast(_("The preview could not be loaded. Your changes can be saved all the same."));
    }
    if (form.isConnected) open(known);
  };
})();
