// The same geometry as in server/media/edits.py: what stays of a picture, and where a point of it lies in the photo.
(() => {
  const radians = (degrees) => (degrees * Math.PI) / 180;

  editor.turned = (edit, { width, height }) => (edit.turns % 2 ? { width: height, height: width } : { width, height });

  // In pixels of the turned picture: the frame, and how much room it has to each side.
  editor.frame = (edit, photo) => {
    const { width, height } = editor.turned(edit, photo);
    const [w, h] = edit.ratio.split(":").map(Number);
    const ratio = h ? w / h : width / height;
    const cos = Math.cos(radians(edit.angle));
    const sin = Math.abs(Math.sin(radians(edit.angle)));
    const reach = { x: (ratio * cos + sin) / 2, y: (ratio * sin + cos) / 2 };
    const own = (Math.min(width / 2 / reach.x, height / 2 / reach.y) * edit.size) / 100;
    const room = { x: width / 2 - own * reach.x, y: height / 2 - own * reach.y };
    const x = width / 2 + (edit.across / 50 - 1) * room.x;
    const y = height / 2 + (edit.down / 50 - 1) * room.y;
    return { x, y, width: own * ratio, height: own, angle: edit.angle, room };
  };

  // How far it is in the picture to go so far on the screen, where the picture lies tilted.
  editor.tilted = (angle, right, below) => {
    const cos = Math.cos(radians(angle));
    const sin = Math.sin(radians(angle));
    return { x: cos * right + sin * below, y: -sin * right + cos * below };
  };

  // Where a point lies in the photo as it was sent, from 0 to 1, that lies so far from the frame's centre.
  editor.place = (edit, photo, frame, right, below) => {
    const shift = editor.tilted(frame.angle, right, below);
    const turned = editor.turned(edit, photo);
    const x = (frame.x + shift.x) / turned.width;
    const y = (frame.y + shift.y) / turned.height;
    return [
      [x, y],
      [y, 1 - x],
      [1 - x, 1 - y],
      [1 - y, x],
    ][edit.turns];
  };

  // For a canvas in whose middle the frame stands, `scale` of its pixels for one of the picture: where its first
  // pixel lies in the photo, and how far a step to the right and one down lead.
  editor.steps = (edit, photo, frame, canvas, scale) => {
    const at = (x, y) => editor.place(edit, photo, frame, (x - canvas.width / 2) / scale, (y - canvas.height / 2) / scale);
    const [origin, right, down] = [at(0, 0), at(1, 0), at(0, 1)];
    const minus = (a, b) => [a[0] - b[0], a[1] - b[1]];
    return { origin, across: minus(right, origin), down: minus(down, origin) };
  };
})();
