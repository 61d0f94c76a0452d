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
  else if (/^[a-z/]$/.test(key) && press(key)) event.preventDefault();
});
