// The call taker's keys, and the keeping of what was typed. The page works without this file, by its forms.
//
// What is typed stays in this window (sessionStorage) until the node has acknowledged it, through a lost network, a
// restart of the node and a new sign-in; then it is let go of. Nothing else is stored.

const desk = document.querySelector("[data-contact]");
if (desk) start();

function start() {
  const call = desk.dataset.call;
  const saved = desk.querySelector("[data-saved]");
  const calm = saved?.textContent ?? "";
  const kept = {
    get: (name, empty) => {
      try {
        return JSON.parse(sessionStorage.getItem(`reeve.contact.${name}`)) ?? empty;
      } catch {
        return empty;
      }
    },
    set: (name, value) => {
      try {
        if (value === undefined) sessionStorage.removeItem(`reeve.contact.${name}`);
        else sessionStorage.setItem(`reeve.contact.${name}`, JSON.stringify(value));
      } catch {
        // Storage is switched off: what is typed is kept for as long as this page stands.
      }
    },
  };
  let queue = kept.get(`queue.${desk.dataset.officer}`, []);
  let isSending = false;
  let pause = 500;

  const say = (words, isBad = false) => {
    if (!saved) return;
    saved.textContent = words;
    saved.classList.toggle("bad", isBad);
  };
  const keepQueue = () => kept.set(`queue.${desk.dataset.officer}`, queue.length ? queue : undefined);

  // ---- Acts: shown at once, sent in their order, each with a name of its own so that it counts once ----
  desk.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    if (form.dataset.act === "arrive") {
      // The next call begins with empty fields.
      for (const field of form.elements) if (field.id) drop(field);
      return;
    }
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    if (form.dataset.act === "write" && !values.text.trim()) return;
    delete values.token;
    values.key = name();
    queue.push(values);
    keepQueue();
    if (form.dataset.act === "write") {
      showSending(values);
      form.elements.text.value = "";
      drop(form.elements.text);
    } else {
      for (const field of form.elements) if (field.id) { drop(field); field.dataset.sent = field.value; }
      const fold = form.closest("details.fold");
      if (fold) { fold.open = false; document.getElementById("line")?.focus(); }
    }
    send();
  });

  function name() {
    return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16)).join("");
  }

  function showSending(values) {
    if (values.call !== call) return;
    const list = desk.querySelector("[data-part=lines]");
    const item = document.createElement("li");
    item.className = "sending";
    item.dataset.key = values.key;
    const time = document.createElement("time");
    time.textContent = "sending";
    const words = document.createElement("span");
    words.className = "say";
    words.textContent = values.text;
    item.append(time, words);
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }

  async function send() {
    if (isSending) return;
    isSending = true;
    while (queue.length) {
      const values = queue[0];
      let reply;
      try {
        reply = await fetch("/api/v1/contact", {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ ...values, token: desk.dataset.token }),
          signal: AbortSignal.timeout(10_000),
        });
      } catch {
        say(`${count()} kept here: no connection. Go on typing.`, true);
        await wait();
        continue;
      }
      if (reply.ok) {
        pause = 500;
        queue.shift();
        keepQueue();
        expectNews();
        const { done } = await reply.json().catch(() => ({}));
        if (done) say(`Kept ${new Date().toLocaleTimeString("en-GB")} · entry ${done.entry} · recorded against this call`);
        continue;
      }
      if (reply.status === 401 || (reply.status === 403 && (await isOldPage(reply)))) {
        say(`${count()} kept here: sign in again, then load this page. Nothing is lost.`, true);
        break;
      }
      if (reply.status === 429 || reply.status >= 500) {
        say(`${count()} kept here: the node is busy. Go on typing.`, true);
        await wait();
        continue;
      }
      // A refusal: the words go back to where they were typed.
      const fault = await reply.json().catch(() => ({}));
      queue.shift();
      keepQueue();
      desk.querySelector(`li[data-key="${values.key}"]`)?.remove();
      const line = document.getElementById("line");
      if (values.act === "write") {
        // Never into another call's log: what is refused there waits as that call's draft.
        if (values.call === call && line && !line.value) line.value = values.text;
        else kept.set(`draft.${desk.dataset.officer}.${values.call}.line`, values.text);
      }
      say(`Not done: ${fault.detail ?? fault.title ?? reply.status}${fault.help ? ` (${fault.help})` : ""}`, true);
    }
    isSending = false;
  }

  async function isOldPage(reply) {
    const text = await reply.clone().text();
    return text.includes("web.form_out_of_date");
  }
  const count = () => `${queue.length} ${queue.length === 1 ? "thing" : "things"}`;
  function wait() {
    const wanted = pause;
    pause = Math.min(pause * 2, 8_000);
    return new Promise((done) => setTimeout(done, wanted));
  }

  // ---- What stands in a field and was not entered ----
  const draft = (field) => `draft.${desk.dataset.officer}.${call}.${field.id}`;
  const drop = (field) => kept.set(draft(field), undefined);
  desk.addEventListener("input", (event) => {
    if (event.target.id && event.target.matches("input")) kept.set(draft(event.target), event.target.value);
  });
  for (const field of desk.querySelectorAll("form[data-act] input[id]")) {
    const before = kept.get(draft(field), null);
    if (before) field.value = before;
  }
  for (const values of queue) if (values.act === "write") showSending(values);
  if (queue.length) send();
  addEventListener("online", send);
  // An address or an assessment is entered by leaving its field as well as by Enter.
  desk.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form[data-act=place], form[data-act=assess]");
    if (form && event.target.matches("input") && event.target.value.trim() && event.target.value !== event.target.defaultValue
      && event.target.dataset.sent !== event.target.value) form.requestSubmit();
  });

  // ---- What changes is put in without moving what is being worked at ----
  let source;
  const listen = () => {
    source = new EventSource(desk.dataset.contact);
    source.addEventListener("parts", (event) => take(new DOMParser().parseFromString(event.data, "text/html")));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      say("Not up to date: sign in again in another window if this stays. What you type is kept.", true);
      setTimeout(listen, 2_000);
    });
  };
  listen();

  // What was kept must come back as part of the screen: where it does not, the stream is taken up anew.
  let news;
  function expectNews() {
    clearTimeout(news);
    news = setTimeout(() => {
      source.close();
      listen();
    }, 2_500);
  }
  addEventListener("pagehide", () => source?.close());

  function take(fresh) {
    clearTimeout(news);
    if (saved?.textContent.startsWith("Not up to date")) say(calm);
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const place = desk.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!place || place.dataset.last === part.innerHTML) continue;
      const here = place.contains(document.activeElement) ? document.activeElement : null;
      const isTyping = here?.matches("input:not([type=hidden]), select, details[open] *");
      if (isTyping && (here.matches("select") || here.value !== here.defaultValue || here.closest("details[open]"))) continue;
      const again = here && (here.id ? `#${CSS.escape(here.id)}` : way(here, place));
      const open = [...place.querySelectorAll("details[open]")].map((fold) => way(fold, place));
      const scroll = place.scrollTop;
      const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 30;
      const sending = [...place.querySelectorAll("li.sending")].filter((one) => queue.some((v) => v.key === one.dataset.key));
      place.innerHTML = part.innerHTML;
      place.dataset.last = part.innerHTML;
      place.append(...sending);
      for (const fold of open) place.querySelector(fold)?.setAttribute("open", "");
      place.scrollTop = isAtEnd ? place.scrollHeight : scroll;
      if (again) (place.querySelector(again) ?? place).focus({ preventScroll: true });
    }
    tick();
  }

  /** The way from a part to one of its elements, by places. */
  function way(element, top) {
    const steps = [];
    for (let one = element; one && one !== top; one = one.parentElement) {
      steps.unshift(`:nth-child(${[...one.parentElement.children].indexOf(one) + 1})`);
    }
    return `:scope > ${steps.join(" > ")}`;
  }

  // ---- Clocks ----
  function tick() {
    for (const clock of desk.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
      const two = (number) => String(number).padStart(2, "0");
      const words = seconds >= 86_400 ? `${Math.floor(seconds / 86_400)} d`
        : seconds >= 3_600 ? `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)}`
        : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
      if (clock.textContent !== words) clock.textContent = words;
    }
  }
  setInterval(tick, 1_000);
  tick();

  // ---- Keys ----
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const inGrades = event.target.closest?.("[data-f=F8]");
    if (event.altKey) {
      const key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
      if (/^[1-5]$/.test(key) && document.getElementById("stage")) {
        document.getElementById("stage").value = key;
      } else if (key === "i") {
        desk.querySelector("[data-job]")?.focus();
      } else if (key === "n" && !desk.querySelector('[data-alt="n"]')) {
        const next = desk.querySelector(".job.ringing");
        if (!next) return;
        location.assign(next.href);
      } else if (key === "q") {
        desk.querySelector("[data-ask] button")?.focus();
      } else {
        const target = desk.querySelector(`[data-alt="${CSS.escape(key)}"]`);
        if (!target) return;
        if (target.matches("input")) { target.focus(); target.select(); } else target.click();
      }
      event.preventDefault();
    } else if (["F2", "F4", "F8", "F9"].includes(event.key)) {
      const target = desk.querySelector(`[data-f="${event.key}"]`);
      if (!target) return;
      event.preventDefault();
      if (event.key === "F8") (target.querySelector("[aria-pressed=true]:not(:disabled)") ?? target.querySelector("button:not(:disabled)"))?.focus();
      else if (event.key === "F9") { if (!target.disabled) target.click(); } else { target.focus(); if (event.key === "F2") target.select(); }
    } else if (inGrades && event.key.length === 1) {
      const button = [...inGrades.querySelectorAll("[data-grade]")].find((one) => one.dataset.grade[0] === event.key);
      if (button) { event.preventDefault(); button.click(); }
    } else if (event.target.matches?.("[data-job]") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      const jobs = [...desk.querySelectorAll("[data-job]")];
      const next = jobs[jobs.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });
  if (call && !matchMedia("(max-width: 900px)").matches) document.getElementById("line")?.focus();
}
