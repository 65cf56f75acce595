import type { CaseView } from '#contracts';
import { Glyph } from '../../components/glyph';
import { Sheet } from '../../components/sheet';
import { useLocalized, useText } from '../../text/use-text';
import { GuardBasis } from '../../components/guard-basis';

/** What has to be so before the case can be closed: what is, and what is not yet. */
export const Checklist = ({ view }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const items = view.steps
    .flatMap((step) => step.checklist ?? [])
    .filter((item, index, all) => all.findIndex(({ guard }) => guard === item.guard) === index);
  if (items.length === 0) return null;
  return (
    <Sheet
      title={t('checklist.title')}
      note={t('checklist.met', { met: items.filter(({ met }) => met).length, n: items.length })}
      padded={false}
      folds
    >
      <ul className="shut">
        {items.map((item) => (
          <li key={item.guard}>
            <Glyph shape={item.met ? 'check' : 'ring'} tone={item.met ? 'ink' : 'wait'} />
            <div>
              <p>
                <span className="vh">{t(item.met ? 'checklist.is' : 'checklist.isNot')} </span>
                {local(item.sentence)}
              </p>
              <p className="basis">
                <GuardBasis guard={item.guard} basis={item.basis} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  );
};
