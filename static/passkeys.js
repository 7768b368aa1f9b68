// Passkeys: made in the settings, used to sign in and to prove again who one is. The server says what is to be signed, the browser
// asks the person, and the answer says where to go. A browser takes one such request at a time: a new one ends the one before.
(() => {
  const RENEW_MS = 4 * 60_000; // what is to be signed is good for five minutes
  const BUTTONS = "[data-add-passkey], [data-sign-in-passkey], [data-prove-passkey]";
  const FAILED = _("That did not work just now. Please try again.");
  const WORDS = {
    InvalidStateError: _("This device has a passkey for your account already."),
    NotAllowedError: _("Nothing was chosen, or it took too long. Please try again."),
    SecurityError: _("Passkeys work only at this site's own address."),
  };

  let pending = null; // { abort, place, since } of the request that waits, and the element that it is for

  class Refusal extends Error {}

  function begin(place) {
    pending?.abort.abort();
    pending = { abort: new AbortController(), place, since: Date.now() };
    return pending.abort.signal;
  }

  // Asks as htmx does, so that the answer names the page to go to.
  async function send(path, body, signal) {
    const headers = { "Content-Type": "application/json", "HX-Request": "true" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    const address = answer.headers.get("HX-Redirect");
    if (address) return leave(() => location.assign(address));
    if (answer.headers.get("Content-Type") !== "application/json") {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page");
      if (!page) throw new Refusal(FAILED);
      return leave(() => show(page));
    }
    const said = await answer.json();
    if (!answer.ok) throw new Refusal(said.error);
    return said;
  }

  function leave(go) {
    go();
    return new Promise(() => {});
  }

  function show(page) {
    document.getElementById("page").replaceWith(page);
    htmx.process(page);
    page.focus();
  }

  const make = async (options, signal) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal });

  const sign = async (options, signal, mediation) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal, mediation });

  // The button or the form says where she was going.
  const nextOf = (place) => place.dataset.next ?? (place.form ?? place).elements?.next?.value ?? "";

  const finish = (path, credential, place, signal) =>
    send(path, { credential: credential.toJSON(), next: nextOf(place) }, signal);

  async function press(button) {
    const [path, ask] = jobOf(button);
    const signal = begin(button);
    button.disabled = true;
    say(button, "");
    try {
      const credential = await ask(await send(`${path}/options`, {}, signal), signal);
      await finish(path, credential, button, signal);
    } catch (error) {
      if (!signal.aborted) say(button, wordsFor(error));
    }
    button.disabled = false;
    if (!signal.aborted) fillIn();
  }

  function jobOf(button) {
    if ("addPasskey" in button.dataset) return ["/settings/passkeys", make];
    return ["provePasskey" in button.dataset ? "/prove/passkey" : "/login/passkey", sign];
  }

  const wordsFor = (error) => (error instanceof Refusal ? error.message : (WORDS[error.name] ?? FAILED));

  function say(button, words) {
    const before = button.nextElementSibling;
    if (before?.matches(".error[role=alert]")) before.remove();
    if (!words) return;
    const sentence = Object.assign(document.createElement("p"), { className: "error", role: "alert", textContent: words });
    button.after(sentence);
  }

  // The browser offers her passkeys in the field for the name; this waits until she takes one.
  async function fillIn() {
    const form = document.querySelector("form[data-passkey]");
    if (!form) return;
    const signal = begin(form);
    let credential;
    try {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      credential = await sign(await send("/login/passkey/options", {}, signal), signal, "conditional");
    } catch {
      return; // she has not asked for anything
    }
    try {
      await finish("/login/passkey", credential, form, signal);
    } catch (error) {
      if (signal.aborted) return;
      say(form.querySelector("[data-sign-in-passkey]"), wordsFor(error));
      fillIn();
    }
  }

  function renew() {
    if (!document.hidden && pending?.place.matches("form") && Date.now() - pending.since > RENEW_MS) fillIn();
  }

  function arrive() {
    if (pending?.place.isConnected) return;
    pending?.abort.abort();
    pending = null;
    fillIn();
  }

  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    document.documentElement.dataset.passkeys = "none";
    return;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(BUTTONS);
    if (button) press(button);
  });
  document.addEventListener("htmx:before:settle", arrive);
  document.addEventListener("htmx:after:swap", arrive);
  setTimeout(arrive); // htmx looks at the page first
  document.addEventListener("visibilitychange", renew);
  setInterval(renew, RENEW_MS / 8);
})();
