// The page around the items: it changes without being loaded anew, and files go on travelling while others are shown.
(() => {
  let shown = null; // the .compose that is on the page

  // After every swap: what the server does not know of an item, and what only who has no script needs.
  compose.dress = () => {
    for (const item of compose.items) {
      const { known } = item.querySelector(".upload").dataset;
      const sending = compose.sendingOf(item);
      compose.showPicture(item);
      compose.showFocus(item);
      if (sending) {
        compose.paint(sending);
      } else if (known !== item.dataset.known && item.asked !== known) {
        item.asked = known;
        compose.refresh(item);
      }
    }
    compose.arrange();
  };

  function arrive() {
    const place = document.querySelector(".compose");
    if (place !== shown) {
      shown = place;
      if (place) compose.dressSchedule();
      if (compose.place) {
        compose.loadAhead();
        // Chosen before this script was here.
        for (const input of compose.place.querySelectorAll("input[type=file]")) compose.takeFrom(input);
        compose.sendings.forEach(findAgain);
        compose.recallWords();
      }
      compose.pageChanged();
    }
    if (place) compose.dress();
  }

  // Back from a walk through the site. The server shows those that it knows of, unless they were removed meanwhile.
  function findAgain(sending) {
    const item = sending.id ? document.getElementById(`item-${sending.id}`) : sending.item;
    if (!item) return sending.forget();
    sending.item = item;
    if (!sending.id) document.getElementById("items").append(item);
  }

  document.addEventListener("htmx:before:settle", arrive);
  document.addEventListener("htmx:after:swap", arrive);
  queueMicrotask(arrive); // when all of this script has run, on the page that is there already
})();
