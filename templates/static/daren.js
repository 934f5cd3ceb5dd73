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

  for (const label of document.querySelectorAll("[data-ticks]")) {
    const all = label.querySelector("input");
    label.hidden = false;
    all.addEventListener("change", () => {
      for (const box of label.closest("form").querySelectorAll(`input[name="${label.dataset.ticks}"]:enabled`))
        box.checked = all.checked;
    });
  }

  const waiting = document.querySelector("[data-waits]");
  if (waiting) {
    const page = waiting.dataset.waits;
    let pause = 1500;
    const look = async () => {
      const answer = document.hidden ? null : await fetch(page).catch(() => null);
      if (answer?.ok && !(await answer.text()).includes("data-waits")) return location.replace(page);
      pause = Math.min(pause * 1.3, 15000);
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  }

  const panel = document.querySelector("[data-forecast]");
  if (panel) {
    const form = panel.parentElement.querySelector("form[method=post]");
    const aside = () => panel.querySelector("form");
    const line = document.querySelector("[data-foretold]");
    let wait, running;
    const look = async () => {
      running?.abort();
      running = new AbortController();
      const goal = aside()?.elements.reviews?.value ?? "";
      panel.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(`${panel.dataset.forecast}?reviews=${encodeURIComponent(goal)}`,
          { method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal });
        if (!answer.ok) return;
        const at = panel.contains(document.activeElement) ? document.activeElement.name : null;
        panel.innerHTML = await answer.text();
        panel.hidden = line.hidden = false;
        line.textContent = panel.querySelector("[data-briefly]").textContent;
        panel.parentElement.classList.add("beside");
        if (at) aside()?.elements[at]?.focus();
      } catch (error) {
        if (error.name !== "AbortError") console.warn(error);
        return;
      }
      panel.removeAttribute("aria-busy");
    };
    const soon = () => { clearTimeout(wait); wait = setTimeout(look, 400); };
    form.addEventListener("input", soon);
    panel.addEventListener("input", soon);
    panel.addEventListener("submit", (event) => { event.preventDefault(); look(); });
  }

  const tongue = document.querySelector(".language [formaction]");
  if (tongue) document.addEventListener("input", ({ target: { form } }) => {
    if (!form?.id || form.getAttribute("method") !== "post") return;
    tongue.setAttribute("form", form.id);
    tongue.setAttribute("formaction", form.getAttribute("action") + tongue.getAttribute("formaction").replace(/^[^?]*/, ""));
  });

  document.querySelector(".summary")?.focus();
})();
