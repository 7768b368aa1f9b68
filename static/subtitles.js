// What is said in a video that plays without sound can be read. The browser's own captions, which its controls offer,
// would jump into their place.
(() => {
  function write({ target: track }, place) {
    const words = document.createElement("span");
    words.textContent = [...track.activeCues].map((cue) => cue.getCueAsHTML().textContent).join("\n");
    place.replaceChildren(words);
  }

  function begin(video, place) {
    const [track] = video.textTracks;
    if (track.mode !== "disabled") return;
    track.mode = "hidden"; // it is read and says when, but is not shown
    track.addEventListener("cuechange", (event) => video.muted && write(event, place));
  }

  function on(type, action) {
    const heard = ({ target }) => {
      const place = target.matches?.(".video > video") && target.parentElement.querySelector(".words");
      if (place) action(target, place);
    };
    document.addEventListener(type, heard, true);
  }

  on("play", (video, place) => video.muted && begin(video, place));
  on("volumechange", (video, place) => video.muted || place.replaceChildren());
})();
