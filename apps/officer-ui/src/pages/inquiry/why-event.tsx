import type { TimelineItem } from '#contracts';
import { Basis } from '../../components/basis';
import { Drawer } from '../../components/drawer';
import { Inv, Standing } from '../../components/inv';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { CorrectStep } from './correct-step';
import { useEventWords } from './event-words';
import { actedIn, useWhoActed } from './who-acted';

/** Why an event stands where it does: its two times, who acted in which role, on what basis, for what reason. */
export const WhyEvent = ({
  id,
  item,
  mayCorrect,
  onClose,
}: {
  id: string;
  item: TimelineItem;
  /** The reader is on the team, and it is now that is looked at. */
  mayCorrect: boolean;
  onClose: () => void;
}) => {
  const t = useText();
  const dates = useDates();
  const { title, say } = useEventWords()(item);
  const actor = useWhoActed()(actedIn(item));
  const itself = item.actor.role === 'system';
  const sameDay = dates.dayOf(item.recordedAt) === item.effectiveOn;
  return (
    <Drawer
      id={id}
      tab={t('whyEvent.tab')}
      title={
        <>
          {title}
          <Standing of={item.provenance} />
        </>
      }
      subject={item.eventId}
      onClose={onClose}
    >
      {say && <p className="why__says">{say}</p>}
      <ol className="reckon">
        <li>
          <span className="when">{dates.weekdayShort(item.effectiveOn)}</span>
          <div>{t('whyEvent.effect')}</div>
        </li>
        <li>
          <span className="when">{dates.momentNear(item.recordedAt)}</span>
          <div>
            {t(sameDay ? 'whyEvent.recordedSame' : 'whyEvent.recordedLater')}
            {item.reason && <p>{t('whyEvent.reason', { reason: item.reason })}</p>}
          </div>
        </li>
        <li>
          <span className="when">{t('whyEvent.by')}</span>
          <div>
            {actor.name}
            {actor.invented && <Inv />}
            <p className="basis">
              {itself
                ? t('whyEvent.system')
                : t(item.actor.kind === 'system' ? 'whyEvent.noted' : 'whyEvent.role', {
                    role: t(`role.${item.actor.role}`),
                  })}
            </p>
          </div>
        </li>
        {item.basis.length > 0 && (
          <li>
            <span className="when">{t('problem.basis')}</span>
            <div>
              <Basis of={item.basis} />
            </div>
          </li>
        )}
        {item.provenance?.source && (
          <li>
            <span className="when">{t('leads.source')}</span>
            <div>{item.provenance.source}</div>
          </li>
        )}
        <li>
          <span className="when">{t('whyEvent.log')}</span>
          <div>
            {t('timeline.event', { position: item.position })}
            <p className="basis">
              <code>{item.kind}</code>
            </p>
            {item.corrects && <p className="basis">{t('whyEvent.corrects')}</p>}
          </div>
        </li>
      </ol>
      {mayCorrect && item.kind === 'StepTaken' && item.caseId !== undefined && (
        <CorrectStep item={item} caseId={item.caseId} key={item.eventId} />
      )}
    </Drawer>
  );
};
