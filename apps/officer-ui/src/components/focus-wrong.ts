/** After a form was refused here: the first field that is wrong takes the focus, once it is marked. */
export const focusFirstWrong = (form: HTMLFormElement): void => {
  requestAnimationFrame(() => {
    const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong?.tagName === 'FIELDSET' ? wrong.querySelector<HTMLElement>('input') : wrong)?.focus();
  });
};
