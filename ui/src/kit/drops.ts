/** What is dropped on a page is attached where files are taken, put into a text field, or ignored; never navigated to. */

/** A listener for `dragover` and `drop` of the window, behind every other: refuses what nothing before it has taken. */
export function refuseDrop(event: DragEvent): void {
  if (event.defaultPrevented || isText(event)) return;
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
}

/** Whether files are dragged. */
export function dragsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Text over a field that takes text: the browser puts it there. */
function isText(event: DragEvent): boolean {
  if (dragsFiles(event)) return false;
  return event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
}
