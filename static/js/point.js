/**
 * A point on the map of the districts: a press on the map or its arrow keys fill the field, and the field moves the point.
 * The district in which it lies is ticked in the list. Without scripts the field and the list do the same. Nobody is ever
 * asked where they are.
 */

const STEP = 0.001;
const FAR = 10;
const DIGITS = 5;

class CityMap {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.input = /** @type {HTMLInputElement} */ (place.querySelector("input"));
    this.svg = /** @type {SVGSVGElement} */ (place.querySelector("svg"));
    this.spot = /** @type {SVGGElement} */ (place.querySelector("[data-spot]"));
    this.said = place.querySelector("[data-point-said]");
    this.clear = /** @type {HTMLElement} */ (place.querySelector("[data-point-clear]"));
    /** @type {HTMLInputElement | null} */
    this.ticked = null;
    const frame = /** @type {HTMLElement} */ (this.svg.parentElement);
    frame.addEventListener("click", (event) => this.pressed(event));
    frame.addEventListener("keydown", (event) => this.moved(event));
    this.input.addEventListener("input", () => this.show());
    this.clear.addEventListener("click", () => {
      this.fill("");
      this.input.focus();
    });
    const whole = /** @type {HTMLElement} */ (place.querySelector("[data-point-map]"));
    whole.hidden = false;
    this.show(false);
  }

  /** @param {string} name @returns {number} */
  edge(name) {
    return Number(this.place.dataset[name]);
  }

  /** How far in degrees the picture reaches for one of its units. */
  get unit() {
    const { width, height } = this.svg.viewBox.baseVal;
    return { x: (this.edge("east") - this.edge("west")) / width, y: (this.edge("north") - this.edge("south")) / height };
  }

  /**
   * The point of the field, if it can be read and lies on the map: latitude and longitude in either order.
   * @returns {{latitude: number, longitude: number} | null}
   */
  get point() {
    const found = this.input.value.match(/\d{1,3}[.,]\d+/g)?.map((one) => Number(one.replace(",", "."))) ?? [];
    if (found.length !== 2) return null;
    const [latitude = 0, longitude = 0] = found;
    if (this.covers(latitude, longitude)) return { latitude, longitude };
    return this.covers(longitude, latitude) ? { latitude: longitude, longitude: latitude } : null;
  }

  /** @param {number} latitude @param {number} longitude @returns {boolean} */
  covers(latitude, longitude) {
    return (
      latitude >= this.edge("south") && latitude <= this.edge("north") &&
      longitude >= this.edge("west") && longitude <= this.edge("east")
    );
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    this.set(this.edge("north") - y * this.unit.y, this.edge("west") + x * this.unit.x);
  }

  /** @param {KeyboardEvent} event */
  moved(event) {
    const ways = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const way = ways[/** @type {keyof typeof ways} */ (event.key)];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const middle = {
      latitude: (this.edge("south") + this.edge("north")) / 2,
      longitude: (this.edge("west") + this.edge("east")) / 2,
    };
    const from = this.point ?? middle;
    const step = event.shiftKey ? STEP * FAR : STEP;
    this.set(from.latitude + step * (way[0] ?? 0), from.longitude + step * (way[1] ?? 0));
  }

  /** @param {number} latitude @param {number} longitude */
  set(latitude, longitude) {
    if (this.covers(latitude, longitude)) this.fill(`${latitude.toFixed(DIGITS)}, ${longitude.toFixed(DIGITS)}`);
  }

  /** @param {string} words */
  fill(words) {
    this.input.value = words;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Draw what the field says; a point that changes ticks its district and says so. */
  show(changes = true) {
    const point = this.point;
    this.clear.hidden = !this.input.value;
    this.spot.setAttribute("visibility", point ? "visible" : "hidden");
    if (!point) {
      if (changes) this.tick(null, this.place.dataset["none"] ?? "");
      return;
    }
    const x = (point.longitude - this.edge("west")) / this.unit.x;
    const y = (this.edge("north") - point.latitude) / this.unit.y;
    this.spot.setAttribute("transform", `translate(${x} ${y})`);
    if (changes) this.name(x, y);
  }

  /** @param {number} x @param {number} y */
  name(x, y) {
    const spot = this.svg.createSVGPoint();
    spot.x = x;
    spot.y = y;
    const shapes = /** @type {SVGPolygonElement[]} */ ([...this.svg.querySelectorAll("polygon")]);
    const found = shapes.find((shape) => shape.isPointInFill(spot));
    const words = found ? (this.place.dataset["in"] ?? "").replace("#", found.dataset["name"] ?? "") : this.place.dataset["nowhere"];
    this.tick(found?.dataset["number"] ?? null, words ?? "");
  }

  /**
   * Tick a district in the list, in place of the one that the map ticked before; what a person ticked stays.
   * @param {string | null} number
   * @param {string} words
   */
  tick(number, words) {
    if (this.said && this.said.textContent !== words) this.said.textContent = words;
    const box = number ? this.input.form?.querySelector(`[name=districts][value="${number}"]`) : null;
    if (box === this.ticked) return;
    if (this.ticked) this.ticked.checked = false;
    this.ticked = null;
    if (box instanceof HTMLInputElement && !box.checked) {
      box.checked = true;
      this.ticked = box;
    }
  }
}

for (const place of document.querySelectorAll("[data-point-field]")) {
  if (place instanceof HTMLElement) new CityMap(place);
}
