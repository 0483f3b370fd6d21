/* Several at once: boxes to tick, and one button for all that are ticked. */

import { make, makeButton } from "./elements.js";

/** A bar that counts its boxes, and acts on the ticked ones, one after the other. */
export class PickBar {
  constructor() {
    /** @type {Map<HTMLInputElement, () => Promise<void>>} */
    this.approvals = new Map();
    this.everything = make("input", { type: "checkbox" });
    this.button = makeButton("", "plain main", () => this.approvePicked());
    const label = make("label", {}, this.everything, " 全选");
    this.element = make("p", { class: "picks screen-only", hidden: true }, label, " ", this.button);
    this.everything.addEventListener("change", () => {
      for (const box of this.approvals.keys()) box.checked = this.everything.checked;
      this.show();
    });
  }

  /**
   * Return a box for what can be approved with others.
   * @param {string} name
   * @param {() => Promise<void>} approve
   */
  newBox(name, approve) {
    const box = make("input", { type: "checkbox", "aria-label": `选上：${name}` });
    box.addEventListener("change", () => this.show());
    this.approvals.set(box, approve);
    return make("label", { class: "drop__pick screen-only" }, box);
  }

  /** Bring it up to date with the boxes that there still are. */
  show() {
    for (const box of this.approvals.keys()) if (!box.isConnected) this.approvals.delete(box);
    const count = this.picked().length;
    this.element.hidden = this.approvals.size < 2;
    this.everything.checked = count > 0 && count === this.approvals.size;
    this.everything.indeterminate = count > 0 && count < this.approvals.size;
    this.button.textContent = `同意所选（${count}）`;
    this.button.disabled = !count;
  }

  picked() {
    return Array.from(this.approvals).filter(([box]) => box.checked);
  }

  async approvePicked() {
    for (const [, approve] of this.picked()) await approve();
    this.show();
  }
}
