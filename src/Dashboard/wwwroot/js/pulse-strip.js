// <pulse-strip data="{json}">: all numbers of the bucket under the pointer, and the range narrowed by click, drag or keys. The server draws the bars and
// words everything; this only places, and puts texts in as text.
const dragFrom = 4;

const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

class PulseStrip extends HTMLElement {
  static observedAttributes = ["data"];

  connectedCallback() {
    for (const name of ["pointermove", "pointerdown", "pointerup", "pointercancel", "pointerleave", "keydown", "focusout"]) {
      this.addEventListener(name, this, name === "pointerleave");
    }
  }

  disconnectedCallback() { this.tip?.remove(); }

  attributeChangedCallback() {
    const text = this.getAttribute("data");
    this.pulse = text ? JSON.parse(text) : null;
    this.leave();
  }

  get plot() { return this.querySelector(".plot"); }

  get count() { return this.pulse.labels.length; }

  handleEvent(event) {
    if (!this.pulse) return;
    if (event.type === "pointerleave") { if (event.target === this.plot && !this.drag) this.leave(); }
    else if (event.type === "focusout") this.leave();
    else if (event.target === this.plot) this[event.type](event);
  }

  pointermove(event) {
    const at = this.bucketAt(event.clientX);
    if (this.drag && Math.abs(event.clientX - this.drag.x) > dragFrom) this.drag.moved = true;
    this.show(this.drag?.moved ? this.drag.from : at, at);
  }

  pointerdown(event) {
    if (event.button !== 0) return;
    this.drag = { x: event.clientX, from: this.bucketAt(event.clientX), moved: false };
    if (event.pointerType !== "touch") this.plot.setPointerCapture(event.pointerId);
    this.show(this.drag.from, this.drag.from);
  }

  pointerup(event) {
    const drag = this.drag;
    this.drag = null;
    if (drag) this.narrow(drag.moved ? drag.from : this.bucketAt(event.clientX), this.bucketAt(event.clientX));
  }

  pointercancel() { this.leave(); }

  // With Shift a key draws the range out; without, it moves on.
  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.at ?? this.count;
    const to = { ArrowLeft: at - 1, ArrowRight: this.at === undefined ? 0 : at + 1, Home: 0, End: this.count - 1, PageUp: at - 10, PageDown: at + 10 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(this.count - 1, to));
      this.show(event.shiftKey && this.at !== undefined ? this.begin : next, next);
    } else if ((event.key === "Enter" || event.key === " ") && this.at !== undefined) {
      event.preventDefault();
      this.narrow(this.begin, this.at);
    } else if (event.key === "Escape" && this.at !== undefined) {
      event.stopPropagation();
      this.leave();
    }
  }

  bucketAt(x) {
    const box = this.plot.getBoundingClientRect();
    return Math.max(0, Math.min(this.count - 1, Math.floor((x - box.left) / box.width * this.count)));
  }

  show(begin, at) {
    this.begin = begin;
    this.at = at;
    const [first, last] = [Math.min(begin, at), Math.max(begin, at)];
    const band = make("i");
    band.style.left = `${first / this.count * 100}%`;
    band.style.width = `${(last - first + 1) / this.count * 100}%`;
    this.plot.querySelector(".over").replaceChildren(band);
    const { labels, lines, open, unfinished } = this.pulse;
    this.plot.setAttribute("aria-valuenow", at);
    this.plot.setAttribute("aria-valuetext", [labels[at], ...lines[at].map(line => line.join(" "))].join(", "));
    const head = make("p", "when", first === last ? labels[at] : `${labels[first]} – ${labels[last]}`);
    if (open !== null && last >= open) head.append(make("em", "", ` ${unfinished}`));
    const table = make("table");
    for (const [name, text] of first === last ? lines[at] : []) {
      const row = table.appendChild(make("tr"));
      row.append(make("td", "name", name), make("td", "num", text));
    }
    this.place([head, table], (first + last + 1) / 2 / this.count);
  }

  place(content, share) {
    this.tip ??= Object.assign(make("div", "chart-tip"), { popover: "manual" });
    if (!this.tip.isConnected) document.body.append(this.tip);
    this.tip.replaceChildren(...content);
    if (!this.tip.matches(":popover-open")) this.tip.showPopover();
    const plot = this.plot.getBoundingClientRect();
    const { width } = this.tip.getBoundingClientRect();
    const left = plot.left + share * plot.width - width / 2;
    this.tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
    this.tip.style.top = `${plot.bottom + 6}px`;
  }

  leave() {
    this.drag = null;
    this.at = this.begin = undefined;
    this.plot?.querySelector(".over")?.replaceChildren();
    if (this.tip?.matches(":popover-open")) this.tip.hidePopover();
  }

  // Only addresses of this site, with the moments put in. A click on a link is what Blazor follows without loading the page anew.
  narrow(a, b) {
    const { zoom, from } = this.pulse;
    this.leave();
    if (!zoom?.startsWith("/") || zoom.startsWith("//")) return;
    const iso = moment => encodeURIComponent(new Date(moment).toISOString().replace(".000Z", "Z"));
    const link = make("a");
    link.href = zoom.replaceAll("{from}", iso(from[Math.min(a, b)])).replaceAll("{to}", iso(from[Math.max(a, b) + 1]));
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
  }
}

customElements.define("pulse-strip", PulseStrip);
