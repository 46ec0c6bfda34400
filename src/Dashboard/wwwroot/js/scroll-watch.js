// <scroll-watch><input type="checkbox">: the box is ticked while the reader is away from the top, and a change event says so.
class ScrollWatch extends HTMLElement {
  connectedCallback() {
    this.observer = new IntersectionObserver(entries => {
      const box = this.querySelector("input");
      const away = !entries[entries.length - 1].isIntersecting;
      if (!box || box.checked === away) return;
      box.checked = away;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.observer.observe(this);
  }

  disconnectedCallback() { this.observer?.disconnect(); }
}

customElements.define("scroll-watch", ScrollWatch);
