/* What people do: forms are sent and the view changes in place, what others do shows within two seconds, and keys.
   Without this script the same forms work as a browser sends them.

   A view that is drawn again is drawn around whoever writes: what was typed and not sent, open folds, the focus and
   the place on the screen stay. */
(function () {
  "use strict";
  var LOOK = 1500;
  var UNDO = 10000;
  var SILENT = 30000;
  var isBusy = false;
  var busyWith = ""; // the form on its way
  var queued = ""; // the form that was sent meanwhile
  var isHeld = false; // a mouse button is down, or a word is being composed: nothing may be drawn under it
  var notBefore = 0;
  var undoEnds;
  var lastAt = -1;

  var loud = document.createElement("p"); // a status that was drawn anew is not read out; this one stays
  loud.className = "visually-hidden";
  loud.setAttribute("role", "status");
  document.body.appendChild(loud);

  function bar() { return document.getElementById("done"); }
  function say(text) {
    if (!bar()) return;
    bar().textContent = text;
    prepare();
  }
  // What nobody unfolded is passed over; but signals beyond the cards (#rest) are part of every huddle.
  function items() {
    return Array.from(document.querySelectorAll("[data-item]")).filter(function (one) {
      return one.offsetParent && !one.closest("details:not([open]):not(#rest)");
    });
  }
  function item() { return document.activeElement && document.activeElement.closest("[data-item]"); }

  // -- what was typed
  function fields(form) { return Array.from(form.elements).filter(function (one) { return one.name && one.type !== "hidden"; }); }
  function isTyped(field) {
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    var given = Array.from(field.options).findIndex(function (one) { return one.defaultSelected; });
    return field.selectedIndex !== Math.max(given, 0);
  }
  function unsent() { return Array.from(document.querySelectorAll("#main form[data-act]")).some(function (form) { return fields(form).some(isTyped); }); }
  // A form is known again by what it is about.
  function forms(main) {
    var found = new Map();
    main.querySelectorAll("form[data-act]").forEach(function (form) {
      var within = form.closest("[data-item], section, details[id]");
      var name = [form.getAttribute("action"), within && (within.id || within.getAttribute("aria-labelledby"))].concat(
        Array.from(form.querySelectorAll("input[type=hidden]")).map(function (one) { return /^(csrf|expected|then|owner|due)$/.test(one.name) ? "" : one.value; })
      ).join("|");
      while (found.has(name)) name += "+";
      found.set(name, form);
    });
    return found;
  }
  function nameOf(form) {
    var found;
    forms(document.getElementById("main")).forEach(function (one, name) { if (one === form) found = name; });
    return found;
  }
  function unfold(fold) { if (!fold.open) fold.open = fold.isKept = true; }
  // Moves what was typed into the next view. `drawn.mine`: acts of one's own, which overtake nothing.
  function keep(main, view, drawn) {
    var next = forms(view);
    var opened = [];
    var lost = [];
    var overtaken;
    forms(main).forEach(function (form, name) {
      if (name === drawn.sent) return;
      var written = fields(form).filter(function (one) { return isTyped(one) || one === document.activeElement; });
      var panel = form.closest("details.act[open]");
      if (!written.length && !panel) return;
      var again = next.get(name);
      if (!again) {
        lost = lost.concat(written.filter(function (one) { return isTyped(one) && /^(INPUT|TEXTAREA)$/.test(one.tagName); }).map(function (one) { return one.value; }));
        return;
      }
      written.forEach(function (one) {
        var place = fields(again).find(function (other) { return other.name === one.name; });
        if (place) place.replaceWith(one);
      });
      // What somebody else did while this was written is told before it is sent (409), never passed over.
      var knew = form.elements.expected;
      var now = again.elements.expected;
      if (written.some(isTyped) && knew && now && knew.value !== now.value && name !== drawn.fresh && [knew.value, now.value].every(function (one) { return drawn.mine.indexOf(one) < 0; })) {
        now.value = knew.value;
        overtaken = again;
      }
      for (var fold = again.closest("details"); fold; fold = fold.parentElement.closest("details")) {
        if (panel || !fold.matches(".act")) opened.push(fold);
      }
    });
    main.querySelectorAll("details[open][id]").forEach(function (one) {
      var fold = view.querySelector("#" + CSS.escape(one.id));
      if (fold) opened.push(fold);
    });
    opened.forEach(unfold);
    return { lost: lost, overtaken: overtaken };
  }

  // -- the next view
  function twin(old, main) {
    if (!old || old === document.body) return null;
    if (old.isConnected) return old;
    if (old.id) return document.getElementById(old.id);
    var within = old.closest("[id]");
    var place = (within && within.id !== "main" && document.getElementById(within.id)) || main;
    return Array.from(place.querySelectorAll(old.tagName)).find(function (one) { return one.textContent === old.textContent; })
      || (old.closest("[data-item]") && place.closest("[data-item]")) || null;
  }
  function firstInSight(main) {
    return Array.from(main.querySelectorAll("[data-item][id], section")).find(function (one) { return one.getBoundingClientRect().top >= 0; });
  }
  // Where one goes on after an act of one's own: at the same thing, at what took its place, or at what is new.
  function goOn(drawn) {
    var again = drawn.at && drawn.kind !== "action_done" && document.getElementById(drawn.at);
    var made = !drawn.at && drawn.mine.length && document.querySelector('[data-item][id$="-' + drawn.mine[0] + '"]');
    var next = again || made || (drawn.at && items()[Math.min(drawn.index, items().length - 1)]) || bar();
    if (!next) return;
    for (var fold = next.closest("details"); fold; fold = fold.parentElement.closest("details")) unfold(fold);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  function show(text, drawn) {
    var view = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    var main = document.getElementById("main");
    if (!view || !main) throw new Error("no view");
    var active = main.contains(document.activeElement) ? document.activeElement : null;
    var caret = active && /^(text|textarea)$/.test(active.type) ? [active.selectionStart, active.selectionEnd] : null;
    var anchor = active || firstInSight(main);
    var before = anchor && anchor.getBoundingClientRect().top;
    var message = bar() ? Array.from(bar().childNodes) : [];
    var undo = view.querySelector(".act-form--undo input[name=act]");
    var done = view.querySelector("#done[data-did]");
    drawn.mine = drawn.mine.concat(undo ? undo.value : [], done ? done.dataset.did : []);
    var kept = keep(main, view, drawn);
    main.replaceChildren.apply(main, Array.from(view.childNodes));
    if (!drawn.kind && bar() && !bar().textContent.trim()) bar().replaceChildren.apply(bar(), message);
    prepare();
    var isElsewhere = active && drawn.kind && active !== drawn.from; // one went on while the act was on its way
    if (drawn.kind && !isElsewhere) goOn(drawn);
    else if (active) {
      var again = twin(active, main) || bar() || main;
      again.focus({ preventScroll: true });
      if (caret && again === active) active.setSelectionRange(caret[0], caret[1]);
    }
    var anchored = !drawn.kind && anchor && twin(anchor, main);
    if (anchored) window.scrollBy(0, anchored.getBoundingClientRect().top - before);
    if (kept.lost.length) say("What you were writing has no place here any more, because somebody acted. You wrote: " + kept.lost.join(" · "));
    else if (kept.overtaken) {
      var state = kept.overtaken.closest("[data-item]") && kept.overtaken.closest("[data-item]").querySelector(".signal-card__state");
      say("Somebody acted on this while you were writing. " + (state ? state.textContent : "") + " What you wrote still stands in the form.");
    }
    if (drawn.kind && bar()) loud.textContent = bar().textContent.trim();
  }

  // -- what one does
  function look(drawn) {
    return fetch(location.pathname + location.search, { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) { show(text, drawn); });
  }
  function refuse(answer, text, name) {
    // A refusal is a text; whatever else went wrong has nothing to say to a team.
    var why = (answer.headers.get("Content-Type") || "").indexOf("text/plain") === 0 ? text : "Not recorded. Load the page again, and then repeat what you did.";
    if (answer.headers.get("Brightspot-Asks")) return ask(name, why, answer.headers.get("Brightspot-Asks"));
    if (answer.status !== 409) return say(why);
    notBefore = Date.now() + 1000; // a second press of the same key has read nothing yet
    return look({ mine: [], fresh: name }).catch(function () {}).then(function () { say(why + " What you wrote still stands in the form."); });
  }
  // One question before something is recorded: it stands in the form, beside what was typed, and one press answers it.
  function ask(name, why, tokens) {
    var form = forms(document.getElementById("main")).get(name);
    if (!form) return say(why);
    unask(form);
    var box = document.createElement("div");
    box.className = "asks notice";
    box.setAttribute("role", "alert");
    box.append(document.createElement("p"), document.createElement("button"));
    box.firstChild.textContent = why;
    box.lastChild.textContent = "It is no patient's: record it";
    box.lastChild.className = "button";
    box.lastChild.dataset.sure = tokens;
    form.append(box);
    box.lastChild.focus();
  }
  function unask(form) { form.querySelectorAll(".asks").forEach(function (one) { one.remove(); }); }
  function send(form, sure) {
    var name = nameOf(form);
    var body = new URLSearchParams(new FormData(form));
    if (sure) body.set("sure", sure);
    unask(form);
    var within = form.closest("[data-item]") || (form.matches(".act-form--undo") && item());
    var did = form.elements.kind.value;
    var undone = form.elements.act ? form.elements.act.value : "";
    var drawn = { sent: name, mine: undone ? [undone] : [], kind: did, from: document.activeElement, at: within && within.id, index: items().indexOf(within) };
    isBusy = true;
    busyWith = name;
    fetch(form.action, { method: "POST", body: body }).then(function (answer) {
      return answer.text().then(function (text) {
        if (!answer.ok) return refuse(answer, text, name);
        show(text, drawn);
      });
    }).catch(function () {
      say("Not recorded: the server did not answer. What you wrote still stands in the form.");
    }).finally(free);
  }
  function free() {
    var next = queued && forms(document.getElementById("main")).get(queued);
    isBusy = false;
    busyWith = queued = "";
    if (next) send(next);
  }
  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    if (!isBusy && Date.now() >= notBefore) send(form, event.submitter && event.submitter.dataset.sure);
    else if (isBusy && nameOf(form) !== busyWith) queued = nameOf(form);
  });
  // After ten seconds there is nothing to undo any more.
  function prepare() {
    clearTimeout(undoEnds);
    undoEnds = setTimeout(function () {
      document.querySelectorAll(".act-form--undo").forEach(function (form) {
        if (form.contains(document.activeElement)) bar().focus();
        form.remove();
      });
    }, UNDO);
    var box = document.querySelector("[data-keys]");
    if (box) box.checked = hasKeys();
    // What stays at the top of the window never covers what has the focus.
    document.documentElement.style.scrollPaddingTop = bar() && bar().textContent.trim() ? bar().offsetHeight + 16 + "px" : "";
  }

  // -- leaving
  window.addEventListener("beforeunload", function (event) { if (unsent() && !("leaving" in document.documentElement.dataset)) event.preventDefault(); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-go]");
    if (!link || link.target || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !unsent()) return;
    if (link.pathname + link.search === location.pathname + location.search) return;
    if (!window.confirm("What you wrote here is not recorded yet. Leave the page, and lose it?")) event.preventDefault();
  }, true);

  // One panel of an item at a time; its first field, or its button, is where one goes on.
  document.addEventListener("toggle", function (event) {
    var panel = event.target;
    if (!panel.open || !panel.matches || !panel.matches("details.act")) return;
    if (panel.isKept) return void (panel.isKept = false);
    document.querySelectorAll("details.act[open]").forEach(function (other) { if (other !== panel) other.open = false; });
    enter(panel);
  }, true);
  function enter(panel) {
    var empty = Array.from(panel.querySelectorAll("input:not([type=hidden]), textarea, select")).find(function (one) { return !one.value; });
    if (!panel.contains(document.activeElement) || document.activeElement.tagName === "SUMMARY") (empty || panel.querySelector("button")).focus();
  }

  // -- what others do
  var isLooking = false;
  var heard = Date.now();
  function hold(event) { isHeld = /down|start/.test(event.type); }
  ["pointerdown", "pointerup", "pointercancel", "compositionstart", "compositionend"].forEach(function (type) { document.addEventListener(type, hold, true); });
  document.addEventListener("visibilitychange", function () { heard = Date.now(); });
  function tellSilence() {
    var at = new Date(heard);
    var time = ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2);
    var isSilent = Date.now() - heard > SILENT;
    var place = document.querySelector(".wall__stale") || document.querySelector(".waiting");
    var words = isSilent ? "Out of date: Brightspot does not answer. This screen is from " + time + "." : "";
    if (place.textContent === words || (!isSilent && place.textContent.indexOf("Out of date") !== 0)) return;
    place.textContent = words;
    place.hidden = place.matches(".wall__stale") && !isSilent;
    place.classList.toggle("waiting--below", isSilent);
  }
  window.addEventListener("brightspot-silence", function () {
    heard = Math.min(heard, Date.now() - SILENT - 1);
    tellSilence();
  });
  setInterval(function () {
    var here = document.querySelector("[data-newest]");
    if (!here) return void (heard = Date.now());
    if (document.hidden) return;
    tellSilence();
    if (isBusy || isLooking) return;
    isLooking = true;
    fetch(here.dataset.newest, { cache: "no-store", signal: AbortSignal.timeout(10000) }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (version) {
      heard = Date.now();
      if (here !== document.querySelector("[data-newest]") || isBusy || isHeld || version === here.dataset.version) return;
      isBusy = true;
      return look({ mine: [] }).finally(free);
    }).catch(function () {}).finally(function () { isLooking = false; });
  }, LOOK);

  // -- keys: for whatever has the focus, and never while somebody writes
  var KEYS = "brightspot-keys";
  function hasKeys() {
    try { return localStorage.getItem(KEYS) !== "off"; } catch (_) { return true; }
  }
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-keys]")) return;
    try { localStorage.setItem(KEYS, event.target.checked ? "on" : "off"); } catch (_) { /* until the page is left */ }
  });
  document.addEventListener("focusin", function () { if (item()) lastAt = items().indexOf(item()); });
  function step(by) {
    var all = items();
    var at = all.indexOf(item());
    var next = all[Math.min(Math.max(at < 0 ? Math.max(lastAt, 0) : at + by, 0), all.length - 1)];
    if (!next) return;
    for (var fold = next.closest("details"); fold; fold = fold.parentElement.closest("details")) unfold(fold);
    next.focus();
  }
  function press(key) {
    var within = key === "u" ? bar() : key === "h" ? document.getElementById("close") : item();
    var found = within && within.querySelector('[data-key="' + key + '"]');
    if (!found) return;
    if (key === "h") fields(found)[0].select();
    else if (found.tagName === "FORM") found.requestSubmit();
    else {
      found.open = true;
      enter(found); // now: the next key may come before the browser says that it is open
    }
  }
  document.addEventListener("keydown", function (event) {
    var keys = document.getElementById("keys");
    if (!(keys || bar()) || event.metaKey || event.ctrlKey || event.altKey || !hasKeys()) return;
    var panel = event.target.closest && event.target.closest("details.act[open]");
    if (event.key === "Escape" && panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
      return;
    }
    if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?" && keys) keys.open = !keys.open;
    else if ("oacesrxduh".indexOf(event.key) >= 0) press(event.key);
    else return;
    event.preventDefault();
  });
  prepare();
})();
