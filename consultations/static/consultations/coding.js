// Coding by keyboard alone, from one field. Without this file the themes are ticked and saved as any form.
"use strict";

const form = document.querySelector("[data-coding]");
const field = form.querySelector("[data-theme-filter]");
const said = form.querySelector("[data-coding-status]");
const choices = [...form.querySelectorAll("[data-theme]")];
const none = document.getElementById("id_none");
const box = (choice) => choice.querySelector("input");
const name = (input) => input.closest("[data-theme]")?.dataset.theme ?? "None of these";

const show = () => {
  const wanted = field.value.trim().toLowerCase();
  for (const choice of choices) choice.hidden = !choice.dataset.theme.toLowerCase().includes(wanted);
};
const toggle = (input) => {
  input.checked = !input.checked;
  if (input.checked && input === none) for (const choice of choices) box(choice).checked = false;
  if (input.checked && input !== none) none.checked = false;
  const count = choices.filter((choice) => box(choice).checked).length;
  said.textContent = `${name(input)} ${input.checked ? "chosen" : "taken out"}. ${count} chosen.`;
};

form.querySelector("[data-coding-keys]").hidden = false;
field.addEventListener("input", show);
field.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const numbered = !field.value && form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const turned = { PageUp: "[data-page-up]", PageDown: "[data-page-down]" }[event.key];
  if (numbered) {
    event.preventDefault();
    toggle(numbered);
  } else if (turned) {
    event.preventDefault();
    form.querySelector(turned)?.click();
  } else if (event.key === "Enter" && field.value.trim()) {
    event.preventDefault();
    const found = choices.find((choice) => !choice.hidden);
    if (found) toggle(box(found));
    else said.textContent = "No theme is called that.";
    field.value = "";
    show();
  } else if (event.key === "Escape") {
    field.value = "";
    show();
  }
});
if (!document.getElementById("error-summary")) field.focus();
