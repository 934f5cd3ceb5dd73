// Small comforts; every page works without them.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-copies]")) {
    if (!navigator.clipboard) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copies);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  for (const link of document.querySelectorAll("[data-opens]")) {
    const dialog = document.getElementById(link.dataset.opens);
    if (!dialog || !dialog.showModal) continue;
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }

  for (const field of document.querySelectorAll("[data-autosubmit]")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }

  const tongue = document.querySelector(".language [formaction]");
  if (tongue) document.addEventListener("input", ({ target: { form } }) => {
    if (!form?.id || form.getAttribute("method") !== "post") return;
    tongue.setAttribute("form", form.id);
    tongue.setAttribute("formaction", form.getAttribute("action") + tongue.getAttribute("formaction").replace(/^[^?]*/, ""));
  });

  document.querySelector(".summary")?.focus();
})();
