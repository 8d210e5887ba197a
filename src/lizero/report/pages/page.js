(function () {
  "use strict";
  var tip = document.getElementById("tip"), why = document.getElementById("why");
  var numbers = JSON.parse(document.getElementById("numbers").textContent);
  function tooltip(handler, event, item, value) {
    tip.textContent = "";
    if (value == null || value === "") { tip.hidden = true; return; }
    if (typeof value === "object") {
      Object.keys(value).forEach(function (k) {
        var row = document.createElement("div"), a = document.createElement("span"), b = document.createElement("b");
        a.textContent = k.trim(); b.textContent = value[k]; row.append(a, b); tip.append(row);
      });
    } else { tip.textContent = value; }
    tip.hidden = false;
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)) + "px";
  }
  function closed() { return Promise.reject(new Error("no outside data")); }
  function draw(box) {
    var all = JSON.parse(document.getElementById("spec-" + box.dataset.chart).textContent);
    var key = box.clientWidth < (all.fixed ? 440 : 700) && all.narrow ? "narrow" : "wide";
    if (box.dataset.drawn === key) { return; }
    box.dataset.drawn = key;
    var live = document.createElement("div");
    live.className = "live"; box.append(live);
    vegaEmbed(live, all[key], { mode: "vega", ast: true, actions: false, defaultStyle: false, renderer: "svg", hover: true,
      tooltip: tooltip, logLevel: 1, loader: { load: closed, sanitize: closed } }).then(function () {
      var s = live.querySelector("svg");
      if (all.fixed) {
        s.setAttribute("viewBox", "0 0 " + s.getAttribute("width") + " " + s.getAttribute("height"));
        s.removeAttribute("width"); s.removeAttribute("height");
      }
      s.setAttribute("aria-hidden", "true");
      Array.prototype.slice.call(box.children).forEach(function (c) { if (c !== live) { c.remove(); } });
      window.__drawn = (window.__drawn || 0) + 1;
    }).catch(function (e) {
      live.remove(); box.dataset.drawn = "error";
      var p = document.createElement("p"); p.className = "fail";
      p.textContent = box.dataset.fail + " (" + e.message + ")"; box.append(p);
    });
  }
  function explain(id) {
    var n = numbers.figures[id];
    if (!n) { return; }
    document.getElementById("why-v").textContent = n.printed;
    var list = why.querySelector("dl"); list.textContent = "";
    numbers.labels.forEach(function (pair) {
      var value = pair[0] === "digest" ? numbers.digest : pair[0] === "command" ? numbers.command.replace("{id}", id) : pair[0] === "id" ? id : n[pair[0]];
      if (value === "" || value == null) { return; }
      var t = document.createElement("dt"), d = document.createElement("dd");
      t.textContent = pair[1]; d.textContent = value; list.append(t, d);
    });
    why.showModal();
  }
  document.addEventListener("click", function (e) {
    var b = e.target.closest ? e.target.closest("button.n") : null;
    if (b) { explain(b.dataset.n); }
  });
  function every() { document.querySelectorAll("[data-chart]").forEach(draw); }
  if (window.vegaEmbed) { every(); }
  var wait;
  addEventListener("resize", function () { clearTimeout(wait); wait = setTimeout(every, 150); });
})();
