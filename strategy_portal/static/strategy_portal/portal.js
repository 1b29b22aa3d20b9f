// Small comforts. Every page works without this file.
"use strict";

// A table region is a tab stop only while it has something to scroll: what is in it may grow while it stays as it is.
const scrollable = (region) => {
  if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
  else region.removeAttribute("tabindex");
};
const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => scrollable(target.closest(".table-region"))));
const watch = (root) => root.querySelectorAll(".table-region, .table-region > *").forEach((each) => widths.observe(each));
watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target));

// After a failed submission the summary of errors is read out first.
document.getElementById("error-summary")?.focus();

// <form data-unsaved-warning>: leaving with changes asks first.
document.querySelectorAll("form[data-unsaved-warning]").forEach((form) => {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  form.addEventListener("portal:saved", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
});

// An open group of the navigation closes when the person goes on somewhere else, or presses Escape.
const groups = [...document.querySelectorAll(".site-navigation--wide .site-group")];
const closeGroups = (but) => groups.forEach((group) => { if (group !== but) group.open = false; });
["click", "focusin"].forEach((what) => document.addEventListener(what, ({ target }) => closeGroups(target.closest(".site-group"))));
document.addEventListener("keydown", ({ key }) => {
  const open = groups.find((group) => group.open);
  if (key !== "Escape" || !open) return;
  closeGroups();
  open.querySelector("summary").focus();
});

// --- What is typed into a form and not saved yet, kept on this computer for the person who typed it, until it is ----
// The server says with a cookie which form it took (`Rights` in strategy_portal/access.py). Other scripts share the Shelf.

// A place in the browser's own store. It never leaves this computer.
class Shelf {
  constructor(name) { this.name = name; }

  read() {
    try { return JSON.parse(localStorage.getItem(this.name)) ?? {}; } catch { return {}; }
  }

  change(act) {
    const kept = this.read();
    act(kept);
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.name, JSON.stringify(kept));
      else localStorage.removeItem(this.name);
    } catch { /* no room, or not allowed: the page itself still holds it */ }
  }
}

{
  const SENT = "sent"; // the form that this tab sent last, in the store of the tab
  const TYPED = "textarea, input:is(:not([type]), [type=text], [type=number], [type=date], [type=email], [type=url], [type=search])";
  const NOT_KEPT = ["csrfmiddlewaretoken"];
  const { who, answer, keptHours } = document.body.dataset;
  const KEPT_FOR = keptHours * 60 * 60 * 1000; // milliseconds
  const typed = new Shelf(`typed:${who}`);
  const pathOf = (address) => new URL(address, location.href).pathname;

  const notice = (place, text, ...more) => {
    const box = Object.assign(document.createElement("div"), { className: "ds_inset-text kept" });
    const line = Object.assign(document.createElement("p"), { className: "ds_inset-text__text" });
    line.setAttribute("role", "status");
    box.append(line);
    place.prepend(box);
    line.append(text, ...more); // after the box is there, so that it is read out
    return box;
  };

  // What the server took is not kept any longer.
  const taken = () => {
    const said = document.cookie.split("; ").find((each) => each.startsWith("taken="));
    if (!said) return;
    const [action, key] = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
    if (action !== decodeURIComponent(said.slice("taken=".length))) return;
    document.cookie = "taken=; max-age=0; path=/; samesite=lax";
    sessionStorage.removeItem(SENT);
    typed.change((all) => { delete all[key]; });
  };

  class KeptForm {
    constructor(form, key) {
      this.form = form;
      this.key = key;
      this.action = pathOf(form.getAttribute("action") || location.href);
      this.start = this.texts();
      const kept = typed.read()[key];
      if (answer !== undefined) this.keep(true); // the page came back with what was typed
      else if (kept) this.restore(kept.fields);
      form.addEventListener("input", () => this.keep());
      form.addEventListener("submit", () => {
        this.keep();
        sessionStorage.setItem(SENT, JSON.stringify([this.action, this.key]));
      });
      form.addEventListener("click", ({ target }) => {
        if (target.closest(".ds_button-group a")) this.letGo(); // Cancel
      });
    }

    get fields() {
      return [...this.form.elements].filter(({ name, type }) =>
        name && !NOT_KEPT.includes(name) && !["file", "submit", "button", "password", "fieldset"].includes(type));
    }

    texts() {
      return this.fields.map((field) => {
        if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
        if (field.multiple) return [field.name, [...field.selectedOptions].map(({ value }) => value)];
        return [field.name, field.value];
      });
    }

    keep(always = answer !== undefined) {
      const fields = this.texts();
      const isChanged = always || JSON.stringify(fields) !== JSON.stringify(this.start);
      typed.change((all) => {
        if (isChanged) all[this.key] = { fields, at: Date.now() };
        else delete all[this.key];
      });
    }

    letGo() {
      typed.change((all) => { delete all[this.key]; });
    }

    // Hidden fields too: they say which version the person saw, so that nobody's later change is overwritten unseen.
    restore(kept) {
      const left = [...kept];
      const take = (fits) => {
        const place = left.findIndex(fits);
        return place < 0 ? null : left.splice(place, 1)[0];
      };
      this.fields.forEach((field) => {
        const isTicked = field.type === "checkbox" || field.type === "radio";
        const found = take(([name, value]) => name === field.name && (!isTicked || value === field.value));
        if (!found) return;
        if (isTicked) field.checked = found[2];
        else if (field.multiple) [...field.options].forEach((option) => { option.selected = found[1].includes(option.value); });
        else field.value = found[1];
      });
      if (JSON.stringify(this.texts()) === JSON.stringify(this.start)) return this.letGo();
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: "Discard it" });
      button.addEventListener("click", () => { this.letGo(); location.reload(); });
      notice(this.form, "What you typed here before and did not save is here again. ", button);
      this.form.querySelectorAll("textarea").forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
    }
  }

  // Forms that save by themselves keep what is theirs, and nobody's password is kept.
  const isKept = (form) =>
    form.method === "post" && !form.dataset.who && !form.closest("[data-not-kept]")
    && form.querySelector(TYPED) && !form.querySelector("[type=password]");

  // Whose ever it is: nothing stays longer than a session can last.
  const shelves = (...starts) => {
    try { return Object.keys(localStorage).filter((name) => starts.some((start) => name.startsWith(start))); } catch { return []; }
  };
  shelves("typed:", "values:").forEach((name) =>
    new Shelf(name).change((all) => Object.keys(all).forEach((key) => {
      if (!(Date.now() - all[key].at <= KEPT_FOR)) delete all[key];
    })));

  // Whoever signs out on purpose leaves nothing behind.
  document.querySelectorAll("form[data-signs-out]").forEach((form) => form.addEventListener("submit", (event) => {
    const names = shelves(`values:${who}:`).concat(shelves(`typed:${who}`).filter((name) => name === typed.name));
    const question = "What you typed and did not save is discarded when you sign out. Sign out?";
    if (names.length && !confirm(question)) return event.preventDefault();
    names.forEach((name) => localStorage.removeItem(name));
  }));

  if (who) {
    taken();
    document.cookie = "keeps=yes; path=/; samesite=lax"; // the server need not carry what is sent
    const count = {};
    [...document.forms].filter(isKept).forEach((form) => {
      const address = `${location.pathname} ${pathOf(form.getAttribute("action") || location.href)}`;
      count[address] = (count[address] ?? 0) + 1;
      new KeptForm(form, `${address} ${count[address]}`);
    });
  } else if (sessionStorage.getItem(SENT) && document.querySelector("[name=password]")) {
    const text = "You have been signed out, so what you sent is not saved yet. Nothing is lost: it is kept on this computer and stands in its form again when you have signed in.";
    notice(document.getElementById("main-content"), text);
  }
}
