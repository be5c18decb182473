/* `Html` of components/page/html.py: text that becomes the page in one step, with Dash components in its slots.

   The document already brought the first page (#first). Where Dash is given the same one, its elements are moved,
   not made again: nothing flickers, and focus, selection and open folds stay. */
window.brightspot = (function () {
  "use strict";
  var React = window.React;

  function place(root, props) {
    var first = document.getElementById("first");
    var same = first && first.dataset.digest === props.digest;
    var focused = document.activeElement;
    if (same) root.replaceChildren.apply(root, Array.from(first.childNodes));
    else {
      root.querySelectorAll(".js-plotly-plot").forEach(window.Plotly ? window.Plotly.purge : String);
      root.innerHTML = props.html;
    }
    if (first) first.remove();
    if (same && focused && root.contains(focused)) focused.focus({ preventScroll: true });
    document.documentElement.dataset.ready = "";
  }

  function Html(props) {
    var ref = React.useRef(null);
    var slots = React.useState([]);
    React.useLayoutEffect(function () {
      place(ref.current, props);
      var found = Array.from(ref.current.querySelectorAll("[data-slot]"));
      found.forEach(function (slot) { slot.replaceChildren(); });
      slots[1](found);
    }, [props.digest]);
    var children = React.Children.toArray(props.children);
    var drawn = slots[0].map(function (slot, at) {
      return children[at] ? window.ReactDOM.createPortal(children[at], slot, String(at)) : null;
    });
    return React.createElement("div", null, React.createElement("div", { ref: ref }), drawn);
  }

  return { Html: Html };
})();
