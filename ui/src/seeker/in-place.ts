/** A link that is followed inside the page: the tab's history gets no entry. Opened in another tab it is a link. */
export function inPlace(act: () => void): (event: MouseEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    act();
  };
}
