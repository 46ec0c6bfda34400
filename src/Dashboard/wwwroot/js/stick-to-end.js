// <stick-to-end>: a box that scrolls and stays at its end while its content grows, unless the reader has scrolled away from it.
class StickToEnd extends HTMLElement {
  connectedCallback() {
    this.atEnd = true;
    this.onscroll = () => { this.atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < 24; };
    this.observer = new MutationObserver(() => {
      if (this.atEnd && this.closest("[aria-busy=true]")) this.scrollTop = this.scrollHeight;
    });
    this.observer.observe(this, { childList: true, subtree: true, characterData: true });
  }

  disconnectedCallback() { this.observer?.disconnect(); }
}

customElements.define("stick-to-end", StickToEnd);
