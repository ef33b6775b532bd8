// The first visible element with this role and accessible name.
const [role, name] = arguments;
const implicit = {
  button: 'button, [role=button]',
  textbox: 'input:not([type=checkbox]):not([type=radio]), textarea, [role=textbox]',
  switch: '[role=switch]',
  tab: '[role=tab]',
  link: 'a[href], [role=link]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  combobox: 'select, [role=combobox]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
};
const text = (element) => (element === null ? '' : element.textContent);
const label = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by !== null) return by.split(/\s+/).map((id) => text(document.getElementById(id))).join(' ');
  if (element.hasAttribute('aria-label')) return element.getAttribute('aria-label');
  if (element.labels !== undefined && element.labels !== null && element.labels.length > 0) {
    return [...element.labels].map(text).join(' ');
  }
  return text(element);
};
const tidy = (words) => words.replace(/\s+/g, ' ').trim();
const visible = (element) => element.getClientRects().length > 0 && !element.closest('[inert]');
return [...document.querySelectorAll(implicit[role])].find(
  (element) => visible(element) && !element.disabled && (tidy(label(element)) === name || tidy(label(element)).startsWith(`${name} `)),
) ?? null;
