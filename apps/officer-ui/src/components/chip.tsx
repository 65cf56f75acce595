import { useText } from '../text/use-text';
import { Icon } from './glyph';

/** A filter that is on; pressing it takes it off. Lives in the URL. */
export const Chip = ({ children, onRemove }: { children: string; onRemove: () => void }) => {
  const t = useText();
  return (
    <button className="chip" type="button" onClick={onRemove}>
      {children} <Icon name="x" />
      <span className="vh">{t('chip.remove')}</span>
    </button>
  );
};
