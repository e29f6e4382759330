/* Plads works without this file. It adds four small comforts:
   - a part of a page that could not be fetched is said, not swallowed
   - buttons with data-print print the page
   - menus close with Escape or a click beside them
   - the board opens at the current week on a narrow screen */
(function () {
  "use strict";
  var doc = document;

  function say(text) {
    var live = doc.getElementById("pl-live");
    if (!live) return;
    live.textContent = "";
    var box = doc.createElement("div");
    box.className = "alert alert-error";
    box.setAttribute("role", "alert");
    var line = doc.createElement("p");
    line.className = "alert-text";
    line.textContent = text;
    box.appendChild(line);
    live.appendChild(box);
    box.scrollIntoView({ block: "nearest" });
  }

  doc.addEventListener("htmx:responseError", function () {
    say("Det lykkedes ikke. Intet er ændret. Genindlæs siden, og prøv igen.");
  });
  doc.addEventListener("htmx:sendError", function () {
    say("Der er ingen forbindelse lige nu. Prøv igen om lidt.");
  });

  function closeMenus(except) {
    doc.querySelectorAll("details.pl-menu[open]").forEach(function (menu) {
      if (!menu.contains(except)) menu.open = false;
    });
  }

  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    closeMenus(event.target);
  });
  doc.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && doc.querySelector("details.pl-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  function showNow(root) {
    root.querySelectorAll(".pl-board-scroll").forEach(function (box) {
      var now = box.querySelector(".bh .now");
      var first = box.querySelector(".bh > b");
      if (!now || box.scrollWidth <= box.clientWidth) return;
      box.scrollLeft += now.getBoundingClientRect().left - first.getBoundingClientRect().right - now.offsetWidth;
    });
  }
  showNow(doc);
  doc.addEventListener("htmx:afterSettle", function (event) { showNow(event.target); });
})();
