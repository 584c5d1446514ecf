// The script only saves clicks: every rule is the server's, and every page works without it except the slider.
"use strict";

// The slider asks for the page at another instant and shows it in place of this one.
function slide() {
  const box = document.querySelector("[data-slider]");
  if (!box) return;
  box.hidden = false;
  const input = box.querySelector("input"), output = box.querySelector("output");
  const base = Date.parse(box.dataset.base);
  let wanted = 0, waiting;
  const address = () => {
    const url = new URL(location.href);
    url.searchParams.delete("done");
    if (Number(input.value) === 0) url.searchParams.delete("at");
    else url.searchParams.set("at", new Date(base + Number(input.value) * 86400000).toISOString().replace(".000Z", "Z"));
    return url;
  };
  const show = async (url) => {
    const mine = ++wanted;
    const answer = await fetch(url, { credentials: "same-origin" });
    const text = await answer.text();
    if (mine !== wanted) return; // the slider has moved on
    if (answer.redirected) { location.assign(answer.url); return; }
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const part of [".moment", ".side nav"]) document.querySelector(part).replaceWith(page.querySelector(part));
    // The slider itself stays, or it would be taken out of the hand that drags it.
    const main = page.querySelector("main"), other = main.querySelector("[data-slider]");
    for (const old of [...box.parentNode.children]) if (old !== box) old.remove();
    let after = !other;
    for (const next of [...main.children]) {
      if (next === other) after = true;
      else if (after) box.parentNode.append(next);
      else box.before(next);
    }
    history.replaceState(null, "", url);
    choose();
  };
  input.addEventListener("input", () => {
    output.textContent = input.value === "0" ? "now" : input.value + (input.value === "1" ? " day ahead" : " days ahead");
    clearTimeout(waiting);
    waiting = setTimeout(() => show(address()), 160);
  });
}

// The sum of a batch renewal's months is shown as they are typed; the server counts them again.
function sum() {
  const form = document.querySelector("[data-sum]");
  if (!form) return;
  const out = form.querySelector("[data-total]");
  const add = () => {
    let total = 0;
    for (const box of form.querySelectorAll("input[name=asset]")) {
      const months = form.elements["months-" + box.value];
      if ((box.checked || box.type === "hidden") && months) total += Number(months.value) || 0;
    }
    out.textContent = String(total);
  };
  form.addEventListener("input", add);
  add();
}

// Choosing in a list of filters, or what an order is paid with, is enough.
function choose() {
  for (const one of document.querySelectorAll(".search select, .choice input")) one.addEventListener("change", () => one.form.requestSubmit());
}

function start() { slide(); sum(); choose(); }
start();
