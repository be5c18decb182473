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

  // The second half of a double click would meet whatever the first half has brought under the pointer.
  document.addEventListener("click", function (event) {
    if (event.detail > 1 && event.target.closest("a, form[data-act] button")) event.preventDefault();
  }, true);

  // Links to our own pages: Dash draws the new one into this document, without loading anything again. One that leads
  // to the same address is the browser's: a place on this page, or the page anew.
  function follow(link) {
    history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-go]");
    var plain = !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || !("ready" in document.documentElement.dataset)) return;
    if (link.pathname + link.search === location.pathname + location.search) return;
    event.preventDefault();
    follow(link);
  });
})();

/* A fold may hold a link to what only some want to read: where it is opened, that comes in place of the link. The
   link stays where the server does not answer. */
(function () {
  "use strict";
  document.addEventListener("toggle", function (event) {
    var link = event.target.open && event.target.querySelector(":scope > .disclosure__body > a[data-load]");
    if (!link || link.hasAttribute("aria-busy")) return;
    link.setAttribute("aria-busy", "true");
    fetch(link.href).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var part = new DOMParser().parseFromString(text, "text/html").getElementById("part");
      link.replaceWith.apply(link, Array.from(part.childNodes));
    }).catch(function () { link.removeAttribute("aria-busy"); });
  }, true);
})();

/* "How was this made?": the answer is read over the page, which stays as it is. Escape closes it, and the focus goes back
   to the link (both are the browser's). Without an answer the link leads to a page of its own. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-made]");
    var plain = !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    fetch(link.href).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      show(new DOMParser().parseFromString(text, "text/html").getElementById("part"), link);
    }).catch(function () { location.assign(link.href); });
  }, true);
  function show(part, link) {
    var dialog = document.createElement("dialog");
    var form = document.createElement("form");
    form.method = "dialog";
    form.innerHTML = '<button class="button button--quiet" autofocus>Close</button>';
    dialog.className = "dialog";
    dialog.append(form, part);
    part.querySelector("h2").id = "made-title";
    dialog.setAttribute("aria-labelledby", "made-title");
    dialog.addEventListener("close", function () { dialog.remove(); });
    // Keys of the page (acts.js) are not for what lies over it.
    dialog.addEventListener("keydown", function (event) { event.stopPropagation(); });
    dialog.addEventListener("click", function (event) {
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
    link.closest(".shell, body").append(dialog);
    dialog.showModal();
    dialog.scrollTop = 0;
  }
})();

/* A session that ends while a page is open: whatever is asked next leads to the page to sign in at, and from there back
   to this one. What was typed waits in this tab, for the same person alone. It waits after Back as well. */
(function () {
  "use strict";
  var DRAFTS = "brightspot-drafts";
  var ask = window.fetch;
  var isLeaving = false;

  window.fetch = function () {
    return ask.apply(window, arguments).then(function (answer) {
      var isOver = answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === "/sign-in");
      if (!isOver) return answer;
      if (!isLeaving) signIn();
      return new Promise(function () {}); // nobody has to say that it went wrong: the page is being left
    });
  };
  function signIn() {
    isLeaving = true;
    document.documentElement.dataset.leaving = ""; // what was typed is kept: nobody has to be asked (acts.js)
    try { sessionStorage.setItem(DRAFTS, JSON.stringify({ who: who(), forms: drafts() })); } catch (_) { /* no room, or not allowed */ }
    location.assign("/sign-in?then=" + encodeURIComponent(location.pathname + location.search));
  }
  function who() {
    var shell = document.querySelector("[data-who]");
    return shell ? shell.dataset.who : "";
  }

  // A form is known by where it goes and what it is about; its fields by their names.
  function nameOf(form) {
    var about = Array.from(form.querySelectorAll("input[type=hidden]")).filter(function (one) {
      return ["csrf", "expected", "then"].indexOf(one.name) < 0;
    }).map(function (one) { return one.name + "=" + one.value; });
    return [form.getAttribute("action")].concat(about.sort()).join("&");
  }
  function fields(form) {
    return Array.from(form.elements).filter(function (one) {
      return one.name && /^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName) && !/^(hidden|password|submit|file)$/.test(one.type);
    });
  }
  function isTick(field) { return field.type === "checkbox" || field.type === "radio"; }
  function isChanged(field) {
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    return Array.from(field.options).some(function (one) { return one.selected !== one.defaultSelected && field.selectedIndex > 0; });
  }
  function drafts() {
    var found = {};
    document.querySelectorAll("#main form[method=post]").forEach(function (form) {
      fields(form).filter(isChanged).forEach(function (field) {
        var kept = (found[nameOf(form)] = found[nameOf(form)] || []);
        kept.push([field.name, isTick(field) ? field.checked : field.value, isTick(field) ? field.value : ""]);
      });
    });
    return found;
  }

  function bringBack() {
    var kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(DRAFTS));
      sessionStorage.removeItem(DRAFTS);
    } catch (_) { return; }
    if (!kept || kept.who !== who()) return;
    putBack(kept.forms, "You are signed in again. What you wrote stands in its form, and is not recorded yet.");
  }
  function putBack(written, words) {
    var forms = Array.from(document.querySelectorAll("#main form[method=post]"));
    var lost = [];
    var first = null;
    Object.keys(written).forEach(function (name) {
      var form = forms.find(function (one) { return nameOf(one) === name; });
      written[name].forEach(function (one) {
        var field = form && fields(form).find(function (other) { return other.name === one[0] && (!one[2] || other.value === one[2]); });
        if (!field) return typeof one[1] === "string" && lost.push(one[1]);
        if (isTick(field)) field.checked = one[1]; else field.value = one[1];
        first = first || field;
      });
    });
    if (first) show(first, words);
    if (lost.length) tell(lost);
  }
  function show(field, words) {
    for (var fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus();
    var done = document.getElementById("done");
    if (done) done.textContent = words;
  }
  function tell(lost) {
    var box = document.createElement("div");
    box.className = "notice notice--error";
    box.setAttribute("role", "alert");
    ["This was not recorded, and its form is not here any more. You wrote:"].concat(lost).forEach(function (text, at) {
      var line = document.createElement("p");
      line.className = at ? "said" : "notice__title";
      line.textContent = text;
      box.appendChild(line);
    });
    document.querySelector("#main > *").prepend(box);
  }
  function whenReady() {
    if (!("ready" in document.documentElement.dataset) || !who()) return false;
    bringBack();
    return true;
  }

  // Back and Forward ask nobody: what was typed waits for whoever comes back to that address.
  var address = location.pathname + location.search;
  var left = {};
  function move(event) {
    var next = location.pathname + location.search;
    if (next === address) return;
    if (event.type === "popstate") left[address] = drafts();
    address = next;
  }
  window.addEventListener("popstate", move);
  window.addEventListener("_dashprivate_pushstate", move);
  window.addEventListener("brightspot-drawn", function () {
    var written = left[address];
    delete left[address];
    if (written && Object.keys(written).length) putBack(written, "What you wrote stands in its form, and is not recorded yet.");
  });

  var waiting = new MutationObserver(function () { if (whenReady()) waiting.disconnect(); });
  if (!whenReady()) waiting.observe(document.documentElement, { attributes: true, attributeFilter: ["data-ready"] });
})();

/* Until the view of a new address has come, the old one stands under it. It is marked as busy for that time, for
   screen readers and tests; whoever waits longer than a moment is told so. By link, Back and Forward alike.

   The page is scrolled when it is there: to where it was left, to the place its address names, or to its top. The
   browser would scroll the old page, which may be too short. It still does where a whole document is loaded. */
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

  var left = {}; // how far each entry of the history was scrolled
  function entryName() {
    if (!history.state || !history.state.entry) history.replaceState({ entry: Date.now() }, "");
    return history.state.entry;
  }
  function scroll() {
    var place = document.getElementById(location.hash.slice(1));
    if (!(entryName() in left) && place) place.scrollIntoView();
    else window.scrollTo(0, left[entryName()] || 0);
  }
  window.addEventListener("scroll", function () { if (!old) left[entryName()] = window.scrollY; });
  window.addEventListener("pageshow", function () { history.scrollRestoration = "manual"; });
  window.addEventListener("pagehide", function () { history.scrollRestoration = "auto"; });

  function wait() {
    var address = location.pathname + location.search;
    if (address === asked && !old) scroll();
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
      scroll();
      if (document.activeElement === document.body) main.focus({ preventScroll: true });
      window.dispatchEvent(new CustomEvent("brightspot-drawn"));
    } else if (wasAsking && !isAsking) {
      end("The server did not answer. This is still the previous page. Reload to try again.");
    }
  }
  window.addEventListener("_dashprivate_pushstate", wait);
  window.addEventListener("popstate", wait);
  new MutationObserver(look).observe(entry, { childList: true, subtree: true });
})();

/* Large charts: plotly.js comes when somebody explores one, and draws the same figure over the still one. */
(function () {
  "use strict";
  var NARROW = 560;
  var library;

  function plotly() {
    library = library || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.onload = function () { resolve(window.Plotly); };
      script.onerror = function () { library = undefined; reject(new Error("plotly.js did not come")); };
      script.src = document.getElementById("plotly").content;
      document.head.appendChild(script);
    });
    return library;
  }
  function figure(chart) {
    return fetch(chart.dataset.figure).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  // Answers with the plot. What does not come now is asked for again the next time; the still chart stays.
  function explore(chart) {
    chart.explored = chart.explored || Promise.all([plotly(), figure(chart)]).then(function (found) {
      if (!chart.isConnected) throw new Error("another page has come");
      var plot = document.createElement("div");
      plot.className = "chart__graph";
      chart.appendChild(plot);
      return found[0].newPlot(plot, found[1].data, found[1].layout, found[1].config).then(function () {
        fit(plot);
        chart.classList.add("is-explored");
        return plot;
      });
    }).catch(function (problem) {
      chart.explored = undefined;
      throw problem;
    });
    return chart.explored;
  }
  function quietly(event) {
    var chart = event.target.closest("[data-figure]");
    if (chart && !chart.explored) explore(chart).catch(function () {});
  }
  document.addEventListener("mouseover", quietly);
  document.addEventListener("touchstart", quietly, { passive: true });

  // A figure carries its words twice (layout.meta); which fits is known only here.
  function fit(plot) {
    var meta = plot.layout && plot.layout.meta;
    if (!meta || !meta.narrow || !plot.clientWidth) return;
    var wanted = plot.clientWidth < NARROW ? meta.narrow : meta.wide;
    if (plot.layout.margin.r !== wanted.margin.r) window.Plotly.relayout(plot, wanted);
  }
  function fitAll() { document.querySelectorAll(".chart__graph").forEach(fit); }
  window.addEventListener("resize", fitAll);

  // <details data-narrow="closed"> waits to be asked for on a phone, "tablet" on a tablet too. Runs before the first paint.
  function foldAll() {
    if (!window.matchMedia("(max-width: 78.5rem)").matches) return;
    var wanted = window.matchMedia("(max-width: 46rem)").matches ? "details[data-narrow]" : 'details[data-narrow="tablet"]';
    document.querySelectorAll(wanted + ":not([data-folded])").forEach(function (details) {
      details.setAttribute("data-folded", "");
      details.removeAttribute("open");
    });
  }
  new MutationObserver(foldAll).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-save-chart]");
    if (!button) return;
    var options = { format: button.dataset.saveChart, filename: button.dataset.saveName, width: 1400, height: 700 };
    var word = document.querySelector(".waiting");
    word.textContent = "Making the picture …";
    Promise.all([plotly(), figure(document.querySelector("[data-figure]"))]).then(function (found) {
      return window.Plotly.downloadImage({ data: found[1].data, layout: alone(found[1].layout, document.querySelector("[data-figure]").closest("figure")) }, options);
    }).then(function () {
      word.textContent = "";
    }).catch(function () {
      word.textContent = "The picture could not be made. Try again.";
    });
  });

  // A picture leaves its page: it says what it shows and of what, and has a ground and a typeface wherever it is put.
  function plain(text) { return text.replace(/&/g, "&amp;").replace(/</g, "&lt;"); }
  function alone(layout, of) {
    var title = plain((of && of.dataset.title) || document.title);
    var caption = of && of.dataset.title && of.querySelector("figcaption");
    if (caption) title = "<b>" + title + "</b><br><span style='font-size:14px'>" + plain(caption.textContent) + "</span>";
    return Object.assign({}, layout, {
      title: { text: title, x: 0, xref: "paper", y: 1, yref: "container", yanchor: "top", pad: { t: 16, l: 8 - layout.margin.l },
        font: { size: 18, color: layout.hoverlabel.font.color } },
      margin: Object.assign({}, layout.margin, { t: layout.margin.t + 60 }),
      font: Object.assign({}, layout.font, { family: "Arial, Helvetica, sans-serif" }),
      paper_bgcolor: layout.hoverlabel.bgcolor,
    });
  }
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
    }).catch(function () { window.dispatchEvent(new CustomEvent("brightspot-silence")); });
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
