// Replaces the picture of a chart by an interactive one as soon as it comes into view. Without this script the picture
// stays. On paper the picture stands in any case, because it is drawn for it.
(function () {
  "use strict";

  var loading = null;

  function plotly(address) {
    loading = loading || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return loading;
  }

  function fetched(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    });
  }

  function draw(figure) {
    var picture = figure.querySelector("picture, svg");
    Promise.all([fetched(figure.dataset.chart), plotly(figure.dataset.plotly)]).then(function (loaded) {
      var plot = document.createElement("div"), said = document.createElement("p");
      plot.className = "chart__plot screen-only";
      plot.setAttribute("role", "group");
      plot.setAttribute("aria-label", figure.dataset.name + ": chart. The arrow keys move from figure to figure.");
      plot.tabIndex = 0;
      said.className = "chart__said screen-only";
      said.setAttribute("aria-live", "polite");
      picture.insertAdjacentElement("beforebegin", plot);
      plot.insertAdjacentElement("afterend", said);
      return window.Plotly.newPlot(plot, loaded[0].data, loaded[0].layout, {
        responsive: true, displaylogo: false, displayModeBar: false,
      }).then(function () {
        listen(plot, said);
        picture.classList.add("print-only");
        figure.dataset.drawn = "yes";
      });
    }).catch(function () { figure.dataset.drawn = "no"; });
  }

  // --- The arrow keys move along the figures, which are said as a pointer shows them --------------------------------------

  function stops(plot) {
    var axis = plot._fullLayout.xaxis, found = [];
    plot.calcdata.forEach(function (points, curve) {
      var trace = points[0] && points[0].trace;
      if (!trace || !/markers/.test(trace.mode) || trace.meta === "row") { return; } // the row says what the figures say
      points.forEach(function (point, place) {
        var text = trace.text && trace.text[place];
        if (text && typeof point.x === "number") { found.push({ curve: curve, place: place, x: axis.c2p(point.x), text: text }); }
      });
    });
    return found.sort(function (one, other) { return one.x - other.x || one.curve - other.curve; });
  }

  function plain(text) {
    var box = document.createElement("textarea");
    box.innerHTML = text;
    return box.value;
  }

  function listen(plot, said) {
    var at = -1;
    plot.addEventListener("keydown", function (event) {
      var found = stops(plot), last = found.length - 1;
      var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (to === undefined || last < 0) { return; }
      event.preventDefault();
      at = Math.min(Math.max(to, 0), last);
      window.Plotly.Fx.hover(plot, [{ curveNumber: found[at].curve, pointNumber: found[at].place }]);
      said.textContent = plain(found[at].text);
    });
    plot.addEventListener("blur", function () { window.Plotly.Fx.unhover(plot); said.textContent = ""; });
  }

  // --- The picture as PNG, 1520 pixels wide, made here from the SVG ---------------------------------------------

  function savePng(event) {
    var link = event.currentTarget, image = new Image();
    event.preventDefault();
    image.onload = function () {
      var canvas = document.createElement("canvas"), end = document.createElement("a");
      canvas.width = 1520;
      canvas.height = Math.round(1520 * image.naturalHeight / image.naturalWidth);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      end.href = canvas.toDataURL("image/png");
      end.download = link.download;
      end.click();
    };
    image.src = link.href;
  }

  function offer(link) {
    link.hidden = false;
    link.addEventListener("click", savePng);
  }

  // -------------------------------------------------------------------------------------------------------------------------

  function start() {
    document.querySelectorAll("[data-png]").forEach(offer);
    if (!window.matchMedia("(min-width: 40rem)").matches) { return; } // a telephone keeps the picture that is drawn for it
    var charts = document.querySelectorAll("[data-chart]");
    if (!window.IntersectionObserver) { charts.forEach(draw); return; }
    var watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (entry) {
        if (entry.isIntersecting) { watch.unobserve(entry.target); draw(entry.target); }
      });
    }, { rootMargin: "25% 0px" });
    charts.forEach(function (chart) { watch.observe(chart); });
  }

  if (document.readyState === "complete") { start(); } else { window.addEventListener("load", start); }
})();
