// Makes one tree like another while it keeps what a person has at hand: focus, typed text, open rows, scroll.
"use strict";
function morph(from, to, inside) {
  morphAttributes(from, to);
  // What is in an element of a script's own is that script's matter.
  if (from.tagName === "TEXTAREA" || (from.hasAttribute("data-own") && !inside)) return;
  const keyed = new Map();
  for (const child of from.children) if (child.id) keyed.set(child.id, child);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted.id ? keyed.get(wanted.id) : null;
    if (known) {
      if (known === at) at = at.nextSibling;
      // What stands before it and is not wanted any more goes, rather than that everything after is moved.
      else if (at && !stillWanted(at, to)) {
        while (at && at !== known && !stillWanted(at, to)) { const next = at.nextSibling; at.remove(); at = next; }
        if (at === known) at = at.nextSibling; else from.insertBefore(known, at);
      } else from.insertBefore(known, at);
      morph(known, wanted);
      keyed.delete(wanted.id);
    } else if (at && !wanted.id && !at.id && at.nodeType === wanted.nodeType && at.nodeName === wanted.nodeName) {
      if (at.nodeType === Node.ELEMENT_NODE) morph(at, wanted);
      else if (at.data !== wanted.data) at.data = wanted.data;
      at = at.nextSibling;
    } else {
      from.insertBefore(document.importNode(wanted, true), at);
    }
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

function stillWanted(node, to) {
  return !node.id || to.querySelector(":scope > #" + CSS.escape(node.id)) !== null;
}

function morphAttributes(from, to) {
  const kept = name => (name === "open" && from.tagName === "DETAILS") || (from.hasAttribute("data-own") && (name === "style" || name === "hidden" || name === "data-tail" || name === "data-bare" || name === "data-long"))
    || (from.hasAttribute("data-toggle") && (name === "aria-pressed")) || (from.hasAttribute("data-busy") && (name === "disabled" || name === "data-busy"))
    || (from === document.activeElement && (name === "value" || name === "checked"));
  for (const { name, value } of [...to.attributes]) if (!kept(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (!kept(name) && !to.hasAttribute(name)) from.removeAttribute(name);
}
