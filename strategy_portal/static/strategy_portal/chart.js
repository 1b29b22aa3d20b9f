// Replaces the picture of a chart by an interactive one, after the page has loaded. Without this script the picture stays.
(function () {
  "use strict";

  function load(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }

  function draw(figure) {
    var picture = figure.querySelector("img");
    return Promise.all([
      fetch(figure.dataset.chart, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      }),
      window.Plotly ? Promise.resolve() : load(figure.dataset.plotly),
    ]).then(function (loaded) {
      var plot = document.createElement("div");
      plot.className = "chart__plot";
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", picture.alt);
      picture.insertAdjacentElement("beforebegin", plot);
      return window.Plotly.newPlot(plot, loaded[0].data, loaded[0].layout, {
        responsive: true, displaylogo: false, displayModeBar: false,
      }).then(function () { picture.hidden = true; figure.dataset.drawn = "yes"; });
    }).catch(function () { figure.dataset.drawn = "no"; });
  }

  function start() { document.querySelectorAll("[data-chart]").forEach(draw); }

  if (document.readyState === "complete") { start(); } else { window.addEventListener("load", start); }
})();
