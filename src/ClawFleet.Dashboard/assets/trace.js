// A trace of thousands of spans: the rows near the window are fetched as they come near, and are in the document only as long.
"use strict";
(() => {
  if (!document.getElementById("spans")) return;
  const list = new Windowed(null, 33, fill, openTarget);
  const known = new Set(), content = block => block.dataset.part + " " + block.dataset.rev; // What the block's rows are of.

  async function fill(block) {
    const asked = content(block);
    const answer = await fetch(block.dataset.part, { headers: { "X-Part": "rows" }, cache: "no-store", redirect: "error" }).catch(() => null);
    if (!answer?.ok || !block.shown) { block.shown = block.childElementCount > 0; return; }
    const wanted = new DOMParser().parseFromString("<div>" + await answer.text() + "</div>", "text/html").querySelector("div");
    for (const { name, value } of block.attributes) if (name !== "style") wanted.setAttribute(name, value);
    morph(block, wanted, true);
    block.content = asked;
  }

  function look() {
    for (const block of document.querySelectorAll("#spans > .block")) {
      if (!known.has(block)) { known.add(block); block.content = content(block); list.add(block, Number(block.dataset.rows)); }
      else { block.rows = Number(block.dataset.rows); if (block.shown && block.content !== content(block)) fill(block); }
    }
    for (const block of known) if (!block.isConnected) { list.remove(block); known.delete(block); }
  }

  document.addEventListener("renewed", look);
  look();
})();
