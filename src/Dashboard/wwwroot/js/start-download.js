// <start-download><a href download>: the download begins when it comes into the page.
class StartDownload extends HTMLElement {
  connectedCallback() {
    // The children arrive after their parent.
    requestAnimationFrame(() => {
      if (this.started) return;
      this.started = true;
      this.querySelector("a")?.click();
    });
  }
}

customElements.define("start-download", StartDownload);
