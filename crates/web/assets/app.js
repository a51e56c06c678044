// The one script of both products. Every page works without it; what it adds:
// copying, showing a password, sending a form that carries a message on, and
// refreshing a region of the page from the page's own address.
"use strict";

(() => {
  const announce = (sentence) => {
    const region = document.getElementById("announcement");
    if (!region || !sentence) return;
    region.textContent = "";
    // A live region speaks when its content changes after it is empty.
    requestAnimationFrame(() => { region.textContent = sentence; });
  };

  // Copying -----------------------------------------------------------------

  const textOf = (element) => ("value" in element ? element.value : element.textContent);

  const copyText = async (element) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(textOf(element));
      return true;
    }
    const selection = window.getSelection();
    if ("select" in element) element.select();
    else selection.selectAllChildren(element);
    const copied = document.execCommand("copy");
    selection.removeAllRanges();
    return copied;
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !(await copyText(source).catch(() => false))) return;
    button.classList.add("is-copied");
    announce(button.dataset.copied);
    setTimeout(() => button.classList.remove("is-copied"), 2000);
  };

  // Showing a password ------------------------------------------------------

  const togglePassword = (button) => {
    const field = document.getElementById(button.dataset.showPassword);
    if (!field) return;
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };

  // A shown password must not be kept among the browser's form entries.
  const hidePasswords = (form) => {
    for (const button of form.querySelectorAll("[data-show-password][aria-pressed=true]")) togglePassword(button);
  };

  // Refreshing a region -----------------------------------------------------

  let latest = null;

  const placeOfFocus = () => {
    const active = document.activeElement;
    if (!active || !active.id) return null;
    const start = "selectionStart" in active ? active.selectionStart : null;
    return { id: active.id, start };
  };

  const restoreFocus = (place) => {
    if (!place || (document.activeElement && document.activeElement.id === place.id)) return;
    const element = document.getElementById(place.id);
    if (!element) return;
    element.focus({ preventScroll: true });
    if (place.start !== null && element.setSelectionRange) element.setSelectionRange(place.start, place.start);
  };

  const refresh = async (address, id) => {
    const region = document.getElementById(id);
    if (!region) return false;
    if (latest) latest.abort();
    latest = new AbortController();
    region.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: latest.signal, headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById(id);
      // Signed out, or an error page: show it as a whole.
      if (!response.ok || response.redirected || !fresh) {
        location.assign(address);
        return true;
      }
      const place = placeOfFocus();
      region.replaceWith(fresh);
      restoreFocus(place);
      enhance(fresh);
      history.replaceState(null, "", address);
      announce(fresh.dataset.announcement);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
    return true;
  };

  const addressOf = (form) => {
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    return address;
  };

  const timers = new WeakMap();

  const refreshSoon = (form, milliseconds) => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => refresh(addressOf(form), form.dataset.refresh), milliseconds));
  };

  const refreshingForm = (element) => {
    const form = element.closest("form[data-refresh]");
    return form && form.method === "get" ? form : null;
  };

  // Events ------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-show-password], a[data-refresh]");
    if (!target) return;
    if (target.dataset.copy) copy(target);
    else if (target.dataset.showPassword) togglePassword(target);
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      refresh(target.href, target.dataset.refresh);
    }
  });

  document.addEventListener("input", (event) => {
    const form = refreshingForm(event.target);
    if (form) refreshSoon(form, 250);
  });

  document.addEventListener("submit", (event) => {
    hidePasswords(event.target);
    const form = refreshingForm(event.target);
    // A button with a name of its own leads on; the others only look again.
    if (!form || (event.submitter && event.submitter.name)) return;
    event.preventDefault();
    refreshSoon(form, 0);
  });

  // What only a script can do appears with the script.
  const enhance = (root) => {
    for (const button of root.querySelectorAll("[data-copy], [data-show-password]")) button.hidden = false;
  };

  enhance(document);

  const carrier = document.querySelector("form[data-auto-post]");
  // A field may be named "submit" and hide the form's own function.
  if (carrier) HTMLFormElement.prototype.submit.call(carrier);
})();
