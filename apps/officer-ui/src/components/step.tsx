import type { ReactNode } from 'react';

interface StepProps {
  title: ReactNode;
  /** What taking it means. */
  consequence?: ReactNode;
  basis?: ReactNode;
  /** The nearest thing to do: marked, with the page's one primary button. */
  first: boolean;
  act: ReactNode;
  /** The form, once the step is begun. */
  form?: ReactNode;
  id?: string;
}

/** Something that can be done: a sentence, its consequence, its basis, one button. */
export const Step = ({ title, consequence, basis, first, act, form, id }: StepProps) => (
  <li className={first ? 'step step--first' : 'step'} id={id}>
    <div>
      <h3>{title}</h3>
      {consequence && <p>{consequence}</p>}
      {basis && <p className="basis">{basis}</p>}
    </div>
    {act}
    {form && <div className="step__form unprinted">{form}</div>}
  </li>
);
