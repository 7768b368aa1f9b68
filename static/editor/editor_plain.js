// Draws without WebGL, pixel by pixel: the thumbnails, and the preview where there is nothing better.
(() => {
  const GRID = 17;

  // What lies between eight colours of the table (trilinear), mixed with the colour as it was.
  function filter(pixels, table, part) {
    const step = (GRID - 1) / 255;
    for (let at = 0; at < pixels.length; at += 4) {
      const place = [0, 1, 2].map((channel) => pixels[at + channel] * step);
      const low = place.map((value) => Math.min(GRID - 2, Math.floor(value)));
      const beyond = place.map((value, channel) => value - low[channel]);
      const sum = [0, 0, 0];
      for (let corner = 0; corner < 8; corner++) {
        const bits = [corner & 1, (corner >> 1) & 1, corner >> 2];
        const weight = bits.reduce((all, bit, channel) => all * (bit ? beyond[channel] : 1 - beyond[channel]), 1);
        const [r, g, b] = low.map((value, channel) => value + bits[channel]);
        const entry = 3 * (r + GRID * (g + GRID * b));
        for (let channel = 0; channel < 3; channel++) sum[channel] += weight * table[entry + channel];
      }
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] += (sum[channel] - pixels[at + channel]) * part;
    }
  }

  // The photo's own matrix is the inverse of the steps, which lead from the canvas into the photo.
  function matrix({ origin, across, down }, photo) {
    const [a, b] = [across[0] * photo.width, across[1] * photo.height];
    const [c, d] = [down[0] * photo.width, down[1] * photo.height];
    return new DOMMatrix([a, b, c, d, origin[0] * photo.width, origin[1] * photo.height]).inverse();
  }

  editor.drawPlain = (canvas, photo) => {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return ({ steps, frame, table, strength, outside }) => {
      const [left, top, right, bottom] = frame.map(Math.round);
      const picture = () => {
        context.setTransform(matrix(steps, photo));
        context.drawImage(photo, 0, 0);
        context.resetTransform();
      };
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = "high";
      context.globalAlpha = outside;
      picture();
      context.globalAlpha = 1;
      context.clearRect(left, top, right - left, bottom - top);
      context.save();
      context.beginPath();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      picture();
      context.restore();
      if (!table || !strength || right <= left || bottom <= top) return;
      const pixels = context.getImageData(left, top, right - left, bottom - top);
      filter(pixels.data, table, strength / 100);
      context.putImageData(pixels, left, top);
    };
  };
})();
