// The call taker's keys, and the keeping of what was typed. The page works without this file, by its forms.
//
// What is typed stays in this window (sessionStorage, one item, by officer) until the node has acknowledged it: through a
// lost network, a restart of the node, a refusal and a new sign-in. It is let go of once it is kept by the node, at
// sign-out, with the window, and after twelve hours. Nothing else is stored.

const desk = document.querySelector("[data-contact]");
if (desk) start();

function start() {
  const call = desk.dataset.call, officer = desk.dataset.officer;
  const saved = desk.querySelector("[data-saved]");
  const calm = saved?.textContent ?? "";
  const longest = 12 * 3_600_000;

  // ---- What this window keeps: unsent acts, what stands in fields, and words that have no field any more ----
  const store = (() => {
    const young = (list) => (list ?? []).filter((one) => Date.now() - one.at < longest);
    const read = () => {
      try {
        return JSON.parse(sessionStorage.getItem(`reeve.contact.kept`)) ?? [];
      } catch {
        return [];
      }
    };
    const all = read().map((one) => ({
      officer: one.officer, queue: young(one.queue), drafts: young(one.drafts), words: young(one.words),
    }));
    let own = all.find((one) => one.officer === officer);
    if (!own) all.push((own = { officer, queue: [], drafts: [], words: [] }));
    const write = () => {
      desk.dataset.unsent = own.queue.length;
      const full = all.filter((one) => one.queue.length + one.drafts.length + one.words.length > 0);
      try {
        if (full.length) sessionStorage.setItem(`reeve.contact.kept`, JSON.stringify(full));
        else sessionStorage.removeItem(`reeve.contact.kept`);
      } catch {
        // Storage is switched off: what is typed is kept for as long as this page stands.
      }
    };
    write();
    return { own, write };
  })();
  const { queue } = store.own;
  let isSending = false;
  let pause = 500;

  const say = (words, isBad = false) => {
    if (!saved) return;
    saved.textContent = words;
    saved.classList.toggle("bad", isBad);
  };

  const draftAt = (id) => store.own.drafts.find((one) => one.call === call && one.id === id);
  function keepDraft(field) {
    const before = draftAt(field.id);
    if (!isTyped(field)) return dropDraft(field.id);
    if (before) Object.assign(before, { value: field.value, label: labelOf(field), at: Date.now() });
    else store.own.drafts.push({ call, id: field.id, value: field.value, label: labelOf(field), at: Date.now() });
    store.write();
  }
  function dropDraft(id, value) {
    store.own.drafts = store.own.drafts.filter((one) =>
      one.call !== call || one.id !== id || (value !== undefined && one.value !== value));
    store.write();
  }

  const fieldsOf = (top) => [...top.querySelectorAll("input[id]:not([type=hidden]), select[id]:not(#stage, #part)")];
  const standard = (field) => field.matches("select")
    ? ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value ?? "" : field.defaultValue;
  /** Whether a field holds what a person put there and the node does not have. */
  const isTyped = (field) => field.value !== standard(field) && field.dataset.sent !== field.value;
  const isOnItsWay = (field) => queue.some(({ values, fields }) => values.call === call
    && fields.some((one) => one.id === field.id && one.value === field.value));
  const labelOf = (field) => (field.labels?.[0]?.textContent ?? field.name).replace(/\s+/g, " ").trim();

  /** Words that have no field any more: shown until a person does something with them. */
  function keepWords(words) {
    const { call: of, label, text } = words;
    if (!text.trim() || store.own.words.some((one) => one.call === of && one.text === text)) return;
    store.own.words.push({ ...words, at: Date.now() });
    store.write();
    showWords();
  }
  function showWords() {
    const place = desk.querySelector("[data-kept]");
    if (!place) return;
    place.replaceChildren(...store.own.words.map((words) => {
      const row = document.createElement("p"), what = document.createElement("span"), text = document.createElement("q");
      what.textContent = `Not sent${words.call === call ? "" : `, of ${words.call || "a call by hand"}`}: ${words.label} `;
      text.textContent = words.text;
      row.append(what, text);
      const button = (title, act) => {
        const one = document.createElement("button");
        one.type = "button";
        one.className = "button small";
        one.textContent = title;
        one.addEventListener("click", () => {
          act();
          store.own.words = store.own.words.filter((other) => other !== words);
          store.write();
          showWords();
        });
        row.append(one);
      };
      const line = document.getElementById("line");
      // Never into another call's log.
      if (line && words.call === call) button("Put into the line", () => {
        line.value = [line.value, words.text].filter(Boolean).join(" ");
        keepDraft(line);
        line.focus();
      });
      button("Let go", () => {});
      return row;
    }));
    place.hidden = store.own.words.length === 0;
  }

  // ---- Acts: shown at once, sent in their order, each with a name of its own so that it counts once ----
  desk.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    if (form.dataset.act === "arrive") {
      // It is kept until the page of the call it opens is there.
      for (const one of store.own.drafts) one.isSent = one.call === "";
      store.write();
      return;
    }
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    if (form.dataset.act === "write" && !values.text.trim()) return;
    delete values.token;
    values.key = name();
    const fields = fieldsOf(form).map((field) => ({ id: field.id, value: field.value, label: labelOf(field) }));
    queue.push({ values, fields, at: Date.now() });
    if (form.dataset.act === "write") {
      showSending(values);
      form.elements.text.value = "";
      // From here on the queue keeps it.
      dropDraft("line");
    } else {
      for (const field of fieldsOf(form)) field.dataset.sent = field.value;
      const fold = form.closest("details.fold");
      if (fold) { fold.open = false; document.getElementById("line")?.focus(); }
    }
    store.write();
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
      const { values } = queue[0];
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
        acknowledged(queue.shift());
        const { done } = await reply.json().catch(() => ({}));
        if (done?.notAsked) say(`Kept · entry ${done.entry}. The sources were not asked: ${done.notAsked}. Use “Ask all again”.`, true);
        else if (done) say(`Kept ${new Date().toLocaleTimeString("en-GB")} · entry ${done.entry} · recorded against this call`);
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
      const fault = await reply.json().catch(() => ({}));
      refused(queue.shift());
      say(`Not done: ${fault.title ?? reply.status}${fault.detail ? `; ${fault.detail}` : ""}`, true);
    }
    isSending = false;
  }

  /** The node has it: what was typed for it is let go of. */
  function acknowledged({ values, fields }) {
    for (const { id, value } of values.call === call ? fields : []) {
      dropDraft(id, value);
      const field = document.getElementById(id);
      if (field?.closest("details.fold") && field.value === value) field.value = standard(field);
    }
    store.write();
    expectNews();
  }

  /** A refusal: the words go back to where they were typed, or stand apart where there is no such place. */
  function refused({ values, fields }) {
    desk.querySelector(`li[data-key="${values.key}"]`)?.remove();
    for (const { id, value, label } of fields) {
      const field = values.call === call ? document.getElementById(id) : null;
      if (field && (field.value === value || !isTyped(field)) && canHold(field, value)) {
        delete field.dataset.sent;
        field.value = value;
        if (isTyped(field)) field.closest("details")?.setAttribute("open", "");
        keepDraft(field);
      } else {
        keepWords({ call: values.call, label, text: value });
      }
    }
    store.write();
  }

  const canHold = (field, value) => !field.matches("select") || [...field.options].some((one) => one.value === value);

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
  const met = new WeakSet();
  /** Puts back into fields that are new on this page what was typed for them before. */
  function restore() {
    for (const field of fieldsOf(desk)) {
      if (met.has(field)) continue;
      met.add(field);
      const before = draftAt(field.id);
      if (!before || isTyped(field) || !canHold(field, before.value)) continue;
      field.value = before.value;
      if (isOnItsWay(field)) field.dataset.sent = field.value;
    }
  }
  for (const kind of ["input", "change"]) {
    desk.addEventListener(kind, (event) => {
      if (event.target.id && event.target.matches("input, select:not(#stage, #part)")) keepDraft(event.target);
    });
  }
  if (call) store.own.drafts = store.own.drafts.filter((one) => !one.isSent);
  restore();
  showWords();
  store.write();
  for (const { values } of queue) if (values.act === "write") showSending(values);
  if (queue.length) send();
  addEventListener("online", send);
  // An address or an assessment is entered by leaving its field as well as by Enter.
  desk.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form[data-act=place], form[data-act=assess]");
    if (!isMoving && form && event.target.matches("input") && event.target.value.trim() && isTyped(event.target)) form.requestSubmit();
  });

  // ---- What changes is put in without moving what is being worked at ----
  let source, again = 2_000;
  const listen = () => {
    source = new EventSource(desk.dataset.contact);
    source.addEventListener("parts", (event) => {
      again = 2_000;
      take(new DOMParser().parseFromString(event.data, "text/html"));
    });
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      say("Not up to date: sign in again in another window if this stays. What you type is kept.", true);
      setTimeout(listen, again);
      again = Math.min(again * 2, 30_000);
    });
  };

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

  const last = new Map();
  let isMoving = false, hasTaken = false;
  function take(fresh) {
    clearTimeout(news);
    if (saved?.textContent.startsWith("Not up to date")) say(calm);
    const focus = document.activeElement;
    const wasAsking = Boolean(focus?.closest?.(".ask"));
    const orphans = [];
    isMoving = true;
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const place = desk.querySelector(`[data-part="${part.dataset.part}"]`), text = part.innerHTML;
      if (!place || last.get(part.dataset.part) === text) continue;
      last.set(part.dataset.part, text);
      const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 30;
      const from = place.scrollTop;
      children(place, part, orphans);
      place.scrollTop = isAtEnd && part.dataset.part === "lines" ? place.scrollHeight : from;
    }
    for (const { id, value, label, form, hadFocus } of orphans) {
      const field = document.getElementById(id);
      // Words for one decision are not put under another.
      if (field && !isTyped(field) && keyOf(field.form) === form) {
        field.value = value;
        field.closest("details")?.setAttribute("open", "");
        if (hadFocus) field.focus({ preventScroll: true });
      } else {
        dropDraft(id);
        keepWords({ call, label, text: value });
      }
    }
    restore();
    if (!hasTaken) {
      hasTaken = true;
      // What was typed into a field that is gone since.
      for (const one of store.own.drafts.filter((one) => one.call === call && !document.getElementById(one.id))) {
        dropDraft(one.id);
        keepWords({ call, label: one.label, text: one.value });
      }
    }
    // A button that is gone takes the focus along: what stands in its place is another question or another offer.
    if (focus && !focus.isConnected && document.activeElement === document.body) {
      ((wasAsking && desk.querySelector("[data-ask]")) || document.getElementById("line"))?.focus({ preventScroll: true });
    }
    isMoving = false;
    tick();
  }

  /** What an element is, apart from where it stands; nothing where only its place tells. */
  function keyOf(element) {
    if (element.id) return `#${element.id}`;
    if (element.matches("form[data-act]")) {
      const told = [...element.querySelectorAll("input[type=hidden]")].filter((one) => !["token", "key"].includes(one.name));
      return `form ${told.map((one) => one.value).join(" ")}`;
    }
    if (element.matches("details")) {
      const { id } = element.querySelector("input[id]") ?? {};
      return id ? `details ${id}` : "";
    }
    return element.matches("a[href]") ? `a ${element.getAttribute("href")}` : "";
  }

  const isOurs = (node) => node.nodeType === 1 && node.matches("li.sending");

  /** Makes one element's children those of another, keeping elements that stay, with what was typed into them. */
  function children(here, fresh, orphans) {
    for (const item of here.querySelectorAll(":scope > li.sending")) {
      if (!queue.some(({ values }) => values.key === item.dataset.key)) item.remove();
    }
    const spare = new Map();
    for (const child of here.children) {
      const key = isOurs(child) ? "" : keyOf(child);
      if (key && !spare.has(key)) spare.set(key, child);
    }
    let at = here.firstChild;
    for (const wanted of fresh.childNodes) {
      while (at && isOurs(at)) at = at.nextSibling;
      const key = wanted.nodeType === 1 ? keyOf(wanted) : "";
      const isSame = at && at.nodeName === wanted.nodeName && (at.nodeType !== 1 || keyOf(at) === "");
      const match = key ? spare.get(key) : isSame ? at : undefined;
      if (!match || match.nodeName !== wanted.nodeName) {
        here.insertBefore(document.importNode(wanted, true), at);
        continue;
      }
      spare.delete(key);
      if (match === at) at = at.nextSibling;
      else move(match, here, at);
      if (match.nodeType === 1) renew(match, wanted, orphans);
      else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
    }
    while (at) {
      const next = at.nextSibling;
      if (!isOurs(at)) {
        if (at.nodeType === 1) orphans.push(...typedIn(at));
        at.remove();
      }
      at = next;
    }
    // What was sent and is not in the log yet stands after it.
    here.append(...here.querySelectorAll(":scope > li.sending"));
  }

  function typedIn(element) {
    const fields = element.matches("input[id]") ? [element] : fieldsOf(element);
    return fields.filter((field) => field.matches("input") && isTyped(field)).map((field) => ({
      id: field.id, value: field.value, label: labelOf(field), form: keyOf(field.form),
      hadFocus: field === document.activeElement,
    }));
  }

  function move(element, here, at) {
    const focus = element.contains(document.activeElement) ? document.activeElement : null;
    const chosen = focus?.matches("input") ? [focus.selectionStart, focus.selectionEnd] : null;
    here.insertBefore(element, at);
    if (focus && document.activeElement !== focus) focus.focus({ preventScroll: true });
    if (chosen && chosen[0] !== null) focus.setSelectionRange(...chosen);
  }

  /** Makes an element what it is to be; what a person typed, chose or opened stays. */
  function renew(here, wanted, orphans) {
    const isField = here.matches("input:not([type=hidden]), select");
    const value = isField && (isTyped(here) || isOnItsWay(here)) ? here.value : null;
    for (const { name } of [...here.attributes]) {
      if (!wanted.hasAttribute(name) && name !== "open" && name !== "data-sent") here.removeAttribute(name);
    }
    for (const { name, value } of wanted.attributes) {
      if (name !== "open" && here.getAttribute(name) !== value) here.setAttribute(name, value);
    }
    if (!here.matches("input, [data-since]")) children(here, wanted, orphans);
    if (!isField) return;
    const shown = value !== null && canHold(here, value) ? value : standard(here);
    if (here.value !== shown) here.value = shown;
  }

  listen();

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
