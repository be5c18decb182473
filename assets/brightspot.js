/* plotly.js comes when the first large chart is drawn. Dash would then fetch its own bundle, four times the
   size; ours is named in the document. On addresses that show a chart it starts at once, and Dash waits for
   the promise that stands in for it until then. */
(function () {
  "use strict";
  var hint = document.getElementById("plotly");
  Object.defineProperty(window, "_dashPlotlyJSURL", { get: function () { return hint.href; }, set: function () {} });
  if (!/^\/(indicator|equity)\//.test(location.pathname)) return;
  var script = document.createElement("script");
  window.Plotly = new Promise(function (resolve, reject) {
    script.onload = function () { resolve(window.Plotly); };
    script.onerror = function (problem) { window.Plotly = undefined; reject(problem); };
  });
  script.src = hint.href;
  script.async = true;
  document.head.appendChild(script);
})();

/* Small things that need no answer from the server. One listener each on the document, so that they hold
   whichever page Dash draws. */
(function () {
  "use strict";

  // Panels that open over the page close like a menu: Escape, a click elsewhere, a choice inside.
  function closePanels(except) {
    document.querySelectorAll("details.chooser[open]").forEach(function (panel) {
      if (panel !== except) panel.removeAttribute("open");
    });
  }
  document.addEventListener("click", function (event) {
    var inside = event.target.closest("details.chooser");
    closePanels(event.target.closest("details.chooser a") ? null : inside);
  });
  document.addEventListener("keydown", function (event) {
    var open = document.querySelector("details.chooser[open]");
    if (event.key !== "Escape" || !open) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  });

  // The list of services shrinks to what is typed.
  document.addEventListener("input", function (event) {
    if (event.target.id !== "find-service") return;
    var wanted = event.target.value.trim().toLowerCase();
    var shown = 0;
    document.querySelectorAll("#services .services__block").forEach(function (block) {
      var any = false;
      block.querySelectorAll(".services__row").forEach(function (row) {
        var hit = row.textContent.toLowerCase().indexOf(wanted) >= 0;
        row.hidden = !hit;
        any = any || hit;
        if (hit) shown += 1;
      });
      block.hidden = !any;
      var fold = block.querySelector("details.services__fold");
      if (fold) fold.open = Boolean(wanted) && any;
    });
    var answer = document.getElementById("find-service-answer");
    if (answer) answer.textContent = wanted ? (shown || "No") + (shown === 1 ? " service" : " services") + " found" : "";
  });

  // Links to our own pages: Dash draws the new one into this document, without loading anything again.
  function follow(link) {
    history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-go]");
    var plain = !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || !("ready" in document.documentElement.dataset)) return;
    event.preventDefault();
    follow(link);
  });
})();

/* Until the view of a new address has come, the old one stands under it. It is marked as busy for that time, for
   screen readers and tests; whoever waits longer than a moment is told so. By link, Back and Forward alike. */
(function () {
  "use strict";
  var MOMENT = 400;
  var entry = document.getElementById("react-entry-point");
  var asked = location.pathname + location.search;
  var old = null; // the <main> that is to go
  var isAsking = false;
  var timers = [];
  var word = document.createElement("p");
  word.className = "waiting";
  word.setAttribute("role", "status");
  document.body.appendChild(word);

  function wait() {
    var address = location.pathname + location.search;
    if (address === asked) return; // Dash asks for nothing then
    asked = address;
    end("");
    old = document.getElementById("main");
    if (!old) return;
    old.setAttribute("aria-busy", "true");
    // A screen reader should start with the new page, not stay on a link that will be gone.
    old.focus({ preventScroll: true });
    timers = [
      setTimeout(function () { word.textContent = "Loading …"; }, MOMENT),
      // Nothing was asked after all: never wait for an answer that nobody will give.
      setTimeout(function () { if (!isAsking) end(""); }, 10000),
    ];
  }
  function end(words) {
    timers.forEach(clearTimeout);
    word.textContent = words;
    if (old) old.removeAttribute("aria-busy");
    old = null;
    isAsking = false;
  }
  // Dash draws every answer into a new <main>, and keeps an element of this class in the document while it waits.
  function look() {
    if (!old) return;
    var main = document.getElementById("main");
    var wasAsking = isAsking;
    isAsking = Boolean(entry.querySelector("._dash-loading-callback"));
    if (main && main !== old) {
      end("");
      if (document.activeElement === document.body) main.focus({ preventScroll: true });
    } else if (wasAsking && !isAsking) {
      end("The server did not answer. This is still the previous page. Reload to try again.");
    }
  }
  window.addEventListener("_dashprivate_pushstate", wait);
  window.addEventListener("popstate", wait);
  new MutationObserver(look).observe(entry, { childList: true, subtree: true });
})();

/* Charts: short labels where there is little room, and pictures to save. */
(function () {
  "use strict";
  var NARROW = 560;

  // A chart carries its words twice (layout.meta); which fits is known only here.
  function fit(plot) {
    var meta = plot.layout && plot.layout.meta;
    if (!meta || !meta.narrow || !window.Plotly || !plot.clientWidth) return;
    var wanted = plot.clientWidth < NARROW ? meta.narrow : meta.wide;
    if (plot.layout.margin.r !== wanted.margin.r) window.Plotly.relayout(plot, wanted);
  }
  function fitAll() { document.querySelectorAll(".js-plotly-plot").forEach(fit); }
  window.addEventListener("resize", fitAll);

  // A sheet of A4 is narrower than most windows, and nobody draws anew for it: 182 mm inside the margins.
  var PAPER = { width: 688, height: 340 };
  function eachPlot(change) {
    document.querySelectorAll(".chart__plot .js-plotly-plot").forEach(function (plot) {
      if (plot.layout && window.Plotly && window.Plotly.relayout) window.Plotly.relayout(plot, change);
    });
  }
  window.addEventListener("beforeprint", function () { eachPlot(PAPER); });
  window.addEventListener("afterprint", function () { eachPlot({ width: null, height: null, autosize: true }); });

  // <details data-narrow="closed"> waits to be asked for on a phone. Runs before the first paint.
  function foldAll() {
    if (!window.matchMedia("(max-width: 46rem)").matches) return;
    document.querySelectorAll('details[data-narrow="closed"]:not([data-folded])').forEach(function (details) {
      details.setAttribute("data-folded", "");
      details.removeAttribute("open");
    });
  }
  new MutationObserver(function () { foldAll(); fitAll(); }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-save-chart]");
    if (!button) return;
    var plot = document.querySelector("#indicator-chart .js-plotly-plot");
    if (!plot || !window.Plotly) return;
    var options = { format: button.dataset.saveChart, filename: button.dataset.saveName, width: 1400, height: 640 };
    window.Plotly.downloadImage(plot, options);
  });
})();

/* The huddle's clock, and the wall that refreshes itself. */
(function () {
  "use strict";
  var opened = Date.now();
  var place = location.pathname;
  var fresh = Date.now();

  function two(number) { return (number < 10 ? "0" : "") + number; }

  setInterval(function () {
    if (location.pathname !== place) { place = location.pathname; opened = Date.now(); }
    var timer = document.querySelector(".timer");
    var seconds = Math.floor((Date.now() - opened) / 1000);
    if (timer) timer.textContent = Math.floor(seconds / 60) + ":" + two(seconds % 60);
  }, 1000);

  // The server is asked before the page is drawn again: a wall should never show a browser's error page.
  function refresh(wall) {
    fetch("/healthz", { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      location.reload();
    }).catch(function () {
      var stale = wall.querySelector(".wall__stale");
      var since = new Date(fresh);
      stale.textContent = "Out of date: Brightspot does not answer. This screen is from " + two(since.getHours()) + ":" + two(since.getMinutes()) + ".";
      stale.hidden = false;
    });
  }
  setInterval(function () {
    var wall = document.querySelector("[data-refresh]");
    if (wall && Date.now() - fresh >= Number(wall.dataset.refresh) * 1000) refresh(wall);
  }, 15000);
  window.addEventListener("brightspot-refresh", function () {
    var wall = document.querySelector("[data-refresh]");
    if (wall) refresh(wall);
  });
})();
