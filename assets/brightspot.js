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
    });
    var answer = document.getElementById("find-service-answer");
    if (answer) answer.textContent = wanted ? (shown || "No") + (shown === 1 ? " service" : " services") + " found" : "";
  });

  // A link to another page starts at its top and says where one is to a screen reader.
  var last = location.pathname;
  new MutationObserver(function () {
    if (location.pathname === last) return;
    last = location.pathname;
    window.scrollTo(0, 0);
    var main = document.getElementById("main");
    if (main) main.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
