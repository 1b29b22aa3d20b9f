/* Choosing all values of an outcome or an indicator at once. Without this script the filter and “approve all” do it. */

for (const button of document.querySelectorAll("[data-choose-all]")) {
  const boxes = button.closest("[data-choose-group]").querySelectorAll('input[name="values"]');
  const words = button.textContent;
  button.hidden = boxes.length === 0;
  button.addEventListener("click", () => {
    const choose = [...boxes].some((box) => !box.checked);
    for (const box of boxes) box.checked = choose;
    button.textContent = choose ? words.replace("Choose", "Leave out") : words;
  });
}
