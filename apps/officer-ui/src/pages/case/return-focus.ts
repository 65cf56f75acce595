/** After a form has closed: the focus goes back to its button, or to the head of the sheet when that is gone. */
export const returnFocus = (button: string, head: string): void => {
  requestAnimationFrame(() => {
    const back = document.querySelector<HTMLElement>(button) ?? document.querySelector<HTMLElement>(head);
    if (back?.tagName === 'H2') back.tabIndex = -1;
    back?.focus();
  });
};
