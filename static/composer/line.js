// Which files are on their way, and whose turn it is: three travel at once.
(() => {
  const AT_ONCE = 3;
  const LOOK_MS = 5000;
  let line = []; // also those that stopped

  Object.defineProperty(compose, "sendings", { get: () => line });

  compose.send = async (file) => {
    const sending = new compose.Sending(file);
    line.push(sending);
    compose.show(sending);
    const wrong = compose.objection(file);
    if (wrong) return sending.become("refused", wrong);
    await sending.prepare();
    compose.advance();
  };

  compose.advance = () => {
    const atWork = line.filter(({ state }) => state === "sending" || state === "stalled");
    const next = line.find(({ state, upload }) => state === "waiting" && upload);
    if (next && atWork.length < AT_ONCE) next.start();
  };

  compose.leaveLine = (sending) => {
    line = line.filter((other) => other !== sending);
    if (sending.state === "arrived" && !line.length) compose.say(_("All files have arrived."));
  };

  setInterval(() => line.filter((sending) => sending.isSilent).forEach((sending) => sending.again()), LOOK_MS);

  window.addEventListener("online", () => {
    line.filter(({ state }) => state === "stalled").forEach((sending) => sending.again());
  });
})();
