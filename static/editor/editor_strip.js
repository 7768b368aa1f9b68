// The strip of filters: each shows what it makes of this photo, as it is cut now.
(() => {
  const SOON_MS = 250;

  function drawOne(known, canvas, table) {
    const edit = editor.read(known.form);
    const frame = editor.frame(edit, known.photo);
    const scale = Math.max(canvas.width / frame.width, canvas.height / frame.height);
    editor.drawPlain(
      canvas,
      known.photo,
    )({
      steps: editor.steps(edit, known.photo, frame, canvas, scale),
      frame: [0, 0, canvas.width, canvas.height],
      table,
      strength: 100,
      outside: 0,
    });
    canvas.hidden = false;
  }

  // One after the other, so that fingers are not kept waiting.
  editor.showThumbnails = async (known) => {
    const turn = (known.turn = {});
    for (const label of known.form.querySelectorAll(".filter")) {
      const { table: address } = label.querySelector("input").dataset;
      try {
        const table = address && (await editor.table(address));
        await new Promise((next) => setTimeout(next));
        if (known.turn !== turn || !known.form.isConnected) return;
        drawOne(known, label.querySelector("canvas"), table);
      } catch {
        continue; // its name is there
      }
    }
  };

  editor.showThumbnailsSoon = (known) => {
    clearTimeout(known.strip);
    known.strip = setTimeout(() => editor.showThumbnails(known), SOON_MS);
  };
})();
