/** What the page has asked the program for, by the command's name. */
export const asked = (page, name) =>
  page.evaluate((wanted) => window.beistandShown.desk.host.commands.filter(([command]) => command === wanted), name);
