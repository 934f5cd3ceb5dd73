// Ops' desk of reviews: one key a decision, and the next review opens in place. Without it the same forms and links work.
(() => {
  "use strict";
  const said = document.querySelector("[data-said]");
  const keys = document.querySelector("[data-keys]");
  const desk = () => document.querySelector("[data-desk]");
  if (!desk() || !said || !keys) return;

  const told = document.createElement("p");
  told.className = "aside";
  told.setAttribute("aria-live", "polite");
  desk().before(told);
  keys.checked = localStorage.getItem("keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));

  let fading;
  const say = (words) => {
    said.textContent = words;
    said.hidden = !words;
    clearTimeout(fading);
    fading = setTimeout(() => (said.hidden = true), 8000);
  };

  const fade = () => {
    const noted = desk().querySelector(".noted");
    for (const one of noted?.querySelectorAll("[data-noted]") ?? [])
      setTimeout(() => {
        one.remove();
        if (!noted.querySelector("[data-noted]")) noted.remove();
      }, Number(one.dataset.noted) * 1000);
  };

  const show = (page, url) => {
    const flash = page.querySelector("main > .flash:not([data-said])");
    document.querySelector("main > .flash:not([data-said])")?.remove();
    say(flash?.textContent ?? "");
    desk().replaceWith(document.adoptNode(page.querySelector("[data-desk]")));
    told.textContent = desk().querySelector("[data-noted] span")?.textContent ?? "";
    const row = desk().querySelector(".queue [aria-current]");
    if (row) row.closest(".queue").scrollTop = row.offsetTop - 120;
    (desk().querySelector(".summary") ?? document.getElementById("at-hand") ?? desk()).focus();
    if (url && url !== location.href) history.pushState(null, "", url);
    fade();
  };

  let busy = false;
  const open = async (address, sent, keeps = false) => {
    if (busy) return;
    busy = true;
    desk().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, sent);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-desk]")) location.assign(answer.url);
      else show(page, keeps || (sent && !answer.redirected) ? null : answer.url);
    } catch (error) {
      console.warn(error);
      location.assign("/ops/reviews");
    } finally {
      busy = false;
      desk()?.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    if (!desk().contains(event.target)) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    open(event.target.getAttribute("action"), { method: "POST", body });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-desk] a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.pathname !== "/ops/reviews") return;
    event.preventDefault();
    open(link.href);
  });
  window.addEventListener("popstate", () => open(location.href, undefined, true));

  const choose = (details) => {
    for (const other of desk().querySelectorAll(".choose[open]")) if (other !== details) other.open = false;
    details.open = !details.open;
    if (details.open) (details.querySelector("[data-send], [data-digit]") ?? details.firstElementChild).focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const chosen = desk().querySelector(".choose[open]");
    const listed = keys.closest("details");
    if (event.key === "Escape" && (chosen || listed.open)) {
      (chosen ?? listed).open = false;
      if (chosen) document.getElementById("at-hand")?.focus();
      else listed.firstElementChild.focus();
      return;
    }
    if (!keys.checked || event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const digit = chosen?.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
    const one = digit ?? [...document.querySelectorAll(`[data-key~="${CSS.escape(event.key)}"]`)].find((found) => found.checkVisibility());
    if (!one) {
      const known = [...listed.querySelectorAll("li kbd")].some((key) => key.textContent === event.key);
      if (known) say(desk().dataset.nothing.replace("{key}", event.key));
      return;
    }
    event.preventDefault();
    if (busy || event.repeat) return;
    if (one.parentElement.matches(".choose, .keys")) choose(one.parentElement);
    else one.click();
  });
  fade();
})();
