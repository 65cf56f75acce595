import type { LegalBasis } from '#contracts';
import { Basis } from './basis';
import { guardWords } from './guard';

/** A guard and what it rests on, where there is a provision to name. */
export const GuardBasis = ({ guard, basis }: { guard: string; basis: LegalBasis[] }) => (
  <>
    {guardWords(guard)}
    {basis.length > 0 && (
      <>
        {' '}
        · <Basis of={basis} />
      </>
    )}
  </>
);
