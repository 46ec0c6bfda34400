// <tab-watch><input type="checkbox">: the box is ticked while the reader looks at another tab, and a change event says so.
class TabWatch extends HTMLElement {
  connectedCallback() { document.addEventListener("visibilitychange", this); }

  disconnectedCallback() { document.removeEventListener("visibilitychange", this); }

  handleEvent() {
    const box = this.querySelector("input");
    if (!box || box.checked === document.hidden) return;
    box.checked = document.hidden;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("tab-watch", TabWatch);
