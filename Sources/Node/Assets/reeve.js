// Keys, appearance and printing. Every page works without this file; nothing here holds or stores what a page shows.

const store = {
  get(name) {
    try {
      return localStorage.getItem(`reeve.${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`reeve.${name}`, value);
    } catch {
      // Storage is switched off: the choice lasts for this page.
    }
  },
};

let keysAreOn = store.get("keys") !== "off";
showKeys();

// Appearance: follows the system until a choice is made.
const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const toggle = document.querySelector("[data-theme-toggle]");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches;
}

if (toggle) {
  const show = () => toggle.setAttribute("aria-pressed", String(isDark()));
  toggle.hidden = false;
  show();
  systemIsDark.addEventListener("change", show);
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store.set("theme", root.dataset.theme);
    show();
  });
}

// Printing opens what is folded, so that paper holds what the screen can.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) fold.open = fold.dataset.printed = true;
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-printed]")) {
    fold.open = false;
    delete fold.dataset.printed;
  }
});

// The list of keys, with the switch that turns single keys off (WCAG 2.1.4).
const help = document.getElementById("keys");
const keySwitch = document.querySelector("[data-keys-switch]");
if (keySwitch) {
  keySwitch.checked = keysAreOn;
  keySwitch.addEventListener("change", () => {
    keysAreOn = keySwitch.checked;
    store.set("keys", keysAreOn ? "on" : "off");
    showKeys();
  });
}
for (const opener of document.querySelectorAll("[data-keys-help]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => help?.showModal());
}

function showKeys() {
  document.documentElement.classList.toggle("keyless", !keysAreOn);
}

// A folded panel that lies over the page closes with Escape and with a click elsewhere.
const panels = () => document.querySelectorAll("details.answers[open]");
addEventListener("click", (event) => {
  for (const panel of panels()) if (!panel.contains(event.target)) panel.open = false;
});

// A form that acts is sent once, however fast the key is pressed; coming back to the page makes it ready again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/** Moves the focus among results; false when the page has none. */
function moveAmongResults(step) {
  const links = [...document.querySelectorAll("[data-result] h2 a")];
  if (links.length === 0) return false;
  const here = links.findIndex((link) => link.closest("[data-result]").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("[data-result]").scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
  return true;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const panel of panels()) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
    return;
  }
  if (!keysAreOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, dialog[open], [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "?" && help) help.showModal();
  else if (key === "j" && moveAmongResults(1)) event.preventDefault();
  else if (key === "k" && moveAmongResults(-1)) event.preventDefault();
  else if (/^[a-z0-9/]$/.test(key) && press(key)) event.preventDefault();
});

// A question to all forces: what comes is added, and nothing that is there moves or loses the focus.
for (const form of document.querySelectorAll("form[role=search]")) {
  const live = document.createElement("input");
  live.type = "hidden";
  live.name = "live";
  live.value = "1";
  form.append(live);
}

const asked = document.querySelector("[data-stream]");
if (asked) {
  const source = new EventSource(asked.dataset.stream);
  source.addEventListener("state", (event) => addWhatCame(new DOMParser().parseFromString(event.data, "text/html")));
  source.addEventListener("over", () => source.close());
  addEventListener("pagehide", () => source.close());
}

function addWhatCame(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]:not([data-part=hits])")) {
    const place = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (place && place.innerHTML !== part.innerHTML) place.innerHTML = part.innerHTML;
  }
  const list = document.querySelector("[data-part=hits]");
  const known = (item) => new Set((item.dataset.keys ?? "").split(" "));
  for (const item of fresh.querySelectorAll("[data-part=hits] > li")) {
    const keys = known(item);
    const same = [...list.children].filter((old) => [...known(old)].some((key) => keys.has(key)));
    if (same.length === 0) {
      list.append(item);
    } else {
      const [first, ...rest] = same;
      if (first.innerHTML !== item.innerHTML) {
        const focused = first.contains(document.activeElement) || rest.some((one) => one.contains(document.activeElement));
        first.innerHTML = item.innerHTML;
        first.dataset.keys = item.dataset.keys;
        if (focused) first.querySelector("h2 a")?.focus({ preventScroll: true });
      }
      // What turned out to be the same person stands once, where it stood first.
      for (const one of rest) one.remove();
    }
  }
}
