// The console: the lines that were asked for are in memory, at most a hundred thousand; only those near the window are in the document.
"use strict";
(() => {
  const box = document.getElementById("console");
  if (!box) return;
  const perBlock = 200, most = 100_000, mostText = 40_000_000, overlap = 1_000_000, every = 1000;
  const said = document.getElementById("console-said"), nothing = document.getElementById("console-nothing");
  const list = new Windowed(box, 18, block => block.replaceChildren(...shown.slice(block.from, block.from + block.rows).map(row)), stick);
  let lines = [], shown = [], blocks = [], hues = [], wanted = "", recent = new Map(), last = 0, settled = false, length = 0, timer = 0, asked = 0;

  const asks = () => new URLSearchParams(location.search);
  const text = () => (asks().get("text") ?? "").toLowerCase();
  const source = () => new URLSearchParams([["member", asks().get("member") ?? ""], ["tail", box.dataset.tail = asks().get("tail") ?? box.dataset.tail]]);

  async function load() {
    const mine = ++asked;
    clearTimeout(timer);
    const query = source(), anew = query.toString() !== wanted;
    // A line may be seen after younger ones of other members. Who asked once more and heard nothing new has them all.
    if (!anew) query.set("since", Math.max(0, settled ? last : last - overlap));
    if (anew || (!state.pause && !document.hidden)) {
      try {
        const answer = await fetch(box.dataset.lines + "?" + query, { cache: "no-store", redirect: "error" });
        const given = answer.ok ? await answer.json() : null;
        if (mine !== asked) return;
        if (given && anew) { [lines, shown, recent, last, length, wanted] = [[], [], new Map(), 0, 0, source().toString()]; }
        if (given) { hues = given.members; take(given.lines, anew); }
      } catch { /* The page itself says that its host is gone. */ }
    }
    if (mine === asked) timer = setTimeout(load, every);
  }

  function take(given, anew) {
    const fresh = [];
    for (const [at, who, error, raw, same] of given) {
      const id = at + "-" + who + "-" + same;
      if (recent.has(id)) continue;
      const plain = raw.includes("\x1b") ? raw.replace(/\x1b\[[0-9;]*m/g, "") : raw;
      fresh.push({ at, who, error, raw, plain });
      if (at > last) last = at;
      recent.set(id, at);
      length += raw.length;
    }
    for (const [id, at] of recent) if (at < last - 2 * overlap) recent.delete(id);
    settled = !fresh.length;
    if (settled && !anew) return;
    for (const line of fresh) lines.push(line);
    const before = blocks.length, gone = drop(), query = text(), matching = query ? fresh.filter(l => l.plain.toLowerCase().includes(query)) : fresh;
    if (anew || gone || !before) build(); else append(matching);
  }

  // The oldest go, a good many at once, so that this is not done for each line.
  function drop() {
    if (lines.length <= most && length <= mostText) return false;
    let count = lines.length > most ? lines.length - most + 20 * perBlock : 0;
    for (let i = 0; i < lines.length - perBlock && (i < count || length > mostText); i++) {
      length -= lines[i].raw.length;
      count = Math.max(count, i + 1);
    }
    lines = lines.slice(count);
    return true;
  }

  function append(fresh) {
    const end = blocks.at(-1);
    for (const line of fresh) shown.push(line);
    const room = Math.min(perBlock - end.rows, fresh.length);
    if (room > 0) {
      end.rows += room;
      if (end.shown) end.append(...fresh.slice(0, room).map(row)); else end.style.height = end.getBoundingClientRect().height + room * list.rowHeight + "px";
    }
    for (let from = end.from + end.rows; from < shown.length; from += perBlock) block(from);
    tell();
    stick();
  }

  // All anew; who reads in the middle stays there.
  function build() {
    const reading = state.follow ? null : [...box.querySelectorAll(".line")].find(r => r.getBoundingClientRect().bottom > box.getBoundingClientRect().top);
    const query = text();
    shown = query ? lines.filter(l => l.plain.toLowerCase().includes(query)) : lines.slice();
    for (const old of blocks) list.remove(old);
    blocks = [];
    box.replaceChildren();
    for (let from = 0; from < shown.length || from === 0; from += perBlock) block(from);
    tell();
    const at = reading ? shown.indexOf(reading.line) : -1;
    if (at >= 0) {
      const its = blocks[Math.floor(at / perBlock)];
      list.show(its);
      its.children[at % perBlock].scrollIntoView({ block: "start" });
    }
    stick();
  }

  function block(from) {
    const made = document.createElement("div");
    made.from = from;
    box.append(made);
    blocks.push(made);
    list.add(made, Math.min(perBlock, shown.length - from));
  }

  function row(line) {
    const made = document.createElement("div"), time = document.createElement("time"), who = document.createElement("span"), what = document.createElement("span");
    made.className = line.error ? "line err" : "line";
    made.line = line;
    const when = new Date(line.at / 1000);
    time.dateTime = when.toISOString();
    time.textContent = when.toTimeString().slice(0, 8) + "." + String(when.getMilliseconds()).padStart(3, "0");
    who.className = "who h" + Math.max(0, hues.indexOf(line.who)) % 8;
    who.textContent = line.who;
    what.className = "said";
    if (line.error) what.title = "standard error";
    write(what, line.raw);
    made.append(time, who, what);
    return made;
  }

  // Colours as a terminal shows them (ECMA-48, SGR), and what is searched for marked.
  function write(into, raw) {
    let look = {};
    raw.split(/(\x1b\[[0-9;]*m)/).forEach(part => {
      const codes = part.match(/^\x1b\[([0-9;]*)m$/);
      if (codes) { look = paint(look, codes[1].split(";").map(Number)); return; }
      if (!part) return;
      if (!Object.keys(look).length) { mark(into, part); return; }
      const span = document.createElement("span");
      span.className = [look.bold && "bold", look.dim && "faint", look.italic && "slant", look.under && "under", look.ink >= 0 && "ink" + look.ink, look.back >= 0 && "back" + look.back].filter(Boolean).join(" ");
      if (look.rgb) span.style.color = look.rgb;
      mark(span, part);
      into.append(span);
    });
  }

  function paint(look, codes) {
    const now = { ...look };
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      if (code === 0) for (const key of Object.keys(now)) delete now[key];
      else if (code === 1) now.bold = true;
      else if (code === 2) now.dim = true;
      else if (code === 3) now.italic = true;
      else if (code === 4) now.under = true;
      else if (code === 22) { delete now.bold; delete now.dim; }
      else if (code === 23) delete now.italic;
      else if (code === 24) delete now.under;
      else if (code >= 30 && code <= 37) { now.ink = code - 30; delete now.rgb; }
      else if (code >= 90 && code <= 97) { now.ink = code - 82; delete now.rgb; }
      else if (code === 39) { delete now.ink; delete now.rgb; }
      else if (code >= 40 && code <= 47) now.back = code - 40;
      else if (code >= 100 && code <= 107) now.back = code - 100;
      else if (code === 49) delete now.back;
      else if (code === 38 || code === 48) {
        const [kind, a = 0, b = 0, c = 0] = codes.slice(i + 1);
        i += kind === 2 ? 4 : 2;
        if (code === 48) continue;
        delete now.ink; delete now.rgb;
        if (kind === 2) now.rgb = `rgb(${a & 255},${b & 255},${c & 255})`;
        else if (a < 16) now.ink = a;
        else if (a >= 232) now.rgb = `rgb(${Array(3).fill(8 + (a - 232) * 10)})`;
        else now.rgb = `rgb(${[Math.floor((a - 16) / 36), Math.floor((a - 16) / 6) % 6, (a - 16) % 6].map(v => v && 55 + v * 40)})`;
      }
    }
    return now;
  }

  function mark(into, part) {
    const query = text();
    if (!query) { into.append(part); return; }
    const low = part.toLowerCase();
    let at = 0;
    for (let found = low.indexOf(query); found >= 0; found = low.indexOf(query, at)) {
      const hit = document.createElement("mark");
      hit.textContent = part.slice(found, found + query.length);
      into.append(part.slice(at, found), hit);
      at = found + query.length;
    }
    into.append(part.slice(at));
  }

  function stick() { if (state.follow) box.scrollTop = box.scrollHeight; }

  function tell() {
    const number = n => n.toLocaleString("en") + (n === 1 ? " line" : " lines");
    said.textContent = text() ? `${number(shown.length)} with “${asks().get("text")}”, of ${number(lines.length)}` : `the last ${number(lines.length)}`;
    nothing.hidden = shown.length > 0;
    nothing.firstElementChild.textContent = text() ? "No line has this text." : "Nothing was written yet.";
    nothing.lastElementChild.textContent = text() ? "Search among more lines, or take the search away." : "Lines appear here as the members write them.";
  }

  document.addEventListener("filtered", () => { if (source().toString() === wanted) build(); else load(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) load(); });
  load();
})();
