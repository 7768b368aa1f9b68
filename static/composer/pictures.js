// What was chosen, small, before the server has made anything of it. Drawn here, one after the other: twenty photos
// of a phone at once are more than its memory.
(() => {
  const SIDE = 720;
  const VIDEO_MS = 8000;
  const addresses = new Map(); // item -> blob: address
  let before = Promise.resolve();

  function drawn(source, width, height) {
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const [small, low] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = compose.element("canvas", { width: small, height: low });
    canvas.getContext("2d").drawImage(source, 0, 0, small, low);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/webp", 0.85));
  }

  async function photo(file) {
    const bitmap = await createImageBitmap(file);
    const blob = await drawn(bitmap, bitmap.width, bitmap.height);
    bitmap.close();
    return blob;
  }

  async function frame(file) {
    const video = compose.element("video", { muted: true, playsInline: true, preload: "auto" });
    const happens = (type) => new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
    const stops = new Promise((resolve, reject) => {
      video.addEventListener("error", reject);
      setTimeout(reject, VIDEO_MS);
    });
    video.src = URL.createObjectURL(file);
    try {
      await Promise.race([happens("loadeddata"), stops]);
      video.currentTime = Math.min(5, video.duration / 3 || 0);
      await Promise.race([happens("seeked"), stops]);
      return await drawn(video, video.videoWidth, video.videoHeight);
    } finally {
      URL.revokeObjectURL(video.src);
      video.removeAttribute("src");
    }
  }

  compose.draw = (sending) => {
    const { file } = sending;
    before = before
      .then(() => (file.type.startsWith("video/") ? frame(file) : photo(file)))
      .then((blob) => {
        addresses.set(sending.item.dataset.item, URL.createObjectURL(blob));
        compose.showPicture(sending.item);
        compose.showFocus(sending.item);
      })
      .catch(() => {}); // a format that this browser cannot read: the server will show it
  };

  compose.renamePicture = (from, to) => {
    if (addresses.has(from)) addresses.set(to, addresses.get(from));
    addresses.delete(from);
  };

  // Where its picture is: here, or on the server.
  compose.addressOfPicture = (item) =>
    addresses.get(item.dataset.item) ?? item.querySelector(".upload-plate img:not(.local)")?.src;

  compose.showPicture = (item) => {
    const address = addresses.get(item.dataset.item);
    const plate = item.querySelector(".upload-plate");
    if (!address || plate.querySelector(".local")) return;
    item.local ??= compose.element("img", { className: "local", alt: "", draggable: false, src: address });
    plate.append(item.local);
  };

  compose.forget = () => {
    addresses.forEach((address) => URL.revokeObjectURL(address));
    addresses.clear();
    compose.forgetWords();
  };
})();
