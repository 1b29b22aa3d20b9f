// Words selected in the comment go into the field of words to remove. Without this file they are typed there.
"use strict";

const original = document.querySelector("[data-original]");
const take = document.querySelector("[data-take-selection]");
const further = document.querySelector("[data-further]");
const words = document.getElementById("id_words");
const said = () => {
  const selection = document.getSelection();
  const within = selection.rangeCount && original.contains(selection.getRangeAt(0).commonAncestorContainer);
  return within ? selection.toString().trim() : "";
};
let selected = "";

take.hidden = false;
document.addEventListener("selectionchange", () => { selected = said() || selected; });
original.addEventListener("mouseup", () => { if (said()) further.open = true; });
take.addEventListener("click", () => {
  if (!selected) return;
  words.value = [words.value.trim(), ...selected.split("\n")].filter(Boolean).join("\n");
  selected = "";
  words.focus();
});
