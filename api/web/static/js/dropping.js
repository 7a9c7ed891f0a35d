// A place on which files are dropped, marked while something hovers over it. `take` is given the files, one at least.
export function dropping(zone, take) {
  const hover = (event, is) => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  zone.addEventListener("dragover", (event) => hover(event, true));
  zone.addEventListener("dragleave", (event) => hover(event, false));
  zone.addEventListener("drop", (event) => {
    hover(event, false);
    const { files } = event.dataTransfer;
    if (files.length) take(files);
  });
}
