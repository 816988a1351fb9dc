/**
 * Morgan's last turns as a waterfall: which way each took, and where its time went.
 *
 * A web component without dependencies, in the colours of whatever theme is on. It knows Home Assistant's `hass` object
 * and the websocket command morgan/turns/subscribe, which never tells any words.
 *
 * type: custom:morgan-turns-card
 * title: Morgan            # optional
 * turns: 6                 # how many are shown, 1 to 50
 * entry_id: 01JX…          # optional: one server's turns only
 */

const SVG = "http://www.w3.org/2000/svg";
const MOST = 50;

// Home Assistant's own colours; what stands behind the comma is for themes that lack them.
const COLOURS = {
  listen: "var(--disabled-color, #bdbdbd)",
  stt: "var(--blue-color, #2196f3)",
  plain: "var(--teal-color, #009688)",
  server: "var(--purple-color, #926bc7)",
  handle: "var(--purple-color, #926bc7)",
  tts: "var(--orange-color, #ff9800)",
};
const PATHS = {
  intent: "--green-color",
  fuzzy: "--teal-color",
  agent: "--purple-color",
  none: "--amber-color",
  error: "--red-color",
};
const STAGES = { stt: "stt.hearing", handle: "sensor.answering_time", tts: "tts.voice" };
const STAGE_WORDS = { stt: "Speech-to-text", handle: "Answering time", tts: "Text-to-speech" };

const STYLE = `
  :host { display: block; }
  .turns { padding: 0 16px 12px; }
  .none { color: var(--secondary-text-color); padding: 8px 0; }
  details { border-top: 1px solid var(--divider-color); }
  details:first-child { border-top: 0; }
  summary { cursor: pointer; list-style: none; padding: 8px 0 6px; outline-offset: 2px; }
  summary::-webkit-details-marker { display: none; }
  .line { display: flex; align-items: baseline; gap: 8px; color: var(--primary-text-color); }
  .dot { flex: none; width: 10px; height: 10px; border-radius: 50%; align-self: center; }
  .path { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .ms { font-variant-numeric: tabular-nums; }
  time { color: var(--secondary-text-color); font-variant-numeric: tabular-nums; }
  svg { display: block; width: 100%; margin-top: 4px; overflow: visible; }
  .lane { fill: var(--primary-text-color); opacity: 0.06; }
  table { width: 100%; border-collapse: collapse; color: var(--secondary-text-color); font-size: 0.9em; margin: 2px 0 8px; }
  td { padding: 1px 0; vertical-align: top; }
  td:last-child { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .key { display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-inline-end: 6px; }
`;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children); // text goes in as text: nothing that a server says becomes markup
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function colour(kind, span) {
  return COLOURS[span] ?? COLOURS[kind] ?? "var(--primary-color)";
}

/** What is drawn of a turn: its own spans, or the stage as a whole where nothing finer is known. */
function bars(turn) {
  return turn.stages.flatMap((stage) => {
    const spans = stage.spans.length ? stage.spans : [{ name: stage.kind, start_ms: stage.start_ms, ms: stage.ms }];
    return spans.map((span) => ({ ...span, kind: stage.kind }));
  });
}

function shownMs(ms) {
  return ms >= 1000 ? `${(ms / 1000).toFixed(ms >= 10000 ? 0 : 1)} s` : `${Math.round(ms)} ms`;
}

class MorganTurnsCard extends HTMLElement {
  static getStubConfig() {
    return { type: "custom:morgan-turns-card", turns: 6 };
  }

  constructor() {
    super();
    this._turns = [];
    this._open = new Set();
    this._subscribing = null;
    this.attachShadow({ mode: "open" });
  }

  setConfig(config) {
    const turns = config.turns ?? 6;
    if (!Number.isInteger(turns) || turns < 1 || turns > MOST) {
      throw new Error(`turns: a whole number from 1 to ${MOST}`);
    }
    this._config = { ...config, turns };
    this._unsubscribe();
    this._subscribe();
    this._draw();
  }

  set hass(hass) {
    const first = !this._hass;
    const other = first || this._hass.locale !== hass.locale || this._hass.localize !== hass.localize;
    this._hass = hass;
    if (first) this._subscribe();
    if (other) this._draw();
  }

  connectedCallback() {
    this._subscribe();
    this._draw();
  }

  disconnectedCallback() {
    this._unsubscribe();
  }

  getCardSize() {
    return 1 + this._config.turns;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  _subscribe() {
    if (this._subscribing || !this._hass || !this._config || !this.isConnected) return;
    const command = { type: "morgan/turns/subscribe" };
    if (this._config.entry_id) command.entry_id = this._config.entry_id;
    this._failed = false;
    const subscribing = this._hass.connection.subscribeMessage((told) => {
      if (this._subscribing !== subscribing) return;
      if (told.turns) this._turns = told.turns;
      else this._turns = [...this._turns, told.turn].slice(-MOST);
      this._draw();
    }, command);
    this._subscribing = subscribing;
    subscribing.catch(() => {
      if (this._subscribing !== subscribing) return;
      this._subscribing = null;
      this._failed = true;
      this._draw();
    });
  }

  _unsubscribe() {
    const subscribing = this._subscribing;
    this._subscribing = null;
    subscribing?.then((stop) => stop()).catch(() => {});
  }

  _word(key, otherwise) {
    return this._hass?.localize?.(`component.morgan.entity.${key}`) || otherwise;
  }

  _path(path) {
    return this._word(`event.turn.state_attributes.event_type.state.${path}`, path);
  }

  _draw() {
    if (!this._config) return;
    const shown = this._turns.slice(-this._config.turns).reverse();
    const card = element("ha-card");
    if (this._config.title) card.setAttribute("header", this._config.title);
    const list = element("div", { class: "turns" });
    if (!this._config.title) list.style.paddingTop = "12px";
    if (!shown.length) {
      const why = this._failed ? "Morgan is not set up." : "–";
      list.append(element("div", { class: "none" }, why));
    }
    // One scale for all, so that a slow turn looks slow.
    const longest = Math.max(1, ...shown.map((turn) => turn.ms));
    for (const turn of shown) list.append(this._turn(turn, longest));
    card.append(list);
    this.shadowRoot.replaceChildren(element("style", {}, STYLE), card);
  }

  _turn(turn, longest) {
    const details = element("details");
    details.open = this._open.has(turn.id);
    details.addEventListener("toggle", () => (details.open ? this._open.add(turn.id) : this._open.delete(turn.id)));
    const dot = element("span", { class: "dot" });
    dot.style.background = `var(${PATHS[turn.path] ?? "--grey-color"}, #9e9e9e)`;
    const at = new Date(turn.at);
    const time = element("time", { datetime: turn.at }, this._time(at));
    const waited = turn.response_ms ?? turn.ms;
    const line = element(
      "div",
      { class: "line" },
      dot,
      element("span", { class: "path" }, this._path(turn.path)),
      element("span", { class: "ms", title: this._word("sensor.response_time.name", "Response time") }, shownMs(waited)),
      time,
    );
    const summary = element("summary", {}, line, this._waterfall(turn, longest));
    details.append(summary, this._table(turn));
    return details;
  }

  _time(at) {
    const language = this._hass?.locale?.language;
    const form = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
    if (this._hass?.locale?.time_format === "12") form.hour12 = true;
    if (this._hass?.locale?.time_format === "24") form.hour12 = false;
    return at.toLocaleTimeString(language, form);
  }

  _waterfall(turn, longest) {
    const kinds = [...new Set(turn.stages.map((stage) => stage.kind))];
    const lane = 9;
    const height = Math.max(1, kinds.length) * lane;
    const label = `${this._path(turn.path)}, ${shownMs(turn.ms)}`;
    const picture = drawn("svg", {
      viewBox: `0 0 1000 ${height}`,
      preserveAspectRatio: "none",
      height,
      role: "img",
      "aria-label": label,
    });
    kinds.forEach((_, row) => {
      picture.append(drawn("rect", { class: "lane", x: 0, y: row * lane + 1, width: 1000, height: lane - 3 }));
    });
    // Long ones first: a span that lies within another stays to be seen.
    for (const bar of bars(turn).sort((one, other) => other.ms - one.ms)) {
      const rect = drawn("rect", {
        x: (bar.start_ms / longest) * 1000,
        y: kinds.indexOf(bar.kind) * lane + 1,
        width: Math.max(2, (bar.ms / longest) * 1000),
        height: lane - 3,
        fill: colour(bar.kind, bar.name),
        "fill-opacity": bar.name === "server" || bar.name === "answer" || bar.name === "speak" ? 0.45 : 1,
      });
      const title = drawn("title", {});
      title.textContent = `${bar.kind} ${bar.name}: ${shownMs(bar.ms)}`;
      rect.append(title);
      picture.append(rect);
    }
    return picture;
  }

  _table(turn) {
    const table = element("table");
    const row = (name, value, paint) => {
      const cell = element("td", {}, name);
      if (paint) {
        const key = element("span", { class: "key" });
        key.style.background = paint;
        cell.prepend(key);
      }
      table.append(element("tr", {}, cell, element("td", {}, value)));
    };
    for (const stage of turn.stages) {
      const name = this._word(`${STAGES[stage.kind]}.name`, STAGE_WORDS[stage.kind]);
      row(stage.error ? `${name}: ${stage.error}` : name, shownMs(stage.ms));
      for (const span of stage.spans) {
        row(span.name, `${shownMs(span.start_ms)} + ${shownMs(span.ms)}`, colour(stage.kind, span.name));
      }
    }
    if (turn.model) row(this._word("sensor.language_model.name", "Language model"), turn.model);
    if (turn.tokens) row("tokens", `${turn.tokens[0]} (${turn.tokens[1]} cached) → ${turn.tokens[2]}`);
    if (turn.rounds) row("rounds", String(turn.rounds));
    if (turn.repairs.length) row("repairs", turn.repairs.join(", "));
    if (turn.passed.length) row("passed over", turn.passed.join(", "));
    if (turn.language) row("language", turn.language);
    row("server", turn.server);
    return table;
  }
}

if (!customElements.get("morgan-turns-card")) {
  customElements.define("morgan-turns-card", MorganTurnsCard);
  window.customCards = window.customCards || [];
  window.customCards.push({
    type: "morgan-turns-card",
    name: "Morgan: last turns",
    description: "Which way each sentence took, and where its time went.",
    preview: true,
    documentationURL: "https://github.com/morgan-voice/morgan/blob/main/docs/integration.md",
  });
}
