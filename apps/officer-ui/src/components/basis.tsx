import type { LegalBasis } from '#contracts';
import { InvWords } from './inv';

/** Provisions, as they are cited; one not yet checked against its text says so. */
export const Basis = ({ of }: { of: LegalBasis[] }) => (
  <>
    {of.map((basis, index) => (
      <span key={`${basis.citation}-${index}`}>
        {index > 0 && '; '}
        {basis.citation}
        {basis.checked === 'm' && (
          <>
            {' '}
            <InvWords word="to-check" />
          </>
        )}
      </span>
    ))}
  </>
);
