import { useQuery } from '@tanstack/react-query';
import type { TimelineItem } from '#contracts';
import { stepsTakenQuery } from '../../api/queries';
import { Basis } from '../../components/basis';
import { Drawer } from '../../components/drawer';
import { Inv, Standing } from '../../components/inv';
import { useText } from '../../text/use-text';
import { isDay } from '../../time/days';
import { useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { CorrectStep } from './correct-step';
import { useEventWords } from './event-words';
import { actedIn, useWhoActed } from './who-acted';

/** Why an event stands where it does: its two times, who acted in which role, on what basis, for what reason. */
export const WhyEvent = ({
  id,
  item,
  inquiryId,
  mayCorrect,
  onShow,
  onClose,
}: {
  id: string;
  item: TimelineItem;
  /** The reader is on the team, and it is now that is looked at. */
  mayCorrect: boolean;
  inquiryId: string;
  /** Another event is to be explained in the place of this one. */
  onShow: (item: TimelineItem) => void;
  onClose: () => void;
}) => {
  const t = useText();
  const dates = useDates();
  const { title, say } = useEventWords()(item);
  const whoActed = useWhoActed();
  const actor = whoActed(actedIn(item));
  const { corrected, correctedBy } = useCorrections(item, inquiryId);
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
          </div>
        </li>
        {item.corrects && (
          <li>
            <span className="when">{t('whyEvent.correction')}</span>
            <div>
              {t('whyEvent.corrects')}
              {corrected && <ToEvent item={corrected} onShow={onShow} />}
            </div>
          </li>
        )}
        {correctedBy.map((later) => (
          <li key={later.eventId}>
            <span className="when">{t('diff.correctedSince')}</span>
            <div>
              {t('whyEvent.correctedBy', {
                who: whoActed(actedIn(later)).name,
                when: dates.momentNear(later.recordedAt),
              })}
              {later.reason && <p>{t('whyEvent.reason', { reason: later.reason })}</p>}
              <ToEvent item={later} onShow={onShow} />
            </div>
          </li>
        ))}
      </ol>
      {mayCorrect && item.kind === 'StepTaken' && item.caseId !== undefined && (
        <CorrectStep item={item} caseId={item.caseId} key={item.eventId} />
      )}
    </Drawer>
  );
};

const ToEvent = ({ item, onShow }: { item: TimelineItem; onShow: (item: TimelineItem) => void }) => {
  const t = useText();
  return (
    <p>
      <button type="button" className="btn btn--quiet btn--small" onClick={() => onShow(item)}>
        {t('whyEvent.show', { position: item.position })}
      </button>
    </p>
  );
};

/** The record in whose place a step's record stands, and those that stand in its place, as far as they were recorded by the time that is looked at. */
const useCorrections = (item: TimelineItem, inquiryId: string) => {
  const dates = useDates();
  const { recordedAt } = useThen().times;
  const { data = [] } = useQuery({
    ...stepsTakenQuery({ of: 'inquiry', id: inquiryId }, inquiryId),
    enabled: item.kind === 'StepTaken',
  });
  const known = (other: TimelineItem): boolean =>
    recordedAt === undefined ||
    (isDay(recordedAt) ? dates.dayOf(other.recordedAt) <= recordedAt : other.recordedAt <= recordedAt);
  return {
    corrected: data.find(({ eventId }) => eventId === item.corrects),
    correctedBy: data.filter((other) => other.corrects === item.eventId && known(other)),
  };
};
