// The photo editor with a script: what its form says is shown at once, as the worker will develop it. This file
// reads the form; the geometry, the two ways to draw, the hands and the window have files of their own.
const editor = {
  opened: new WeakMap(), // form -> what is known of it

  read(form) {
    const value = (name) => form.elements[name].value;
    const number = (name) => Number(value(name)) || 0;
    return {
      turns: number("turns"),
      angle: Math.min(15, Math.max(-15, number("angle"))),
      ratio: value("ratio"),
      size: number("size"),
      across: number("across"),
      down: number("down"),
      filter: value("filter"),
      strength: number("strength"),
    };
  },

  // In tenths, as the server keeps it.
  write(form, values) {
    for (const [name, value] of Object.entries(values)) form.elements[name].value = Math.round(value * 10) / 10;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  },

  say(form, words) {
    form.querySelector(".editor-said").textContent = words;
  },
};
