"use strict";
const main = document.getElementById("main");
const live = document.getElementById("live");
const toast = document.getElementById("toast");
const every = 2000;
const state = { follow: true, pause: false, stamps: true, wrap: true };
let last = "", asked = 0, timer = 0, typing = 0;

async function renew(force) {
  clearTimeout(timer);
  const mine = ++asked;
  if (force || (!state.pause && !document.hidden && !new URLSearchParams(location.search).has("before"))) {
    try {
      const answer = await fetch(location.href, { headers: { "X-Part": "main" }, cache: "no-store", redirect: "error" });
      const html = await answer.text();
      if (mine !== asked) return;
      if (answer.status === 401) { location.reload(); return; }
      if (answer.ok) show(html);
      say(answer.ok ? "live" : "The engine does not answer; trying again.", !answer.ok);
    } catch {
      if (mine === asked) say("The page's host is gone. Is 'clawden up' still running?", true);
    }
  }
  timer = setTimeout(renew, document.querySelector("[data-working]") ? 700 : every);
}

function show(html) {
  if (html === last) return;
  last = html;
  const wanted = new DOMParser().parseFromString("<main>" + html + "</main>", "text/html").querySelector("main");
  for (const { name, value } of main.attributes) wanted.setAttribute(name, value);
  morph(main, wanted);
  apply();
  document.dispatchEvent(new Event("renewed"));
}

// What the buttons of the console say.
function apply() {
  const console_ = document.getElementById("console");
  for (const button of document.querySelectorAll("[data-toggle]")) button.setAttribute("aria-pressed", String(state[button.dataset.toggle]));
  if (!console_) return;
  console_.toggleAttribute("data-bare", !state.stamps);
  console_.toggleAttribute("data-long", !state.wrap);
  if (state.follow) console_.scrollTop = console_.scrollHeight;
}

function say(text, bad) {
  if (!live) return;
  if (state.pause && !bad) text = "paused";
  if (live.textContent !== text) live.textContent = text;
  live.classList.toggle("bad", !!bad);
}

function tell(text, bad) {
  toast.textContent = text;
  toast.className = bad ? "bad" : "";
  toast.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { toast.hidden = true; }, bad ? 12000 : 4000);
}

// A question in the page's own look. Escape, and a click beside it, say no.
function agreed(question, yes) {
  const dialog = document.getElementById("ask");
  dialog.querySelector("p").textContent = question;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(done => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

document.getElementById("ask").addEventListener("click", e => { if (e.target.id === "ask") e.target.close(); });

function filter(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "" && !(value === "0" && (name === "level" || name === "least"))) query.append(name, value);
  history.replaceState(null, "", form.action + (query.size ? "?" + query : ""));
  document.dispatchEvent(new Event("filtered"));
  renew(true);
}

document.addEventListener("input", e => {
  const form = e.target.closest("form.filters");
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(() => filter(form), e.target.type === "search" ? 300 : 0);
});

document.addEventListener("submit", async e => {
  const form = e.target;
  if (form.matches("form.filters")) { e.preventDefault(); filter(form); return; }
  if (!form.dataset.verb) return;
  e.preventDefault();
  const { verb, member } = form.dataset, button = form.querySelector("button");
  if (form.dataset.confirm && !await agreed(form.dataset.confirm, form.dataset.yes)) return;
  button.disabled = true;
  button.setAttribute("data-busy", "");
  tell(verb + " " + member + " …");
  try {
    const asked = fetch(form.action, { method: "POST", headers: { Accept: "application/json" } });
    setTimeout(() => renew(true), 300); // What takes its time is seen while it is done.
    const answer = await asked;
    const said = await answer.json();
    tell(answer.ok ? (verb === "apply" ? member + ": " : member + " is ") + said.done : said.error, !answer.ok);
  } catch { tell("That did not reach the host.", true); }
  button.disabled = false;
  button.removeAttribute("data-busy");
  renew(true);
});

document.addEventListener("click", e => {
  const toggle = e.target.closest("[data-toggle]");
  if (toggle) {
    const name = toggle.dataset.toggle;
    state[name] = !state[name];
    apply();
    if (name === "pause") { say("live"); renew(); }
  }
});

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("clawfleet-theme", root.dataset.theme); } catch { /* for this page only */ }
});

// Who scrolls up in the console wants to read, not to follow.
document.addEventListener("scroll", e => {
  const box = e.target;
  if (box.id !== "console") return;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  if (state.follow !== atEnd) { state.follow = atEnd; for (const b of document.querySelectorAll("[data-toggle=follow]")) b.setAttribute("aria-pressed", String(atEnd)); }
}, true);

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS" && !target.open) { target.open = true; target.scrollIntoView({ block: "center" }); }
}

// On a narrow window the pages' names are a strip to scroll.
document.querySelector("nav a[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

addEventListener("hashchange", openTarget);
document.addEventListener("visibilitychange", () => { if (!document.hidden && main.dataset.live) renew(); });
openTarget();
apply();
if (main.dataset.live) { say("live"); timer = setTimeout(renew, every); }
