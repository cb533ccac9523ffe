// A long list of which only the blocks near the window are in the document; the others keep their height.
"use strict";
class Windowed {
  // root: what scrolls, null for the page. fill(block): puts the rows in, now or later; rowHeight: of a row that was never seen, in pixels.
  constructor(root, rowHeight, fill, filled) {
    this.rowHeight = rowHeight;
    this.fill = fill;
    this.filled = filled ?? (() => {});
    this.eye = new IntersectionObserver(seen => { for (const { target, isIntersecting } of seen) isIntersecting ? this.show(target) : this.hide(target); }, { root, rootMargin: "1000px 0px" });
  }

  // rows: how many the block has.
  add(block, rows) {
    block.rows = rows;
    block.shown = block.childElementCount > 0;
    if (!block.shown) block.style.height = rows * this.rowHeight + "px";
    this.eye.observe(block);
  }

  remove(block) { this.eye.unobserve(block); }

  async show(block) {
    if (block.shown) return;
    block.shown = true;
    await this.fill(block);
    if (block.shown && block.childElementCount > 0) { block.style.height = ""; this.filled(block); }
  }

  hide(block) {
    if (!block.shown || block.contains(document.activeElement) || block.querySelector("details[open]")) return; // A person has something at hand there.
    block.shown = false;
    if (block.childElementCount > 0) block.style.height = block.getBoundingClientRect().height + "px";
    block.replaceChildren();
  }
}
