/* Heng 衡: sorting, filtering and picking, for pages that are complete without it. No network, no storage, no modules. */
(function () {
  "use strict";
  var doc = document;
  function each(list, f) { Array.prototype.forEach.call(list, f); }
  function find(selector, root) { return (root || doc).querySelector(selector); }
  function all(selector, root) { return (root || doc).querySelectorAll(selector); }

  /* --- the state in the address: #key=value&key=value; a plain #anchor is left alone --- */
  function state() {
    var out = {}, text = location.hash.slice(1);
    if (text.indexOf("=") < 0) return out;
    text.split("&").forEach(function (part) {
      var at = part.indexOf("=");
      if (at > 0) { try { out[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (e) { /* not ours */ } }
    });
    return out;
  }
  function remember(changes) {
    var now = state(), key;
    for (key in changes) { if (changes[key]) now[key] = changes[key]; else delete now[key]; }
    var text = Object.keys(now).sort().map(function (k) { return k + "=" + encodeURIComponent(now[k]); }).join("&");
    if (history.replaceState) history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  }
  function say(text) { var live = find("#status"); if (live) live.textContent = text; }

  /* --- the other language keeps the place --- */
  var other = find("a.switch");
  if (other) other.addEventListener("click", function () { other.hash = location.hash; });

  /* --- sorting: th[data-key] becomes a button; a group of rows moves together --- */
  function value(group, column) {
    var cell = find("tr", group).cells[column];
    if (!cell) return null;
    if (cell.dataset.value) return cell.dataset.value;
    var data = find("data", cell);
    if (data) return data.value === "" ? null : parseFloat(data.value);
    return cell.tagName === "TH" ? find("a", cell).textContent.trim() : null;
  }
  function sort(table, th, down) {
    var column = th.cellIndex, groups = Array.prototype.slice.call(table.tBodies), keyed;
    keyed = groups.map(function (g, i) { return { g: g, v: value(g, column), i: +g.dataset.i || i }; });
    keyed.sort(function (a, b) {
      if (a.v === null || b.v === null) return (a.v === null) - (b.v === null) || a.i - b.i;
      var order = typeof a.v === "string" ? a.v.localeCompare(b.v, doc.documentElement.lang) : a.v - b.v;
      return (down ? -order : order) || a.i - b.i;
    });
    keyed.forEach(function (k) { table.appendChild(k.g); });
    each(all("th[data-key]", table), function (h) { h.removeAttribute("aria-sort"); });
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.classList.add("sorted");
    say(table.dataset.sorted.replace("{column}", th.dataset.name));
  }
  each(all("table[data-sorted]"), function (table) {
    each(table.tBodies, function (g, i) { g.dataset.i = i; });
    each(all("th[data-key]", table), function (th) {
      var button = doc.createElement("button");
      button.type = "button";
      th.dataset.name = th.firstChild.textContent.trim();
      while (th.firstChild) button.appendChild(th.firstChild);
      th.insertBefore(button, th.firstChild);
      if (find("small", button)) th.appendChild(find("small", button));
      button.addEventListener("click", function () {
        var up = th.dataset.down === "0", now = th.getAttribute("aria-sort");
        var down = now ? now !== "descending" : !up;
        sort(table, th, down);
        remember({ sort: th.dataset.key, down: down ? "1" : "0" });
      });
    });
  });
  function sortFromState() {
    var now = state(), table = find("table[data-sorted]");
    if (!table || !now.sort) return;
    each(all("th[data-key]", table), function (th) { if (th.dataset.key === now.sort) sort(table, th, now.down !== "0"); });
  }

  /* --- filtering the board: references and baselines always stay in sight --- */
  var filters = find("#filters"), board = find("#models");
  function shown(group, want) {
    var d = group.dataset;
    if (d.kind) return true;
    if (want.kind && want.kind !== "model") return false;
    return (!want.size || d.size === want.size) && (!want.licence || d.licence === want.licence) &&
      (!want.status || (d.status || "complete") === want.status);
  }
  function filter() {
    var want = {}, seen = 0;
    each(filters.elements, function (e) { if (e.name) want[e.name] = e.value; });
    each(board.tBodies, function (g) { g.hidden = !shown(g, want); if (!g.hidden) seen += 1; });
    each(all("th[data-domain]", board), function (th) {
      var away = !!want.domain && th.dataset.domain !== want.domain, column = th.cellIndex;
      th.hidden = away;
      each(board.tBodies, function (g) { g.rows[0].cells[column].hidden = away; });
    });
    say(filters.dataset.count.replace("{n}", seen).replace("{all}", board.tBodies.length));
    return want;
  }
  if (filters && board) {
    filters.hidden = false;
    filters.addEventListener("change", function () { remember(filter()); });
    filters.addEventListener("reset", function () { setTimeout(function () { remember(filter()); }, 0); });
  }
  function filterFromState() {
    if (!filters || !board) return;
    var now = state();
    each(filters.elements, function (e) {
      if (!e.name) return;
      e.value = now[e.name] || "";
      if (e.selectedIndex < 0) e.value = "";
    });
    filter();
  }

  /* --- two models side by side --- */
  var picker = find("#picker"), picked = find("#picked"), models = window.HENG_MODELS;
  function number(x, places, sign) {
    var text = Math.abs(x).toFixed(places), zero = !/[1-9]/.test(text);
    return (zero ? "" : x < 0 ? "\u2212" : sign ? "+" : "") + text;
  }
  function fill(slugA, slugB, shard, turned) {
    var a = models.indexOf(slugA), b = models.indexOf(slugB), sign = turned ? -1 : 1;
    var at = Math.abs(a - b) - 1;
    each(all("tr[data-column]", picked), function (tr) {
      var column = tr.dataset.column, found = (shard.columns[column] || [])[at], cells = tr.cells;
      each([1, 2, 3, 4], function (k) { cells[k].textContent = ""; });
      if (!found) { cells[1].textContent = "\u2013"; cells[3].textContent = picked.dataset.missing; return; }
      var scale = column === "accuracy" || column.indexOf("/") > 0 ? 100 : 1;
      var d = sign * found[0] * scale, ends = [sign * found[1] * scale, sign * found[2] * scale].sort(function (x, y) { return x - y; });
      cells[1].textContent = number(d, 1, true) + " [" + number(ends[0], 1, true) + ", " + number(ends[1], 1, true) + "]";
      cells[2].textContent = found[3] < 0.001 ? "< 0.001" : found[3].toFixed(3);
      var name = found[3] < 0.05 && d ? label(d > 0 ? "a" : "b") : "";
      cells[3].textContent = name ? picked.dataset.better.replace("{name}", name) : picked.dataset.tied;
      cells[4].textContent = String(found[4]);
    });
    find("#picked-minus").textContent = picked.dataset.minus.replace("{first}", label("a")).replace("{second}", label("b"));
  }
  function label(which) { var s = picker.elements[which]; return s.options[s.selectedIndex].text; }
  function pick() {
    var a = picker.elements.a.value, b = picker.elements.b.value;
    picked.hidden = false;
    if (a === b) {
      find("#picked-minus").textContent = picked.dataset.same;
      each(all("tr[data-column]", picked), function (tr) { each([1, 2, 3, 4], function (k) { tr.cells[k].textContent = ""; }); });
      return;
    }
    var turned = models.indexOf(a) > models.indexOf(b), holder = turned ? b : a;
    var have = window.HENG_PAIRS && window.HENG_PAIRS[holder];
    function ready() {
      if (picker.elements.a.value === a && picker.elements.b.value === b) fill(a, b, window.HENG_PAIRS[holder], turned);
    }
    if (have) { ready(); return; }
    var script = doc.createElement("script");
    script.src = picker.dataset.root + "data/pairs/" + encodeURIComponent(holder) + ".js";
    script.onload = ready;
    doc.head.appendChild(script);
  }
  if (picker && models) {
    picker.hidden = false;
    picker.addEventListener("change", function () {
      remember({ a: picker.elements.a.value, b: picker.elements.b.value });
      pick();
    });
  }
  function pickFromState() {
    if (!picker || !models) return;
    var now = state();
    if (now.a) picker.elements.a.value = now.a;
    if (now.b) picker.elements.b.value = now.b;
    if (picker.elements.a.selectedIndex < 0) picker.elements.a.selectedIndex = 0;
    if (picker.elements.b.selectedIndex < 0) picker.elements.b.selectedIndex = 0;
    if (models.length > 1) pick();
  }

  /* --- which model for my use --- */
  var chooser = find("#chooser");
  function choose() {
    var want = {}, seen = {}, order = ["passes", "unknown", "fails"];
    each(chooser.elements, function (e) { if (e.name) want[e.name] = e.value; });
    each(all("[data-use]"), function (part) {
      var body = find("tbody", part), rows = Array.prototype.slice.call(body.rows);
      part.hidden = !!want.domain && part.dataset.use !== want.domain;
      each(all("[data-tier]", part), function (c) { c.hidden = !!want.tier && c.dataset.tier !== want.tier; });
      rows.forEach(function (tr, i) { if (!tr.dataset.i) tr.dataset.i = i; });
      rows.sort(function (a, b) {
        var apart = want.tier ? order.indexOf(a.dataset[want.tier]) - order.indexOf(b.dataset[want.tier]) : 0;
        return apart || a.dataset.i - b.dataset.i;
      });
      rows.forEach(function (tr) {
        var d = tr.dataset;
        tr.hidden = !!want.size && !(parseFloat(d.parameters) <= +want.size) ||
          !!want.latency && !(parseFloat(d.latency) <= +want.latency) || !!want.licence && d.licence !== want.licence;
        body.appendChild(tr);
        if (tr.hidden || part.hidden) return;
        (want.tier ? [want.tier] : ["high", "medium", "low"]).forEach(function (tier) {
          seen[d[tier]] = (seen[d[tier]] || 0) + 1;
        });
      });
    });
    say(chooser.dataset.count.replace("{passes}", seen.passes || 0).replace("{unknown}", seen.unknown || 0).replace("{fails}", seen.fails || 0));
    return want;
  }
  if (chooser) {
    chooser.hidden = false;
    chooser.addEventListener("change", function () { remember(choose()); });
    chooser.addEventListener("reset", function () { setTimeout(function () { remember(choose()); }, 0); });
  }
  function chooseFromState() {
    if (!chooser) return;
    var now = state();
    each(chooser.elements, function (e) { if (e.name) { e.value = now[e.name] || ""; if (e.selectedIndex < 0) e.value = ""; } });
    choose();
  }

  function restore() { filterFromState(); sortFromState(); pickFromState(); chooseFromState(); }
  window.addEventListener("hashchange", function () { if (location.hash.indexOf("=") > 0) restore(); });
  window.addEventListener("beforeprint", function () { each(all("details"), function (d) { d.dataset.was = d.open ? "1" : ""; d.open = true; }); });
  window.addEventListener("afterprint", function () { each(all("details"), function (d) { d.open = !!d.dataset.was; }); });
  restore();
})();
