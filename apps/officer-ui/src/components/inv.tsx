import type { Provenance } from '#contracts';
import { useText } from '../text/use-text';

/** The lozenge of what is invented. Its words are read out and shown on hover. */
export const Inv = () => {
  const t = useText();
  return (
    <span className="inv" title={t('inv.title')}>
      <span>{t('inv.hidden')}</span>
    </span>
  );
};

/** The same as a word in a dashed box: illustrative, hypothetical, to check … */
export const InvWords = ({
  word,
}: {
  word: 'illustrative' | 'hypothetical' | 'synthetic' | 'inferred' | 'to-check' | 'provisional' | 'reported';
}) => {
  const t = useText();
  return <span className="inv inv--words">{t(`inv.${word}`)}</span>;
};

/** How well a fact stands, as a mark after it: nothing for what is public, a lozenge for what is invented, a word for the rest. */
export const Standing = ({ of }: { of: Provenance | Provenance['standing'] | undefined }) => {
  const standing = typeof of === 'string' ? of : of?.standing;
  if (standing === undefined || standing === 'public') return null;
  if (standing === 'invented') return <Inv />;
  return (
    <>
      {' '}
      <InvWords word={standing} />
    </>
  );
};
