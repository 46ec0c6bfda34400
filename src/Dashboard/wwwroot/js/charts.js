// <time-chart group="…" data="{json}">: what must follow the pointer without asking the server. The crosshair that all charts of a group
// share, the tooltip, drag to zoom, click to the requests, and the legend. The server draws and words everything (Ui/Charts); this only
// places, and puts texts in as text. Elements it fills are drawn empty by the server, so that neither touches what the other made.
const side = 1000;
const dragFrom = 6;
const mostRows = 14;
const charts = new Set();

const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
};

const percent = share => {
  const value = share * 100;
  return value === 0 ? "0%" : `${value < 0.095 ? value.toFixed(2) : value < 9.95 ? value.toFixed(1) : value.toFixed(0)}%`;
};

// Only addresses of this site, with the moments put in.
function address(template, from, to) {
  if (!template?.startsWith("/") || template.startsWith("//")) return null;
  const iso = moment => encodeURIComponent(new Date(moment).toISOString().replace(".000Z", "Z"));
  return template.replaceAll("{from}", iso(from)).replaceAll("{to}", iso(to));
}

function go(href) {
  if (!href) return;
  // A click on a link is what Blazor follows without loading the page anew.
  const link = make("a");
  link.href = href;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

// One tooltip for all charts, above everything else on the page.
const tip = {
  get element() {
    this.box ??= Object.assign(make("div", "chart-tip"), { popover: "manual" });
    if (!this.box.isConnected) document.body.append(this.box);
    return this.box;
  },
  owner: null,
  pinned: false,
  show(owner, content, at, pinned) {
    const box = this.element;
    this.owner = owner;
    this.pinned = pinned;
    box.replaceChildren(content);
    box.toggleAttribute("data-pinned", pinned);
    if (!box.matches(":popover-open")) box.showPopover();
    const { width, height } = box.getBoundingClientRect();
    const room = document.documentElement;
    const right = at.x + 14 + width <= room.clientWidth - 8;
    const left = right ? at.x + 14 : at.x - 14 - width;
    box.style.left = `${Math.max(8, Math.min(left, room.clientWidth - width - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(at.y - height / 2, room.clientHeight - height - 8))}px`;
  },
  hide(owner) {
    if (owner && this.owner !== owner) return;
    this.owner = null;
    this.pinned = false;
    if (this.box?.matches(":popover-open")) this.box.hidePopover();
  },
};

document.addEventListener("pointerdown", event => {
  if (tip.pinned && !tip.element.contains(event.target)) tip.owner?.release();
}, true);
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && tip.pinned) {
    const owner = tip.owner;
    owner.release();
    owner.plot?.focus();
  }
});
// A drag goes on: what scrolls somewhere on the page does not take the reader's finger off the button.
document.addEventListener("scroll", () => { if (tip.owner && !tip.pinned && !tip.owner.drag) tip.owner.leave(); }, { capture: true, passive: true });

class TimeChart extends HTMLElement {
  static observedAttributes = ["data"];

  leftOut = new Set();
  at = null;

  connectedCallback() {
    charts.add(this);
    for (const name of ["pointermove", "pointerdown", "pointerup", "pointercancel", "pointerleave", "dblclick", "keydown", "click", "focusout"]) {
      this.addEventListener(name, this, name === "pointerleave");
    }
    this.later();
  }

  disconnectedCallback() {
    charts.delete(this);
    tip.hide(this);
  }

  attributeChangedCallback() { if (this.isConnected) this.later(); }

  // The children change after the attribute.
  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this.isConnected) this.refresh();
    });
  }

  get plot() { return this.querySelector(".plot"); }

  refresh() {
    try {
      this.chart = JSON.parse(this.getAttribute("data"));
    } catch {
      this.chart = null;
      return;
    }
    this.redraw();
    if (this.moment === undefined) return;
    this.mark(this.moment);
    if (tip.owner === this && !tip.pinned && this.pointer) this.tell();
  }

  handleEvent(event) {
    if (!this.chart) return;
    const inPlot = event.target.closest?.(".plot");
    if (event.type === "click") this.legendClick(event);
    else if (event.type === "keydown") inPlot ? this.key(event) : this.legendKey(event);
    else if (event.type === "focusout") { if (inPlot && !tip.pinned) this.leave(); }
    else if (event.type === "pointerleave") { if (event.target === this || event.target === this.plot) this.away(event); }
    else if (inPlot) this[event.type](event);
    else if (event.type === "pointermove" && !this.drag) this.away(event);
    else if (this.drag) this[event.type](event);
  }

  // Pointer
  pointermove(event) {
    if (tip.pinned) return;
    this.pointer = { x: event.clientX, y: event.clientY };
    if (this.drag && this.chart.zoom && event.pointerType !== "touch" && (this.drag.moved ||= Math.abs(event.clientX - this.drag.x) > dragFrom)) return this.select();
    this.follow();
  }

  pointerdown(event) {
    if (event.button !== 0 || tip.pinned) return;
    this.pointer = { x: event.clientX, y: event.clientY };
    this.drag = { x: event.clientX, from: this.bucketAt(event.clientX), moved: false };
    if (event.pointerType !== "touch") this.plot.setPointerCapture(event.pointerId);
    this.follow();
  }

  pointerup(event) {
    const drag = this.drag;
    this.drag = null;
    if (!drag || tip.pinned) return;
    if (drag.moved) this.zoom(drag.from, this.bucketAt(event.clientX));
    else if (Math.abs(event.clientX - drag.x) <= dragFrom) this.pin();
  }

  pointercancel() {
    this.drag = null;
    this.leave();
  }

  dblclick() {
    this.release();
    go(address(this.chart.out, 0, 0));
  }

  away(event) {
    if (this.drag && event.pointerType !== "touch") return;
    if (!tip.pinned && tip.owner === this) this.leave();
  }

  leave() {
    this.drag = null;
    this.pointer = null;
    tip.hide(this);
    for (const chart of this.group()) chart.mark(undefined);
  }

  release() {
    tip.hide(this);
    for (const chart of this.group()) chart.mark(undefined);
  }

  follow() {
    this.point(this.bucketAt(this.pointer.x));
    this.tell();
  }

  bucketAt(x) {
    const box = this.plot.getBoundingClientRect();
    return Math.max(0, Math.min(this.chart.from.length - 1, Math.floor((x - box.left) / box.width * this.chart.from.length)));
  }

  endOf(bucket) { return this.chart.from[bucket + 1] ?? this.chart.end; }

  group() {
    const name = this.getAttribute("group");
    return [...charts].filter(chart => chart === this || (name && chart.getAttribute("group") === name));
  }

  // Crosshair: a moment, which each chart finds in its own buckets.
  point(bucket) {
    const moment = this.chart.from[bucket];
    for (const chart of this.group()) chart.mark(moment);
  }

  mark(moment) {
    this.moment = moment;
    const over = this.querySelector(".over");
    if (!over || !this.chart) return;
    const bucket = moment === undefined ? -1 : this.chart.from.findLastIndex((from, i) => moment >= from && moment < this.endOf(i));
    this.at = bucket < 0 ? null : bucket;
    if (bucket < 0) return over.replaceChildren();
    const parts = [make("i", "cross")];
    parts[0].style.left = `${(bucket + 0.5) / this.chart.from.length * 100}%`;
    for (const { series, top } of this.chart.kind === "lines" ? this.placed(bucket) : []) {
      const dot = make("i", "dot");
      dot.style.left = parts[0].style.left;
      dot.style.bottom = `${top * 100}%`;
      dot.style.background = series.color;
      parts.push(dot);
    }
    over.replaceChildren(...parts);
    const plot = this.plot;
    plot.setAttribute("aria-valuenow", bucket);
    plot.setAttribute("aria-valuetext", this.spoken(bucket));
  }

  spoken(bucket) {
    const said = this.rows(bucket).map(row => `${row.series.name} ${row.text}`);
    const total = this.chart.totals?.[bucket];
    return [this.chart.labels[bucket], ...(total ? [`${this.chart.words.total} ${total}`] : []), ...said].join(", ") || this.chart.words.nothing;
  }

  visible() { return this.chart.series.filter(series => !this.leftOut.has(series.key)); }

  // Where each series ends in a bucket, as a share of the height, from the bottom up as drawn.
  placed(bucket) {
    const max = this.axis.max;
    let floor = 0;
    return this.visible().filter(series => series.values[bucket] !== null).map(series => {
      const from = this.chart.kind === "lines" ? 0 : floor;
      floor = from + series.values[bucket];
      return { series, bottom: from / max, top: floor / max };
    });
  }

  // What the tooltip lists: as it is drawn, the topmost first.
  rows(bucket) {
    if (this.chart.kind === "heat") {
      return this.chart.series.filter(s => s.values[bucket] > 0).reverse().map(series => ({ series, text: series.texts[bucket] }));
    }
    const placed = this.placed(bucket).filter(row => this.chart.kind === "lines" || row.series.values[bucket] !== 0);
    if (this.chart.kind === "lines") placed.sort((a, b) => a.top - b.top);
    const sum = placed.reduce((all, row) => all + row.series.values[bucket], 0);
    return placed.reverse().map(row => ({
      ...row, text: row.series.texts[bucket], before: row.series.beforeTexts?.[bucket],
      share: this.chart.kind !== "lines" && placed.length > 1 && sum > 0 ? percent(row.series.values[bucket] / sum) : null,
    }));
  }

  // The series under the pointer; the only one there is; or none.
  nearest(bucket) {
    const rows = this.rows(bucket);
    if (!this.pointer) return rows.length === 1 ? rows[0].series : null;
    const box = this.plot.getBoundingClientRect();
    const height = (box.bottom - this.pointer.y) / box.height;
    if (this.chart.kind === "heat") {
      const band = this.chart.series[Math.max(0, Math.min(this.chart.series.length - 1, Math.floor(height * this.chart.series.length)))];
      return band?.values[bucket] > 0 ? band : null;
    }
    if (this.chart.kind === "lines") {
      const close = rows.map(row => ({ row, far: Math.abs(row.top - height) })).sort((a, b) => a.far - b.far)[0];
      return close && close.far * box.height < 28 ? close.row.series : rows.length === 1 ? rows[0].series : null;
    }
    return rows.find(row => height >= row.bottom && height < row.top)?.series ?? (rows.length === 1 ? rows[0].series : null);
  }

  // Tooltip
  tell() {
    if (this.at === null) return tip.hide(this);
    const near = this.nearest(this.at);
    tip.show(this, this.content(this.at, near, false), this.place(), false);
  }

  place() {
    const box = this.plot.getBoundingClientRect();
    const x = box.left + (this.at + 0.5) / this.chart.from.length * box.width;
    return { x, y: this.pointer?.y ?? box.top + box.height / 2 };
  }

  content(bucket, near, pinned) {
    const { words } = this.chart;
    const all = document.createDocumentFragment();
    const head = make("p", "when", this.chart.labels[bucket]);
    if (bucket >= this.chart.open || (bucket === 0 && this.chart.inside)) head.append(make("em", "", ` ${words.open}`));
    all.append(head);
    const rows = this.rows(bucket);
    const total = this.chart.totals?.[bucket];
    if (rows.length === 0) all.append(make("p", "none", total ?? words.nothing));
    else all.append(this.table(bucket, rows, near, pinned));
    if (pinned) all.append(this.links(bucket, near));
    return all;
  }

  table(bucket, rows, near, pinned) {
    const { words } = this.chart;
    const table = make("table");
    const line = (name, row, text, share, color, href) => {
      const tr = make("tr", name);
      const cell = make("td", "name");
      const label = cell.appendChild(make("div"));
      if (color) Object.assign(label.appendChild(make("i")).style, { background: color });
      const words = make(href ? "a" : "span", "clip", row);
      if (href) words.href = href;
      label.append(words);
      tr.append(cell, make("td", "num", text), make("td", "num share", share));
      table.append(tr);
    };
    const shown = rows.length > mostRows ? rows.filter((row, i) => i < mostRows - 1 || row.series === near) : rows;
    for (const row of shown) {
      const href = pinned ? address(row.series.href, this.chart.from[bucket], this.endOf(bucket)) : null;
      line(row.series === near ? "near" : "", row.series.name, row.text, row.share, row.series.color, href);
      if (row.before) line("before", words.before, row.before);
    }
    if (shown.length < rows.length) line("more", words.more.replace("{0}", rows.length - shown.length), "");
    if (this.chart.totals && rows.length > 1 && this.leftOut.size === 0) line("total", words.total, this.chart.totals[bucket]);
    if (this.chart.beforeTexts?.[bucket] && this.leftOut.size === 0) line("before", words.before, this.chart.beforeTexts[bucket]);
    return table;
  }

  links(bucket, near) {
    const { words } = this.chart;
    const box = make("p", "links");
    const link = (template, count, name) => {
      const href = address(template, this.chart.from[bucket], this.endOf(bucket));
      if (!href || count === 0) return;
      const text = count === undefined ? words.some : count === 1 ? words.one : words.many.replace("{0}", count.toLocaleString("en-US"));
      const anchor = make("a", "", text);
      anchor.href = href;
      if (name) anchor.append(make("span", "clip", ` · ${name}`));
      box.append(anchor);
    };
    if (near) link(near.href, near.requests?.[bucket], near.name);
    const ofNear = box.childElementCount > 0;
    if (!ofNear || this.visible().length > 1) link(this.chart.href, this.chart.requests?.[bucket], ofNear ? words.total : null);
    const close = make("button", "btn quiet small", words.close);
    close.type = "button";
    close.addEventListener("click", () => this.release());
    box.append(close);
    return box;
  }

  pin() {
    if (this.at === null) return;
    tip.show(this, this.content(this.at, this.nearest(this.at), true), this.place(), true);
    tip.element.querySelector(".links a, a, button")?.focus({ preventScroll: true });
    tip.element.onclick = event => { if (event.target.closest("a")) this.release(); };
  }

  // Drag over time
  select() {
    const to = this.bucketAt(this.pointer.x);
    const [first, last] = [Math.min(this.drag.from, to), Math.max(this.drag.from, to)];
    const n = this.chart.from.length;
    const band = make("i", "selection");
    band.style.left = `${first / n * 100}%`;
    band.style.width = `${(last - first + 1) / n * 100}%`;
    this.querySelector(".over").replaceChildren(band);
    const text = first === last ? this.chart.labels[first] : `${this.chart.labels[first]} – ${this.chart.labels[last]}`;
    tip.show(this, make("p", "when", text), this.pointer, false);
  }

  zoom(from, to) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    this.leave();
    go(address(this.chart.zoom, this.chart.from[first], this.endOf(last)));
  }

  // Keys
  key(event) {
    const n = this.chart.from.length;
    const to = { ArrowLeft: (this.at ?? n) - 1, ArrowRight: (this.at ?? -1) + 1, Home: 0, End: n - 1, PageUp: (this.at ?? n) - 10, PageDown: (this.at ?? -1) + 10 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) {
      event.preventDefault();
      this.pointer = null;
      this.point(Math.max(0, Math.min(n - 1, to)));
      this.tell();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.pin();
    } else if (event.key === "Escape") {
      this.leave();
    }
  }

  // Legend
  legendClick(event) {
    const button = event.target.closest?.("[data-series]");
    if (button) this.choose(button.dataset.series, event.altKey);
  }

  legendKey(event) {
    const button = event.target.closest?.("[data-series]");
    if (!button || !event.altKey || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    this.choose(button.dataset.series, true);
  }

  choose(key, leaveOut) {
    const keys = this.chart.series.map(series => series.key);
    const alone = !this.leftOut.has(key) && keys.every(k => k === key || this.leftOut.has(k));
    if (leaveOut) this.leftOut.has(key) ? this.leftOut.delete(key) : this.leftOut.add(key);
    else this.leftOut = new Set(alone ? [] : keys.filter(k => k !== key));
    if (keys.every(k => this.leftOut.has(k))) this.leftOut.clear();
    this.redraw();
    if (this.moment !== undefined) this.mark(this.moment);
  }

  // With series left out the rest is drawn here, on the smallest axis of the server's that has room for it.
  redraw() {
    const { chart } = this;
    this.leftOut = new Set([...this.leftOut].filter(key => chart.series.some(series => series.key === key)));
    for (const button of this.querySelectorAll("[data-series]")) button.setAttribute("aria-pressed", String(!this.leftOut.has(button.dataset.series)));
    this.axis = chart.axes[0] ?? { max: 1, ticks: [] };
    const fewer = this.leftOut.size > 0;
    this.toggleAttribute("data-fewer", fewer);
    const svg = this.querySelector("svg.redrawn");
    if (!svg) return;
    const [ups, rules] = [this.querySelector(".ups.redrawn"), this.querySelector(".rules.redrawn")];
    if (!fewer) {
      for (const made of [svg, ups, rules]) made.replaceChildren();
      return;
    }
    const shown = this.visible();
    const highest = chart.kind === "lines"
      ? Math.max(...shown.flatMap(s => [...s.values, ...(s.before ?? [])]).filter(v => v !== null))
      : Math.max(...chart.from.map((_, i) => shown.reduce((sum, s) => sum + (s.values[i] ?? 0), 0)));
    this.axis = chart.axes.findLast(axis => axis.max >= highest * 0.9999) ?? chart.axes[0];
    ups.replaceChildren(...this.axis.ticks.map(([share, text]) => placedAt(make("span", "", text), share)));
    rules.replaceChildren(...this.axis.ticks.map(([share]) => placedAt(make("i"), share)));
    svg.replaceChildren(...draw(chart, shown, this.axis.max));
  }
}

function placedAt(element, share) {
  element.style.bottom = `${share * 100}%`;
  return element;
}

// The same shapes as ChartPaths.cs.
function draw(chart, shown, max) {
  const n = chart.from.length;
  const open = i => i >= chart.open || (i === 0 && chart.inside);
  const x = i => ((i + 0.5) * side / n).toFixed(1);
  const y = v => (side - Math.min(v, max) / max * side).toFixed(1);
  const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const line = values => {
    const paths = { whole: "", open: "", dots: "" };
    values.forEach((v, i) => {
      if (v === null) return;
      if (i > 0 && values[i - 1] !== null) paths[open(i) || open(i - 1) ? "open" : "whole"] += `M${x(i - 1)} ${y(values[i - 1])}L${x(i)} ${y(v)}`;
      else if ((values[i + 1] ?? null) === null) paths.dots += `M${x(i)} ${y(v)}h0`;
    });
    return paths;
  };
  const floors = new Array(n).fill(0);
  const width = Math.min(side / n * (n > 60 ? 0.8 : 0.74), 64);
  const bars = values => {
    const paths = { whole: "", open: "", dots: "" };
    values.forEach((v, i) => {
      if (!(v > 0)) return;
      paths[open(i) ? "open" : "whole"] += `M${((i + 0.5) * side / n - width / 2).toFixed(1)} ${y(floors[i])}V${y(floors[i] + v)}h${width.toFixed(1)}V${y(floors[i])}z`;
    });
    return paths;
  };
  const area = values => {
    const paths = { whole: "", open: "", dots: "" };
    for (let i = 1; i < n; i++) {
      if (values[i - 1] === null || values[i] === null) continue;
      paths[open(i) || open(i - 1) ? "open" : "whole"] +=
        `M${x(i - 1)} ${y(floors[i - 1])}L${x(i - 1)} ${y(floors[i - 1] + values[i - 1])}L${x(i)} ${y(floors[i] + values[i])}L${x(i)} ${y(floors[i])}z`;
    }
    return paths;
  };
  return shown.map(series => {
    const paths = { lines: line, bars, area }[chart.kind](series.values);
    const g = svg("g", { class: chart.kind === "lines" ? "line" : chart.kind });
    g.style.setProperty("--c", series.color);
    if (series.before) {
      const before = line(series.before);
      g.append(svg("path", { class: "before", d: before.whole + before.open }));
    }
    g.append(svg("path", { d: paths.whole }), svg("path", { class: "open", d: paths.open }), svg("path", { class: "dots", d: paths.dots }));
    if (chart.kind !== "lines") series.values.forEach((v, i) => { floors[i] += v ?? 0; });
    return g;
  });
}

customElements.define("time-chart", TimeChart);
