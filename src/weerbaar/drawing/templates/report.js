(function () {
  "use strict";

  // Brings the map on the page to life; again after another map was put in its place.
  function startMap() {
    if (!document.getElementById("live-map")) return;
    var box = document.getElementById("live-map");
    var data = JSON.parse(document.getElementById("map-data").textContent);
    var cells = box.querySelectorAll(".areas > *");
    var slider = document.getElementById("map-hour");
    var hour = document.getElementById("map-hour-words");
    var choice = document.getElementById("map-layer");
    var note = document.getElementById("map-note");
    var said = document.getElementById("map-summary");
    var button = document.getElementById("map-play");
    var layers = {};
    var shown = [];
    var timer = null;

    function unpack(runs) {
      return runs.replace(/([a-z])(\d+)/g, function (_, letter, count) {
        return letter.repeat(Number(count));
      });
    }

    function layer() {
      var key = choice ? choice.value : data.chosen;
      if (!layers[key]) {
        var found = data.layers.filter(function (x) { return x.key === key; })[0];
        layers[key] = { note: found.note, cells: found.cells.map(unpack) };
      }
      return layers[key];
    }

    function paint(cell, letter, i) {
      var k = letter === "x" ? "x" : letter.charCodeAt(0) - 97;
      cell.setAttribute("class", "k" + k);
      var words = k === "x" ? data.words.hidden : data.words.classes[k];
      cell.firstElementChild.textContent = data.names[i] + ": " + words;
    }

    function draw() {
      var now = layer();
      var at = Number(slider.value);
      var count = 0;
      cells.forEach(function (cell, i) {
        var letter = now.cells[i].charAt(at);
        if (letter !== "x" && letter.charCodeAt(0) - 97 >= data.half) count += 1;
        if (shown[i] !== letter) paint(cell, letter, i);
        shown[i] = letter;
      });
      hour.textContent = data.hours[at];
      note.textContent = now.note;
      said.textContent = data.words.summary
        .replace("{count}", count.toLocaleString(document.documentElement.lang))
        .replace("{total}", cells.length.toLocaleString(document.documentElement.lang));
      slider.setAttribute("aria-valuetext", data.hours[at] + ". " + said.textContent);
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      button.classList.remove("playing");
      button.setAttribute("aria-label", data.words.play);
    }

    function step() {
      var next = Number(slider.value) + 1;
      slider.value = next;
      draw();
      if (next >= Number(slider.max)) pause();
    }

    function play() {
      if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
      var pace = Math.max(40, Math.min(250, 15000 / data.hours.length));
      timer = setInterval(step, pace);
      button.classList.add("playing");
      button.setAttribute("aria-label", data.words.pause);
    }

    slider.addEventListener("input", function () { pause(); draw(); });
    if (choice) choice.addEventListener("change", draw);
    button.addEventListener("click", function () { if (timer) pause(); else play(); });
    draw();
  }

  function fold(open) {
    document.querySelectorAll("details.fold").forEach(function (part) { part.open = open; });
  }

  // On a phone the parts after the curves are many screens long: there the reader opens them.
  if (window.matchMedia("(max-width: 36rem)").matches) fold(false);
  window.addEventListener("beforeprint", function () { fold(true); });
  window.weerbaarStartMap = startMap;
  startMap();
})();
