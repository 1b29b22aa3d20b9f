// Typing values: drafts that save themselves, keys, pasting from a spreadsheet. Every page works without this file.
"use strict";

const form = document.getElementById("grid");
const said = document.getElementById("grid-status");
// What is typed and not saved yet, on this computer. The grids of a strategy share it: in whichever the value stands next.
const shelf = new Shelf(`values:${form.dataset.who}:${form.dataset.shelf ?? location.pathname}`);
const PAUSE = 700; // milliseconds without a key before a draft is saved
const AGAIN = 10_000; // milliseconds before the server is asked again
const COMMENTARY = /-(what_happened|why|what_next)$/;
const AT_ONCE = 3; // rows saved at the same time after a paste
let signedOut = false;
let leaving = false;

const say = (text, parts = []) => {
  said.replaceChildren(text, ...parts);
};
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// --- One value ------------------------------------------------------------------------------------------------------

class Entry {
  constructor(element) {
    this.element = element;
    this.line = element.closest("tbody") ?? element; // what is said of a value stands below its line
    this.key = element.id;
    this.name = element.dataset.name;
    this.version = element.querySelector(`[name="${this.key}-version"]`);
    const { unsaved, seen } = element.dataset; // the page came back with what was typed, which is not saved
    this.saved = unsaved === undefined ? this.texts() : {};
    this.pending = {}; // what was typed before into fields below the row that are not there yet
    this.isSaving = this.isWrong = false;
    this.isStuck = seen !== undefined;
    if (this.isStuck) this.version.value = seen; // until the person chooses, what is sent again is disputed again
    if (this.isChanged) this.keep();
  }

  get named() { return [...this.line.querySelectorAll(`[name^="${this.key}-"]`)]; }
  get fields() { return this.named.filter(({ type }) => type !== "hidden"); }
  get figures() { return this.fields.filter((field) => field.closest(".entry__figure")); }
  texts() { return { ...this.pending, ...Object.fromEntries(this.fields.map(({ name, value }) => [name, value])) }; }
  get isChanged() { return Object.entries(this.texts()).some(([name, text]) => text !== (this.saved[name] ?? "")); }

  // The parts of a figure are typed one after the other: half of them are no mistake while the person is still there.
  get isHalfway() {
    const filled = this.figures.filter(({ value }) => value.trim()).length;
    return filled > 0 && filled < this.figures.length && entryOf(document.activeElement) === this;
  }

  keep() {
    shelf.change((kept) => {
      if (this.isChanged) kept[this.key] = { texts: this.texts(), version: this.version.value, at: Date.now() };
      else delete kept[this.key];
    });
  }

  typed() {
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.isHalfway || this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    // What was wrong and stands again as it is saved is sent too, so that nothing says any more that it is wrong.
    if (this.isSaving || this.isStuck || signedOut || !(this.isChanged || this.isWrong)) return this.saving ?? Promise.resolve();
    this.isSaving = true;
    this.saving = inTurn(() => this.post()).finally(() => {
      this.isSaving = false;
      this.saving = null;
      tellWhetherAllIsSaved();
    });
    return this.saving;
  }

  async post() {
    const sent = this.texts();
    const seen = this.isChanged ? null : this.version.value; // who changes nothing has not seen what others saved
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    this.named.forEach(({ name, value }) => body.set(name, value));
    const total = form.querySelector(`[data-total="${this.key.split("-", 2).join("-")}"]`);
    Object.entries(this.pending).forEach(([name, text]) => { if (COMMENTARY.test(name)) body.set(name, text); });
    if (total) body.set("total", "yes");
    if (form.dataset.shelf) body.set("row", "yes"); // a row of a grid asks for commentary itself
    say("Saving …");
    try {
      const answer = await fetch(this.element.dataset.entry, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.type === "opaqueredirect" || answer.status === 403) return this.lost();
      if (!answer.ok) return this.later("The portal could not save it.");
      const html = await answer.text();
      await pressed;
      this.take(html, sent, seen, total);
    } catch {
      this.later("The portal can’t be reached.");
    }
  }

  take(html, sent, seen, total) {
    const answer = new DOMParser().parseFromString(html, "text/html").querySelector("[data-result]");
    const { version, result, wrong } = answer.dataset;
    this.isWrong = result === "error";
    this.isStuck = result === "conflict" || result === "closed";
    if (result === "saved") {
      this.version.value = seen ?? version;
      this.saved = sent;
    }
    this.show(answer, sent);
    if (result === "saved") this.pending = {};
    this.figures.forEach((input) => {
      input.toggleAttribute("aria-invalid", false);
      if (wrong.split(" ").includes(input.name)) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", `${this.key}-notes`);
      } else input.removeAttribute("aria-describedby");
    });
    const whole = answer.querySelector("[data-part=total]");
    if (total && whole.childElementCount) total.replaceChildren(...whole.childNodes);
    this.keep();
    if (result === "closed") say(`${this.name}: what you typed is not saved. It is kept on this computer.`);
    else if (this.isStuck) say(`${this.name}: somebody else saved it while you were typing. Choose which to keep.`);
    else if (this.isWrong) say(`${this.name}: ${[...notesOf(this.key).querySelectorAll(".ds_question__error-message")].map((each) => each.innerText).join(" ")}`);
    else if (this.isChanged) this.typed();
  }

  // Puts in what the server says of the value, without taking away what is being typed as an answer.
  show(answer, sent) {
    const notes = notesOf(this.key);
    const before = Object.fromEntries([...notes.querySelectorAll("input, textarea")].map((input) => [input.name, input]));
    const active = document.activeElement;
    this.stand(answer.querySelector("[data-part=state]"), answer.querySelector(".entry__link"));
    const said = answer.querySelector("[data-part=notes]");
    notes.replaceChildren(...(said.textContent.trim() ? said.childNodes : []));
    showBelow(notes);
    notes.querySelectorAll("input:not([type=hidden]), textarea").forEach((input) => {
      this.saved[input.name] = input.value;
      const old = before[input.name];
      if (!old) return;
      if (old.value !== (sent[input.name] ?? "")) input.value = old.value;
      if (old === active) {
        input.focus();
        input.setSelectionRange(old.selectionStart, old.selectionEnd);
      }
    });
    this.place();
  }

  // Puts what was typed before into the fields that have come.
  place() {
    this.fields.filter(({ name }) => name in this.pending).forEach((field) => {
      field.value = this.pending[field.name];
      delete this.pending[field.name];
    });
  }

  stand(state, link) {
    this.element.querySelector(".entry__state").replaceChildren(...state.childNodes);
    if (link) this.element.querySelector(".entry__link")?.replaceChildren(...link.childNodes);
  }

  later(why) {
    say(`${this.name} is not saved: ${why} It is kept on this computer, and tried again in a moment.`);
    this.timer = setTimeout(() => this.save(), AGAIN);
  }

  lost() {
    signedOut = true;
    const again = document.createElement("a");
    again.href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    again.textContent = "Sign in again";
    const text = "You have been signed out. Nothing that you typed is lost: it is kept on this computer and is here when you come back. ";
    say(text, [again]);
  }

  keepMine(button) {
    this.version.value = button.dataset.version;
    this.isStuck = false;
    this.save();
  }

  keepTheirs(button) {
    const theirs = JSON.parse(button.dataset.fields);
    this.fields.forEach((field) => { field.value = theirs[field.name.slice(this.key.length + 1)] ?? ""; });
    this.version.value = theirs.version;
    this.saved = this.texts();
    this.isStuck = false;
    notesOf(this.key).replaceChildren();
    showBelow(notesOf(this.key));
    this.keep();
    this.figures[0]?.focus();
    say(`${this.name}: what was saved meanwhile stays.`);
  }

  restore({ texts, version }) {
    this.pending = { ...texts };
    this.place();
    if (this.isChanged) this.version.value = version;
    this.keep();
    return this.isChanged;
  }
}

// While a button is held down nothing on the page moves: else its click would fall beside it.
let pressed = Promise.resolve();
form.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest("button")) return;
  pressed = new Promise((done) => {
    ["pointerup", "pointercancel"].forEach((what) => addEventListener(what, () => setTimeout(done), { once: true }));
  });
});

// What stands below a row is there while something is said of its value, or its details are open.
const showBelow = (notes) => {
  const below = notes.closest(".entry__below");
  below.hidden = !notes.childNodes.length && !below.querySelector(".entry__told");
};

const notesOf = (key, page = document) => page.getElementById(`${key}-notes`);
const entries = new Map([...form.querySelectorAll("[data-entry]")].map((element) => [element.id, new Entry(element)]));
const KEY = /^v\d+-\d+-\d+/;
const entryOf = (field) => entries.get(KEY.exec(field?.name ?? "")?.[0]);
const unsaved = () => [...entries.values()].filter((entry) => entry.isChanged);

let running = 0;
const waiting = [];
const inTurn = (work) => new Promise((done) => { waiting.push([work, done]); next(); });
const next = () => {
  if (running >= AT_ONCE || !waiting.length) return;
  const [work, done] = waiting.shift();
  running += 1;
  work().finally(() => { running -= 1; done(); next(); });
};

const tellWhetherAllIsSaved = () => {
  if (signedOut || [...entries.values()].some(({ isStuck, isWrong }) => isStuck || isWrong)) return;
  if (!unsaved().length) say(`Everything is saved, ${clock()}.`);
};

// --- Typing ---------------------------------------------------------------------------------------------------------

form.addEventListener("input", ({ target }) => {
  target.classList.remove("is-pasted");
  const counter = form.querySelector(`[data-words="${target.id}"]`);
  if (counter) counter.textContent = target.value.split(/\s+/).filter(Boolean).length;
  entryOf(target)?.typed();
});

form.addEventListener("focusout", ({ target, relatedTarget }) => {
  const entry = entryOf(target);
  if (entry && entryOf(relatedTarget) !== entry) setTimeout(() => entry.save());
});

form.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement) entryOf(target)?.save();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=mine], button[name=theirs]");
  const entry = entries.get(button?.value);
  if (!entry) return;
  event.preventDefault();
  if (button.name === "mine") entry.keepMine(button);
  else entry.keepTheirs(button);
});

// A draft that is just being saved comes first: else the same person would be in conflict with themselves.
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  await Promise.all(unsaved().map((entry) => entry.save()));
  if (signedOut) return;
  leaving = true;
  setTimeout(() => form.requestSubmit(event.submitter)); // ignored while this event is still under way
});

window.addEventListener("beforeunload", (event) => {
  if (leaving || signedOut) return;
  unsaved().forEach((entry) => entry.save());
  if (unsaved().some((entry) => !entry.isSaving)) event.preventDefault();
});

// How a value is measured and its chart open beside its row, once they are asked for.
form.addEventListener("click", async (event) => {
  const link = event.target.closest(".entry__about");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const notes = notesOf(link.dataset.of);
  const below = notes.closest(".entry__below");
  const open = below.querySelector(".entry__told");
  if (open) open.remove();
  else {
    const answer = await fetch(link.pathname + "about/");
    if (!answer.ok) { location.href = link.href; return; }
    const told = Object.assign(document.createElement("div"), { className: "entry__told", innerHTML: await answer.text() });
    notes.after(told);
  }
  link.setAttribute("aria-expanded", String(!open));
  showBelow(notes);
});
form.querySelectorAll(".entry__about").forEach((link) => {
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
});

// --- Keys -----------------------------------------------------------------------------------------------------------

const lines = [...new Set([...entries.values()].map(({ line }) => line))];
const figuresIn = (line) => [...(line?.querySelectorAll(".entry__figure :is(input, select)") ?? [])];

// Which column of its line a figure stands in. A column of several quarters can hold more than one figure.
const columnOf = (input) => {
  const cell = input.closest("td") ?? input.parentElement;
  return [...cell.parentElement.children].indexOf(cell);
};

// The figure above or below: in the same column of the same line, else in the nearest column of the next line.
const inColumn = (input, line, step) => {
  const here = figuresIn(line).filter((each) => columnOf(each) === columnOf(input));
  const next = figuresIn(lines[lines.indexOf(line) + step]);
  const away = (each) => Math.abs(columnOf(each) - columnOf(input));
  const nearest = Math.min(...next.map(away));
  return here[here.indexOf(input) + step] ?? next.filter((each) => away(each) === nearest).at(step > 0 ? 0 : -1);
};

// The figure beside it, in the next column of the line: as far down in it as in its own.
const inLine = (input, line, step) => {
  const figures = figuresIn(line);
  const columns = [...new Set(figures.map(columnOf))];
  const within = (column) => figures.filter((each) => columnOf(each) === column);
  const there = within(columns[columns.indexOf(columnOf(input)) + step]);
  return there[Math.min(within(columnOf(input)).indexOf(input), there.length - 1)];
};

const goTo = (input) => {
  input?.focus();
  input?.select?.();
};

const isAt = (input, end) => {
  const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  return all || (input.selectionStart === input.selectionEnd && input.selectionStart === end);
};

form.addEventListener("keydown", (event) => {
  const { target: input, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || !(input instanceof HTMLInputElement)) return;
  if (key === "Enter") {
    event.preventDefault(); // else the browser would press the form's first button
    entryOf(input)?.save();
  }
  const line = entryOf(input)?.line;
  if (!input.closest(".entry__figure")) return;
  if (key === "ArrowDown" || (key === "Enter" && !event.shiftKey)) goTo(inColumn(input, line, 1));
  else if (key === "ArrowUp" || key === "Enter") goTo(inColumn(input, line, -1));
  else if (key === "ArrowLeft" && isAt(input, 0)) goTo(inLine(input, line, -1));
  else if (key === "ArrowRight" && isAt(input, input.value.length)) goTo(inLine(input, line, 1));
  else return;
  event.preventDefault();
});

// --- Pasting a block from a spreadsheet -----------------------------------------------------------------------------

const plainly = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
const nameOf = (element) => element.querySelector("th")?.textContent.replace(/\s+/g, " ").trim() ?? "";

// Pairs of a line and the row that it is for: by the names in its first column if the rows have them, else in order.
const places = (lines, rows, on) => {
  const byName = new Map([...on, ...rows].map((element) => [plainly(nameOf(element)), element]));
  if (lines.some(([first, ...rest]) => rest.length && byName.has(plainly(first)))) {
    return lines.map(([first, ...cells]) => [cells, byName.get(plainly(first)), first]);
  }
  return lines.map((cells, index) => [cells, on[index], `Line ${index + 1}`]);
};

// Of a yes-or-no the word is pasted, and its choice is taken.
const valueFor = (field, text) =>
  [...(field.options ?? [])].find((option) => plainly(option.text) === plainly(text))?.value ?? text;

// The places of a line in their order: a figure to type into, or nothing for each of a value that is closed.
const placesIn = (line) =>
  [...line.querySelectorAll(".entry__figure :is(input, select), .entry__closed")].flatMap((place) =>
    place.name ? [place] : Array(Number(place.closest("[data-width]").dataset.width)).fill(null),
  );

form.addEventListener("paste", (event) => {
  const input = event.target;
  const from = entryOf(input)?.line;
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
  if (!from || !input.closest(".entry__figure") || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const table = input.closest("table");
  const rows = table ? [...table.querySelectorAll("tbody.entry")] : [from];
  // A block of single figures runs on into the outcomes' tables below; one of units stays in its survey.
  const isSingle = table && !table.closest("[data-survey]");
  const all = isSingle ? [...form.querySelectorAll(".table-region:not([data-survey]) tbody.entry")] : rows;
  const column = placesIn(from).indexOf(input);
  const cells = text.split("\n").map((line) => line.split("\t"));
  const before = [];
  const misfits = [];
  for (const [texts, line, name] of places(cells, rows, all.slice(all.indexOf(from)))) {
    const there = line && placesIn(line);
    const unfit = new Map();
    texts.map((each) => each.trim()).forEach((each, index) => {
      const field = there?.[column + index];
      if (!each) return;
      if (!field) {
        const why = !there ? "no row" : field === null ? "closed" : "no column";
        unfit.set(why, [...(unfit.get(why) ?? []), each]);
        return;
      }
      before.push([field, field.value]);
      field.value = valueFor(field, each);
      field.classList.add("is-pasted");
    });
    unfit.forEach((all, why) => misfits.push(`${name}: ${all.join(", ")} (${why})`));
  }
  const touched = new Set(before.map(([field]) => entryOf(field)));
  touched.forEach((each) => { each.keep(); each.save(); });
  tellOfPaste(before, touched, misfits);
});

const tellOfPaste = (before, touched, misfits) => {
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "link-button";
  undo.textContent = "Undo the paste";
  undo.addEventListener("click", () => {
    before.forEach(([field, value]) => { field.value = value; field.classList.remove("is-pasted"); });
    touched.forEach((entry) => { entry.keep(); entry.save(); });
  });
  const list = document.createElement("ul");
  list.append(...misfits.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const pasted = document.createElement("p");
  const rows = new Set([...touched].map(({ line }) => line)).size;
  pasted.append(`${before.length} figures pasted into ${rows} ${rows === 1 ? "row" : "rows"}. `, undo);
  const wrong = Object.assign(document.createElement("p"), { className: "is-wrong", textContent: "These did not fit:" });
  document.getElementById("grid-pasted").replaceChildren(pasted, ...(misfits.length ? [wrong, list] : []));
};

// --- When the page opens --------------------------------------------------------------------------------------------

// What was typed into a value that has been closed since is shown beside what stands there, until it is given up.
const showClosed = async (element, { texts, version }) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set(`${element.id}-version`, version);
  Object.entries(texts).forEach(([name, text]) => body.set(name, text));
  const answer = await fetch(element.dataset.closed, { method: "POST", body, redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { result } = page.querySelector("[data-result]").dataset;
  const letGo = () => shelf.change((all) => { delete all[element.id]; });
  if (result === "saved") return letGo();
  const notes = notesOf(element.id);
  notes.replaceChildren(...page.querySelector("[data-part=notes]").childNodes);
  notes.closest(".entry__below").hidden = false;
  notes.querySelector("[name=theirs]")?.addEventListener("click", (event) => {
    event.preventDefault();
    letGo();
    notes.closest(".entry__below").hidden = true;
    say(`${element.dataset.name}: what stands there stays.`);
  });
};

const restored = Object.entries(shelf.read()).filter(([key, kept]) => {
  if (entries.has(key)) return entries.get(key).restore(kept);
  const closed = document.getElementById(key);
  if (closed) showClosed(closed, kept).catch(() => {});
  return false;
});
if (restored.length) {
  say(`What you had typed is here again: ${restored.map(([key]) => entries.get(key).name).join("; ")}.`);
  restored.forEach(([key]) => entries.get(key).save());
}

// How the drafts would stand is worked out after the page is there, so that the page itself is quick.
const look = async () => {
  const address = new URL(location.href);
  address.searchParams.set("check", "yes");
  const answer = await fetch(address, { redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  entries.forEach((entry) => {
    const fresh = page.getElementById(entry.key);
    if (!fresh || entry.isChanged || entry.isSaving) return;
    if (fresh.querySelector(`[name="${entry.key}-version"]`)?.value !== entry.version.value) return;
    entry.stand(fresh.querySelector(".entry__state"), fresh.querySelector(".entry__link"));
    const [notes, said] = [notesOf(entry.key), notesOf(entry.key, page)];
    notes.closest(".entry__below").hidden = said.closest(".entry__below").hidden;
    notes.replaceChildren(...said.childNodes);
    entry.saved = entry.texts();
  });
};
if ("look" in form.dataset) look().catch(() => {});
