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
