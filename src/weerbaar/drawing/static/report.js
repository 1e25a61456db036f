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
    var linked = document.querySelector("[data-deep-links]");
    var question = document.getElementById("ask-why");
    var written = null;
    var area = "";
    var begun = false;

    // The address says which layer, hour and area one looks at, so that it can be sent to others.
    function readAddress() {
      var asked = new URLSearchParams(window.location.search);
      var known = data.layers.some(function (x) { return x.key === asked.get("need"); });
      if (choice && known) choice.value = asked.get("need");
      if (asked.has("hour")) {
        var at = data.moments.indexOf(Number(asked.get("hour")));
        if (at >= 0) slider.value = at;
      }
      area = asked.get("area") || "";
    }

    function writeAddress() {
      var asked = new URLSearchParams(window.location.search);
      asked.set("need", choice ? choice.value : data.chosen);
      asked.set("hour", data.moments[Number(slider.value)]);
      if (area) asked.set("area", area);
      window.history.replaceState(null, "", "?" + asked + window.location.hash);
    }

    // Browsers refuse a page that changes its address many times a second.
    function writeLater() {
      if (question) {
        question.elements.need.value = choice ? choice.value : data.chosen;
        question.elements.hour.value = data.moments[Number(slider.value)];
      }
      if (!linked || !begun || timer) return;
      clearTimeout(written);
      written = setTimeout(writeAddress, 300);
    }

    function ask(event) {
      var cell = event.target.closest(".areas > *");
      var i = Array.prototype.indexOf.call(cells, cell);
      if (i < 0) return;
      pause();
      area = question.elements.area.value = data.codes[i];
      writeLater();
      question.requestSubmit();
    }

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
      writeLater();
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      writeLater();
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
    if (linked) readAddress();
    if (question) {
      box.classList.add("asks");
      box.addEventListener("click", ask);
      question.elements.area.addEventListener("change", function () {
        area = question.elements.area.value;
        writeLater();
      });
    }
    draw();
    begun = true;
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
