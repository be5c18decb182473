/* Tables of indicators: finding, choosing and ordering rows without asking the server, and one listener for all cells of
   the grid of services. Rows are hidden and moved, never made again: a redraw is one layout.

   [data-matrix-tools="id"]   the controls of the table with that id
   [data-fold]                the button in the head of a domain, which folds its rows away
   tr[data-row]               a row; data-concern, data-fails …: what it is chosen and ordered by
   table[data-grid]           cells that arrow keys move between and that Enter or a click opens */
(function () {
  "use strict";

  function tableOf(tools) { return document.getElementById(tools.dataset.matrixTools); }
  function rows(table) { return Array.from(table.querySelectorAll("tr[data-row]")); }
  function plain(text) { return text.trim().toLowerCase(); }

  // Services that are found narrow the columns, where no indicator has those letters.
  function columns(table, wanted) {
    var heads = Array.from(table.tHead.rows[0].cells).slice(1);
    if (!("grid" in table.dataset)) return null;
    var hits = heads.map(function (head) { return plain(head.textContent).indexOf(wanted) >= 0; });
    return hits.some(Boolean) ? hits : null;
  }
  function showColumns(table, hits) {
    var was = table.columnsShown || null;
    if (was === hits) return;
    table.columnsShown = hits;
    [table.tHead.rows[0]].concat(rows(table)).forEach(function (row) {
      for (var at = 1; at < row.cells.length; at += 1) {
        var off = Boolean(hits) && !hits[at - 1];
        if (row.cells[at].hidden !== off) row.cells[at].hidden = off;
      }
    });
    var shown = hits ? hits.filter(Boolean).length : table.tHead.rows[0].cells.length - 1;
    table.style.setProperty("--columns", shown);
  }

  function choose(tools) {
    var table = tableOf(tools);
    var find = tools.querySelector("[data-find]");
    var show = tools.querySelector("[data-show]");
    var wanted = plain(find.value);
    var all = rows(table);
    var named = all.filter(function (row) { return plain(row.cells[0].textContent).indexOf(wanted) >= 0; });
    var hits = wanted && !named.length ? columns(table, wanted) : null;
    var kept = hits ? all : named;
    var kind = show ? show.value : "";
    var shown = 0;
    all.forEach(function (row) {
      var on = kept.indexOf(row) >= 0 && (!kind || Number(row.dataset[kind]) > 0);
      row.hidden = !on;
      shown += on ? 1 : 0;
    });
    showColumns(table, hits);
    table.classList.toggle("is-chosen", Boolean(wanted || kind));
    hideEmpty(table);
    tools.querySelector("[data-answer]").textContent = wanted || kind
      ? (shown || "No") + (shown === 1 ? " indicator" : " indicators") + (hits ? " at " + hits.filter(Boolean).length + " found services" : " found")
      : "";
  }

  // Ordered, rows stand in one list; in the order of the catalogue each is in its domain again.
  function order(tools) {
    var table = tableOf(tools);
    var kind = tools.querySelector("[data-order]").value;
    var all = rows(table);
    all.forEach(function (row, at) {
      if (row.home) return;
      row.home = row.parentElement;
      row.at = at;
    });
    all.sort(function (one, other) {
      return (kind ? Number(other.dataset[kind]) - Number(one.dataset[kind]) : 0) || one.at - other.at;
    });
    table.classList.toggle("is-ordered", Boolean(kind));
    var last = new Map();
    all.forEach(function (row) {
      var body = kind ? table.tBodies[0] : row.home;
      var before = last.get(body) || body.rows[0];
      if (before.nextElementSibling !== row) before.after(row);
      last.set(body, row);
    });
    hideEmpty(table);
  }
  function hideEmpty(table) {
    Array.from(table.tBodies).forEach(function (body) {
      body.hidden = !body.querySelector("tr[data-row]:not([hidden])");
      body.rows[0].hidden = table.classList.contains("is-ordered");
    });
  }

  document.addEventListener("input", function (event) {
    var tools = event.target.closest("[data-matrix-tools]");
    if (!tools) return;
    if (event.target.matches("[data-order]")) order(tools);
    else if (event.target.matches("[data-icons]")) tableOf(tools).classList.toggle("is-icons", event.target.checked);
    else choose(tools);
  });

  // A domain folds to its head, which says what is in it.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fold]");
    if (!button) return;
    var folded = button.closest("tbody").classList.toggle("is-folded");
    button.setAttribute("aria-expanded", String(!folded));
  });

  // -- the grid ------------------------------------------------------------------------------------
  function cellOf(target) { return target.closest ? target.closest("table[data-grid] td") : null; }
  function head(cell) { return cell.closest("table").tHead.rows[0].cells[cell.cellIndex]; }
  function say(cell) {
    var line = document.querySelector(".grid-says");
    if (!line) return;
    var words = cell.getAttribute("aria-label");
    line.textContent = words ? cell.parentElement.cells[0].textContent + " · " + head(cell).textContent + ": " + words : "";
  }
  function open(cell, event) {
    if (!cell.hasAttribute("aria-label")) return;
    var to = new URL(cell.parentElement.cells[0].querySelector("a").href);
    to.searchParams.set("service", head(cell).dataset.code);
    var link = document.createElement("a");
    link.href = to.pathname + to.search;
    link.dataset.go = "";
    if (event.ctrlKey || event.metaKey) link.target = "_blank";
    cell.appendChild(link);
    link.click();
    link.remove();
  }
  document.addEventListener("click", function (event) {
    var cell = cellOf(event.target);
    if (cell && !event.target.closest("a")) open(cell, event);
  });
  document.addEventListener("mouseover", function (event) {
    var cell = cellOf(event.target);
    if (cell) say(cell);
  });
  document.addEventListener("focusin", function (event) {
    var cell = cellOf(event.target);
    if (cell) say(cell);
  });

  var STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity], PageUp: [-8, 0], PageDown: [8, 0] };
  function near(list, at, step) { return list[Math.max(0, Math.min(list.length - 1, at + step))]; }
  function move(cell, step) {
    var lines = rows(cell.closest("table")).filter(function (row) { return !row.hidden; });
    var row = near(lines, lines.indexOf(cell.parentElement), step[0]);
    var cells = Array.from(row.cells).filter(function (one) { return one.tagName === "TD" && !one.hidden; });
    var across = Array.from(cell.parentElement.cells).filter(function (one) { return one.tagName === "TD" && !one.hidden; }).indexOf(cell);
    return near(cells, across, step[1]);
  }
  document.addEventListener("keydown", function (event) {
    var cell = cellOf(event.target);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") { event.preventDefault(); open(cell, event); return; }
    var step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    var next = move(cell, step);
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  // The first cell is the one stop of the Tab key, until another was reached.
  function enter() {
    document.querySelectorAll("table[data-grid]").forEach(function (table) {
      if (!table.querySelector("td[tabindex]")) (table.querySelector("tbody td") || {}).tabIndex = 0;
    });
  }
  window.addEventListener("brightspot-drawn", enter);
  new MutationObserver(enter).observe(document.documentElement, { attributes: true, attributeFilter: ["data-ready"] });
})();
